"""Folders, archives and tables below the data roots, for choosing.

What a person has typed is read as a path below one of them.
"""

import itertools
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from explorer import names
from explorer.data.kinds import FILE_SUFFIXES
from explorer.data.readers.source import passed_over
from explorer.data.roots import check_under
from explorer.errors import DataError, quoted

MAX_LISTED = 500
MAX_DEPTH = 2


def candidates(roots: Sequence[Path]) -> list[str]:
    """Returns what could be a data set: folders down to the second level, archives and tables.

    Links that lead out are passed over. So is what cannot be read, which `unread` names.
    """
    return [path for path, readable in _listed(roots) if readable]


def unread(roots: Sequence[Path]) -> list[str]:
    """Returns the folders that would be listed if they could be read."""
    return [path for path, readable in _listed(roots) if not readable]


def _listed(roots: Sequence[Path]) -> list[tuple[str, bool]]:
    found = ((str(path), readable) for root in roots for path, readable in _below(root, root, 1))
    return list(itertools.islice(found, MAX_LISTED))


def _below(folder: Path, root: Path, depth: int) -> Iterator[tuple[Path, bool]]:
    try:
        entries = sorted(entry for entry in folder.iterdir() if not passed_over(entry.name))
    except OSError:
        return
    inside = [
        entry
        for entry in entries
        if Path(os.path.realpath(entry)).is_relative_to(os.path.realpath(root))
    ]
    folders = [(entry, readable) for entry in inside if (readable := _is_open(entry)) is not None]
    yield from folders
    # os.path answers False where Path raises: in a folder that may be listed but not entered.
    yield from (
        (entry, True)
        for entry in inside
        if entry.name.lower().endswith(FILE_SUFFIXES) and os.path.isfile(entry)  # noqa: PTH113
    )
    if depth < MAX_DEPTH:
        for inner, readable in folders:
            if readable and not inner.is_symlink():
                yield from _below(inner, root, depth + 1)


def _is_open(path: Path) -> bool | None:
    """Tells whether a folder can be listed and entered; None for what is no folder.

    What a closed folder hides may be one.
    """
    try:
        with os.scandir(path):
            os.stat(f"{path}{os.sep}.")  # noqa: PTH116 - a Path would drop the dot, and with it the question whether it can be entered
    except PermissionError:
        return False
    except OSError:
        return None
    return True


def named(text: str, roots: Sequence[Path]) -> str:
    """Returns the path that was typed, absolute or counted from a data root.

    Raises DataError where it is not below one, or not there.
    """
    typed = Path(text.strip())
    if not text.strip() or "\0" in text:
        raise DataError(f"{quoted(text, 300)} is not a path")
    # os.path.exists: a name that is too long for the system is not there either, where Path.exists
    # would raise.
    path = typed
    if not typed.is_absolute():
        there = (root / typed for root in roots if os.path.exists(root / typed))  # noqa: PTH110
        path = next(there, roots[0] / typed)
    check_under(path, tuple(roots))
    if not os.path.exists(path):  # noqa: PTH110
        raise DataError(f"{quoted(text, 300)} does not exist below the data roots")
    return str(path)


def short(path: str, roots: Sequence[Path]) -> str:
    """Returns how a listed path is shown: counted from its root.

    The name of the root goes first where there are several.
    """
    for root in roots:
        if Path(path).is_relative_to(root):
            inner = names.shown(str(Path(path).relative_to(root)))
            return f"{names.shown(root.name)}/{inner}" if len(roots) > 1 else inner
    return names.shown(path)
