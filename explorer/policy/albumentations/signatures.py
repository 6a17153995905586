"""What the classes of Albumentations take, and what they keep of it."""

from collections.abc import Mapping
from functools import lru_cache
from inspect import Parameter, signature
from types import MappingProxyType
from typing import Any

from explorer.errors import PolicyError, quoted
from explorer.policy.albumentations.construction import constructed, plain
from explorer.policy.albumentations.library import A
from explorer.policy.albumentations.private import settings_of
from explorer.policy.catalog import CATALOG, STRUCTURAL, TAIL

REQUIRED: Any = object()


def canonical_params(name: str, raw_params: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the parameters that Albumentations keeps for a transform built with `raw_params`.

    They are plain JSON data, with defaults filled in.

    Raises PolicyError for an unknown transform or parameter and for values that Albumentations
    refuses.
    """
    if name not in CATALOG and name not in STRUCTURAL and name not in TAIL:
        raise PolicyError(f"{quoted(name)} is not a transform of the catalogue", "transform")
    if name == "ToTensorV2":
        if unknown := set(raw_params) - {"transpose_mask"}:
            raise PolicyError(f"{quoted(min(unknown))} is not a parameter of ToTensorV2", "params")
        return {"transpose_mask": raw_params.get("transpose_mask", False)}
    kept: dict[str, Any] = plain(settings_of(constructed(name, raw_params, 1.0, "params")))
    return {key: value for key, value in kept.items() if key not in ("__class_fullname__", "p")}


@lru_cache(maxsize=256)
def parameters(name: str) -> Mapping[str, Any]:
    """Returns the parameters of a transform or group of Albumentations, with their defaults.

    They come in the order of its constructor.

    A parameter without a default has `REQUIRED`. `p` is not among them; `default_p` has it. `name`
    must be known.
    """
    if name == "ToTensorV2":
        return MappingProxyType({"transpose_mask": False})
    given = signature(getattr(A, name).__init__).parameters.values()
    return MappingProxyType(
        {
            p.name: REQUIRED if p.default is Parameter.empty else plain(p.default)
            for p in given
            if p.name not in ("self", "p", "strict", "kwargs")
        }
    )


def positional(name: str) -> tuple[str, ...]:
    """Returns the names of all arguments of a class of Albumentations, in their order.

    `name` must be known.
    """
    if name == "ToTensorV2":
        return ("transpose_mask", "p")
    return tuple(key for key in signature(getattr(A, name).__init__).parameters if key != "self")


def default_p(name: str) -> float:
    """Returns the probability that a transform or group of Albumentations has where none is given.

    `name` must be known.
    """
    return (
        1.0
        if name == "ToTensorV2"
        else float(signature(getattr(A, name).__init__).parameters["p"].default)
    )
