"""The one mapping of its own that a parameter may hold: a range for x and a range for y.

Imports nothing of the project. Named fields are a `Frozen` mapping.
"""

from collections.abc import Mapping
from typing import Any


class XY(Mapping[str, tuple[float, float]]):
    """An immutable pair of ranges, one for x and one for y.

    It reads as the mapping `{"x": ..., "y": ...}`.
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
