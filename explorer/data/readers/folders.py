"""Folders as sources."""

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from explorer.data.readers.source import (
    MAX_DEPTH,
    MAX_FILES,
    Listing,
    Reader,
    passed_name,
    passed_over,
)
from explorer.data.roots import Roots, check_under
from explorer.errors import DataError, quoted, quoted_path, reason
from explorer.images import MAX_BYTES, check_size


def open_folder(path: Path, roots: Roots, name: str) -> "FolderSource":
    """Returns the folder as a source."""
    return FolderSource(path, roots, name)


@dataclass(frozen=True)
class FolderSource:
    """A folder; links are followed, but with `roots` only to what lies under these."""

    root: Path
    roots: Roots
    name: str

    def listing(self) -> Listing:
        """Returns every file and folder below the folder.

        Raises DataError where the folder itself cannot be read.
        """
        found: list[str] = []
        unread: list[str] = []
        passed = Counter[str]()
        above = frozenset({os.path.realpath(self.root)})
        for path in self._walk(self.root, "", 0, above, unread, passed):
            found.append(path)
            if len(found) > MAX_FILES:
                raise DataError(f"{quoted(self.name)} has more than {MAX_FILES} files")
        return Listing(sorted(found), tuple(sorted(unread)), passed)

    def _walk(
        self,
        folder: Path,
        prefix: str,
        depth: int,
        above: frozenset[str],
        unread: list[str],
        passed: Counter[str],
    ) -> Iterator[str]:
        if depth > MAX_DEPTH:
            raise DataError(
                f"{quoted(self.name)} is nested deeper than {MAX_DEPTH} folders: "
                f"{quoted_path(prefix)}"
            )
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            if not prefix:
                raise DataError(
                    f"{quoted_path(str(folder))} cannot be read: {reason(error)}"
                ) from None
            unread.append(f"{quoted_path(prefix)} ({reason(error)})")
            return
        for entry in entries:
            if passed_over(entry.name):
                passed[passed_name(entry.name)] += 1
                continue
            path = Path(entry.path)
            if entry.is_symlink() and self.roots is not None:
                check_under(path, self.roots)
            try:
                is_folder = _is_folder(entry)
            except PermissionError as error:  # a link into a closed folder: to what, nobody can say
                unread.append(f"{quoted_path(prefix + entry.name)} ({reason(error)})")
                continue
            if not is_folder:
                yield prefix + entry.name
                continue
            inner = f"{prefix}{entry.name}/"
            yield inner
            if not entry.is_symlink():
                yield from self._walk(path, inner, depth + 1, above, unread, passed)
            elif (real := os.path.realpath(path)) not in above:  # else it would never end
                yield from self._walk(path, inner, depth + 1, above | {real}, unread, passed)

    def size(self, path: str) -> int | None:
        """Returns the size of a file, or None.

        With roots, raises DataError for a path that leads out of them.
        """
        full = self.root / path
        if self.roots is not None:
            check_under(full, self.roots)
        try:
            found = full.stat()
        except (OSError, ValueError):
            return None
        return found.st_size if stat.S_ISREG(found.st_mode) else None

    def fingerprint(self, paths: list[str]) -> str:
        """Digests path, size and time of change of the files."""
        digest = hashlib.sha256(os.path.realpath(self.root).encode("utf-8", "surrogateescape"))
        for path in paths:
            try:
                found = (self.root / path).stat()
            except OSError:
                continue
            line = f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n"
            digest.update(line.encode("utf-8", "surrogateescape"))
        return digest.hexdigest()

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """Opens nothing in advance: files are read one by one."""
        yield _FolderReader(self.root)


@dataclass(frozen=True)
class _FolderReader:
    root: Path

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes:
        full = self.root / path
        found = full.stat()
        if not stat.S_ISREG(found.st_mode):
            raise OSError("not a file")  # a pipe or device would never end
        check_size(found.st_size, path, limit)
        with full.open("rb") as file:
            return file.read(limit)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except PermissionError:
        raise
    except OSError:  # a link to itself: reading it will fail, and be reported as one broken file
        return False
