"""Finds out which column of a table names the pictures, the class, the split and the fold.

By what people call them, and by what stands in them. Never chooses between two that fit.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from explorer.data.readers.column_names import (
    FLAGS,
    FOLDS,
    LABELS,
    NEVER,
    PATHS,
    SPLITS,
    WORD,
    plain,
)
from explorer.data.readers.table_rows import Table
from explorer.data.split_names import split_meant
from explorer.data.splits import ALIASES
from explorer.data.told_columns import spelled
from explorer.errors import DataError, listed, quoted, quoted_path

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_FRACTION = re.compile(r"[+-]?\d*\.\d*[1-9]\d*|[+-]?\d+(?:\.\d+)?[eE][+-]?\d+")
_NUMBER = re.compile(r"[+-]?\d+(?:\.0*)?")
_TRUE, _FALSE = frozenset(("1", "1.0", "true", "yes")), frozenset(("0", "0.0", "false", "no"))
_SAMPLE = 200
_MOST_CLASSES = 1000
_MOST_CHARS = 60


class UnfitError(DataError):
    """A table that does not name the pictures of this data set."""


class Columns(NamedTuple):
    """The columns by what they say; `one_hot` are those of the classes, where each has one.

    `usual` says that the table says path and label itself, so that nothing was found out.
    """

    path: str
    label: str | None
    one_hot: tuple[str, ...] = ()
    split: str | None = None
    fold: str | None = None
    flag: tuple[str, str] | None = None
    usual: bool = False

    @property
    def roles(self) -> dict[str, str]:
        """What was found, by role."""
        label = self.label or ", ".join(self.one_hot)
        found = {"path": self.path, "label": label, "split": self.split, "fold": self.fold}
        return {role: column for role, column in found.items() if column}


def find_columns(
    table: Table, names_pictures: Callable[[str], bool], told: Mapping[str, str]
) -> Columns:
    """Returns the columns; `told` are those that the user named, by role.

    `names_pictures` tells whether a cell names a picture that is there. Raises DataError where none
    fits, and where several do, with the option that decides.
    """
    given = {role: _given(table, column) for role, column in told.items()}
    lower = {name.lower(): name for name in table.columns}
    usual = not told and {"path", "label"} <= set(lower)
    if usual:
        given = {"path": lower["path"], "label": lower["label"]}
    path = given.get("path") or _path(table, names_pictures, set(given.values()))
    rest = [name for name in table.columns if name not in (path, *given.values())]
    split, fold, flag = _splits(table, rest, given)
    never = {*SPLITS, *FOLDS, *FLAGS}
    rest = [name for name in rest if name not in (split, fold) and plain(name) not in never]
    label = given.get("label")
    one_hot: tuple[str, ...] = ()
    if label is None:
        label, one_hot = _label(table, path, rest)
    return Columns(path, label, one_hot, split, fold, flag, usual)


def _given(table: Table, column: str) -> str:
    for name in table.columns:
        if name == column:
            return name
    same = [name for name in table.columns if name.casefold() == column.casefold()]
    if len(same) == 1:
        return same[0]
    raise DataError(
        f"--columns {quoted(column)}: {quoted_path(table.path)} has no such column, but "
        f"{listed(table.columns, 20)}"
    )


def _path(table: Table, names_pictures: Callable[[str], bool], taken: set[str]) -> str:
    columns = [name for name in table.columns if name not in taken]
    if table.pictures in columns:
        return str(table.pictures)
    named = sorted((c for c in columns if plain(c) in PATHS), key=lambda c: PATHS.index(plain(c)))
    fits = [c for c in columns if _share(table, c, names_pictures) >= 0.5]
    if len(fits) > 1:
        first = [c for c in named if c in fits]
        fits = first[:1] if first and _one_thing(table, first, names_pictures) else first or fits
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise DataError(
            f"{quoted_path(table.path)}: the columns {listed(fits)} name pictures: say which with "
            f"--columns {spelled({'path': fits[0]})}"
        )
    if named:
        return named[0]  # what is missing is said with the paths
    raise UnfitError(
        f"{quoted_path(table.path)}: no column names pictures that are there; the first line names "
        f"the columns {listed(table.columns, 20)}, not path,label[,split]: say which they are with "
        f"--columns path=COLUMN,label=COLUMN"
    )


def _sampled(table: Table, column: str) -> Sequence[str]:
    step = max(1, len(table.rows) // _SAMPLE)
    return [cell for row in table.rows[::step] if (cell := row.get(column, ""))]


def _share(table: Table, column: str, names_pictures: Callable[[str], bool]) -> float:
    """How many cells of a column name pictures; a column of few different cells names none."""
    cells = _sampled(table, column)
    if not cells or (len(set(cells)) <= len(cells) / 2 and plain(column) not in PATHS):
        return 0.0
    return sum(map(names_pictures, cells)) / len(cells)


def _one_thing(table: Table, columns: Sequence[str], names: Callable[[str], bool]) -> bool:
    """Whether columns name the same pictures: an id, and the file of that id."""
    stems = [
        [cell.replace("\\", "/").rsplit("/", 1)[-1].split(".")[0] for cell in _sampled(table, one)]
        for one in columns
    ]
    return all(other == stems[0] for other in stems[1:])


def _splits(
    table: Table, columns: Sequence[str], given: Mapping[str, str]
) -> tuple[str | None, str | None, tuple[str, str] | None]:
    """The column of splits, that of folds, and what true and false mean in the former."""
    split, fold = given.get("split"), given.get("fold")
    for name in columns if split is None else ():
        cells = {cell.lower() for cell in table.values(name)}
        if plain(name) in FLAGS and len(cells) > 1 and cells <= _TRUE | _FALSE:
            return name, fold, FLAGS[plain(name)]
    named = [name for name in columns if plain(name) in SPLITS | FOLDS]
    for name in named:
        if all(map(_NUMBER.fullmatch, table.values(name))):
            fold = fold or name
        elif split is None and (name.lower() == "split" or _says_splits(table, name)):
            split = name
    if split is None:
        others = [c for c in columns if plain(c) not in LABELS and _says_splits(table, c)]
        split = others[0] if len(others) == 1 else None
    return split, fold, None


def _says_splits(table: Table, column: str) -> bool:
    cells = {cell.lower() for cell in table.values(column)}
    meant = {split_meant(cell) for cell in cells}
    return len(cells) > 1 and None not in meant and bool(cells & set(ALIASES)) and "train" in meant


def _label(table: Table, path: str, columns: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    usable = [name for name in columns if _is_class(table, name)]
    named = [name for name in usable if plain(name) in LABELS]
    if not named:
        named = [name for name in usable if _ends_as_label(name)]
    if len(named) == 1:
        named += [
            c for c in usable if c not in named and _ends_as_label(c) and _same(table, named[0], c)
        ]
    if named:
        one = _one_of_same(table, named)
        return one or _refuse(table, path, named), ()
    if one_hot := _one_hot(table, path, columns):
        return None, one_hot
    fits = [name for name in usable if _could_be_class(table, name)]
    if len(fits) == 1:
        return fits[0], ()
    if fits:
        _refuse(table, path, fits)
    of = f" but {listed(columns, 20)}" if columns else ""
    raise DataError(
        f"{quoted_path(table.path)}: {quoted(path)} names the pictures, and no column could be the "
        f"class{of}; say which it is with --columns {spelled({'path': path, 'label': 'COLUMN'})}"
    )


def _refuse(table: Table, path: str, fits: Sequence[str]) -> str:
    ways = [spelled({"path": path, "label": name}) for name in fits[:3]]
    raise DataError(
        f"{quoted_path(table.path)}: each of the columns {listed(fits)} could be the class: say "
        f"which with --columns {' or --columns '.join(ways)}"
    )


def _is_class(table: Table, column: str) -> bool:
    """Whether the cells of a column can be classes: some, and no fractions."""
    cells = [cell for cell in table.values(column) if cell]
    return bool(cells) and not any(map(_FRACTION.fullmatch, cells))


def _could_be_class(table: Table, column: str) -> bool:
    """Whether a column of an unknown name may be the class, by what stands in it."""
    words = {word.lower() for word in WORD.findall(_CAMEL.sub(" ", column))}
    cells = [cell for cell in table.values(column) if cell]
    return (
        not words & NEVER
        and 2 <= len(set(cells)) <= min(_MOST_CLASSES, max(2, len(cells) // 2))
        and len(cells) >= len(table.rows) / 2
        and all(len(cell) <= _MOST_CHARS for cell in set(cells))
    )


def _ends_as_label(name: str) -> bool:
    """Whether the last word of a name is that of a class, as in `master_category`."""
    words = [word.lower() for word in WORD.findall(_CAMEL.sub(" ", name))]
    if words and words[-1] in ("id", "name", "code", "index", "idx", "number"):
        words = words[:-1]
    return bool(words) and words[-1] in LABELS


def _one_of_same(table: Table, columns: Sequence[str]) -> str | None:
    """One of the columns where all say the same classes: the one in words before numbers."""
    if not all(_same(table, columns[0], other) for other in columns[1:]):
        return None
    words = [c for c in columns if not all(map(_NUMBER.fullmatch, filter(None, table.values(c))))]
    return (words or list(columns))[0]


def _same(table: Table, one: str, other: str) -> bool:
    """Whether two columns say the same in other words: each cell goes with one of the other."""
    pairs = set(zip(table.values(one), table.values(other), strict=True))
    return len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs)


def _one_hot(table: Table, path: str, columns: Sequence[str]) -> tuple[str, ...]:
    """The columns of zeros and ones that stand for a class each; empty where there are none.

    Raises DataError where most rows mark several: none of the columns is the class then.
    """
    marks = _TRUE | _FALSE
    found = [
        name
        for name in columns
        if (cells := {cell.lower() for cell in table.values(name)}) <= marks and cells != {""}
    ]
    if len(found) < 2 or not any(len(set(table.values(name))) > 1 for name in found):
        return ()
    counts = [len(marked(row, found)) for row in table.rows]
    if counts.count(1) > len(counts) / 2:
        return tuple(found)
    several = next((number for number, count in enumerate(counts) if count > 1), None)
    if several is None:
        return ()
    told = spelled({"path": path, "label": found[0]})
    raise DataError(
        f"{table.place(several)} marks {counts[several]} of the columns of zeros and ones "
        f"{listed(found)}: a picture has one class; where one of them is the class, say so with "
        f"--columns {told}"
    )


def marked(row: Mapping[str, str], columns: Sequence[str]) -> list[str]:
    """Returns the classes that a row of zeros and ones marks."""
    return [name for name in columns if row.get(name, "").lower() in _TRUE]


def is_true(cell: str) -> bool | None:
    """Returns what a cell of a flag says; None for what says neither."""
    low = cell.lower()
    return True if low in _TRUE else False if low in _FALSE else None
