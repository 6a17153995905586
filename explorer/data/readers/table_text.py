"""The text of a table: its encoding, and the sign between its columns. Reads no files."""

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterator, Sequence

from explorer.errors import DataError, reason

# The longer mark first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", ""),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
DELIMITERS = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars", " ": "spaces"}
_SAMPLE = 100  # rows that are looked at for the delimiter
_LOOKED_AT = 4000  # bytes that are looked at for an encoding without a mark
_SEP = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)  # what Excel writes before the first line


def decode(data: bytes, place: str) -> tuple[str, str]:
    """Returns the text, and its encoding in words where it is not UTF-8, else "".

    `place` begins the message of the DataError for what is no text.
    """
    mark, encoding, words = next(
        (row for row in _MARKS if data.startswith(row[0])), (b"", *_guessed(data))
    )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if mark or encoding != "utf-8":
            raise DataError(f"{place} is no text in {words or 'UTF-8'}") from None
        text, words = _western(data)
    if "\0" in text:
        raise DataError(f"{place} is no text: it holds a zero byte")
    return text, words


def _guessed(data: bytes) -> tuple[str, str]:
    """The encoding of text without a mark: half of UTF-16 are zeros in European languages."""
    head = data[:_LOOKED_AT]
    half = len(head) // 2
    if half and head[1::2].count(0) > half / 2 and not head[::2].count(0):
        return "utf-16-le", "UTF-16"
    if half and head[::2].count(0) > half / 2 and not head[1::2].count(0):
        return "utf-16-be", "UTF-16"
    return "utf-8", ""


def _western(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("cp1252"), "Western European (cp1252)"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "Western European (Latin-1)"


def split_rows(text: str, told: str = "") -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """Returns the sign between the columns, and the rows with their lines, without empty ones.

    `told` is the sign where it is known. Going through the rows raises DataError, which begins with
    the line, for quotes that do not end.
    """
    skipped = 0
    if found := _SEP.match(text):
        text, told, skipped = text[found.end() :], found[1], 1
    sign = told or _delimiter(text)
    return sign, _rows(text, sign, skipped)


def _rows(text: str, sign: str, skipped: int = 0) -> Iterator[tuple[int, list[str]]]:
    if sign == " ":
        for line, words in enumerate(map(str.split, text.splitlines()), 1):
            if words:
                yield line, words
        return
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=sign, strict=True, skipinitialspace=True)
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise DataError(f"line {reader.line_num + skipped}: {reason(error)}") from None
        if row is None:
            return
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield reader.line_num + skipped, cells


def _delimiter(text: str) -> str:
    """The sign that gives most rows as many cells as the first; of several, the one of most."""
    best, most = ",", (0.0, 0)
    for sign in DELIMITERS:
        if sign == " " and most[1]:  # words stand in cells, too
            continue
        counts = _counts(text, sign)
        if counts and counts[0] > 1:
            same = sum(count == counts[0] for count in counts) / len(counts)
            if (same, counts[0]) > most:
                best, most = sign, (same, counts[0])
    return best


def _counts(text: str, sign: str) -> Sequence[int]:
    counts: list[int] = []
    try:
        for _, cells in itertools.islice(_rows(text, sign), _SAMPLE):
            counts.append(len(cells))
    except DataError:  # said when the rows are read
        pass
    return counts
