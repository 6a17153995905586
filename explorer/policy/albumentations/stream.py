"""The training loop's way through a built pipeline.

The same draws and the same bytes, without Albumentations' bookkeeping.
"""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from explorer.errors import PolicyError
from explorer.images import UInt8, resize
from explorer.policy.albumentations.library import A
from explorer.policy.albumentations.pipeline import build
from explorer.policy.albumentations.private import affine_numbers, applied_to_image
from explorer.policy.albumentations.targets import with_channels
from explorer.policy.model import Policy, Step, walk
from explorer.policy.strength import at_strength

Run = Callable[[UInt8], UInt8]
_NEEDED = {"image": "a picture", "mask": "a mask", "bboxes": "boxes", "keypoints": "key points"}


def training_stream(policy: Policy, strength: float, seed: int) -> Callable[[UInt8], UInt8]:
    """Returns a function that augments one (H, W, 3) uint8 picture after another.

    It is one sequential stream.

    The bytes are those of `build(policy, strength, seed)(image=rgb)["image"]`, brought back to H x
    W where a step has changed the size. Raises PolicyError for a step that does not run without
    annotations, which pictures of a training set have not.
    """
    needy = {
        node.id
        for _, node, _ in walk(at_strength(policy, strength).steps)
        if isinstance(node, Step) and node.spec.needs
    }
    for path, node, _ in walk(policy.steps):
        if isinstance(node, Step) and node.id in needy:
            needed = " and ".join(_NEEDED[target] for target in node.spec.needs)
            raise PolicyError(
                f"{node.transform} needs {needed}, and the pictures of a data set have none: "
                "switch it off to train",
                path,
            )
    return _stream_of(build(policy, strength, seed))


def _stream_of(pipeline: Any) -> Run:
    """Returns a function that runs a built Compose on pictures, and restores their size."""
    runs = [_run_of(transform) for transform in pipeline.transforms]
    p, chance = pipeline.p, pipeline.py_random.random

    def stream(rgb: UInt8) -> UInt8:
        # The generator is the Compose's own, so at p=1, where every number is below, none need be
        # drawn.
        if p < 1 and not chance() < p:
            return rgb
        augmented = rgb
        for run in runs:
            augmented = with_channels(run(augmented), augmented)
        if augmented.shape == rgb.shape:
            return augmented
        return resize(augmented, (rgb.shape[1], rgb.shape[0]))

    return stream


def _run_of(transform: Any) -> Run:
    # A transform that keeps the `__call__` of the base class can be run without it.
    kind, stock = type(transform), A.BasicTransform
    if not (
        isinstance(transform, stock)
        and kind.__call__ is stock.__call__
        and kind.apply_with_params is stock.apply_with_params
    ):
        return lambda rgb: transform(image=rgb)["image"]
    if kind.__name__ == "Affine" and not transform.fit_output:
        return _affine(transform)
    if kind.__name__ == "CoarseDropout" and isinstance(transform.fill, int | float):
        return _coarse_dropout(transform)
    return _direct(transform)


def _direct(transform: Any) -> Run:
    """Does what `BasicTransform.__call__` does for a lone image, in the same order of draws."""
    should_apply, apply = transform.should_apply, applied_to_image(transform)

    def run(rgb: UInt8) -> UInt8:
        if not should_apply():
            return rgb
        data = {"image": rgb}
        params = transform.update_transform_params(params=transform.get_params(), data=data)
        params.update(transform.get_params_dependent_on_data(params=params, data=data))
        return np.require(apply(rgb, **params), requirements="C")

    return run


def _affine(transform: Any) -> Run:
    """Does what `Affine` does for a lone image.

    It makes one matrix instead of two, and only the products in which rounding can differ.
    """
    fill = transform.fill
    border = (fill,) * 3 if isinstance(fill, int | float) else tuple(fill)

    def run(rgb: UInt8) -> UInt8:
        if not transform.should_apply():
            return rgb
        height, width = rgb.shape[:2]
        translate, shear, scale = affine_numbers(transform, height, width)
        matrix = _affine_matrix(
            translate,
            shear,
            scale,
            transform.py_random.uniform(*transform.rotate),
            (width / 2 - 0.5, height / 2 - 0.5),
        )
        if _is_identity(matrix):
            return rgb
        warped: UInt8 = cv2.warpAffine(
            rgb,
            matrix[:2],
            (width, height),
            flags=transform.interpolation,
            borderMode=transform.border_mode,
            borderValue=border,
        )
        return warped

    return run


def _affine_matrix(
    translate: Any, shear: Any, scale: Any, rotate: float, centre: tuple[float, float]
) -> Any:
    # NumPy's own sine, cosine, tangent and product, so that the last bit is Albumentations' own;
    # factors of 0 and 1 are written out.
    angle = np.deg2rad(rotate % 360)
    sine, cosine = np.sin(angle), np.cos(angle)
    x, y = centre
    tan_x, tan_y = np.tan(np.deg2rad(shear["x"])), np.tan(np.deg2rad(shear["y"]))
    moved = np.array(
        [[1.0, tan_x, translate["x"] + x], [tan_y, 1.0, translate["y"] + y], [0.0, 0.0, 1.0]]
    )
    turned = moved @ np.array([[cosine, sine, 0.0], [-sine, cosine, 0.0], [0.0, 0.0, 1.0]])
    turned[:, 0] *= scale["x"]
    turned[:, 1] *= scale["y"]
    matrix = turned @ np.array([[1.0, 0.0, -x], [0.0, 1.0, -y], [0.0, 0.0, 1.0]])
    return matrix


def _is_identity(matrix: Any) -> bool:
    xx, xy, xt, yx, yy, yt = (float(number) for number in matrix[:2].flat)
    # numpy.allclose with its default tolerances
    return (
        abs(xx - 1) <= 1.001e-5
        and abs(yy - 1) <= 1.001e-5
        and max(abs(xy), abs(xt), abs(yx), abs(yt)) <= 1e-8
    )


def _coarse_dropout(transform: Any) -> Run:
    """Does what `CoarseDropout` with a plain fill does for a lone image.

    The generator that only random fills use is left out.
    """
    generator = transform.random_generator

    def run(rgb: UInt8) -> UInt8:
        if not transform.should_apply():
            return rgb
        height, width = rgb.shape[:2]
        count = transform.py_random.randint(*transform.num_holes_range)
        heights, widths = transform.calculate_hole_dimensions(
            (height, width), transform.hole_height_range, transform.hole_width_range, size=count
        )
        tops = generator.integers(0, height - heights + 1, size=count).tolist()
        lefts = generator.integers(0, width - widths + 1, size=count).tolist()
        generator.integers(0, 2**32 - 1)  # the seed of a random fill, drawn for every fill
        holed = rgb.copy()
        for top, left, hole_height, hole_width in zip(
            tops, lefts, heights.tolist(), widths.tolist(), strict=True
        ):
            holed[top : top + hole_height, left : left + hole_width] = transform.fill
        return holed

    return run
