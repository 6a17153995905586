"""Classes from the names of files: the text before a number, or a regular expression.

An expression comes from strangers and runs over names of strangers: those that can take very long
are refused before they run, by what they are made of.
"""

import re
import time

from explorer import numbers
from explorer.errors import DataError, quoted

MAX_PATTERN_CHARS = 200
MAX_PATH_CHARS = 160
LIMIT_S = 10.0
# A search then takes the fourth power of a path's length at most: a second or two for the worst.
_MAX_REPEATS = 3
_MAX_OPTIONAL = 8
_MAX_BRANCHES = 16
_REPEAT = re.compile(r"\*|\+|\{\d*,\d*\}|\{\d+\}")
_GROUP = re.compile(r"\((?:\?:|\?P<\w+>|(?!\?))")
_SET = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_DIGITS = "0123456789"


def before_number(stem: str) -> str | None:
    """Returns the text of a file's name before its number, or None where there is none.

    It is `dog` for `dog.0`, `dog_001`, `dog (3)` and `dog-7-flipped`.
    """
    if len(stem) > MAX_PATH_CHARS:
        return None
    bare = stem.rstrip(")] ")
    text = bare.rstrip(_DIGITS)
    if text == bare:
        first = next((place for place, char in enumerate(stem) if char in _DIGITS), 0)
        text = stem[:first]
    return text.rstrip(" ._-([") or None


class Pattern:
    """A regular expression with one group, which is searched for in paths.

    Raises DataError for one that is none, has not one group, or could take very long: repeats
    inside of repeats, more than three repeats, looks around, references back.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        start = f"--labels-from {quoted(text)}"
        try:
            compiled = re.compile(text) if len(text) <= MAX_PATTERN_CHARS else None
        except (re.error, OverflowError, RecursionError) as error:
            raise DataError(f"{start} is no regular expression: {error}") from None
        if compiled is None:
            raise DataError(f"{start} has more than {MAX_PATTERN_CHARS} characters")
        if compiled.groups != 1:
            words = "folder, parent, name, or a regular expression with one group, such as "
            raise DataError(f"{start} is none of {words}'([a-z]+)_[0-9]+'")
        if trouble := _slow(text):
            raise DataError(f"{start} could take very long: {trouble}")
        self._compiled = compiled
        self._spent_s = 0.0

    def label(self, path: str) -> str | None:
        """Returns what the group finds in a path, or None where it finds nothing.

        Raises DataError where all paths together take too long.
        """
        if len(path) > MAX_PATH_CHARS:
            return None
        began = time.perf_counter()
        found = self._compiled.search(path)
        self._spent_s += time.perf_counter() - began
        if self._spent_s > LIMIT_S:
            raise DataError(
                f"--labels-from {quoted(self.text)} takes longer than {numbers.number(LIMIT_S)} s"
            )
        return (found[1] or None) if found else None


def _slow(text: str) -> str:
    """Says what of a valid expression may take long; "" where nothing does."""
    repeats = optional = branches = place = 0
    open_groups: list[bool] = []  # whether each holds a repeat or a choice
    closed = False  # whether a group that does so ends right here
    while place < len(text):
        char = text[place]
        repeat = _REPEAT.match(text, place)
        if repeat or char == "?":
            repeats, optional = repeats + bool(repeat), optional + (not repeat)
            if closed and repeat:
                return "it repeats a group that holds a repeat or a choice"
            if open_groups:
                open_groups[-1] = True
            place = repeat.end() if repeat else place + 1
            place += text[place : place + 1] in ("?", "+")  # lazy or possessive
            continue
        closed = False
        if char == "\\":
            if text[place + 1 : place + 2] in tuple("123456789"):
                return "it refers back to what it found"
            place += 2
        elif found := _SET.match(text, place):
            place = found.end()
        elif char == "(":
            if (group := _GROUP.match(text, place)) is None:
                return "it looks around, refers back or sets flags"
            open_groups.append(False)
            place = group.end()
        elif char == ")":
            closed = open_groups.pop()
            if open_groups and closed:
                open_groups[-1] = True
            place += 1
        else:
            if char == "|":
                branches += 1
                open_groups[-1:] = [True] if open_groups else []
            place += 1
    if repeats > _MAX_REPEATS:
        return f"it has {repeats} repeats, more than {_MAX_REPEATS}"
    if optional > _MAX_OPTIONAL or branches > _MAX_BRANCHES:
        return "it leaves too many parts open"
    return ""
