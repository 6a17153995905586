"""The catalogue as plain data, for programs: what `aug-explorer catalog --json` prints."""

from collections.abc import Mapping
from typing import Any

from explorer.choices import Param
from explorer.policy.catalog import CATALOG
from explorer.policy.catalog.spec import Transform


def as_json() -> list[dict[str, Any]]:
    """Returns the catalogue as JSON data, in the order in which the app lists it.

    `null` for `min` and `max` means no end.
    """
    return [_transform(transform) for transform in CATALOG.values()]


def _transform(transform: Transform) -> dict[str, Any]:
    return {
        "name": transform.name,
        "family": transform.family,
        "summary": transform.summary,
        "targets": list(transform.targets),
        "shape": transform.shape,
        "cost": transform.cost,
        "fades": _fades(transform),
        "params": [_param(param) for param in transform.params],
    }


def _fades(transform: Transform) -> bool | list[dict[str, Any]]:
    """Whether the probability falls with the strength, or the settings with which it does."""
    if transform.at_zero == "resize" or transform.fading(dict.fromkeys(transform.defaults)):
        return True
    return [{name: _plain(value)} for name, value in transform.fades_with] or False


def _param(param: Param) -> dict[str, Any]:
    return {
        "name": param.name,
        "kind": param.kind,
        "low": param.low,
        "high": param.high,
        "step": param.step,
        "min": param.min,
        "max": param.max,
        "default": _plain(param.check(param.default)),
        "identity": param.identity,
        "log": param.log,
        "nullable": param.nullable,
        "unit": param.unit,
        "help": param.help,
        "choices": _plain(param.choices),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value
