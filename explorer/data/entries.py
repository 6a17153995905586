"""What a source says of its pictures: path, class and split of each. Reads no files."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

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
class LeftOut:
    """Something that is not part of the data set: how many of what, and why, in one line.

    `quiet` is what systems leave behind: it is counted, and nobody needs to be told.
    """

    count: int
    what: str
    quiet: bool = False


@dataclass(frozen=True)
class HowRead:
    """What was taken for what.

    `form` is `split folders`, `class folders`, `folds` or `table`. `labels_from` says where the
    classes stand. `splits` are the folders that were taken for splits, with these. `one_class` are
    the spellings that were taken for one class. `zip_names` is the encoding of an archive's names,
    where they are not UTF-8. `columns` are those of a table, by what they say: `path`, `label`,
    `split`, `fold`; `how` are lines on what is unusual in it, and on how its paths were found.
    """

    form: str = "table"
    labels_from: str = "label"
    splits: tuple[tuple[str, SplitName], ...] = ()
    fold: int | None = None
    one_class: tuple[tuple[str, tuple[str, ...]], ...] = ()
    zip_names: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    how: tuple[str, ...] = ()

    @property
    def taken(self) -> tuple[str, ...]:
        """Returns `seg_dev for val` and the like: folders whose names do not say it themselves."""
        return tuple(
            f"{names.shown(folder)} for {split}"
            for folder, split in self.splits
            if folder.lower() != split
        )

    def to_json(self) -> dict[str, Any]:
        """Returns it as plain JSON data."""
        return {
            "form": self.form,
            "labels_from": self.labels_from,
            "splits": {names.shown(folder): split for folder, split in self.splits},
            "fold": self.fold,
            "one_class": {label: list(spelled) for label, spelled in self.one_class},
            "zip_names": self.zip_names,
            **({"columns": dict(self.columns), "how": list(self.how)} if self.columns else {}),
        }


@dataclass(frozen=True)
class Layout:
    """The pictures of a source, how they were read, and what was left out.

    `promised` are the splits that the source names, filled or not. `warnings` are what a result
    suffers from, such as folders that could not be read. `packed` is the source of the pictures
    where they lie inside of another file.
    """

    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()
    promised: frozenset[SplitName] = field(default_factory=frozenset)
    warnings: tuple[str, ...] = ()
    read_as: HowRead = HowRead()
    left_out: tuple[LeftOut, ...] = ()
    packed: Any = None


def labels_of(entries: Iterable[Entry]) -> list[str]:
    """Returns the classes of the entries, each once, in alphabetical order."""
    return sorted({entry.label for entry in entries})


def class_name(name: str, place: str) -> str:
    """Returns the name of a class as it is shown; `place` begins the message of a DataError."""
    written = names.encodable(name)  # a folder of an old disk: its name is no UTF-8
    if trouble := names.refusal(written, MAX_NAME_CHARS, "class name"):
        raise DataError(f"{place}: {quoted(name)} {trouble}")
    return written
