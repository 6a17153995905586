"""The rows of a table, whatever it is written as: columns by name, and where each row stands."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from explorer.data.readers.source import MAX_FILES
from explorer.data.readers.table_text import DELIMITERS, decode, split_rows
from explorer.errors import DataError, quoted, quoted_path, reason

MAX_COLUMNS = 2000
Row = Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """Rows by column, as text. `lines` say where each row stands, counted in `unit`s.

    `how` says in words what is unusual in how it is written. `named` says that the columns surely
    have names: in delimited text, the first line may be a row. `pictures` is the column that holds
    pictures themselves, whose cells are then their paths in the source that unpacks them.
    """

    path: str
    columns: tuple[str, ...]
    rows: Sequence[Row]
    lines: Sequence[int]
    how: tuple[str, ...] = ()
    unit: str = "line"
    pictures: str | None = None
    named: bool = False

    def place(self, number: int) -> str:
        """Returns where a row stands, for the beginning of a message."""
        return f"{quoted_path(self.path)}, {self.unit} {self.lines[number]}"

    def values(self, column: str) -> list[str]:
        """Returns the cells of a column."""
        return [row.get(column, "") for row in self.rows]


def text_table(path: str, data: bytes) -> Table:
    """Returns a table of delimited text, or of JSON, as it is found; raises DataError."""
    text, encoding = decode(data, quoted_path(path))
    how = [f"{quoted_path(path)} is no UTF-8, and was read as {encoding}"] if encoding else []
    if text.lstrip()[:1] in ("{", "["):
        return replace(_json(path, text), how=tuple(how))
    sign, rows = split_rows(text, "\t" if path.lower().endswith(".tsv") else "")
    if sign != "," and not path.lower().endswith(".tsv"):
        called = DELIMITERS.get(sign, quoted(sign))
        how.append(f"the columns of {quoted_path(path)} stand between {called}")
    return replace(_delimited(path, rows), how=tuple(how))


def _delimited(path: str, rows: Iterator[tuple[int, list[str]]]) -> Table:
    found: list[Row] = []
    lines: list[int] = []
    try:
        first, header = next(rows, (1, []))
        columns = _named(path, header)
        for line, cells in rows:
            if any(cells[len(columns) :]):
                raise DataError(
                    f"line {line}: {len(cells)} cells, and the first line has {len(columns)}; "
                    "a cell with the sign between columns stands in quotes"
                )
            found.append(dict(zip(columns, cells, strict=False)))
            lines.append(line)
            if len(found) > MAX_FILES:
                raise DataError(f"more than {MAX_FILES} rows")
    except DataError as error:
        raise DataError(f"{quoted_path(path)}, {error}") from None
    return Table(path, columns, found, [*lines, first])


def _named(path: str, header: Sequence[str]) -> tuple[str, ...]:
    if len(header) > MAX_COLUMNS:
        raise DataError(f"the first line: {len(header)} columns, more than {MAX_COLUMNS}")
    names = [name or f"column {number}" for number, name in enumerate(header, 1)]
    twice = [name for name in names if names.count(name) > 1] if len(names) < 100 else []
    if twice or len(set(names)) < len(names):
        names = [
            name if names.count(name) == 1 else f"column {number} ({name})"
            for number, name in enumerate(names, 1)
        ]
    return tuple(names)


def without_header(table: Table) -> Table:
    """Returns the table with its first line as a row: its columns then are numbered."""
    columns = tuple(f"column {number}" for number in range(1, len(table.columns) + 1))
    renamed = dict(zip(table.columns, columns, strict=True))
    rows = [{renamed[name]: cell for name, cell in row.items()} for row in table.rows]
    first = dict(zip(columns, table.columns, strict=True))
    lines = [table.lines[-1], *table.lines[:-1]]
    said = f"{quoted_path(table.path)} has no header: its first line names a picture"
    return replace(
        table,
        columns=columns,
        rows=[first, *rows],
        lines=lines,
        how=(*table.how, said),
        named=True,
    )


def _json(path: str, text: str) -> Table:
    """A table of JSON: an object a line, or one list of objects."""
    rows: list[Row] = []
    lines: list[int] = []
    columns: dict[str, None] = {}
    listed = text.lstrip().startswith("[")
    for line, record in _records(path, text, listed=listed):
        unit = "row" if listed else "line"
        if not isinstance(record, dict):
            raise DataError(f"{quoted_path(path)}, {unit} {line} is no JSON object")
        row = {str(name).strip(): cell for name, value in record.items() if (cell := _cell(value))}
        columns.update(dict.fromkeys(row))
        rows.append(row)
        lines.append(line)
        if len(rows) > MAX_FILES or len(columns) > MAX_COLUMNS:
            raise DataError(
                f"{quoted_path(path)}, {unit} {line}: more than {MAX_FILES} rows, or more than "
                f"{MAX_COLUMNS} columns"
            )
    return Table(path, tuple(columns), rows, lines, unit="row" if listed else "line", named=True)


def _records(path: str, text: str, *, listed: bool) -> Iterator[tuple[int, Any]]:
    line = 1
    try:
        if listed:
            yield from enumerate(json.loads(text), 1)
            return
        for line, one in enumerate(text.split("\n"), 1):
            if one.strip():
                yield line, json.loads(one)
    except (ValueError, RecursionError) as error:
        why = error.msg if isinstance(error, json.JSONDecodeError) else reason(error)
        raise DataError(
            f"{quoted_path(path)}, line {line} is no JSON object a line: {why}"
        ) from None


def _cell(value: Any) -> str:
    """A value as text; "" for what is no single value."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and math.isnan(value):
        return ""
    return str(value).strip() if isinstance(value, str | int | float) else ""


def cell_text(value: Any) -> str:
    """Returns a value of a program as the text of a cell; "" for what is no single value."""
    return _cell(value)
