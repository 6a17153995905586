"""Tar files as sources, compressed or not."""

import contextlib
import hashlib
import lzma
import os
import shutil
import stat
import tarfile
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from explorer import numbers
from explorer.data.cache import cache_folder, writing
from explorer.data.readers.archives import MAX_ZIP_BYTES, check_path
from explorer.data.readers.source import (
    MAX_FILES,
    Listing,
    Reader,
    passed_name,
    passed_over,
)
from explorer.data.roots import Roots
from explorer.errors import DataError, quoted, quoted_path, reason
from explorer.images import MAX_BYTES, check_size

TAR_SUFFIXES = (".tar", ".tar.gz", ".tgz")
MAX_HEADER_BYTES = 100_000  # what describes one member: a long name, a comment
UNUSED_FOR_S = 7 * 24 * 3600
_CHUNK = 1 << 20
_DESCRIBING = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)

_DAMAGE = (tarfile.TarError, lzma.LZMAError, zlib.error, OSError, EOFError, ValueError)


def is_tar(path: Path) -> bool:
    """Tells whether a file is a tar, compressed or not, whatever it is called."""
    try:
        return path.is_file() and path.stat().st_size > 0 and tarfile.is_tarfile(path)
    except (OSError, EOFError, ValueError):
        return False


def open_tar(path: Path, roots: Roots, name: str) -> "TarSource":
    """Returns the tar as a source; it may hold no links, so that `roots` do not matter inside."""
    return TarSource(path, name.removesuffix(".tar"))


class _Place(NamedTuple):
    """Where the bytes of a member lie in the tar that is not compressed; a folder has size -1."""

    offset: int
    size: int


class _Bounded(tarfile.TarInfo):
    """A member whose description is short: it is read into memory before anything else."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "_Bounded":
        found = super().frombuf(buf, encoding, errors)
        if found.type in _DESCRIBING and found.size > MAX_HEADER_BYTES:
            raise DataError(
                f"the tar describes a member in {found.size} bytes; the limit is {MAX_HEADER_BYTES}"
            )
        return found


@dataclass(frozen=True)
class TarSource:
    """A tar file. Single members are read from it; a compressed one is unpacked once, as a tar.

    What was unpacked lies in the cache folder, within the limit for all members of an archive.
    """

    path: Path
    name: str

    @cached_property
    def _digest(self) -> str:
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @cached_property
    def _plain(self) -> Path:
        """The tar without compression."""
        with contextlib.suppress(tarfile.TarError), tarfile.open(self.path, "r:"):
            return self.path
        kept = cache_folder() / "unpacked" / f"{self._digest[:32]}.tar"
        if kept.is_file():
            os.utime(kept)
            return kept
        with writing(kept.parent):
            kept.parent.mkdir(parents=True, exist_ok=True)
            _forget_unused(kept.parent)
        with tempfile.NamedTemporaryFile(dir=kept.parent, suffix=".part", delete=False) as part:
            try:
                self._unpack(part)
                Path(part.name).replace(kept)
            finally:
                Path(part.name).unlink(missing_ok=True)
        return kept

    def _unpack(self, part: IO[bytes]) -> None:
        room = shutil.disk_usage(Path(part.name).parent).free
        try:
            with tarfile.open(self.path, "r:*") as archive:
                packed = archive.fileobj
                if packed is None:
                    raise DataError(f"{quoted(self.name)} is a damaged tar file")
                packed.seek(0)
                while chunk := packed.read(_CHUNK):
                    if part.tell() + len(chunk) > min(MAX_ZIP_BYTES, room):
                        limit = numbers.gigabytes(min(MAX_ZIP_BYTES, room))
                        raise DataError(f"{quoted(self.name)} unpacks to more than {limit}")
                    part.write(chunk)
        except _DAMAGE as error:
            raise DataError(f"{quoted(self.name)} is a damaged tar file: {reason(error)}") from None

    @cached_property
    def _found(self) -> tuple[Mapping[str, _Place], Mapping[str, int]]:
        """The members by path, and what was passed over."""
        members: dict[str, _Place] = {}
        passed, total = Counter[str](), 0
        try:
            with tarfile.open(self._plain, "r:", tarinfo=_Bounded) as archive:
                number = 0
                while (info := archive.next()) is not None:
                    archive.members = []  # type: ignore[attr-defined] # else each is kept twice
                    number += 1
                    if number > MAX_FILES:
                        raise DataError(f"{quoted(self.name)} has more than {MAX_FILES} members")
                    total += info.size
                    if total > MAX_ZIP_BYTES:
                        limit = numbers.gigabytes(MAX_ZIP_BYTES)
                        raise DataError(f"{quoted(self.name)} unpacks to more than {limit}")
                    parts = PurePosixPath(info.name).parts
                    check_path(info.name, info.name, self.name)
                    if any(map(passed_over, parts)):
                        passed.update(map(passed_name, filter(passed_over, parts)))
                        continue
                    _check_kind(info, self.name)
                    if not parts:  # the folder itself
                        continue
                    path = "/".join(parts) + ("/" if info.isdir() else "")
                    # A later member of a name takes the place of the one before, as in unpacking.
                    members[path] = _Place(info.offset_data, -1 if info.isdir() else info.size)
        except _DAMAGE as error:
            raise DataError(f"{quoted(self.name)} is a damaged tar file: {reason(error)}") from None
        return members, passed

    def listing(self) -> Listing:
        """Returns every member."""
        members, passed = self._found
        return Listing(sorted(members), passed=passed)

    def size(self, path: str) -> int | None:
        """Returns the size of a member, or None."""
        place = self._found[0].get(path)
        return None if place is None or place.size < 0 else place.size

    def fingerprint(self, paths: list[str]) -> str:
        """Digests the tar as it is."""
        return self._digest

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """Opens the tar; raises DataError when it is gone."""
        if not self.path.is_file():
            raise DataError(f"{quoted(self.name)} cannot be read any more: it is gone")
        yield _TarReader(self._plain, self._found[0])


@dataclass(frozen=True)
class _TarReader:
    path: Path
    members: Mapping[str, _Place]

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes:
        place = self.members[path]
        check_size(place.size, path, limit)
        with self.path.open("rb") as file:
            file.seek(place.offset)
            data = file.read(place.size)
        if len(data) < place.size:
            raise OSError("the tar ends before it")
        return data


def _check_kind(info: tarfile.TarInfo, name: str) -> None:
    if info.issym() or info.islnk():
        raise DataError(f"{quoted(name)} holds a link: {quoted_path(info.name)}")
    if not (info.isdir() or info.isreg()) or info.issparse():
        raise DataError(f"{quoted(name)} holds what is no plain file: {quoted_path(info.name)}")


def _forget_unused(folder: Path) -> None:
    for kept in folder.iterdir():
        if time.time() - kept.stat().st_mtime > UNUSED_FOR_S and stat.S_ISREG(kept.stat().st_mode):
            kept.unlink(missing_ok=True)
