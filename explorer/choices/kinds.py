"""A table: for each kind of parameter, the function that checks a value of it.

Every function returns the value in its canonical, immutable form, or raises PolicyError with the
path below the parameter.
"""

from collections.abc import Callable, Mapping
from typing import Any

from explorer.choices.described import TEXT_LIMIT, ChoiceValue, Described, Kind
from explorer.choices.numbers import ends, items, number
from explorer.choices.values import XY
from explorer.errors import PolicyError, quoted
from explorer.frozen import Frozen


def _float(param: Described, value: object) -> float:
    return number(param, value)


def _int(param: Described, value: object) -> int:
    return int(number(param, value, whole=True))


def _range(param: Described, value: object) -> tuple[float, float]:
    return ends(param, value, whole=False)


def _int_range(param: Described, value: object) -> tuple[float, float]:
    return ends(param, value, whole=True)


def _pair(param: Described, value: object) -> tuple[float | None, float | None]:
    if param.open_ends and _one_end_open(value):
        low, high = (
            None if end is None else number(param, end, f"[{i}]", whole=param.integer)
            for i, end in enumerate(items(param, value, 2))
        )
        return low, high
    return ends(param, value, whole=param.integer, ordered=False)


def _one_end_open(value: object) -> bool:
    if not isinstance(value, list | tuple) or len(value) != 2:
        return False
    return sum(end is None for end in value) == 1


def _xy_range(param: Described, value: object) -> XY:
    if not isinstance(value, Mapping):
        both = ends(param, value, whole=param.integer)
        return XY(both, both)
    if set(value) != {"x", "y"}:
        raise PolicyError(f"{quoted(dict(value))} does not have exactly the keys x and y")
    return XY(
        ends(param, value["x"], whole=param.integer, prefix="x"),
        ends(param, value["y"], whole=param.integer, prefix="y"),
    )


def _bool(param: Described, value: object) -> bool:
    if not isinstance(value, bool):
        raise PolicyError(f"{quoted(value)} is not true or false")
    return value


def _choice(param: Described, value: object) -> ChoiceValue:
    wanted = Frozen(value) if isinstance(value, Mapping) else value
    for choice in param.choices:
        if type(wanted) is type(choice) and wanted == choice:
            return choice
    raise PolicyError(f"{quoted(value)} is not one of {param.choice_list}")


def _color(param: Described, value: object) -> float | ChoiceValue | tuple[float | int, ...]:
    if isinstance(value, str):
        return _choice(param, value)
    if isinstance(value, list | tuple):
        parts = items(param, value, None if len(value) in param.counts else param.counts[0])
        return tuple(_color_part(param, part, f"[{i}]") for i, part in enumerate(parts))
    return _color_part(param, value, "")


def _color_part(param: Described, value: object, path: str) -> float | int:
    part = number(param, value, path)
    return int(part) if part == int(part) else part


def _list(param: Described, value: object) -> tuple[Any, ...]:
    if not param.choices:
        return tuple(
            number(param, item, f"[{i}]", whole=param.integer)
            for i, item in enumerate(items(param, value, param.size))
        )
    listed = items(param, value, None)
    for i, item in enumerate(listed):
        if item not in param.choices:
            raise PolicyError(f"{quoted(item)} is not one of {param.choice_list}", f"[{i}]")
    return tuple(listed)


def _text(param: Described, value: object) -> str:
    if not isinstance(value, str) or len(value) > TEXT_LIMIT or not value.isprintable():
        raise PolicyError(
            f"{quoted(value)} is not a text of at most {TEXT_LIMIT} printable characters"
        )
    return value


KINDS: Mapping[Kind, Callable[[Described, object], Any]] = {
    "float": _float,
    "int": _int,
    "range": _range,
    "int_range": _int_range,
    "xy_range": _xy_range,
    "pair": _pair,
    "choice": _choice,
    "bool": _bool,
    "color": _color,
    "list": _list,
    "text": _text,
}
