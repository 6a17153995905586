"""The splits that a table tells: by a column, by a column of folds, or by the pictures' folders."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from explorer.data.entries import Entry
from explorer.data.readers.table_columns import Columns, is_true
from explorer.data.readers.table_rows import Table
from explorer.data.reading import Reading
from explorer.data.split_names import split_meant
from explorer.data.splits import ALIASES, OR_SPLITS, SPLITS, SplitName
from explorer.errors import DataError, listed, quoted, quoted_path


def split_cells(table: Table, columns: Columns, reading: Reading) -> list[SplitName | None]:
    """Returns the split of each row; None where it is still to be drawn.

    Raises DataError for a cell that is none, and for a fold that there is not.
    """
    splits: list[SplitName | None] = [None] * len(table.rows)
    if columns.split is not None:
        splits = _told(table, columns.split, columns.flag)
    if reading.fold is None:
        return splits
    if columns.fold is None:
        raise DataError(f"--fold {reading.fold}: {quoted_path(table.path)} has no column of folds")
    folds = [_fold(table, number, cell) for number, cell in enumerate(table.values(columns.fold))]
    if reading.fold not in folds:
        has = listed(map(str, sorted(set(folds))), 10)
        raise DataError(
            f"--fold {reading.fold}: the column {quoted(columns.fold)} of "
            f"{quoted_path(table.path)} has no such fold, but {has}"
        )
    return [
        "test" if split == "test" else "val" if fold == reading.fold else "train"
        for split, fold in zip(splits, folds, strict=True)
    ]


def _told(table: Table, column: str, flag: tuple[str, str] | None) -> list[SplitName | None]:
    cells = table.values(column)
    trained = any(split_meant(cell) == "train" for cell in set(cells))
    meant = {cell: _meant(cell, flag, odd=trained) for cell in set(cells)}
    for number, cell in enumerate(cells):
        if meant[cell] is None:
            raise DataError(f"{table.place(number)}: the split {quoted(cell)} is not {OR_SPLITS}")
    return [meant[cell] for cell in cells]


def _meant(cell: str, flag: tuple[str, str] | None, *, odd: bool) -> SplitName | None:
    """The split of a cell; `odd` names such as dev count where others say train."""
    if flag is not None:
        found = is_true(cell)
        return None if found is None else ALIASES[flag[0] if found else flag[1]]
    return ALIASES.get(cell.lower()) or (split_meant(cell) if odd else None)


def _fold(table: Table, number: int, cell: str) -> int:
    try:
        return int(float(cell))
    except (ValueError, OverflowError):
        raise DataError(f"{table.place(number)}: the fold {quoted(cell)} is no number") from None


def split_of_folders(
    entries: Sequence[Entry], folder: PurePosixPath
) -> tuple[list[Entry], tuple[tuple[str, SplitName], ...]]:
    """Returns the entries with the splits that their folders mean, and which folders those are.

    As they are where not every picture lies in such a folder, or all lie in those of one split.
    """
    named: dict[str, SplitName] = {}
    split = []
    for entry in entries:
        below = (
            PurePosixPath(entry.path).relative_to(folder).parts[:-1]
            if _under(entry.path, folder)
            else ()
        )
        found = next(((part, one) for part in below if (one := split_meant(part))), None)
        if found is None:
            return list(entries), ()
        named[found[0]] = found[1]
        split.append(replace(entry, split=found[1]))
    if "train" not in named.values() or len(set(named.values())) < 2:
        return list(entries), ()
    return split, tuple(sorted(named.items()))


def _under(path: str, folder: PurePosixPath) -> bool:
    return PurePosixPath(path).is_relative_to(folder)


def splits_of_rows(
    tables: Sequence[tuple[Table, Columns]], entries: Sequence[Entry], reading: Reading
) -> tuple[list[str], frozenset[SplitName]]:
    """Returns what is said of a column of folds, and the splits that the tables name.

    Where there is no val, but a test, val is drawn from train.
    """
    present = frozenset(entry.split for entry in entries if entry.split is not None)
    said = []
    for table, columns in tables:
        if columns.fold is not None and reading.fold is None:
            folds = sorted({cell for cell in table.values(columns.fold) if cell})
            said.append(
                f"the column {quoted(columns.fold)} of {quoted_path(table.path)} holds folds of a "
                f"cross-validation, {listed(folds)}, and is not used: --fold N validates on one"
            )
    by_column = any(columns.split for _, columns in tables) and reading.fold is None
    if by_column and ("val" in present or "test" not in present):
        return said, frozenset(SPLITS)
    return said, present
