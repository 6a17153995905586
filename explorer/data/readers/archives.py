"""Zip files as sources."""

import hashlib
import lzma
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from explorer import numbers
from explorer.data.readers.member_names import encoding_of, guess_note
from explorer.data.readers.source import (
    MAX_DEPTH,
    MAX_FILES,
    Listing,
    Reader,
    passed_name,
    passed_over,
)
from explorer.data.roots import Roots
from explorer.errors import DataError, quoted, quoted_path, reason
from explorer.images import MAX_BYTES, check_size

MAX_ZIP_BYTES = 20_000_000_000  # of all members together, unpacked
_IS_UTF8 = 0x800
_UNICODE_PATH = 0x7075  # Info-ZIP's field for the name in UTF-8
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
    told_names: str | None = None

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
        for info, filename in zip(infos, self._named(infos), strict=True):
            _check_member(info, filename, self.name)
            parts = PurePosixPath(filename).parts
            if not parts or any(map(passed_over, parts)):
                self._passed.update(map(passed_name, filter(passed_over, parts[:])))
                continue
            path = "/".join(parts) + ("/" if filename.endswith("/") else "")
            if path in members:
                raise DataError(f"{quoted(self.name)} holds {quoted_path(path)} twice")
            members[path] = info
        return members

    @cached_property
    def _passed(self) -> Counter[str]:
        return Counter()

    @cached_property
    def _guess(self) -> dict[str, str]:
        """What was said of the names, and in which encoding they were read."""
        return {}

    def _named(self, infos: list[zipfile.ZipInfo]) -> list[str]:
        """The names of the members, with forward slashes."""
        texts = [_utf8_name(info) for info in infos]
        raw = [_raw_name(info) for info, text in zip(infos, texts, strict=True) if text is None]
        encoding = "ascii"
        if raw:
            encoding = encoding_of(raw, self.told_names, self.name)
            shown = [name.decode(encoding).split("/")[0] for name in raw]
            self._guess["encoding"] = encoding
            if self.told_names is None and encoding != "utf-8":
                self._guess["note"] = guess_note(encoding, shown)
        slashes = any("/" in info.orig_filename for info in infos)
        names = []
        for info, text in zip(infos, texts, strict=True):
            name = _raw_name(info).decode(encoding) if text is None else text
            # Older programs on Windows write train\cat\1.png, others write ./train/cat/1.png. Half
            # of a letter that is not UTF-8 can look like a backslash too.
            plain = text is not None or not slashes
            names.append(name.replace("\\", "/") if plain else name)
        return names

    def listing(self) -> Listing:
        """Returns every member."""
        paths = sorted(self._members)
        return Listing(
            paths,
            passed=self._passed,
            encoding=self._guess.get("encoding"),
            note=self._guess.get("note", ""),
        )

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


def _utf8_name(info: zipfile.ZipInfo) -> str | None:
    """The name of a member that is ASCII, or says that it is UTF-8; None for any other."""
    if info.flag_bits & _IS_UTF8 or info.orig_filename.isascii():
        return info.filename
    raw, extra = _raw_name(info), info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        part, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and part[:1] == b"\x01" and len(part) > 5:
            same = struct.unpack("<L", part[1:5])[0] == zlib.crc32(raw)
            return part[5:].decode("utf-8", "replace") if same else None
    return None


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    """The bytes of a name without the flag of UTF-8: zipfile has read each as a sign of cp437."""
    return info.orig_filename.split("\0")[0].encode("cp437")


def _check_member(info: zipfile.ZipInfo, filename: str, name: str) -> None:
    if info.flag_bits & 0x1:
        raise DataError(f"{quoted(name)} is encrypted: {quoted_path(info.filename)}")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise DataError(f"{quoted(name)} holds a link: {quoted_path(info.filename)}")
    check_path(filename, info.filename, name)


def check_path(path: str, told: str, name: str) -> None:
    """Raises DataError for a path that leads out of the archive called `name`, or is too deep.

    `told` is how the archive spells it.
    """
    parts = PurePosixPath(path).parts
    if path.startswith("/") or ".." in parts or path[1:2] == ":":
        raise DataError(f"{quoted(name)} holds a path that leads out of it: {quoted_path(told)}")
    if len(parts) > MAX_DEPTH + 1:
        raise DataError(
            f"{quoted(name)} is nested deeper than {MAX_DEPTH} folders: {quoted_path(told)}"
        )
