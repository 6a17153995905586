"""The catalogue: every transform that the explorer knows, a table a family (color has two).

The only place in the project where ranges stand.
"""

from collections.abc import Mapping
from types import MappingProxyType, ModuleType

from explorer.policy.catalog import (
    blur,
    color,
    crop,
    distortion,
    dropout,
    geometric,
    light,
    noise,
    quality,
    resize,
    sharpen,
    structural,
    tail,
    weather,
)
from explorer.policy.catalog.spec import Transform

# In the order in which the app lists them.
_FAMILIES: tuple[ModuleType, ...] = (
    geometric,
    crop,
    resize,
    distortion,
    light,
    color,
    blur,
    sharpen,
    noise,
    dropout,
    weather,
    quality,
)


def _table(*modules: ModuleType) -> Mapping[str, Transform]:
    listed = [transform for module in modules for transform in module.TRANSFORMS]
    table = {transform.name: transform for transform in listed}
    if len(table) != len(listed):
        twice = {transform.name for transform in listed if table[transform.name] is not transform}
        raise ValueError(f"listed twice: {', '.join(sorted(twice))}")
    return MappingProxyType(table)


CATALOG = _table(*_FAMILIES)
TAIL = _table(tail)
STRUCTURAL = _table(structural)

__all__ = ["CATALOG", "STRUCTURAL", "TAIL", "Transform"]
