"""Mappings that cannot be changed, for the inside of frozen values.

Imports nothing of the project.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, overload

Value = TypeVar("Value", covariant=True)


class Frozen(Mapping[str, Value]):
    """An immutable, hashable, picklable mapping of names to hashable values.

    It keeps its order, and equals every mapping of the same items in any order.
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, Value] | None = None) -> None:
        object.__setattr__(self, "_items", dict(items or {}))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a Frozen mapping cannot be changed")

    def __reduce__(self) -> tuple[type["Frozen[Any]"], tuple[dict[str, Any]]]:
        return type(self), (dict(self),)

    def __getitem__(self, key: str) -> Value:
        return self._items[key]  # type: ignore[attr-defined,no-any-return]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)  # type: ignore[attr-defined]

    def __len__(self) -> int:
        return len(self._items)  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))  # type: ignore[attr-defined]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({dict(self)!r})"


@overload
def frozen(value: Mapping[str, Any]) -> Frozen[Any]: ...
@overload
def frozen(value: Any) -> Any: ...
def frozen(value: Any) -> Any:
    """Returns JSON data with every object as a `Frozen` and every list as a tuple.

    What is frozen already is returned as it is.
    """
    if isinstance(value, Frozen):
        return value
    if isinstance(value, Mapping):
        return Frozen({str(key): frozen(part) for key, part in value.items()})
    return tuple(frozen(part) for part in value) if isinstance(value, list | tuple) else value


def thawed(value: Any) -> Any:
    """Returns what `frozen` gave, or any such value, as plain dicts and lists."""
    if isinstance(value, Mapping):
        return {key: thawed(part) for key, part in value.items()}
    return [thawed(part) for part in value] if isinstance(value, list | tuple) else value
