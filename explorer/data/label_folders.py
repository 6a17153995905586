"""Folders that name classes, alone or inside folders that name splits. Reads no files."""

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from explorer import names
from explorer.data.entries import Entry, Layout, class_name, labels_of
from explorer.data.split_layouts import check_class_folders, check_inner_folders, check_outside
from explorer.data.splits import ALIASES, SplitName
from explorer.errors import DataError, listed, quoted, quoted_path

Parts = dict[str, tuple[str, ...]]  # of each picture's path, below the folders around everything


def wrapping(pictures: list[str]) -> str:
    """Returns the folders around everything else, such as `my-set/`.

    A folder that is named like a split, or that holds pictures itself, is no wrapping.
    """
    prefix = ""
    while True:
        tops = {path[len(prefix) :].split("/", 1)[0] for path in pictures}
        inner = f"{prefix}{min(tops)}/"
        if (
            len(tops) != 1
            or min(tops).lower() in ALIASES
            or not all("/" in path[len(inner) :] for path in pictures)
        ):
            return prefix
        prefix = inner


def split_folders(paths: list[str], prefix: str) -> dict[str, SplitName]:
    """Returns the folders directly below `prefix` that are named like a split."""
    tops = {
        path[len(prefix) :].split("/", 1)[0]
        for path in paths
        if path.startswith(prefix) and "/" in path[len(prefix) :]
    }
    return {top: ALIASES[top.lower()] for top in tops if top.lower() in ALIASES}


def read_split_folders(source: str, relative: Parts, named: dict[str, SplitName]) -> Layout:
    """Returns the layout of folders for splits that hold folders for classes.

    `named` are the folders for splits; pictures outside of them are left out.
    """
    _check_split_folders(source, named)
    entries, outside = [], 0
    for path, parts in relative.items():
        if parts[0] not in named:
            outside += 1
        elif len(parts) < 3:
            raise DataError(
                f"{quoted_path(path)} lies in {parts[0]}/ itself: "
                "one folder a class is wanted there"
            )
        else:
            entries.append(Entry(path, class_name(parts[1], quoted_path(path)), named[parts[0]]))
    check_outside(source, list(relative.values()), named)
    check_inner_folders(source, labels_of(entries))
    left_out = f"{outside} pictures outside {', '.join(sorted(named))} were left out"
    return Layout(tuple(entries), (left_out,) if outside else (), frozenset(named.values()))


def _check_split_folders(source: str, named: dict[str, SplitName]) -> None:
    if "train" not in named.values():
        raise DataError(f"{quoted(source)} has {' and '.join(sorted(named))}, but no train folder")
    for split, count in Counter(named.values()).items():
        if count > 1:
            found = sorted(folder for folder, name in named.items() if name == split)
            raise DataError(
                f"{quoted(source)} has more than one folder for {split}: {' and '.join(found)}"
            )


def read_class_folders(source: str, relative: Parts) -> Layout:
    """Returns the layout of folders for classes; the splits are still to be drawn."""
    loose = [path for path, parts in relative.items() if len(parts) < 2]
    if loose:
        raise DataError(
            f"{quoted(source)} has {len(loose)} pictures that are in no class folder, "
            f"such as {quoted_path(loose[0])}"
        )
    entries = tuple(
        Entry(path, class_name(parts[0], quoted_path(path)), None)
        for path, parts in relative.items()
    )
    check_class_folders(source, list(relative.values()))
    return Layout(entries)


def empty_folders(
    paths: list[str], prefix: str, named: dict[str, SplitName], layout: Layout
) -> Iterator[str]:
    """Yields a note on the folders that would be classes, but hold no picture in any split."""
    found = set()
    for path in paths:
        parts = PurePosixPath(path[len(prefix) :]).parts if path.startswith(prefix) else ()
        folders = parts if path.endswith("/") else parts[:-1]
        if named:
            folders = folders[1:] if folders and folders[0] in named else ()
        found |= set(folders[:1])
    empty = sorted(set(map(names.shown, found)) - {entry.label for entry in layout.entries})
    if empty:
        yield f"no picture, and so no class, is in {listed(empty)}"
