"""Rows and their options as plain data, for programs: what `aug-explorer catalog --json` prints."""

from collections.abc import Mapping
from typing import Any

from explorer.choices.choice import Choice
from explorer.choices.param import Param


def row_json(row: Choice) -> dict[str, Any]:
    """Returns a row of a table as JSON data."""
    return {
        "name": row.name,
        "summary": row.summary,
        "version": row.version,
        "params": [param_json(param) for param in row.params],
    }


def param_json(param: Param) -> dict[str, Any]:
    """Returns a parameter as JSON data; `null` for `min` and `max` means no end.

    `open_min` stands there where `min` itself is not legal.
    """
    plainly = {
        "name": param.name,
        "kind": param.kind,
        "low": param.low,
        "high": param.high,
        "step": param.step,
        "min": param.min,
        "max": param.max,
        "default": plain(param.check(param.default)),
        "identity": param.identity,
        "log": param.log,
        "nullable": param.nullable,
        "unit": param.unit,
        "help": param.help,
        "choices": plain(param.choices),
    }
    return plainly | {"open_min": True} if param.open_min else plainly


def plain(value: Any) -> Any:
    """Returns a value of a parameter as JSON data."""
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, tuple) else value
