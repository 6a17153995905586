"""Numbers as people type them: one, or a list of them, with a decimal point or a decimal comma.

A comma is taken for a decimal one only where it can be nothing else; what may mean two things is
refused, with what to write instead.
"""

import math
import re
from collections.abc import Sequence

from explorer import numbers as written
from explorer.errors import ExplorerError, quoted

_COMMA = re.compile(r"[+-]?\d*,\d+", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
_BETWEEN = re.compile(r"\s*[,;]\s*|\s+")
_NO_COMMA = re.compile(r"\s*;\s*|\s+")
_SPACED = re.compile(r"\s*;\s*|\s*,\s+|\s+,\s*|\s+")
_ENDS = re.compile(r"[\s,;]+$")
_TIGHT = re.compile(r"(?=(?<!\d)(\d+),(\d+)(?!\d))", re.ASCII)  # no space on either side
_LOOSE = re.compile(r",(?!\d)|(?<!\d),", re.ASCII)
_SEPARATES = "a comma separates"


def number(text: str, most: float = math.inf) -> float:
    """Returns the number that was typed: `0.5`, `0,5`, `-1e3`.

    Raises ExplorerError for what is none, and for what may be a thousand as well as a one, such as
    `1,500`, unless a thousand is more than `most`.
    """
    told = text.strip().replace("\N{MINUS SIGN}", "-")
    if _THOUSANDS.fullmatch(told) and abs(float(told.replace(",", ""))) <= most:
        one, other = told.replace(",", ""), written.number(float(told.replace(",", ".")))
        raise ExplorerError(f"{quoted(told)} may be {one} or {other}; write it without a comma")
    try:
        return float(told.replace(",", ".") if _COMMA.fullmatch(told) else told)
    except ValueError:
        raise ExplorerError(f"{quoted(text.strip())} is not a number") from None


def entries(text: str) -> list[str]:
    """Returns the entries of a list: commas, semicolons or spaces stand between them.

    One that stands behind the last entry is left out.
    """
    return _split(text, _BETWEEN)


def numbers(text: str, low: float = -math.inf, high: float = math.inf) -> tuple[float, ...]:
    """Returns the numbers of a list; empty where there is none.

    Between semicolons or spaces a number may have a decimal comma. Raises ExplorerError for an
    entry that is no number. Where a comma that separates may have been meant as a decimal one, the
    error says so: numbers beyond `low` and `high`, or the same one twice, are a sign of it.
    """
    tight = [] if "." in text else _TIGHT.findall(text)
    if tight and _LOOSE.search(_ENDS.sub("", text)):
        _check_spaces(text, tight[0])
    elif tight:
        pieces = _split(text, _NO_COMMA)
        if len(pieces) > 1 and all(piece.count(",") < 2 for piece in pieces):
            return tuple(number(piece, high) for piece in pieces)
    found = tuple(number(entry, high) for entry in entries(text))
    _check_misread(tight, found, low, high)
    return found


def _split(text: str, between: re.Pattern[str]) -> list[str]:
    listed = _ENDS.sub("", text.strip())
    return between.split(listed) if listed else []


def _check_spaces(text: str, first: tuple[str, str]) -> None:
    """Refuses a list in which only some commas have a space: the others may be decimal ones."""
    if all(part.count(",") < 2 for part in _split(text, _SPACED)):
        raise ExplorerError(
            f"{quoted(','.join(first))} may be one number or two; "
            f"write {'.'.join(first)} with a point: {_SEPARATES}"
        )


def _check_misread(
    tight: Sequence[tuple[str, str]], found: Sequence[float], low: float, high: float
) -> None:
    """Refuses numbers that make sense only once a comma between two of them is a decimal one."""
    others = any(not low <= value <= high for value in found)  # these are said first
    for whole, part in tight:
        meant = float(f"{whole}.{part}")
        beyond = not low <= float(part) <= high
        twice = found.count(float(whole)) > 1 and float(part) > 0 and not others
        if low <= meant <= high and (beyond or twice):
            why = f"{part} is not between {written.number(low)} and {written.number(high)}"
            raise ExplorerError(
                f"{why if beyond else f'{whole} is in the list twice'}; "
                f"if you mean {whole}.{part}, write it with a point: {_SEPARATES}"
            )
