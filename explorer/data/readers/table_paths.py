"""Finds the pictures that a table names, also where it was written on another machine.

A path counts from the folder of the table. Where most are not there as they are written, they are
looked up under that folder by their last parts, with or without the suffix of a picture.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from explorer.data.readers.source import Source
from explorer.data.split_names import split_meant
from explorer.errors import DataError
from explorer.images import SUFFIXES

_DRIVE = re.compile(r"(?:[A-Za-z]:)?/+")
Parts = tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """The pictures that a cell may name, and whether it says so in other words."""

    paths: tuple[str, ...] = ()
    how: str = ""  # "moved", "suffix" or "folder"


class Lookup:
    """The pictures below the folder of a table. `table` is its path in the source."""

    def __init__(self, source: Source, table: str) -> None:
        self.source = source
        self.folder = PurePosixPath(table).parent
        self._own_split = split_meant(PurePosixPath(table).stem)

    def exact(self, cell: str) -> str | None:
        """Returns the path of a file that is there as it is written.

        Raises DataError for a path that leads out of the data roots.
        """
        path = cell.replace("\\", "/")
        if not is_path(path):
            return None
        full = str(self.folder / path)
        try:
            return full if self.source.size(full) is not None else None
        except DataError:
            if _DRIVE.match(path) and self.search(cell).paths:  # of another machine
                return None
            raise

    def search(self, cell: str) -> Found:
        """Returns the pictures below the folder whose paths end as the cell does."""
        path = cell.replace("\\", "/")
        if not is_path(path):
            return Found()
        parts = tuple(map(_key, PurePosixPath(_DRIVE.sub("", path, count=1)).parts))
        if not parts or ".." in parts:
            return Found()
        how = "moved" if _DRIVE.match(path) or len(parts) > 1 else "folder"
        found = self._ending(parts, self._by_name)
        if not found:
            found, how = self._ending(parts, self._by_stem), "suffix"
        if len(found) > 1 and self._own_split is not None:
            same = [one for one in found if self._split_of(one) == self._own_split]
            found = same or found
        return Found(tuple(found), how)

    def names_picture(self, cell: str) -> bool:
        """Tells whether a cell names a picture that is there, in whatever words."""
        if cell.lower().endswith(SUFFIXES) and self.exact(cell) is not None:
            return True
        return bool(self.search(cell).paths)

    @cached_property
    def pictures(self) -> Sequence[str]:
        """The pictures below the folder; none where it cannot be listed."""
        start = "" if str(self.folder) == "." else f"{self.folder}/"
        try:
            paths = self.source.listing().paths
        except DataError:  # too much lies there: then paths count as they are written
            return ()
        return [
            path for path in paths if path.startswith(start) and path.lower().endswith(SUFFIXES)
        ]

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for path in self.pictures:
            found[_key(PurePosixPath(path).name)].append(path)
        return found

    @cached_property
    def _by_stem(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for path in self.pictures:
            found[_key(PurePosixPath(path).stem)].append(path)
        return found

    def _ending(self, parts: Parts, by: Mapping[str, list[str]]) -> list[str]:
        """The pictures of that name that share most folders with it, and no other split."""
        found = by.get(parts[-1], [])
        shared = [_shared(parts[:-1], self._parts(path)) for path in found]
        most = max(shared, default=0)
        told = _split(parts[:-1])
        return [
            path
            for path, count in zip(found, shared, strict=True)
            if count == most and (told is None or self._split_of(path) in (None, told))
        ]

    def _parts(self, path: str) -> Parts:
        return tuple(map(_key, PurePosixPath(path).relative_to(self.folder).parts[:-1]))

    def _split_of(self, path: str) -> str | None:
        return _split(self._parts(path))


def is_path(path: str) -> bool:
    """Tells whether a text can be the path of a file."""
    try:
        path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return bool(path) and "\0" not in path


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _shared(told: Parts, there: Parts) -> int:
    """How many folders from the last one on are the same."""
    count = 0
    while count < min(len(told), len(there)) and told[-1 - count] == there[-1 - count]:
        count += 1
    return count


def _split(folders: Parts) -> str | None:
    """The split that one of the folders means."""
    return next((split for name in folders if (split := split_meant(name)) is not None), None)
