"""Policy files as JSON: text to plain data and back."""

import json
from typing import Any

from explorer.errors import PolicyError
from explorer.policy.files.plain import Digits, checked, object_of

_LINE = 110


def parse(text: str) -> Any:
    """Returns the data of a JSON text.

    Raises PolicyError for what is not JSON, for duplicate keys, NaN and infinities, and for what is
    nested too deep.
    """
    try:
        data = json.loads(text, object_pairs_hook=object_of, parse_int=_whole)
    except json.JSONDecodeError as error:
        raise PolicyError(
            f"the file is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise PolicyError("the file is not read: objects and lists are nested too deep") from None
    return checked(data)


def _whole(digits: str) -> int | Digits:
    return (
        int(digits) if len(digits) <= 20 else Digits(digits)
    )  # an int of a million digits takes minutes


def write(document: dict[str, Any]) -> str:
    """Returns a document as JSON, indented, with short objects and lists on one line."""
    return _written(document, "") + "\n"


def write_compact(document: dict[str, Any]) -> str:
    """Returns a document as JSON without a blank that it can do without."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def _written(value: Any, indent: str) -> str:
    line = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if (
        not isinstance(value, dict | list)
        or not value
        or (len(line) + len(indent) <= _LINE and not _holds_steps(value))
    ):
        return line
    inner = indent + "  "
    if isinstance(value, list):
        items = [inner + _written(item, inner) for item in value]
        return "[\n" + ",\n".join(items) + f"\n{indent}]"
    items = [
        f"{inner}{json.dumps(key, ensure_ascii=False)}: {_written(item, inner)}"
        for key, item in value.items()
    ]
    return "{\n" + ",\n".join(items) + f"\n{indent}}}"


def _holds_steps(value: dict[str, Any] | list[Any]) -> bool:
    return isinstance(value, dict) and ("steps" in value or "transforms" in value)
