"""How the files of a source are arranged: a table, split folders or class folders.

Finds it out from the names of files and folders; reads no pictures.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from explorer.data.entries import Layout, LeftOut, labels_of
from explorer.data.found_tables import check_tables_agree, read_found_tables
from explorer.data.label_folders import empty_folders, read_folders, wrapping
from explorer.data.readers.source import Listing, Source
from explorer.data.readers.tables import find_table, read_table
from explorer.data.reading import AS_FOUND, FOLDER, Reading, flag
from explorer.data.split_names import is_filler
from explorer.errors import DataError, quoted, quoted_path
from explorer.images import OR_FORMATS, SUFFIXES

_NAMED = 5
_FEW = 2


def read_layout(source: Source, reading: Reading = AS_FOUND) -> Layout:
    """Returns what a folder or an archive says of its pictures.

    A single table with the columns path and label beside the folders counts before all; split
    folders come before class folders, and these before other tables. Folders around everything are
    looked through. `reading` says what was told of it. Raises DataError when there are no pictures,
    no arrangement fits, two do, or all classes are names of splits.
    """
    listing = source.listing()
    paths, unread = listing.paths, listing.unread
    files = [path for path in paths if not path.endswith("/")]
    if not files:
        what = "holds nothing that can be read" if unread else "is empty"
        raise DataError(f"{quoted(source.name)} {what}{_unread(unread)}")
    takes = ("fold", "columns")
    if reading.columns is None and (table := find_table(source, files)) is not None:
        check_table_reading(table, reading, takes)
        return read_table(source, table, reading)
    try:
        if reading.columns is not None:
            raise DataError(
                f"{flag('columns')} is for tables, and {quoted(source.name)} has none that names "
                "its pictures"
            )
        layout = _of_folders(source, listing, files, reading)
    except DataError:
        if reading.labels_from is not None:
            raise
        if (found := read_found_tables(source, files, reading)) is None:
            raise
        return found
    if reading.labels_from is not None:
        return layout
    if len(labels := labels_of(layout.entries)) >= _FEW and not all(map(is_filler, labels)):
        check_tables_agree(source, files, reading, layout)
        return layout
    # One class, or folders that only say that they hold pictures: a table says more.
    return read_found_tables(source, files, reading) or layout


def _of_folders(source: Source, listing: Listing, files: Sequence[str], reading: Reading) -> Layout:
    """What the folders around the pictures say."""
    paths, unread, passed = listing.paths, listing.unread, listing.passed
    pictures = [path for path in files if path.lower().endswith(SUFFIXES)]
    if not pictures:
        raise DataError(
            f"{quoted(source.name)} holds no picture ({OR_FORMATS}) among its {len(files)} files,"
            f" such as {quoted_path(files[0])}{_unread(unread)}"
        )
    prefix = wrapping(pictures)
    relative = {path: PurePosixPath(path[len(prefix) :]).parts for path in pictures}
    folders = _folders(paths, prefix)
    outermost = {path[len(prefix) :].split("/", 1)[0] for path in folders}
    layout = read_folders(source.name, relative, outermost, reading)
    splits = [folder for folder, _ in layout.read_as.splits]
    empty: Iterator[str] = iter(())
    if layout.read_as.labels_from == FOLDER:
        empty = empty_folders(folders, prefix, splits, layout)
    left_out = (
        *_other_files(files, pictures),
        *layout.left_out,
        *([LeftOut(len(unread), f"left out{_unread(unread)}", quiet=True)] if unread else ()),
        *_passed_over(passed),
    )
    warnings = (f"left out{_unread(unread)}",) if unread else ()
    guessed = (listing.note,) if listing.note else ()
    return replace(
        layout,
        notes=(*guessed, *empty, *layout.notes),
        warnings=warnings,
        read_as=replace(layout.read_as, zip_names=listing.encoding),
        left_out=left_out,
    )


def check_table_reading(table: str, reading: Reading, takes: Collection[str] = ()) -> None:
    """Raises DataError where something was told that a table says itself, but what it `takes`."""
    for name in ("labels_from", "fold", "columns"):
        if name in reading.told and name not in takes:
            if name == "columns":
                raise DataError(f"{flag(name)} is for tables, and {quoted_path(table)} is none")
            raise DataError(
                f"{flag(name)} is for folders, and {quoted_path(table)} is a table, "
                "whose columns give classes and splits"
            )


def _folders(paths: Sequence[str], prefix: str) -> list[str]:
    """Every folder below the prefix, whether it is listed or only stands in the path of a file."""
    found = {path for path in paths if path.endswith("/")}
    for path in paths:
        found.update(f"{parent}/" for parent in PurePosixPath(path).parents)
    return sorted(path for path in found if path.startswith(prefix) and path not in (prefix, "./"))


def _passed_over(passed: Mapping[str, int]) -> Iterator[LeftOut]:
    for name, count in sorted(passed.items()):
        yield LeftOut(count, f"{quoted(name)}, left behind by a system: passed over", quiet=True)


def _unread(unread: Sequence[str]) -> str:
    """What could not be read, in words that follow others; "" where all could be."""
    if not unread:
        return ""
    what = "a folder" if len(unread) == 1 else f"{len(unread)} folders"
    more = f" and {len(unread) - _NAMED} more" if len(unread) > _NAMED else ""
    return f": {what} that cannot be read, {', '.join(unread[:_NAMED])}{more}"


def _other_files(paths: Sequence[str], pictures: Sequence[str]) -> Iterator[LeftOut]:
    kept = set(pictures)
    others = Counter(
        PurePosixPath(path).suffix.lower() or "no suffix" for path in paths if path not in kept
    )
    if not others:
        return
    count = others.total()
    what = "1 file that is no picture was"
    if count > 1:
        what = f"{count} files that are no pictures were"
    kinds = ", ".join(f"{number} {suffix}" for suffix, number in others.most_common(_NAMED))
    yield LeftOut(count, f"{what} left out ({kinds})")
