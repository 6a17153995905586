"""The names of an archive's members where they are not UTF-8: older systems wrote their own code.

The encoding is guessed for the whole archive, by how common the letters are that it would give, and
can be told instead. Knows no files.
"""

import unicodedata
from collections.abc import Callable, Iterable
from typing import NamedTuple

from explorer.errors import DataError, listed, quoted

MOST_CHARS = 20_000  # of all names together that a guess looks at


class _Code(NamedTuple):
    """An encoding, and how common a letter is there (0 to 1), by its bytes and by itself."""

    name: str
    common: Callable[[bytes, str], float]


def _japanese(code: bytes, _: str) -> float:
    value = int.from_bytes(code)
    if code[0] in (0x82, 0x83) or value in (0x8158, 0x815B) or 0x889F <= value <= 0x9872:
        return 1.0  # kana, the marks of repetition and of a long vowel, kanji of the first level
    return 0.5 if value > 0x9872 else 0.1


def _korean(code: bytes, _: str) -> float:
    wanted = len(code) == 2 and 0xB0 <= code[0] <= 0xC8 and code[1] >= 0xA1  # 2,350 usual syllables
    return 1.0 if wanted else 0.1


def _chinese(code: bytes, _: str) -> float:
    if len(code) < 2 or code[1] < 0xA1:
        return 0.1
    return 1.0 if 0xB0 <= code[0] <= 0xD7 else 0.7 if 0xD8 <= code[0] <= 0xF7 else 0.1


def _traditional(code: bytes, _: str) -> float:
    if len(code) < 2:
        return 0.1
    return 0.95 if 0xA4 <= code[0] <= 0xC6 else 0.5 if code[0] >= 0xC9 else 0.1


def _letters(script: str) -> Callable[[bytes, str], float]:
    """Letters of an alphabet, where a byte is one: rarer than what takes two bytes to hit."""

    def common(_: bytes, char: str) -> float:
        letter = unicodedata.category(char).startswith("L")
        return 0.8 if letter and unicodedata.name(char, "").startswith(script) else 0.0

    return common


# Where several are as likely, the first counts.
_CODES = (
    _Code("cp932", _japanese),
    _Code("cp949", _korean),
    _Code("gbk", _chinese),
    _Code("big5", _traditional),
    _Code("cp437", _letters("LATIN")),
    _Code("cp1252", _letters("LATIN")),
    _Code("cp866", _letters("CYRILLIC")),
    _Code("cp1251", _letters("CYRILLIC")),
)


def encoding_of(raw: Iterable[bytes], told: str | None, archive: str) -> str:
    """Returns the encoding in which names are to be read.

    `raw` are those names that do not say that they are UTF-8 and are not plain ASCII; UTF-8 is
    tried first. Raises DataError where a name cannot be read in the encoding that was told.
    """
    names = list(raw)
    for encoding in (told,) if told is not None else ("utf-8",):
        texts = [_decoded(name, encoding) for name in names]
        if all(text is not None for text in texts):
            return encoding
        if told is not None:
            wrong = names[texts.index(None)].decode("ascii", "backslashreplace")
            raise DataError(f"--zip-names {told}: {quoted(archive)} holds {quoted(wrong)}")
    best = max(_CODES, key=lambda code: _likely(names, code))
    return best.name if _likely(names, best) > 0 else "cp437"  # which reads every byte


def guess_note(encoding: str, examples: Iterable[str]) -> str:
    """Returns what is said of names that were read in an encoding that nobody told."""
    return (
        f"names in the archive are not UTF-8: they were read as {encoding}, such as "
        f"{listed(sorted(set(examples)), 3)}; --zip-names ENCODING reads them in another encoding"
    )


def _decoded(name: bytes, encoding: str) -> str | None:
    try:
        text = name.decode(encoding)
    except (UnicodeError, ValueError):
        return None
    return text if all(unicodedata.category(char)[0] != "C" for char in text) else None


def _likely(names: list[bytes], code: _Code) -> float:
    """How common the letters are that names have in an encoding; -1 where one cannot be read."""
    total, count = 0.0, 0
    for name in names:
        if (text := _decoded(name, code.name)) is None:
            return -1.0
        for char in text:
            if not char.isascii() and count < MOST_CHARS:
                total += code.common(char.encode(code.name), char)
                count += 1
    return total / count if count else 0.0
