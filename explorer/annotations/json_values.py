"""The JSON of an annotation file, read with doubt.

Every function raises ImageError, one line with the path of the value, for what it does not expect.
"""

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

from explorer.errors import ImageError, quoted

MAX_BYTES = 30_000_000


def parse(data: bytes) -> Any:
    """Returns what a JSON file holds; it is UTF-8 and no larger than `MAX_BYTES`."""
    if len(data) > MAX_BYTES:
        raise ImageError(
            f"the annotation file is {len(data) / 1e6:.1f} MB; the limit is {MAX_BYTES / 1e6:g} MB"
        )
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise ImageError("the annotation file is not UTF-8 text") from None
    except RecursionError:
        raise ImageError("the annotation file is nested too deeply") from None
    except ValueError as error:
        raise ImageError(f"the annotation file is not JSON: {error}") from None


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a finite number")


def listed(parent: Mapping[str, Any], key: str, path: str) -> list[Any]:
    """Returns the list under `key` of the object at `path`."""
    value = parent.get(key)
    if not isinstance(value, list):
        raise ImageError(f"{path}.{key}: {quoted(value)} is not a list".removeprefix("."))
    return value


def fields_of(value: object, path: str) -> Mapping[str, Any]:
    """Returns the object at `path`."""
    if not isinstance(value, dict):
        raise ImageError(f"{path}: {quoted(value)} is not an object")
    return value


def text_of(value: object, path: str) -> str:
    """Returns the text of 1 to 1000 characters at `path`."""
    if not isinstance(value, str) or not value or len(value) > 1000:
        raise ImageError(f"{path}: {quoted(value)} is not a text")
    return value


def whole_number(value: object, path: str) -> int:
    """Returns the whole number at `path`."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ImageError(f"{path}: {quoted(value)} is not a whole number")
    if abs(value) > 2**53:
        raise ImageError(f"{path}: {quoted(str(value))} is too large")
    return value


def numbers_of(value: object, path: str, count: int | None) -> list[float]:
    """Returns the list of numbers of pixels at `path`, of which there are `count` (None: any)."""
    if not isinstance(value, list) or (count is not None and len(value) != count):
        raise ImageError(
            f"{path}: {quoted(value)} is not a list of {f'{count} numbers' if count else 'numbers'}"
        )
    for i, number in enumerate(value):
        if (
            isinstance(number, bool)
            or not isinstance(number, int | float)
            or abs(number) > 1e9
            or math.isnan(number)
        ):
            raise ImageError(f"{path}[{i}]: {quoted(number)} is not a number of pixels")
    return [float(number) for number in value]
