"""Zip files as sources."""

import hashlib
import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from explorer import numbers
from explorer.data.readers.source import MAX_DEPTH, MAX_FILES, Listing, Reader, passed_over
from explorer.data.roots import Roots
from explorer.errors import DataError, quoted, quoted_path, reason
from explorer.images import MAX_BYTES, check_size

MAX_ZIP_BYTES = 20_000_000_000  # of all members together, unpacked
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


def is_zip(path: Path) -> bool:
    """Tells whether a file is a zip, whatever it is called."""
    return path.is_file() and zipfile.is_zipfile(path)


def open_zip(path: Path, roots: Roots, name: str) -> "ZipSource":
    """Returns the zip as a source; it holds no links, so that `roots` do not matter inside."""
    return ZipSource(path, name)


@dataclass(frozen=True)
class ZipSource:
    """A zip file, which is never unpacked.

    Members are read one by one, each within the limit of a picture.
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
                f"{quoted(self.name)} unpacks to {numbers.gigabytes(unpacked)}; "
                f"the limit is {numbers.gigabytes(MAX_ZIP_BYTES)}"
            )
        members: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            # Older programs on Windows write train\cat\1.png, others write ./train/cat/1.png.
            filename = info.filename.replace("\\", "/")
            _check_member(info, filename, self.name)
            parts = PurePosixPath(filename).parts
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
        except _DAMAGE as error:
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
            f"{quoted(name)} is nested deeper than {MAX_DEPTH} folders: "
            f"{quoted_path(info.filename)}"
        )
