"""The table of the kinds of source: a new kind is one file in `readers/`, and one row."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from explorer import names
from explorer.data.entries import Layout, labels_of
from explorer.data.layout import check_table_reading, read_layout
from explorer.data.lookalikes import lookalike_warning
from explorer.data.readers.archives import ZipSource, is_zip, open_zip
from explorer.data.readers.folders import open_folder
from explorer.data.readers.source import Source
from explorer.data.readers.tables import TABLE_SUFFIXES, is_table, open_table, read_table
from explorer.data.readers.tars import TAR_SUFFIXES, is_tar, open_tar
from explorer.data.reading import AS_FOUND, Reading, flag
from explorer.data.roots import Roots, check_under
from explorer.data.split_layouts import split_warnings
from explorer.errors import DataError, quoted_path
from explorer.samples import builtin_names


class Kind(NamedTuple):
    """One kind of source: what it is called, and which paths are of it.

    `suffixes` are those of the files that a list of data sets offers. `opens` makes the source of a
    path, the data roots and a name. `reads` finds out what the source says of its pictures; it is
    told the name of the file, and how it is to be read: `takes` are the options of that which mean
    something there. None stands for folders, which are read as they are arranged.
    """

    words: str
    suffixes: tuple[str, ...]
    matches: Callable[[Path], bool]
    opens: Callable[[Path, Roots, str], Source]
    reads: Callable[[Source, str, Reading], Layout] | None = None
    takes: tuple[str, ...] = ()


# The first row that matches counts.
KINDS = (
    Kind("a folder", (), Path.is_dir, open_folder),
    Kind("a zip", (".zip",), is_zip, open_zip),
    Kind("a tar", TAR_SUFFIXES, is_tar, open_tar),
    Kind(
        "a table (CSV, TSV, JSON lines, Parquet)",
        TABLE_SUFFIXES,
        is_table,
        open_table,
        read_table,
        ("fold", "columns"),
    ),
)
FILE_SUFFIXES = tuple(suffix for kind in KINDS for suffix in kind.suffixes)


def list_kinds(*more: str) -> str:
    """Returns in words what a source can be: every kind, and then what `more` says."""
    *others, last = (*(kind.words for kind in KINDS), *more)
    return f"{', '.join(others)} or {last}"


def open_source(
    path: Path, roots: Roots, name: str | None = None, reading: Reading = AS_FOUND
) -> tuple[Source, Layout]:
    """Returns the source at `path`, and what it says of its pictures.

    With `roots`, the path must lie under one of them once links are resolved. `name` is shown
    instead of the file's. Raises DataError where `reading` tells what is of no use here.
    """
    if roots is not None:
        check_under(path, roots)
    own = path.stem if path.is_file() else Path(os.path.realpath(path)).name
    kind = _kind_of(path)
    source = kind.opens(path, roots, names.shown(name or own))
    if reading.zip_names is not None:
        if not isinstance(source, ZipSource):
            raise DataError(f"{flag('zip_names')} is for zips, not for {kind.words}")
        source = replace(source, told_names=reading.zip_names)
    if kind.reads is None:
        layout = read_layout(source, reading)
    else:
        check_table_reading(path.name, reading, kind.takes)
        layout = kind.reads(source, path.name, reading)
    warnings = (*layout.warnings, *_warnings(labels_of(layout.entries)))
    found: Source = layout.packed or source
    return found, replace(layout, warnings=warnings)


def _warnings(labels: list[str]) -> tuple[str, ...]:
    alike = lookalike_warning(labels)
    return (*split_warnings(labels), *([alike] if alike else []))


def _kind_of(path: Path) -> Kind:
    for kind in KINDS:
        if kind.matches(path):
            return kind
    if not path.exists():
        # A bare word may have been meant for one of the names.
        known = " and ".join(builtin_names()) if str(path) == path.name else ""
        more = f"; built-in data sets are {known}" if known else ""
        raise DataError(f"{quoted_path(str(path))} does not exist{more}")
    if not path.is_file():
        raise DataError(f"{quoted_path(str(path))} is neither a folder nor a file")
    known = " nor ".join(kind.words for kind in KINDS)
    raise DataError(f"{quoted_path(path.name)} is neither {known}")
