"""What a followed program may have changed in a way that is not followed: it is not known any more.

Nothing is read in silence that may be otherwise where the program is run.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from explorer.policy.files.program.limits import Budget
from explorer.policy.files.program.values import Call, Class, Function, Instance, Scope, Unknown

REST = "**"  # a key of a dict that may hold more, or less, than is known
_MOST = 4_000  # values that are looked through
_HOLDING = (list, tuple, dict, Instance, Class, Call)
_PURE = ("index", "count", "get", "keys", "values", "items", "copy", "fromkeys")


def spoil(value: Any, why: Unknown) -> None:
    """Makes what a value holds unknown, because of `why`."""
    if isinstance(value, list):
        value[:] = [why]
    elif isinstance(value, dict):
        value |= dict.fromkeys([*value, REST], why)
    elif isinstance(value, Instance | Class):
        for name, held in value.values.items():
            if not isinstance(held, Function):
                value.values[name] = why
    elif isinstance(value, Call):
        value.changed = why


def changes(method: str) -> bool:
    """Tells whether a method of a list or a dict may change it."""
    return method not in _PURE


def holds_calls(value: Any) -> bool:
    """Tells whether a value is a list that holds transforms, or pipelines."""
    return isinstance(value, list) and any(isinstance(item, Call) for item in value)


class Before:
    """What names held before a part of a program that may be run any number of times."""

    def __init__(self, scope: Scope, budget: Budget, line: int) -> None:
        self._names = [(one, dict(one.values)) for one in _outward(scope)]
        self._held = [(value, list(_parts(value))) for value in _reachable(self._names)]
        budget.spend(len(self._held) // 8 + 1, line)

    def spoil_what_changed(self, why: Unknown) -> None:
        """Makes unknown what is not as it was; what was made in that part itself stays."""
        for value, parts in self._held:
            now = list(_parts(value))
            if len(now) != len(parts) or any(a is not b for a, b in zip(now, parts, strict=True)):
                spoil(value, why)
        for scope, names in self._names:
            for name, value in names.items():
                if scope.values.get(name) is not value and not _is_made(value):
                    scope.values[name] = why


def _is_made(value: Any) -> bool:
    return isinstance(value, Function | Class)


def _outward(scope: Scope) -> Iterator[Scope]:
    at: Scope | None = scope
    while at is not None:
        yield at
        at = at.parent


def _parts(value: Any) -> Iterator[Any]:
    """Yields what a value holds, with the keys of a dict."""
    if isinstance(value, list | tuple):
        yield from value
    elif isinstance(value, Instance | Class):
        yield from _pairs(value.values)
    elif isinstance(value, dict):
        yield from _pairs(value)
    elif isinstance(value, Call):
        yield from (value.changed, *value.positional, *value.named.values())


def _pairs(values: Mapping[Any, Any]) -> Iterator[Any]:
    for key, item in values.items():
        yield key
        yield item


def _reachable(names: list[tuple[Scope, dict[str, Any]]]) -> list[Any]:
    """Returns the lists, dicts and objects that can be reached from names."""
    waiting = [value for _, values in names for value in values.values()]
    seen: set[int] = set()
    found: list[Any] = []
    while waiting and len(seen) < _MOST:
        value = waiting.pop()
        if id(value) in seen or not isinstance(value, _HOLDING):
            continue
        seen.add(id(value))
        if not isinstance(value, tuple):
            found.append(value)
        waiting.extend(_parts(value))
    return found
