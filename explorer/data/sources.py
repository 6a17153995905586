"""Where the files of a data set lie: a folder or a zip, read-only and distrusted.

Knows nothing of classes and splits.
"""

import hashlib
import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import NamedTuple, Protocol

from explorer import names
from explorer.errors import DataError, quoted, quoted_path, reason
from explorer.images import MAX_BYTES, check_size

MAX_FILES = 300_000
MAX_DEPTH = 8
MAX_ZIP_BYTES = 20_000_000_000  # of all members together, unpacked
_CHUNK = 1 << 20


class Reader(Protocol):
    """Reads single files of a source; threads may share it."""

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes:
        """Returns the content of a file; raises ImageError when it is over `limit` bytes, OSError
        when it cannot be read.
        """


class Listing(NamedTuple):
    """What a source holds: `paths` of every file, and of every folder with a closing slash, sorted;
    `unread` says which could not be entered, and why.
    """

    paths: list[str]
    unread: tuple[str, ...] = ()


class Source(Protocol):
    """The files of a data set, by paths with forward slashes."""

    @property
    def name(self) -> str:
        """What to call the source in a message and on the screen."""

    def listing(self) -> Listing:
        """Returns every file and folder; hidden ones and what operating systems leave behind are
        passed over.
        """

    def size(self, path: str) -> int | None:
        """Returns the size of a file in bytes, or None where there is none of that path."""

    def fingerprint(self, paths: list[str]) -> str:
        """Returns a digest that changes whenever one of these files does."""

    def reader(self) -> AbstractContextManager[Reader]:
        """Opens the source for reading."""


def open_source(path: Path, roots: tuple[Path, ...] | None, name: str | None = None) -> Source:
    """Returns the folder or zip at `path`; with `roots`, only where it lies under one of them once
    links are resolved.
    """
    if roots is not None:
        check_under(path, roots)
    name = names.shown(name or (path.stem if path.is_file() else Path(os.path.realpath(path)).name))
    if path.is_dir():
        return FolderSource(path, roots, name)
    if not path.is_file():
        raise DataError(
            f"{quoted_path(str(path))} does not exist"
            if not path.exists()
            else f"{quoted_path(str(path))} is neither a folder nor a file"
        )
    if path.suffix.lower() == ".csv":
        return FolderSource(path.parent, roots, name)
    if zipfile.is_zipfile(path):
        return ZipSource(path, name)
    raise DataError(f"{quoted_path(path.name)} is neither a folder nor a zip nor a CSV file")


def check_under(path: Path, roots: tuple[Path, ...]) -> None:
    """Raises DataError when `path`, with links resolved, lies under none of the data roots."""
    real = Path(os.path.realpath(path))
    if not any(real.is_relative_to(os.path.realpath(root)) for root in roots):
        allowed = (
            f"the data roots are {', '.join(quoted_path(str(root)) for root in roots)}"
            if roots
            else "no data roots were given at the start"
        )
        raise DataError(f"{quoted_path(str(path))} is not under a data root ({allowed})")


