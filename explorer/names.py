"""The names that people give and that disks hold.

Which are refused, how all are shown, and how long ones are cut. Imports nothing of the project.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

GAP = "…"
# Marks that turn the order of the letters around them: with one, "gpj.exe" can look like "exe.jpg"
# (Unicode TR 36, 3.3). U+206A to U+206F are deprecated marks of the same kind.
_TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u206a-\u206f"
_HIDING = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029{_TURNING}]")
_TURNS = re.compile(f"[{_TURNING}]")
_LONE = re.compile("[\ud800-\udfff]")
_NO_FILE = re.compile(r"[^\w.-]+")  # what some disk or shell does not take
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # on Windows
_BLANK = frozenset(("Cf", "Mn", "Zs"))
_JOINER = "\u200d"


def refusal(name: object, limit: int, what: str = "name") -> str:
    """Returns why `name` is not a name of 1 to `limit` characters; "" where it is one.

    The words follow the name. Control characters are refused, and the marks of direction that can
    disguise a name. Everything else is allowed: joiners (Persian, Sinhala, emoji), spaces of any
    kind, signs of any script.
    """
    start = f"is not a {what} of 1 to {limit} printable characters"
    if (
        not isinstance(name, str)
        or len(name) > limit
        or all(unicodedata.category(char) in _BLANK for char in name)
    ):
        return start
    found = _HIDING.search(name) or _LONE.search(name)
    if not found:
        return ""
    turns = f", which turns the direction of writing (U+{ord(found[0]):04X})"
    return f"{start}: it holds {_escaped(found)}{turns if _TURNS.match(found[0]) else ''}"


def shown(text: str) -> str:
    """Returns `text` as it can be shown and written.

    A character that cannot be encoded, or could disguise the text, is replaced by its code. A byte
    that is not UTF-8 becomes `\\xe9`, so that two names that differ only in it stay different.
    """
    return _HIDING.sub(_escaped, _LONE.sub(_escaped, text))


def encodable(text: str) -> str:
    """Returns `text` with only those characters replaced that cannot be encoded.

    It is for texts of many lines, which keep their line ends.
    """
    return _LONE.sub(_escaped, text)


def shortened(name: str, limit: int) -> str:
    """Returns the name, cut in the middle where it is longer than `limit` characters.

    The ends stay, because names mostly differ there.
    """
    if len(name) <= limit:
        return name
    head = (limit - len(GAP) + 1) // 2
    return _head(name, head) + GAP + _tail(name, len(name) - (limit - len(GAP) - head))


def file_stem(name: str, fallback: str, limit: int = 60) -> str:
    """Returns a name as the name of a file, without its extension, that every disk takes.

    Letters and digits of any script stay, all else becomes a hyphen. `fallback` stands where
    nothing is left, and before a name that Windows keeps for a device.
    """
    clean = _NO_FILE.sub("-", _HIDING.sub("", _LONE.sub("", name)))
    stem = _head(clean, min(len(clean), limit)).strip("-._")
    if not stem:
        return fallback
    return f"{fallback}-{stem}" if _DEVICE.match(stem) else stem


def apart(names: Iterable[str], limit: int) -> Mapping[str, str]:
    """Returns a short form of each name, at most `limit` characters long, all different.

    Where a cut in the middle makes names alike, they show the place where they differ instead, or a
    number.
    """
    everything = list(dict.fromkeys(names))
    short = {name: shortened(name, limit) for name in everything}
    for alike in _alike(short):
        place = _first_difference(alike)
        short |= {name: _around(name, place, limit) for name in alike}
    return dict(zip(everything, numbered(short.values(), limit), strict=True))


def numbered(titles: Iterable[str], limit: int | None = None) -> list[str]:
    """Returns the titles in their order, all different: a second `pets` becomes `pets (2)`.

    A list to choose from knows an entry only by its title.
    """
    taken: set[str] = set()
    found = []
    for title in titles:
        fresh, number = title, 1
        while fresh in taken:
            number += 1
            mark = f" ({number})"
            fresh = (title if limit is None else title[: limit - len(mark)]) + mark
        taken.add(fresh)
        found.append(fresh)
    return found


def _escaped(found: "re.Match[str]") -> str:
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:  # how Python keeps a byte that is not UTF-8 in a name
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _head(name: str, end: int) -> str:
    while end > 1 and _joined(name, end):
        end -= 1
    return name[:end]


def _tail(name: str, start: int) -> str:
    while start < len(name) and _joined(name, start):
        start += 1
    return name[start:]


def _joined(name: str, place: int) -> bool:
    """Whether the character at `place` belongs to the one before it.

    A cut there would take the vowel from a letter, or the meaning from an emoji.
    """
    if place >= len(name):
        return False
    marks = unicodedata.category(name[place]) in ("Mn", "Mc", "Me")
    return marks or _JOINER in (name[place - 1], name[place])


def _alike(short: Mapping[str, str]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for name, form in short.items():
        groups.setdefault(form, []).append(name)
    return [group for group in groups.values() if len(group) > 1]


def _first_difference(names: list[str]) -> int:
    return next(
        (place for place, chars in enumerate(zip(*names, strict=False)) if len(set(chars)) > 1),
        min(map(len, names)),
    )


def _around(name: str, place: int, limit: int) -> str:
    """The beginning of a name, and what follows from `place` on."""
    head = _head(name, limit // 3)
    start = max(len(head), place - 2)
    rest = _tail(name, start)
    room = limit - len(head) - len(GAP)
    return head + GAP + (rest if len(rest) <= room else _head(rest, room - len(GAP)) + GAP)
