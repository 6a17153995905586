"""Arithmetic, comparisons and the functions that are followed: tables, bounded in size."""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from explorer.policy.files.program.limits import LENGTH
from explorer.policy.files.program.values import is_scalar

_HUGE = 2**63


class CannotFollowError(Exception):
    """Raised where an operation has no known result."""


def checked(value: Any) -> Any:
    """Returns a result, or raises CannotFollowError where it is too large to go on with."""
    if isinstance(value, str | list | tuple | dict) and len(value) > LENGTH:
        raise CannotFollowError
    if isinstance(value, int) and abs(value) > _HUGE:
        raise CannotFollowError
    if value is NotImplemented or isinstance(value, complex):
        raise CannotFollowError
    return value


def _times(a: Any, b: Any) -> Any:
    for one, many in ((a, b), (b, a)):
        repeated = isinstance(many, str | list | tuple) and isinstance(one, int)
        if repeated and one * len(many) > LENGTH:
            raise CannotFollowError
    return a * b


def _power(a: Any, b: Any) -> Any:
    if not isinstance(a, int | float) or not isinstance(b, int | float) or abs(b) > 64:
        raise CannotFollowError
    return a**b


def _modulo(a: Any, b: Any) -> Any:
    if not isinstance(a, int | float):  # a text would be formatted
        raise CannotFollowError
    return a % b


def _shift(a: Any, b: Any) -> Any:
    if not isinstance(b, int) or not 0 <= b <= 63:
        raise CannotFollowError
    return a << b


_BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: _times,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: _modulo,
    ast.Pow: _power,
    ast.LShift: _shift,
    ast.RShift: operator.rshift,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
}
_UNARY: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
    ast.Invert: operator.invert,
}
_COMPARED: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: lambda a, b: a is b or (is_scalar(a) and a == b and type(a) is type(b)),
    ast.IsNot: lambda a, b: not (a is b or (is_scalar(a) and a == b and type(a) is type(b))),
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}


def binary(kind: type[ast.operator], a: Any, b: Any) -> Any:
    """Returns `a + b` and the like."""
    if kind not in _BINARY or not (_is_flat(a) and _is_flat(b)):
        raise CannotFollowError
    return checked(_attempt(_BINARY[kind], a, b))


def unary(kind: type[ast.unaryop], a: Any) -> Any:
    """Returns `-a` and the like."""
    if not is_scalar(a) and kind is not ast.Not:
        raise CannotFollowError
    return checked(_attempt(_UNARY[kind], a))


def compared(kind: type[ast.cmpop], a: Any, b: Any) -> bool:
    """Returns whether `a == b` and the like, of scalars and of lists of scalars."""
    if kind in (ast.Is, ast.IsNot) and (a is None or b is None):
        return (a is b) is (kind is ast.Is)
    if not (is_plain(a) and is_plain(b)):
        raise CannotFollowError
    return bool(_attempt(_COMPARED[kind], a, b))


def is_plain(value: Any) -> bool:
    """Whether a value is a scalar, or a list, tuple or dict of scalars."""
    if isinstance(value, list | tuple):
        return all(is_scalar(item) for item in value)
    if isinstance(value, dict):
        return all(is_scalar(item) for item in value.values())
    return is_scalar(value) or isinstance(value, range)


def _is_flat(value: Any) -> bool:
    return is_scalar(value) or isinstance(value, list | tuple | dict)


def _attempt(function: Callable[..., Any], *values: Any) -> Any:
    try:
        return function(*values)
    except (TypeError, ValueError, ArithmeticError, LookupError, RecursionError):
        raise CannotFollowError from None


def _numbers(*values: Any) -> list[Any]:
    items = list(values[0]) if len(values) == 1 and not is_scalar(values[0]) else list(values)
    if not all(isinstance(item, int | float) for item in items):
        raise CannotFollowError
    return items


def _range(*values: Any) -> list[int]:
    made = range(*values)
    if len(made) > LENGTH:
        raise CannotFollowError
    return list(made)


def _scalar_only(function: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(*values: Any) -> Any:
        if not all(is_scalar(value) for value in values):
            raise CannotFollowError
        if any(isinstance(value, str) and len(value) > 400 for value in values):
            raise CannotFollowError
        return function(*values)

    return guarded


def _zip(*values: Any) -> list[Any]:
    return list(zip(*values, strict=False))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "builtins.int": _scalar_only(int),
    "builtins.float": _scalar_only(float),
    "builtins.bool": _scalar_only(bool),
    "builtins.str": _scalar_only(str),
    "builtins.abs": _scalar_only(abs),
    "builtins.round": _scalar_only(round),
    "builtins.min": lambda *values: min(_numbers(*values)),
    "builtins.max": lambda *values: max(_numbers(*values)),
    "builtins.sum": lambda *values: sum(_numbers(*values)),
    "builtins.len": len,
    "builtins.tuple": tuple,
    "builtins.list": list,
    "builtins.range": _range,
    "builtins.reversed": lambda values: list(reversed(values)),
    "builtins.sorted": lambda values: sorted(_numbers(values)),
    "builtins.enumerate": lambda values: list(enumerate(values)),
    "builtins.zip": _zip,
    "math.ceil": _scalar_only(math.ceil),
    "math.floor": _scalar_only(math.floor),
    "math.sqrt": _scalar_only(math.sqrt),
    "numpy.sqrt": _scalar_only(math.sqrt),
    "numpy.array": list,
    "copy.copy": lambda value: value.copy() if isinstance(value, list | dict) else value,
    "copy.deepcopy": lambda value: value.copy() if isinstance(value, list | dict) else value,
}
# What makes objects whose keys are attributes.
BAGS = ("SimpleNamespace", "Namespace", "EasyDict", "AttrDict", "Munch", "ConfigDict")


def called(name: str, values: tuple[Any, ...]) -> Any:
    """Returns the result of a function of `FUNCTIONS`."""
    made = _attempt(FUNCTIONS[name], *values)
    return checked(made)


def method(owner: Any, name: str, values: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
    """Returns the result of a method of a list, dict or text; lists and dicts are changed."""
    for kind, names in _METHODS.items():
        if isinstance(owner, kind) and name in names:
            if isinstance(owner, str) and not all(map(is_plain, values)):
                raise CannotFollowError
            if isinstance(owner, str) and sum(map(len, map(str, values))) * (len(owner) + 1) > 1e5:
                raise CannotFollowError
            made = _attempt(getattr(owner, name), *values, **(named if kind is dict else {}))
            checked(owner)
            return checked(list(made) if name in ("keys", "values", "items") else made)
    raise CannotFollowError


_METHODS: Mapping[type, tuple[str, ...]] = {
    list: ("append", "extend", "insert", "copy", "pop", "remove", "reverse", "clear"),
    dict: ("get", "keys", "values", "items", "update", "copy", "pop", "setdefault"),
    str: ("lower", "upper", "strip", "startswith", "endswith", "split", "replace", "join", "title"),
}
