"""Tables as sources: a CSV file with the columns path,label[,split] names the pictures."""

import csv
import io
import posixpath
from collections import Counter
from pathlib import Path, PurePosixPath

from explorer.data.entries import Entry, Layout, class_name, labels_of
from explorer.data.readers.folders import FolderSource
from explorer.data.readers.source import MAX_FILES, Source
from explorer.data.roots import Roots
from explorer.data.split_layouts import check_labels
from explorer.data.splits import ALIASES, OR_SPLITS, SPLITS, SplitName
from explorer.errors import DataError, ImageError, quoted, quoted_path, reason

TABLE_SUFFIXES = (".csv",)
MAX_TABLE_BYTES = 50_000_000


def is_table(path: Path) -> bool:
    """Tells whether a file is called like a table."""
    return path.suffix.lower() in TABLE_SUFFIXES and path.is_file()


def open_table(path: Path, roots: Roots, name: str) -> FolderSource:
    """Returns the folder that a table lies in: its paths count from there."""
    return FolderSource(path.parent, roots, name)


def find_table(source: Source, files: list[str]) -> str | None:
    """Returns the table among the outermost files, if there is just one."""
    common = posixpath.commonpath([posixpath.dirname(path) for path in files])
    tables = [
        path
        for path in files
        if posixpath.dirname(path) == common and path.lower().endswith(TABLE_SUFFIXES)
    ]
    return tables[0] if len(tables) == 1 and _is_table(source, tables[0]) else None


def _is_table(source: Source, path: str) -> bool:
    header = _read_text(source, path).split("\n", 1)[0]
    return {"path", "label"} <= {name.strip().strip('"').lower() for name in header.split(",")}


def _read_text(source: Source, path: str) -> str:
    try:
        with source.reader() as reader:
            return reader.read(path, MAX_TABLE_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"{quoted_path(path)} is not UTF-8 text") from None
    except ImageError as error:  # too large, or empty
        raise DataError(str(error)) from None
    except OSError as error:
        raise DataError(f"{quoted_path(path)} cannot be read: {reason(error)}") from None


def read_table(source: Source, table: str) -> Layout:
    """Returns what the rows of a CSV file in the source say.

    Their paths count from the folder of the table. Raises DataError with the line.
    """
    rows = csv.reader(io.StringIO(_read_text(source, table), newline=""), strict=True)
    folder = PurePosixPath(table).parent

    def place(line: int) -> str:
        return f"{quoted_path(table)}, line {line}"

    try:
        header = [name.strip().lower() for name in next(rows, [])]
        if not {"path", "label"} <= set(header) or len(set(header)) < len(header):
            raise DataError(
                f"{quoted_path(table)}: the first line names the columns "
                f"{quoted(','.join(header))}, not path,label[,split]"
            )
        entries = [
            _row(dict(zip(header, row, strict=False)), folder, place(rows.line_num))
            for row in rows
            if any(row)
        ]
    except csv.Error as error:
        raise DataError(f"{place(rows.line_num)}: {reason(error)}") from None
    if not entries:
        raise DataError(f"{quoted_path(table)} names no pictures")
    if len(entries) > MAX_FILES:
        raise DataError(
            f"{quoted_path(table)} names {len(entries)} pictures, more than {MAX_FILES}"
        )
    check_labels(table, labels_of(entries))
    _check_rows(source, table, entries)
    promised = frozenset(SPLITS) if "split" in header else frozenset[SplitName]()
    return Layout(tuple(entries), (), promised)


def _row(row: dict[str, str], folder: PurePosixPath, place: str) -> Entry:
    path = row.get("path", "").strip().replace("\\", "/")
    if not path or "\0" in path:
        raise DataError(f"{place}: {quoted_path(path)} is not a path")
    label = row.get("label", "").strip()
    split = None
    if "split" in row:
        split = ALIASES.get(row["split"].strip().lower())
        if split is None:
            raise DataError(f"{place}: the split {quoted(row['split'])} is not {OR_SPLITS}")
    return Entry(str(folder / path), class_name(label, place), split)


def _check_rows(source: Source, table: str, entries: list[Entry]) -> None:
    path, count = Counter(entry.path for entry in entries).most_common(1)[0]
    if count > 1:
        raise DataError(f"{quoted_path(table)} names {quoted_path(path)} {count} times")
    missing = [entry.path for entry in entries if source.size(entry.path) is None]
    if missing:
        raise DataError(
            f"{quoted_path(table)} names {len(missing)} of {len(entries)} files that do not exist, "
            f"such as {quoted_path(missing[0])}"
        )
