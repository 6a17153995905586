"""The other shapes that a value may come in, beside its kind's own.

A value is first told by its look alone; then its numbers are checked. Every check returns the value
in its canonical, immutable form, or raises PolicyError with the path below the parameter.
"""

from collections.abc import Mapping
from typing import Any

from explorer.choices.described import Described, Form
from explorer.choices.numbers import ends, items, number, numbers
from explorer.errors import PolicyError, quoted
from explorer.frozen import Frozen

_LENGTHS: Mapping[Form, int] = {"pair": 2, "four": 4, "ranges": 4, "lists": 4, "channels": 3}


def looks_like(form: Form, value: object) -> bool:
    """Returns whether `value` has the shape of `form`, whatever its numbers are."""
    if form == "number":
        return isinstance(value, int | float)
    if form == "fields":
        return isinstance(value, Mapping)
    if not isinstance(value, list | tuple) or not value:
        return False
    if form in ("pair", "four", "list"):
        flat = not any(isinstance(item, list | tuple) for item in value)
        return flat and len(value) == _LENGTHS.get(form, len(value))
    nested = len(value) == _LENGTHS[form] and all(
        isinstance(item, list | tuple) and len(item) > 0 for item in value
    )
    return nested and (form == "lists" or all(len(item) == 2 for item in value))


def check_form(param: Described, form: Form, value: Any) -> Any:
    """Returns a value that looks like `form` in its canonical form."""
    if form == "number":
        return number(param, value, whole=param.whole)
    if form == "fields":
        return _fields(param, value)
    if form in ("ranges", "channels"):
        return tuple(
            ends(param, item, whole=param.whole, prefix=f"[{i}]") for i, item in enumerate(value)
        )
    if form == "lists":
        return _lists(param, value)
    return numbers(param, value)


def _lists(param: Described, value: Any) -> tuple[tuple[float, ...], ...]:
    # Albumentations goes by the first list: where it has two numbers, all four are read as ranges.
    if len(value[0]) == 2:
        for i, item in enumerate(value):
            if len(item) != 2:
                raise PolicyError(
                    f"{quoted(item)} is not two numbers; "
                    "all four are ranges where the first has two numbers",
                    f"[{i}]",
                )
    return tuple(numbers(param, item, f"[{i}]") for i, item in enumerate(value))


def _fields(param: Described, value: Mapping[str, Any]) -> Frozen[Any]:
    fields: dict[str, Any] = {}
    for name, item in value.items():
        if not isinstance(name, str) or not name.isidentifier():
            raise PolicyError(f"{quoted(name)} is not a name")
        fields[name] = item if isinstance(item, str) else _field(param, name, item)
    return Frozen(fields)


def _field(param: Described, name: str, item: object) -> tuple[Any, ...]:
    if looks_like("pair", item):
        return ends(param, item, whole=param.integer, prefix=name)
    return tuple(
        ends(param, part, whole=param.integer, prefix=f"{name}[{i}]")
        for i, part in enumerate(items(param, item, None))
    )
