"""What Albumentations 2.0.8 has, but does not promise. Each name with the reason why it is used.

The release is pinned, and tests/policy holds what these give against its public calls.
"""

from collections.abc import Callable
from typing import Any

from explorer.images import UInt8


def settings_of(built: Any) -> dict[str, Any]:
    """Returns a transform's class and settings as its `to_dict` writes them.

    `to_dict_private` is the one way to a single transform's settings: the public `to_dict` wraps
    them with a version, and asks every transform whether it can be written.
    """
    settings: dict[str, Any] = built.to_dict_private()
    return settings


def applied_to_image(transform: Any) -> Callable[..., UInt8]:
    """Returns the function that changes a lone picture.

    `_key2func` is where `__call__` looks it up, at every call, for every key.
    """
    function: Callable[..., UInt8] = transform._key2func["image"]
    return function


def affine_numbers(transform: Any, height: int, width: int) -> tuple[Any, Any, Any]:
    """Returns what an `Affine` draws for shift, shear and scale, in the order in which it draws.

    `_get_translate_params`, `_get_shear_params` and `_get_scale` are the draws alone. The public
    `get_params_dependent_on_data` makes two matrices from them, and inverts boxes.
    """
    translate = transform._get_translate_params((height, width))
    shear = transform._get_shear_params()
    scale = transform._get_scale(
        transform.scale, transform.keep_ratio, transform.balanced_scale, transform.py_random
    )
    return translate, shear, scale


def checks_its_arguments(kind: type) -> bool:
    """Returns whether a class of Albumentations takes `strict`, which refuses unknown arguments.

    Classes with an `InitSchema` of their own do. The others (RandomRotate90, MedianBlur ...) refuse
    unknown names by themselves.
    """
    owner = next(base for base in kind.__mro__ if "__init__" in vars(base))
    return "InitSchema" in vars(owner)
