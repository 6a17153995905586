"""How the files of a source are arranged: a table, split folders or class folders.

Finds it out from the names of files and folders; reads no pictures.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from explorer.data.entries import Layout
from explorer.data.label_folders import (
    empty_folders,
    read_class_folders,
    read_split_folders,
    split_folders,
    wrapping,
)
from explorer.data.readers.source import Source
from explorer.data.readers.tables import find_table, read_table
from explorer.data.splits import ALIASES
from explorer.errors import DataError, quoted, quoted_path
from explorer.images import OR_FORMATS, SUFFIXES

_NAMED = 5


def read_layout(source: Source) -> Layout:
    """Returns what a folder or an archive says of its pictures.

    A single table with the columns path and label beside the folders counts before all; split
    folders come before class folders. Folders around everything are looked through. Raises
    DataError when there are no pictures, no arrangement fits, or all classes are names of splits.
    """
    paths, unread = source.listing()
    files = [path for path in paths if not path.endswith("/")]
    if not files:
        what = "holds nothing that can be read" if unread else "is empty"
        raise DataError(f"{quoted(source.name)} {what}{_unread(unread)}")
    if (table := find_table(source, files)) is not None:
        return read_table(source, table)
    pictures = [path for path in files if path.lower().endswith(SUFFIXES)]
    if not pictures:
        raise DataError(
            f"{quoted(source.name)} holds no picture ({OR_FORMATS}) among its {len(files)} files,"
            f" such as {quoted_path(files[0])}{_unread(unread)}"
        )
    prefix = wrapping(pictures)
    relative = {path: PurePosixPath(path[len(prefix) :]).parts for path in pictures}
    named = {}
    if any(len(parts) >= 3 and parts[0].lower() in ALIASES for parts in relative.values()):
        named = split_folders(paths, prefix)
    layout = (
        read_split_folders(source.name, relative, named)
        if named
        else read_class_folders(source.name, relative)
    )
    empty = empty_folders(paths, prefix, named, layout)
    notes = (*_other_files(files, pictures), *empty, *layout.notes)
    warnings = (f"left out{_unread(unread)}",) if unread else ()
    return Layout(layout.entries, notes, layout.promised, warnings)


def _unread(unread: Sequence[str]) -> str:
    """What could not be read, in words that follow others; "" where all could be."""
    if not unread:
        return ""
    what = "a folder" if len(unread) == 1 else f"{len(unread)} folders"
    more = f" and {len(unread) - _NAMED} more" if len(unread) > _NAMED else ""
    return f": {what} that cannot be read, {', '.join(unread[:_NAMED])}{more}"


def _other_files(paths: Sequence[str], pictures: Sequence[str]) -> Iterator[str]:
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
    yield f"{what} left out ({kinds})"
