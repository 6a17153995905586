"""The immutable mappings that a parameter may hold: ranges for x and y, and named fields.

Knows nothing of the catalogue.
"""

from collections.abc import Mapping
from typing import Any


class Fields(Mapping[str, Any]):
    """An immutable, hashable mapping of names to words, numbers and tuples of them; equal to a
    mapping of the same items.
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_items", tuple(items.items()))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Fields is immutable")

    def __reduce__(self) -> tuple[type["Fields"], tuple[dict[str, Any]]]:
        return Fields, (dict(self),)

    def __getitem__(self, key: str) -> Any:
        return dict(self._items)[key]  # type: ignore[attr-defined]

    def __iter__(self) -> Any:
        return iter(dict(self._items))  # type: ignore[attr-defined]

    def __len__(self) -> int:
        return len(self._items)  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash(frozenset(self._items))  # type: ignore[attr-defined]

    def __repr__(self) -> str:
        return f"Fields({dict(self)!r})"


class XY(Mapping[str, tuple[float, float]]):
    """An immutable pair of ranges, one for x and one for y, that reads as the mapping `{"x": ...,
    "y": ...}`.
    """

    __slots__ = ("x", "y")

    def __init__(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        object.__setattr__(self, "x", x)
        object.__setattr__(self, "y", y)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("XY is immutable")

    def __reduce__(self) -> tuple[type["XY"], tuple[tuple[float, float], tuple[float, float]]]:
        return XY, (self["x"], self["y"])

    def __getitem__(self, key: str) -> tuple[float, float]:
        if key not in ("x", "y"):
            raise KeyError(key)
        return getattr(self, key)  # type: ignore[no-any-return]

    def __iter__(self) -> Any:
        return iter(("x", "y"))

    def __len__(self) -> int:
        return 2

    def __hash__(self) -> int:
        return hash((self["x"], self["y"]))

    def __repr__(self) -> str:
        return f"XY(x={self['x']}, y={self['y']})"
