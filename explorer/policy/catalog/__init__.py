"""The catalogue: every transform that the explorer knows, one table a family.

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
        raise ValueError(
            f"listed twice: {', '.join(sorted({t.name for t in listed if table[t.name] is not t}))}"
        )
    return MappingProxyType(table)


CATALOG = _table(*_FAMILIES)
TAIL = _table(tail)
STRUCTURAL = _table(structural)

__all__ = ["CATALOG", "STRUCTURAL", "TAIL", "Transform"]
