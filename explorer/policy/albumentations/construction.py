"""One transform or Compose of Albumentations from its settings; what it refuses is one line."""

import threading
import warnings
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np

from explorer.errors import PolicyError
from explorer.frozen import thawed
from explorer.policy.albumentations.library import A
from explorer.policy.albumentations.private import checks_its_arguments
from explorer.policy.model import ComposeSettings

_QUIET = threading.Lock()


def constructed(name: str, params: Mapping[str, Any], p: float, path: str) -> Any:
    """Returns the transform `name` of Albumentations; raises PolicyError where it refuses."""
    arguments = {
        key: dict(value) if isinstance(value, Mapping) else value for key, value in params.items()
    }
    try:
        return getattr(A, name)(**arguments, **_strictness(name), p=p)
    except (ValueError, TypeError) as error:
        raise PolicyError(f"{name} refuses its settings: {one_line(error)}", path) from error


@lru_cache(maxsize=256)
def _strictness(name: str) -> Mapping[str, bool]:
    return MappingProxyType({"strict": True} if checks_its_arguments(getattr(A, name)) else {})


def composed(transforms: list[Any], settings: ComposeSettings, p: float, path: str) -> Any:
    """Returns an `albumentations.Compose` with what `settings` says beside its transforms.

    `p` is its probability. Raises PolicyError where it refuses.
    """
    extras = {
        name: thawed(value)
        for name in ("bbox_params", "keypoint_params", "additional_targets")
        if (value := getattr(settings, name))
    }
    try:
        with _QUIET, warnings.catch_warnings():
            # Settings for boxes that no step moves are legal, and common at strength 0.
            warnings.simplefilter("ignore")
            return A.Compose(transforms, p=p, is_check_shapes=settings.is_check_shapes, **extras)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise PolicyError(f"Compose refuses its settings: {one_line(error)}", path) from error


def plain(value: Any) -> Any:
    """Returns what Albumentations keeps as plain JSON data."""
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    return value.value if isinstance(value, Enum) else value


def one_line(error: Exception) -> str:
    """Returns what an error of Albumentations or OpenCV says, on one line of 300 characters."""
    lines = [
        line.strip()
        for line in str(error).splitlines()
        if line.strip() and "pydantic.dev" not in line
    ]
    if len(lines) > 1 and "validation error" in lines[0]:
        lines = lines[1:]
    text = ": ".join(lines) or type(error).__name__
    return text if len(text) <= 300 else f"{text[:297]}..."
