"""Parquet files as tables, with the pictures that they may hold themselves.

What one says of itself is checked before it is read. pyarrow is loaded only where there is one.
"""

import hashlib
import io
import json
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from explorer import numbers
from explorer.data.cache import cache_folder, writing
from explorer.data.readers.archives import MAX_ZIP_BYTES
from explorer.data.readers.source import MAX_FILES, Listing, Reader, Source
from explorer.data.readers.table_rows import MAX_COLUMNS, Row, Table, cell_text
from explorer.data.readers.tars import TarSource
from explorer.errors import DataError, ImageError, quoted, quoted_path, reason

MAX_PARQUET_BYTES = 2_000_000_000
MAX_BATCH_BYTES = 1_000_000_000  # that are unpacked at once
MAX_CELL_TEXT_BYTES = 200_000_000  # of the columns of text together, unpacked
_MAGIC = b"PAR1"
_MOST_ROWS = 1024  # that are unpacked at once
_UNSAFE = re.compile(r"[^\w.\- ]+")
_MOST_NAME_CHARS = 80


def is_parquet(path: str) -> bool:
    """Tells whether a file is called like one of Parquet."""
    return path.lower().endswith((".parquet", ".pq"))


def parquet_table(source: Source, path: str) -> Table:
    """Returns the rows of a Parquet file; numbers of classes become their names.

    Cells of the column with pictures become the paths that these have in `PackedPictures`. Raises
    DataError for a file that is damaged, or unpacks to too much.
    """
    with _Opened(source, path) as file:
        schema = file.schema_arrow
        if len(schema.names) > MAX_COLUMNS or len(set(schema.names)) < len(schema.names):
            raise DataError(f"{quoted_path(path)} has too many columns, or two of the same name")
        packed = [name for name in schema.names if _holds_pictures(schema.field(name).type)]
        if len(packed) > 1:
            raise DataError(f"{quoted_path(path)}: several columns hold pictures, {quoted(packed)}")
        texts = [name for name in schema.names if _holds_text(schema.field(name).type)]
        names = _class_names(schema.metadata or {})
        rows: list[Row] = []
        for record in _records(file, path, texts, MAX_CELL_TEXT_BYTES):
            rows.append({name: _named(record[name], names.get(name)) for name in texts})
        if packed:
            paths = [name for name, _ in _pictures(file, path, packed[0], content=False)]
            rows = [{**row, packed[0]: name} for row, name in zip(rows, paths, strict=True)]
    columns = tuple(name for name in schema.names if name in texts or name in packed)
    lines = range(1, len(rows) + 1)
    return Table(
        path, columns, rows, lines, unit="row", pictures=packed[0] if packed else None, named=True
    )


@dataclass(frozen=True)
class PackedPictures:
    """The pictures inside of Parquet files, which are unpacked once, as a tar in the cache folder.

    `tables` are the files in `source`, each with the column that holds the pictures.
    """

    source: Source
    tables: tuple[tuple[str, str], ...]
    name: str

    def _digest(self) -> str:
        told = repr((1, self.tables, self.source.fingerprint([path for path, _ in self.tables])))
        return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()

    @cached_property
    def _tar(self) -> TarSource:
        kept = cache_folder() / "unpacked" / f"{self._digest()[:32]}.tar"
        if not kept.is_file():
            with writing(kept.parent):
                kept.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=kept.parent, suffix=".part", delete=False) as part:
                try:
                    self._unpack(Path(part.name))
                    Path(part.name).replace(kept)
                finally:
                    Path(part.name).unlink(missing_ok=True)
        return TarSource(kept, self.name)

    def _unpack(self, target: Path) -> None:
        limit = min(MAX_ZIP_BYTES, shutil.disk_usage(target.parent).free)
        total = 0
        with tarfile.open(target, "w") as archive:
            for path, column in self.tables:
                with _Opened(self.source, path) as file:
                    for name, data in _pictures(file, path, column, content=True):
                        total += len(data) + tarfile.BLOCKSIZE
                        if total > limit:
                            most = numbers.gigabytes(limit)
                            raise DataError(f"{quoted(self.name)} unpacks to more than {most}")
                        info = tarfile.TarInfo(name)
                        info.size = len(data)
                        archive.addfile(info, io.BytesIO(data))

    def listing(self) -> Listing:
        """Returns every picture."""
        return self._tar.listing()

    def size(self, path: str) -> int | None:
        """Returns the size of a picture, or None."""
        return self._tar.size(path)

    def fingerprint(self, paths: list[str]) -> str:
        """Digests what the files are known by."""
        return self._digest()

    def reader(self) -> AbstractContextManager[Reader]:
        """Opens the unpacked pictures."""
        return self._tar.reader()


