"""The training loop's way through a built pipeline: the same draws and the same bytes, without Albumentations' bookkeeping."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from explorer.images import UInt8, resize

Run = Callable[[UInt8], UInt8]


def stream_of(transforms: Sequence[Any], stock: type) -> Run:
    """Returns a function that runs `transforms` on one (H, W, 3) uint8 picture after another, and restores the size.

    `stock` is Albumentations' base class: a transform that keeps its `__call__` can be run without it.
    """
    runs = [_run_of(transform, stock) for transform in transforms]

    def stream(rgb: UInt8) -> UInt8:
        augmented = rgb
        for run in runs:
            augmented = run(augmented)
        return augmented if augmented.shape == rgb.shape else resize(augmented, (rgb.shape[1], rgb.shape[0]))

    return stream


def _run_of(transform: Any, stock: Any) -> Run:
    kind = type(transform)
    if isinstance(transform, stock) and kind.__call__ is stock.__call__ and kind.apply_with_params is stock.apply_with_params:
        return _direct(transform)
    return lambda rgb: transform(image=rgb)["image"]


def _direct(transform: Any) -> Run:
    """Does what `BasicTransform.__call__` does for a lone image, in the same order of draws."""
    should_apply, apply = transform.should_apply, transform._key2func["image"]

    def run(rgb: UInt8) -> UInt8:
        if not should_apply():
            return rgb
        data = {"image": rgb}
        params = transform.update_transform_params(params=transform.get_params(), data=data)
        params.update(transform.get_params_dependent_on_data(params=params, data=data))
        return np.require(apply(rgb, **params), requirements="C")

    return run
