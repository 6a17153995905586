"""Tables as sources: their rows name pictures, classes and splits.

CSV and its relatives, JSON lines and Parquet; the columns are found by name and by content.
"""

import posixpath
from pathlib import Path

from explorer.data.entries import Layout
from explorer.data.readers.column_names import names_role
from explorer.data.readers.folders import FolderSource
from explorer.data.readers.parquet import is_parquet, parquet_table
from explorer.data.readers.source import Source
from explorer.data.readers.table_columns import UnfitError, find_columns
from explorer.data.readers.table_entries import Read, layout_of
from explorer.data.readers.table_paths import Lookup
from explorer.data.readers.table_rows import Table, text_table, without_header
from explorer.data.readers.table_text import decode, split_rows
from explorer.data.reading import AS_FOUND, Reading
from explorer.data.roots import Roots
from explorer.data.told_columns import parse_columns
from explorer.errors import DataError, ImageError, quoted_path, reason

TABLE_SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".pq")
# What may be a table, and is looked into.
_MAYBE = (".txt", ".tab", ".dat", ".json")
MAX_TABLE_BYTES = 50_000_000
_LOOKED_AT = 100_000


def is_table(path: Path) -> bool:
    """Tells whether a file is called like a table, or is a text that looks like one."""
    low = path.name.lower()
    if low.endswith(TABLE_SUFFIXES) or not low.endswith(_MAYBE):
        return low.endswith(TABLE_SUFFIXES) and path.is_file()
    try:
        with path.open("rb") as file:
            return path.is_file() and _looks_like_table(file.read(_LOOKED_AT))
    except OSError:
        return False


def may_be_table(source: Source, path: str) -> bool:
    """Tells the same of a file in a source."""
    if not path.lower().endswith(_MAYBE):
        return path.lower().endswith(TABLE_SUFFIXES)
    try:
        return _looks_like_table(_read(source, path)[:_LOOKED_AT])
    except DataError:
        return False


def _looks_like_table(data: bytes) -> bool:
    """Whether the beginning of a text has rows of cells, or JSON objects in lines or in a list."""
    try:
        text, _ = decode(data[: len(data) // 4 * 4], "")
    except DataError:
        return False
    start = text.lstrip()
    if start[:1] == "[":
        return start[1:].lstrip()[:1] == "{"
    if start[:1] == "{":
        return start.split("\n", 1)[0].rstrip().endswith("}")
    counts = []
    try:
        sign, rows = split_rows(text)
        for (_, cells), _ in zip(rows, range(20), strict=False):
            counts.append(len(cells))
            if len(counts) == 1 and sign != " " and any(map(names_role, cells)):
                return len(cells) > 1
    except DataError:
        pass
    return len(counts) > 2 and min(counts[:-1]) > 1


def open_table(path: Path, roots: Roots, name: str) -> FolderSource:
    """Returns the folder that a table lies in: its paths count from there."""
    return FolderSource(path.parent, roots, name)


def find_table(source: Source, files: list[str]) -> str | None:
    """Returns the CSV file with the columns path and label among the outermost files.

    None where there is none, and where there is another one beside it.
    """
    common = posixpath.commonpath([posixpath.dirname(path) for path in files])
    tables = [
        path
        for path in files
        if posixpath.dirname(path) == common and path.lower().endswith(".csv")
    ]
    return tables[0] if len(tables) == 1 and _says_path_and_label(source, tables[0]) else None


def _says_path_and_label(source: Source, path: str) -> bool:
    try:
        text, _ = decode(_read(source, path), quoted_path(path))
    except DataError:  # of no use, and beside the pictures
        return False
    header = text.split("\n", 1)[0]
    return {"path", "label"} <= {name.strip().strip('"').lower() for name in header.split(",")}


def _read(source: Source, path: str) -> bytes:
    try:
        with source.reader() as reader:
            return reader.read(path, MAX_TABLE_BYTES)
    except ImageError as error:  # too large, or empty
        raise DataError(str(error)) from None
    except (OSError, KeyError) as error:
        raise DataError(f"{quoted_path(path)} cannot be read: {reason(error)}") from None


def read_table(source: Source, table: str, reading: Reading = AS_FOUND) -> Layout:
    """Returns what the rows of a table in the source say.

    Their paths count from the folder of the table. Raises DataError with the line.
    """
    return layout_of(source, [open_rows(source, table, reading)], reading)


def open_rows(source: Source, path: str, reading: Reading) -> Read:
    """Returns a table of the source with what its columns mean; `layout_of` reads its rows.

    Raises DataError, and UnfitError where it names no pictures of this data set.
    """
    told = parse_columns(reading.columns) if reading.columns is not None else {}
    table, lookup = _table(source, path), Lookup(source, path)
    if not set(told.values()) & set(table.columns) and _headless(table, lookup):
        table = without_header(table)
    if not table.rows:
        raise UnfitError(f"{quoted_path(path)} names no pictures")
    return Read(table, lookup, find_columns(table, lookup.names_picture, told), None)


def _table(source: Source, path: str) -> Table:
    try:
        source.size(path)  # refuses what leads out of the data roots
        return (
            parquet_table(source, path)
            if is_parquet(path)
            else text_table(path, _read(source, path))
        )
    except DataError as error:  # no table at all
        raise UnfitError(str(error)) from None


def _headless(table: Table, lookup: Lookup) -> bool:
    """Whether the first line is a row already: one of its cells names a picture that is there."""
    if table.named or any(map(names_role, table.columns)):
        return False
    return any(map(lookup.names_picture, table.columns))
