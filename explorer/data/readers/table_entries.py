"""What the rows of tables say of pictures: path, class and split of each, and what is left out."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from explorer import numbers
from explorer.data.entries import Entry, HowRead, Layout, LeftOut, class_name, labels_of
from explorer.data.readers.parquet import PackedPictures
from explorer.data.readers.source import MAX_FILES, Source
from explorer.data.readers.table_columns import Columns, UnfitError, marked
from explorer.data.readers.table_paths import Lookup
from explorer.data.readers.table_rows import Table
from explorer.data.readers.table_splits import split_cells, split_of_folders, splits_of_rows
from explorer.data.reading import Reading
from explorer.data.split_layouts import check_labels
from explorer.data.splits import SplitName
from explorer.errors import DataError, listed, quoted, quoted_path

_ODD = 0.2  # rows without a picture: from this share on, every result is warned of them
_GONE = "is not there"
_HOW = {
    "moved": "paths of another machine or folder, such as {}, were looked up under the folder "
    "of {} by their last parts",
    "folder": "names without a folder, such as {}, were looked up in the folders below {}",
    "suffix": "names without the suffix of a picture, such as {}, were looked up in the folders "
    "below {}",
}


class Read(NamedTuple):
    """A table with what was found out of it; `split` is that of all its rows, or None."""

    table: Table
    lookup: Lookup
    columns: Columns
    split: SplitName | None


class _Rows(NamedTuple):
    """The rows of a table that name a picture which is there, and what was said of the others."""

    entries: list[Entry]
    how: tuple[str, ...]
    left_out: list[LeftOut]
    named: set[str]
    as_written: bool


def layout_of(source: Source, read: Sequence[Read], reading: Reading) -> Layout:
    """Returns what tables say together. Raises DataError, with the line of what cannot be."""
    first = read[0]
    for one in read[1:]:
        if one.columns.roles != first.columns.roles and not one.columns.one_hot:
            raise DataError(
                f"{quoted_path(first.table.path)} and {quoted_path(one.table.path)} have other "
                "columns for pictures or classes: say which with --columns path=COLUMN,label=COLUMN"
            )
    rows = [_rows(one, reading) for one in read]
    entries = [entry for each in rows for entry in each.entries]
    path = first.table.path
    if not entries:
        raise DataError(f"{quoted_path(path)} names no pictures")
    if len(entries) > MAX_FILES:
        raise DataError(f"{quoted_path(path)} names {len(entries)} pictures, more than {MAX_FILES}")
    check_labels(path, labels_of(entries))
    entries, again = _once(path, entries)
    left_out = [left for each in rows for left in each.left_out] + again
    plain = first.columns.usual and all(each.as_written for each in rows)
    folders: tuple[tuple[str, SplitName], ...] = ()
    if not plain and not any(entry.split for entry in entries):
        entries, folders = split_of_folders(entries, first.lookup.folder)
    packed = None
    if first.table.pictures is not None:
        tables = tuple((one.table.path, str(one.table.pictures)) for one in read)
        packed = PackedPictures(source, tables, source.name)
    elif not plain:
        left_out += _unnamed(read, rows)
    said, promised = splits_of_rows([(one.table, one.columns) for one in read], entries, reading)
    if folders:
        called = listed(folder for folder, _ in folders)
        said = [*said, f"the splits are those of the folders {called}"]
    how = (*(note for each in rows for note in each.how), *said)
    warnings = tuple(
        left.what
        for left in left_out
        if _GONE in left.what and left.count > _ODD * (left.count + len(entries))
    )
    return Layout(
        tuple(entries),
        (*([] if first.columns.usual else [_columns(first.columns)]), *dict.fromkeys(how)),
        promised,
        warnings,
        HowRead(
            labels_from=first.columns.label or "columns",
            splits=folders,
            fold=reading.fold,
            columns=tuple(first.columns.roles.items()),
            how=tuple(dict.fromkeys(how)),
        ),
        tuple(left_out),
        packed,
    )


def _columns(columns: Columns) -> str:
    if columns.one_hot:
        called = listed(columns.one_hot)
        said = f"{quoted(columns.path)} names the picture, and a column each the classes {called}"
    else:
        said = f"{quoted(columns.path)} names the picture, {quoted(columns.label)} the class"
    return said + (f", {quoted(columns.split)} the split" if columns.split else "")


def _rows(read: Read, reading: Reading) -> _Rows:
    table, columns = read.table, read.columns
    cells = table.values(columns.path)
    for number, cell in enumerate(cells):
        if not cell or "\0" in cell:
            raise DataError(f"{table.place(number)}: {quoted_path(cell)} is not a path")
    if table.pictures is not None:
        paths: list[str | None] = list(cells)
        how, as_written = table.how, True
    else:
        paths, found_how = _paths(read, cells)
        how, as_written = (*table.how, *found_how), not found_how
    labels = _labels(table, columns)
    splits = _splits(read, reading)
    entries, missing, unlabelled = [], [], 0
    for number, (path, label) in enumerate(zip(paths, labels, strict=True)):
        if path is None:
            missing.append(cells[number])
        elif not label:
            unlabelled += 1
        else:
            written = class_name(label, table.place(number))
            entries.append(Entry(path, written, splits[number]))
    left_out = [*_missing(read, missing, len(cells))]
    if unlabelled:
        left_out.append(_left_rows(table.path, unlabelled, "without a class"))
    named = {path for path in paths if path is not None}
    return _Rows(entries, how, left_out, named, as_written and not missing)


def _paths(read: Read, cells: Sequence[str]) -> tuple[list[str | None], tuple[str, ...]]:
    """The picture of each row, and in words how they were found where not as they are written."""
    table, lookup = read.table, read.lookup
    exact = [lookup.exact(cell) for cell in cells]
    if 2 * sum(path is not None for path in exact) >= len(cells):
        return exact, ()
    paths: list[str | None] = []
    examples: dict[str, str] = {}
    for number, (cell, path) in enumerate(zip(cells, exact, strict=True)):
        if path is None:
            found = lookup.search(cell)
            if len(found.paths) > 1:
                raise DataError(
                    f"{table.place(number)}: {quoted_path(cell)} may be "
                    f"{' or '.join(map(quoted_path, found.paths[:3]))}: write it with its folder"
                )
            if found.paths:
                path = found.paths[0]
                examples.setdefault(found.how, cell)
        paths.append(path)
    at = quoted_path(table.path)
    return paths, tuple(_HOW[how].format(quoted(cell), at) for how, cell in examples.items())


def _missing(read: Read, missing: Sequence[str], total: int) -> Iterator[LeftOut]:
    if not missing:
        return
    path, called = read.table.path, [str(read.lookup.folder / cell) for cell in missing]
    if 2 * len(missing) >= total:
        kind = UnfitError if len(missing) == total else DataError
        raise kind(
            f"{quoted_path(path)} names {len(missing)} of {total} files that do not exist, "
            f"such as {quoted_path(called[0])}"
        )
    file = "the file that it names" if len(missing) == 1 else "each of the files that they name"
    yield _left_rows(path, len(missing), f"{file} {_GONE}, {listed(called)}")


def _left_rows(table: str, count: int, why: str) -> LeftOut:
    were = "was" if count == 1 else "were"
    rows = f"{numbers.count(count, 'row')} of {quoted_path(table)}"
    return LeftOut(count, f"{rows} {were} left out: {why}")


def _labels(table: Table, columns: Columns) -> list[str]:
    """The class of each row; "" where it has none."""
    if columns.label is not None:
        labels = table.values(columns.label)
    else:
        labels = []
        for number, row in enumerate(table.rows):
            found = marked(row, columns.one_hot)
            if len(found) > 1:
                raise DataError(
                    f"{table.place(number)} marks {len(found)} classes, {listed(found)}: "
                    "a picture has one"
                )
            labels.append(found[0] if found else "")
    empty = [number for number, label in enumerate(labels) if not label]
    if 2 * len(empty) >= len(labels) and empty:
        raise DataError(
            f"{table.place(empty[0])}: '' is not a class name, and "
            f"{len(empty)} of {numbers.count(len(labels), 'row')} have none other"
        )
    return labels


def _splits(read: Read, reading: Reading) -> list[SplitName | None]:
    if read.split is not None and not read.columns.split:
        return [read.split] * len(read.table.rows)
    return split_cells(read.table, read.columns, reading)


def _once(table: str, entries: Sequence[Entry]) -> tuple[list[Entry], list[LeftOut]]:
    """The entries without those that are said again; a picture of two classes is refused."""
    kept: dict[str, Entry] = {}
    counts = Counter(entry.path for entry in entries)
    again = 0
    for entry in entries:
        before = kept.setdefault(entry.path, entry)
        if before is entry:
            continue
        if before != entry:
            both = [before.label, entry.label]
            more = f", as {quoted(both[0])} and {quoted(both[1])}" if both[0] != both[1] else ""
            times = counts[entry.path]
            raise DataError(
                f"{quoted_path(table)} names {quoted_path(entry.path)} {times} times{more}"
            )
        again += 1
    said = [_left_rows(table, again, "said by another row already")] if again else []
    return list(kept.values()), said


def _unnamed(read: Sequence[Read], rows: Sequence[_Rows]) -> Iterator[LeftOut]:
    """The pictures below the folders of the tables that no row names."""
    named = set[str]().union(*(each.named for each in rows))
    beside: Mapping[str, set[str]] = defaultdict(set)
    for one in read:
        folder = one.lookup.folder
        for path in one.lookup.pictures:
            if path not in named:
                parts = PurePosixPath(path).relative_to(folder).parts
                beside[parts[0] if len(parts) > 1 else folder.name].add(path)
    for name, paths in sorted(beside.items()):
        count = len(paths)
        where = f" in {quoted(name)}" if name else ""
        were = "was" if count == 1 else "were"
        what = f"{numbers.count(count, 'picture')}{where} {were} left out: no row gives their class"
        yield LeftOut(count, what)