class _Opened:
    """A Parquet file of a source; what pyarrow says of a damaged one becomes one line."""

    def __init__(self, source: Source, path: str) -> None:
        self._source, self._path = source, path

    def __enter__(self) -> Any:
        import pyarrow
        from pyarrow import parquet

        place = quoted_path(self._path)
        try:
            with self._source.reader() as reader:
                data = reader.read(self._path, MAX_PARQUET_BYTES)
        except ImageError as error:
            raise DataError(str(error)) from None
        except (OSError, KeyError) as error:
            raise DataError(f"{place} cannot be read: {reason(error)}") from None
        if data[:4] != _MAGIC or data[-4:] != _MAGIC:
            raise DataError(f"{place} is no Parquet file, or a part of it is missing")
        try:
            file = parquet.ParquetFile(
                pyarrow.BufferReader(data),
                thrift_string_size_limit=50_000_000,
                thrift_container_size_limit=1_000_000,
            )
            rows, groups = file.metadata.num_rows, file.metadata.num_row_groups
        except (pyarrow.ArrowException, OSError, ValueError, MemoryError) as error:
            raise DataError(f"{place} is a damaged Parquet file: {reason(error)}") from None
        if rows > MAX_FILES or groups > MAX_FILES:
            raise DataError(f"{place} has {rows} rows, more than {MAX_FILES}")
        return file

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        import pyarrow

        damage = (pyarrow.ArrowException, OSError, ValueError, MemoryError)
        if isinstance(error, damage):
            place = quoted_path(self._path)
            raise DataError(f"{place} is a damaged Parquet file: {reason(error)}") from None


def _records(file: Any, path: str, columns: list[str], limit: int) -> Iterator[Mapping[str, Any]]:
    """The rows of some columns, within a limit for all that is unpacked."""
    if not columns:
        yield from ({} for _ in range(file.metadata.num_rows))
    total = 0
    for batch in _batches(file, columns):
        total += batch.nbytes
        if total > limit:
            raise DataError(
                f"{quoted_path(path)} unpacks to more than {numbers.gigabytes(limit)} of text"
            )
        yield from batch.to_pylist()


def _batches(file: Any, columns: list[str]) -> Iterator[Any]:
    """Parts of some columns that stay small where one value is unpacked many times, too."""
    tops = {column.split(".")[0] for column in columns}
    for number in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(number)
        found = (group.column(place) for place in range(group.num_columns))
        size = sum(
            max(0, one.total_uncompressed_size)
            for one in found
            if one.path_in_schema.split(".")[0] in tops
        )
        rows = min(_MOST_ROWS, max(1, MAX_BATCH_BYTES // max(1, size)))
        if size > MAX_PARQUET_BYTES:
            raise ValueError(f"a part unpacks to {numbers.gigabytes(size)}")
        yield from file.iter_batches(
            batch_size=rows, row_groups=[number], columns=columns, use_threads=False
        )


def _pictures(file: Any, path: str, column: str, *, content: bool) -> Iterator[tuple[str, bytes]]:
    """The path of each picture in the unpacked tar, and its bytes where they are wanted."""
    import pyarrow

    struct = pyarrow.types.is_struct(file.schema_arrow.field(column).type)
    if not struct and not content:
        for row in range(1, file.metadata.num_rows + 1):
            yield _member(path, row, None), b""
        return
    row = 0
    for batch in _batches(file, [column if content else f"{column}.path"]):
        for value in batch.column(0).to_pylist():
            row += 1
            called = value.get("path") if isinstance(value, dict) else None
            data = value.get("bytes") if isinstance(value, dict) else value
            yield _member(path, row, called), data if isinstance(data, bytes) else b""


def _member(path: str, row: int, called: object) -> str:
    """What a picture is called: by its table, its row, and the name that it brings."""
    name = _safe(str(called or "").replace("\\", "/").rsplit("/", 1)[-1])
    folders = "/".join(_safe(part) or "_" for part in PurePosixPath(path).parts)
    return f"{folders}/{row:06d}{f'-{name}' if name else ''}"


def _safe(name: str) -> str:
    """A name that no system reads as anything else, and that is not hidden."""
    return _UNSAFE.sub("_", name)[-_MOST_NAME_CHARS:].strip(". ")


def _holds_pictures(kind: Any) -> bool:
    import pyarrow

    if pyarrow.types.is_struct(kind):
        fields = {
            kind.field(place).name: kind.field(place).type for place in range(kind.num_fields)
        }
        return "path" in fields and "bytes" in fields and _is_binary(fields["bytes"])
    return _is_binary(kind)


def _is_binary(kind: Any) -> bool:
    import pyarrow

    return bool(pyarrow.types.is_binary(kind) or pyarrow.types.is_large_binary(kind))


def _holds_text(kind: Any) -> bool:
    from pyarrow import types

    if types.is_dictionary(kind):
        kind = kind.value_type
    tests = (types.is_string, types.is_large_string, types.is_integer, types.is_boolean)
    return any(test(kind) for test in (*tests, types.is_floating))


def _named(value: Any, names: list[str] | None) -> str:
    if names and isinstance(value, int) and 0 <= value < len(names):
        return names[value]
    return cell_text(value)


def _class_names(metadata: Mapping[bytes, bytes]) -> dict[str, list[str]]:
    """The names of the classes of each column, where the file tells them as Hugging Face does."""
    try:
        raw = json.loads(metadata.get(b"huggingface", b"{}"))
        features = raw["info"]["features"]
        found = {str(column): told["names"] for column, told in features.items() if "names" in told}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    return {
        column: names
        for column, names in found.items()
        if isinstance(names, list) and all(isinstance(name, str) for name in names)
    }