@dataclass(frozen=True)
class FolderSource:
    """A folder; links are followed, with `roots` only to what lies under them."""

    root: Path
    roots: tuple[Path, ...] | None
    name: str

    def listing(self) -> Listing:
        """Returns every file and folder below the folder.

        Raises DataError where the folder itself cannot be read.
        """
        found: list[str] = []
        unread: list[str] = []
        for path in self._walk(self.root, "", 0, frozenset({os.path.realpath(self.root)}), unread):
            found.append(path)
            if len(found) > MAX_FILES:
                raise DataError(f"{quoted(self.name)} has more than {MAX_FILES} files")
        return Listing(sorted(found), tuple(sorted(unread)))

    def _walk(
        self, folder: Path, prefix: str, depth: int, above: frozenset[str], unread: list[str]
    ) -> Iterator[str]:
        if depth > MAX_DEPTH:
            raise DataError(
                f"{quoted(self.name)} is nested deeper than {MAX_DEPTH} folders: {quoted_path(prefix)}"
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
                continue
            path = Path(entry.path)
            if entry.is_symlink() and self.roots is not None:
                check_under(path, self.roots)
            try:
                is_folder = _is_folder(entry)
            except (
                PermissionError
            ) as error:  # a link into a folder that may not be entered: what it is cannot be told
                unread.append(f"{quoted_path(prefix + entry.name)} ({reason(error)})")
                continue
            if not is_folder:
                yield prefix + entry.name
                continue
            yield f"{prefix}{entry.name}/"
            if not entry.is_symlink():
                yield from self._walk(path, f"{prefix}{entry.name}/", depth + 1, above, unread)
            elif (
                real := os.path.realpath(path)
            ) not in above:  # a link to a folder above would never end
                yield from self._walk(
                    path, f"{prefix}{entry.name}/", depth + 1, above | {real}, unread
                )

    def size(self, path: str) -> int | None:
        """Returns the size of a file, or None; with roots, raises DataError for a path that leads
        out of them.
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
            digest.update(
                f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode("utf-8", "surrogateescape")
            )
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


@dataclass(frozen=True)
class ZipSource:
    """A zip file. It is never unpacked: members are read one by one, each within the limit of a
    picture.
    """

    path: Path
    name: str

    @cached_property
    def _members(self) -> Mapping[str, zipfile.ZipInfo]:
        try:
            with zipfile.ZipFile(self.path) as archive:
                infos = archive.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise DataError(f"{quoted(self.name)} is a damaged zip file: {reason(error)}") from None
        if len(infos) > MAX_FILES:
            raise DataError(f"{quoted(self.name)} has {len(infos)} members, more than {MAX_FILES}")
        unpacked = sum(info.file_size for info in infos)
        if unpacked > MAX_ZIP_BYTES:
            raise DataError(
                f"{quoted(self.name)} unpacks to {unpacked / 1e9:.1f} GB; the limit is {MAX_ZIP_BYTES / 1e9:g} GB"
            )
        members: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            filename = info.filename.replace(
                "\\", "/"
            )  # older programs on Windows write train\cat\1.png
            _check_member(info, filename, self.name)
            parts = PurePosixPath(filename).parts  # some programs write ./train/cat/1.png
            if not parts or any(map(passed_over, parts)):
                continue
            path = "/".join(parts) + ("/" if filename.endswith("/") else "")
            if path in members:
                raise DataError(f"{quoted(self.name)} holds {quoted_path(path)} twice")
            members[path] = info
        return members

    def listing(self) -> Listing:
        """Returns every member."""
        return Listing(sorted(self._members))

    def size(self, path: str) -> int | None:
        """Returns the unpacked size of a member, or None."""
        info = self._members.get(path)
        return None if info is None or info.is_dir() else info.file_size

    def fingerprint(self, paths: list[str]) -> str:
        """Digests the zip as it is."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """Opens the zip; raises DataError when it is gone."""
        try:
            archive = zipfile.ZipFile(self.path)
        except (OSError, zipfile.BadZipFile) as error:
            raise DataError(
                f"{quoted(self.name)} cannot be read any more: {reason(error)}"
            ) from None
        with archive:
            yield _ZipReader(archive, self._members)


@dataclass(frozen=True)
class _ZipReader:
    archive: zipfile.ZipFile
    members: Mapping[str, zipfile.ZipInfo]

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes:
        info = self.members[path]
        check_size(info.file_size, path, limit)
        try:
            with self.archive.open(info) as file:
                return file.read(limit)
        except (
            zipfile.BadZipFile,
            zlib.error,
            lzma.LZMAError,
            EOFError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise OSError(f"damaged in the zip: {reason(error)}") from None


def _check_member(info: zipfile.ZipInfo, filename: str, name: str) -> None:
    if info.flag_bits & 0x1:
        raise DataError(f"{quoted(name)} is encrypted: {quoted_path(info.filename)}")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise DataError(f"{quoted(name)} holds a link: {quoted_path(info.filename)}")
    path = PurePosixPath(filename)
    if path.is_absolute() or ".." in path.parts or filename[1:2] == ":":
        raise DataError(
            f"{quoted(name)} holds a path that leads out of it: {quoted_path(info.filename)}"
        )
    if len(path.parts) > MAX_DEPTH + 1:
        raise DataError(
            f"{quoted(name)} is nested deeper than {MAX_DEPTH} folders: {quoted_path(info.filename)}"
        )


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except PermissionError:
        raise
    except OSError:  # a link to itself: reading it will fail, and be reported as one broken file
        return False


def passed_over(name: str) -> bool:
    """Tells whether a file or folder is hidden, or left behind by an operating system."""
    return name.startswith(".") or name in ("__MACOSX", "Thumbs.db", "desktop.ini")
