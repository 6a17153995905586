"""Numbers, and ranges and lists of them, within the bounds of one parameter.

Every function returns a canonical value, or raises PolicyError with the path below the parameter.
"""

import math

from explorer.choices.described import LARGEST, LIST_LIMIT, Described, end_text
from explorer.errors import PolicyError, quoted

_LONG = 1e15  # from here on all floats are whole, and a power of ten is shorter


def number(param: Described, value: object, path: str = "", *, whole: bool = False) -> float | int:
    """Returns a finite number within the bounds, as an int where `whole`, else as a float."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PolicyError(f"{quoted(value)} is not a number ({param.expected})", path)
    if isinstance(value, float) and not math.isfinite(value):
        raise PolicyError(f"{value} is not a finite number", path)
    too_low = param.min is not None and value < param.min
    too_high = param.max is not None and value > param.max
    if too_low or too_high or abs(value) > LARGEST:
        raise PolicyError(
            f"{_said(value)} is outside {end_text(param.min)} to {end_text(param.max)}", path
        )
    if param.open_min and value == param.min:
        raise PolicyError(f"{_said(value)} is not {param.expected}", path)
    if not whole:
        return float(value)
    if value != int(value):
        raise PolicyError(f"{quoted(value)} is not a whole number", path)
    if param.odd and int(value) % 2 == 0 and value != 0:
        raise PolicyError(f"{_said(value)} is not odd", path)
    return int(value)


def _said(value: float) -> str:
    """Returns a number as a person types it: a field of numbers makes 3.0 of a 3."""
    return quoted(int(value) if abs(value) < _LONG and float(value).is_integer() else value)


def items(param: Described, value: object, count: int | None) -> list[object]:
    """Returns the items of a list, of which there are `count` (None: up to the limit)."""
    listed = list(value) if isinstance(value, list | tuple) else None
    if listed is None or len(listed) > LIST_LIMIT or count not in (None, len(listed)):
        raise PolicyError(f"{quoted(value)} is not {param.expected}")
    return listed


def numbers(param: Described, value: object, prefix: str = "") -> tuple[float, ...]:
    """Returns a list of numbers as a tuple."""
    return tuple(
        number(param, item, f"{prefix}[{i}]", whole=param.whole)
        for i, item in enumerate(items(param, value, None))
    )


def ends(
    param: Described, value: object, *, whole: bool, prefix: str = "", ordered: bool = True
) -> tuple[float, float]:
    """Returns the two ends of a range; where not `ordered`, two numbers in any order."""
    low, high = (
        number(param, end, f"{prefix}[{i}]", whole=whole)
        for i, end in enumerate(items(param, value, 2))
    )
    if ordered and low > high:
        raise PolicyError(f"{quoted(value)} is a reversed range", prefix)
    if param.distinct and low == high:
        raise PolicyError(
            f"{quoted(value)} is an empty range: its upper end is never drawn", prefix
        )
    return low, high
