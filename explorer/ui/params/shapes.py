"""Which control edits the value of a parameter, and between which bounds. Knows no Streamlit."""

import json
from collections.abc import Mapping
from typing import Any

from explorer.choices import XY, Param
from explorer.errors import PolicyError


def shape_of(param: Param, value: Any) -> str:
    """Returns which control edits `value`.

    A parameter may take several shapes (a number or a pair, a range or four of them).
    """
    if isinstance(value, XY):
        return "xy"
    if param.kind in ("bool", "choice", "text"):
        return param.kind
    if param.kind == "color" or (
        param.kind == "list" and param.max == 255 and isinstance(value, tuple) and len(value) == 3
    ):
        return color_shape(param, value)
    if param.kind == "list" and param.choices:
        return "words"
    if _is_number(value):
        return "number"
    if isinstance(value, tuple) and len(value) == 2 and all(_is_number(part) for part in value):
        if param.kind == "pair":
            return "pair"
        if (
            param.kind in ("range", "int_range", "xy_range", "float", "int")
            and value[0] <= value[1]
        ):
            return "range"
    return "literal"


def color_shape(param: Param, value: Any) -> str:
    """Returns which control edits a value that may be a colour."""
    if isinstance(value, str) or param.choices:
        return "color_or_word"
    parts = value if isinstance(value, tuple) else (value,)
    if (
        param.max == 255
        and all(_is_byte(part) for part in parts)
        and 3 in param.counts
        and len(parts) in (1, 3)
    ):
        # A mask has one channel: its fill is a label, no colour.
        return "number" if param.name.endswith("mask") and len(parts) == 1 else "rgb"
    return "literal"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_byte(value: object) -> bool:
    return isinstance(value, int) and 0 <= value <= 255


def slider_bounds(param: Param, value: Any) -> tuple[float, float, float]:
    """Returns (low, high, step) of a slider.

    They are the catalogue's, widened to hold `value`, so that an imported one is never cut.
    """
    parts = value if isinstance(value, tuple) else (value,)
    low = min([param.low if param.low is not None else 0, *parts])
    high = max([param.high if param.high is not None else 1, *parts])
    if low == high:
        high = low + 1
    step = param.step or (1 if param.whole else (high - low) / 100)
    return (
        low,
        high,
        2 * max(1, round(step / 2)) if param.odd and param.whole and low % 2 == 1 else step,
    )


def literal(value: Any) -> str:
    """Returns a value as the JSON that a person edits."""
    return json.dumps(
        value, default=lambda part: dict(part) if isinstance(part, Mapping) else list(part)
    )


def parse_literal(text: str) -> Any:
    """Returns the value of a JSON text that a person has typed, or raises PolicyError."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise PolicyError(
            f'{text[:60]!r} is not JSON; write for example 0, [0, 255] or "random"'
        ) from None
