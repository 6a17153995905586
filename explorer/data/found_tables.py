"""Finds the tables among the files of a folder or an archive that say the classes of its pictures.

One table at the outermost place; one a split there (`train.csv`, `val.csv`), or pieces of one; or
one inside each folder of a split (`train/metadata.csv`).
"""

import posixpath
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from explorer.data.entries import Layout, LeftOut, labels_of
from explorer.data.readers.column_names import LABELS, plain
from explorer.data.readers.parquet import is_parquet
from explorer.data.readers.source import Source
from explorer.data.readers.table_columns import UnfitError
from explorer.data.readers.table_entries import Read, layout_of
from explorer.data.readers.tables import TABLE_SUFFIXES, may_be_table, open_rows
from explorer.data.reading import FOLDER, Reading
from explorer.data.split_names import split_meant
from explorer.data.splits import SplitName
from explorer.data.told_columns import spelled
from explorer.errors import DataError, listed, quoted, quoted_path

_MOST = 100  # tables that are looked into
_DIGITS = re.compile(r"\d+")
Tables = Mapping[str, SplitName | None]


def read_found_tables(source: Source, files: Sequence[str], reading: Reading) -> Layout | None:
    """Returns what the tables among the files say; None where none names its pictures.

    Raises DataError where one does, and cannot be read, or where several could be the one.
    """
    common = posixpath.commonpath([posixpath.dirname(path) for path in files])
    outer = [path for path in files if posixpath.dirname(path) == common]
    for tables in (_outermost(source, outer), _in_splits(files, common), _in_one_folder(files)):
        if tables and len(tables) <= _MOST:
            found = _read(source, tables, reading)
            if found is not None:
                return found
    return None


def check_tables_agree(
    source: Source, files: Sequence[str], reading: Reading, layout: Layout
) -> None:
    """Raises DataError where the folders give classes, and a table gives these pictures others.

    A table that calls none of its columns a class, or all pictures the same, says nothing against
    the folders. Where each class of the one is a class of the other, under whatever name, they
    agree.
    """
    try:
        told = read_found_tables(source, files, reading)
    except DataError:  # no table that could be read instead
        return
    if told is None or plain(dict(told.read_as.columns).get("label", "")) not in LABELS:
        return
    given = {entry.path: entry.label for entry in told.entries}
    pairs = {(entry.label, given[entry.path]) for entry in layout.entries if entry.path in given}
    both = sum(entry.path in given for entry in layout.entries)
    classes = {label for _, label in pairs}
    alike = len({label for label, _ in pairs}) == len(classes) == len(pairs)
    if alike or len(classes) == 1 or 2 * both < len(layout.entries):
        return
    columns = spelled({role: name for role, name in told.read_as.columns if role != "fold"})
    raise DataError(
        f"{quoted(source.name)}: its folders give the classes {listed(labels_of(layout.entries))}, "
        f"and a table {listed(labels_of(told.entries))}: say which count with --labels-from "
        f"{FOLDER} or --columns {columns}"
    )


def _outermost(source: Source, outer: Sequence[str]) -> Tables:
    tables = [path for path in outer if may_be_table(source, path) and not _is_answer(path)]
    return {path: split_meant(PurePosixPath(path).stem) for path in tables}


def _in_splits(files: Sequence[str], common: str) -> Tables:
    """Tables of one name in the folders of splits."""
    start = f"{common}/" if common else ""
    inner: dict[str, SplitName] = {}
    for path in files:
        parts = path[len(start) :].split("/")
        split = split_meant(parts[0]) if len(parts) == 2 else None
        if split is not None and path.lower().endswith(TABLE_SUFFIXES):
            inner[path] = split
    names = Counter(posixpath.basename(path) for path in inner)
    most = max(names, key=lambda name: names[name], default="")
    return {path: split for path, split in inner.items() if posixpath.basename(path) == most}


def _in_one_folder(files: Sequence[str]) -> Tables:
    """Files of Parquet in one folder, as in `data/train-00000-of-00001.parquet`."""
    found = [path for path in files if is_parquet(path)]
    if len({posixpath.dirname(path) for path in found}) > 1:
        return {}
    return {path: split_meant(PurePosixPath(path).stem) for path in found}


def _is_answer(path: str) -> bool:
    """Whether a table shows what an answer to a contest looks like: its classes are made up."""
    return "submission" in plain(PurePosixPath(path).stem)


def _read(source: Source, tables: Tables, reading: Reading) -> Layout | None:
    usable: dict[str, tuple[Read, Layout]] = {}
    refused: dict[str, DataError] = {}
    for path in tables:
        try:
            rows = open_rows(source, path, reading)
            usable[path] = rows, layout_of(source, [rows], reading)
        except UnfitError:
            continue
        except DataError as error:
            refused[path] = error
    if not usable:
        if refused:
            raise refused[min(refused, key=lambda path: (tables[path] != "train", path))]
        return None
    if len(usable) == 1:
        ((_, layout),) = usable.values()
        return _with_refused(layout, refused)
    splits = {path: tables[path] for path in usable}
    all_rows = [rows for rows, _ in usable.values()]
    if None in splits.values() and len({_DIGITS.sub("", path) for path in splits}) == 1:
        return layout_of(source, all_rows, reading)  # pieces of one table
    if None in splits.values() or "train" not in splits.values():
        raise DataError(
            f"{quoted(source.name)}: several tables name its pictures, {listed(splits)}: give the "
            f"one that counts in the place of the folder, such as {quoted_path(min(splits))}"
        )
    each = [rows._replace(split=splits[path]) for path, (rows, _) in usable.items()]
    return _with_refused(layout_of(source, each, reading), refused)


def _with_refused(layout: Layout, refused: Mapping[str, DataError]) -> Layout:
    """The layout, which says what tables are no part of it."""
    left = [
        LeftOut(1, f"the table {quoted_path(path)} was left out: {error}", quiet=True)
        for path, error in sorted(refused.items())
    ]
    return replace(layout, left_out=(*layout.left_out, *left))
