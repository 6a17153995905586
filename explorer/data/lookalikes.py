"""Class names that look the same and are different texts.

They hold signs that nobody sees, letters of two scripts, or one letter written in two ways. Knows
no files.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from explorer.errors import quoted_apart

MOST_GROUPS = 5
# Letters that look like Latin ones: those that Unicode's confusables (TR 39) name for Cyrillic
# and Greek, where no font tells them apart.
_LATIN = str.maketrans(
    "АВЕЅІЈКМНОРСТХУЗаесіјорѕхуԛԝһԁΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲ",
    "ABESIJKMHOPCTXY3aecijopsxyqwhdABEZHIKMNOPTYXoc",
)
# What draws nothing by itself, beside format signs (Cf): Unicode's Default_Ignorable_Code_Point.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def lookalikes(names: Iterable[str]) -> list[list[str]]:
    """Returns the groups of different names that a reader takes for each other."""
    groups: dict[str, list[str]] = {}
    for name in sorted(set(names)):
        groups.setdefault(_look(name), []).append(name)
    return [group for group in groups.values() if len(group) > 1]


def lookalike_warning(names: Iterable[str]) -> str:
    """Returns one line on class names that look alike; "" where there are none.

    It gives the codes of the signs in which they differ.
    """
    groups = lookalikes(names)
    if not groups:
        return ""
    number = sum(map(len, groups))
    said = "; ".join(" and ".join(_told_apart(group)) for group in groups[:MOST_GROUPS])
    rest = len(groups) - MOST_GROUPS
    more = f"; and {rest} more such groups" if rest > 0 else ""
    start = f"{'two' if number == 2 else number} class names look alike: {said}{more}"
    return f"{start}: if they mean one class, give them one name"


def _look(name: str) -> str:
    seen = "".join(char for char in _UNSEEN.sub("", name) if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFC", " ".join(seen.split())).translate(_LATIN)


def _told_apart(group: Sequence[str]) -> list[str]:
    """The names in quotes, with the codes of the signs in which they differ."""
    start = _common(group)
    rest = min(map(len, group)) - start
    end = min(rest, _common([name[::-1] for name in group]))
    spelled = []
    for name in group:
        after = len(name) - end
        spelled.append(name[:start] + _coded(name[start:after]) + name[after:])
    return list(quoted_apart(spelled).values())


def _common(names: Sequence[str]) -> int:
    """How many signs the names have in common at their beginning."""
    columns = enumerate(zip(*names, strict=False))
    differing = (place for place, signs in columns if len(set(signs)) > 1)
    return next(differing, min(map(len, names)))


def _coded(text: str) -> str:
    return "".join(char if char.isascii() else f"\\u{ord(char):04x}" for char in text)
