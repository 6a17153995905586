"""The catalogue as plain data, for programs: what `aug-explorer catalog --json` prints."""

from typing import Any

from explorer.choices.listing import param_json, plain
from explorer.policy.catalog import CATALOG
from explorer.policy.catalog.spec import Transform


def as_json() -> list[dict[str, Any]]:
    """Returns the catalogue as JSON data, in the order in which the app lists it."""
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
        "params": [param_json(param) for param in transform.params],
    }


def _fades(transform: Transform) -> bool | list[dict[str, Any]]:
    """Whether the probability falls with the strength, or the settings with which it does."""
    if transform.at_zero == "resize" or transform.fading(dict.fromkeys(transform.defaults)):
        return True
    return [{name: plain(value)} for name, value in transform.fades_with] or False
