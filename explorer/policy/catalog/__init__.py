"""The catalogue: every transform that the explorer knows, one table a family. The only place in the project where ranges stand."""

from collections.abc import Mapping
from types import MappingProxyType, ModuleType

from explorer.policy.catalog import crop, distortion, geometric, resize, structural, tail
from explorer.policy.catalog.spec import Param, Transform

_FAMILIES: tuple[ModuleType, ...] = (geometric, resize, crop, distortion)  # in the order in which the app lists them


def _table(*modules: ModuleType) -> Mapping[str, Transform]:
    return MappingProxyType({transform.name: transform for module in modules for transform in module.TRANSFORMS})


CATALOG = _table(*_FAMILIES)
TAIL = _table(tail)
STRUCTURAL = _table(structural)

__all__ = ["CATALOG", "STRUCTURAL", "TAIL", "Param", "Transform"]
