"""Folders, zips and CSV files below the data roots, for choosing; and what a person has typed, as a path below one of them."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from explorer.data.sources import check_under, passed_over
from explorer.errors import DataError, quoted

MAX_LISTED = 500
MAX_DEPTH = 2
_FILES = (".zip", ".csv")


def candidates(roots: Sequence[Path]) -> list[str]:
    """Returns what could be a data set: folders down to the second level, zips and CSV files; links that lead out are passed over."""
    found: list[str] = []
    for root in roots:
        for path in _below(root, root, 1):
            found.append(str(path))
            if len(found) == MAX_LISTED:
                return found
    return found


def _below(folder: Path, root: Path, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(entry for entry in folder.iterdir() if not passed_over(entry.name))
    except OSError:
        return
    folders = [entry for entry in entries if entry.is_dir() and entry.resolve().is_relative_to(root.resolve())]
    yield from folders
    yield from (entry for entry in entries if entry.suffix.lower() in _FILES and entry.is_file() and entry.resolve().is_relative_to(root.resolve()))
    if depth < MAX_DEPTH:
        for inner in folders:
            if not inner.is_symlink():
                yield from _below(inner, root, depth + 1)


def named(text: str, roots: Sequence[Path]) -> str:
    """Returns the path that was typed, absolute or counted from a data root; raises DataError where it is not below one, or not there."""
    typed = Path(text.strip())
    if not text.strip() or "\0" in text:
        raise DataError(f"{quoted(text, 300)} is not a path")
    # os.path.exists: a name that is too long for the system is not there either, where Path.exists would raise.
    path = typed if typed.is_absolute() else next((root / typed for root in roots if os.path.exists(root / typed)), roots[0] / typed)  # noqa: PTH110
    check_under(path, tuple(roots))
    if not os.path.exists(path):  # noqa: PTH110
        raise DataError(f"{quoted(text, 300)} does not exist below the data roots")
    return str(path)


def short(path: str, roots: Sequence[Path]) -> str:
    """Returns how a listed path is shown: counted from its root, whose name goes first where there are several."""
    for root in roots:
        if Path(path).is_relative_to(root):
            inner = str(Path(path).relative_to(root))
            return f"{root.name}/{inner}" if len(roots) > 1 else inner
    return path
