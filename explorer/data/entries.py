"""What a source says of its pictures: path, class and split of each. Reads no files."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from explorer import names
from explorer.data.splits import SplitName
from explorer.errors import DataError, quoted

MAX_NAME_CHARS = 200


@dataclass(frozen=True)
class Entry:
    """One picture as its source names it; `split` is None where the split is still to be drawn."""

    path: str
    label: str
    split: SplitName | None


@dataclass(frozen=True)
class Layout:
    """The pictures of a source, and notes on what was left out.

    `promised` are the splits that the source names, filled or not. `warnings` are what a result
    suffers from, such as folders that could not be read.
    """

    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()
    promised: frozenset[SplitName] = field(default_factory=frozenset)
    warnings: tuple[str, ...] = ()


def labels_of(entries: Iterable[Entry]) -> list[str]:
    """Returns the classes of the entries, each once, in alphabetical order."""
    return sorted({entry.label for entry in entries})


def class_name(name: str, place: str) -> str:
    """Returns the name of a class as it is shown; `place` begins the message of a DataError."""
    written = names.encodable(name)  # a folder of an old disk: its name is no UTF-8
    if trouble := names.refusal(written, MAX_NAME_CHARS, "class name"):
        raise DataError(f"{place}: {quoted(name)} {trouble}")
    return written
