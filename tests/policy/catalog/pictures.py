"""The pictures that the catalogue's tests look at, and the values that they try.

Plain functions, shared by the tests beside them.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import cv2
import numpy as np

from explorer.choices import XY, Param
from explorer.errors import PolicyError
from explorer.images import Box, Image, KeyPoint, load_image, resize
from explorer.policy.albumentations.drawing import draw
from explorer.policy.catalog.spec import Transform
from explorer.policy.model import Policy, Step

# Whole numbers that decide what a transform is rather than how far it goes: each end of their
# sliders is tried.
COUNTS = (
    "num_steps",
    "num_control_points",
    "num_grid_xy",
    "nb_rows",
    "nb_cols",
    "grid",
    "max_size",
    "n_segments",
)
CROP_SIZE = {"size": (24, 24), "height": 24, "width": 24}
DISCS = {
    "left": (0.3, 0.35, 0),
    "right": (0.7, 0.45, 1),
    "low": (0.45, 0.72, 2),
}  # name: x, y as shares of the side, colour channel


@cache
def photograph(size: int) -> Image:
    """A photograph of size x size pixels with a mask, two boxes and three key points."""
    picture = resize(load_image("sample_data/astronaut.jpg"), (size, size)).rgb
    mask = np.zeros((size, size), np.uint8)
    cv2.ellipse(mask, (size // 2, size // 2), (size // 3, size // 4), 20, 0, 360, 1, -1)
    mask.flags.writeable = False
    boxes = (
        Box(size * 0.2, size * 0.15, size * 0.6, size * 0.7, "a"),
        Box(size * 0.5, size * 0.5, size * 0.9, size * 0.95, "b"),
    )
    points = tuple(KeyPoint(size * x, size * y, name) for name, (x, y, _) in DISCS.items())
    return Image("photograph", picture, mask, boxes, points)


@cache
def discs(size: int = 96, radius: int = 7) -> Image:
    """Three discs, red, green and blue, on black.

    Each has a key point in its centre and a box around it, and the mask is where they are.
    """
    picture = np.zeros((size, size, 3), np.uint8)
    for x, y, channel in DISCS.values():
        colour = [0, 0, 0]
        colour[channel] = 255
        cv2.circle(picture, (round(size * x), round(size * y)), radius, colour, -1)
    mask = (picture.max(axis=2) > 0).astype(np.uint8)
    points = tuple(
        KeyPoint(float(round(size * x)), float(round(size * y)), name)
        for name, (x, y, _) in DISCS.items()
    )
    boxes = tuple(
        Box(
            point.x - radius,
            point.y - radius,
            point.x + radius + 1,
            point.y + radius + 1,
            point.label,
        )
        for point in points
    )
    for array in (picture, mask):
        array.flags.writeable = False
    return Image("discs", picture, mask, boxes, points)


def only(spec: Transform, params: dict[str, Any] | None = None, p: float = 1.0) -> Policy:
    """A policy of this one transform."""
    return Policy(steps=(Step("a", spec.name, params or {}, p),))


def drawn(policy: Policy, image: Image, *, strength: float = 1.0, number: int = 0) -> Image:
    return draw(policy, image, strength=strength, seed=0, draw=number)


def distance(image: Image, other: Image) -> float:
    """The mean absolute difference in gray levels.

    The second picture is brought to the size of the first.
    """
    rgb = (
        other.rgb
        if other.rgb.shape == image.rgb.shape
        else cv2.resize(other.rgb, (image.width, image.height), interpolation=cv2.INTER_AREA)
    )
    return float(np.abs(image.rgb.astype(np.int16) - rgb).mean())


def settings_with(spec: Transform, param: Param, number: float) -> dict[str, Any] | None:
    """The default settings with `param` at `number`; None where none are legal.

    Where others do not allow all of its numbers, as many as they allow.
    """
    for value in values_at(param, number):
        try:
            return dict(
                Step(
                    "a", spec.name, dict.fromkeys(spec.partners(param.name)) | {param.name: value}
                ).params
            )
        except PolicyError:
            continue
    return None


def values_at(param: Param, number: float) -> Iterator[Any]:
    number = int(number) if param.whole else float(number)
    low, high = (
        param.default
        if param.kind in ("range", "int_range", "pair") and isinstance(param.default, tuple)
        else (number, number)
    )
    match param.kind:
        case "range" | "int_range" | "pair" if param.distinct:
            yield (
                (number, number + 1)
                if param.max is None or number < param.max
                else (number - 1, number)
            )
        case "range" | "int_range" | "pair":
            yield from ((number, number), (number, high), (low, number))
        case "xy_range":
            yield XY((number, number), (number, number))
        case "list":
            parts = tuple(param.default or (number,))
            yield (number,) * len(parts)
            yield from ((*parts[:i], number, *parts[i + 1 :]) for i in range(len(parts)))
        case _:
            yield number


def other_values(param: Param) -> Iterator[Any]:
    """Every choice, both truths, null, and what a hand begins with when it leaves null."""
    yield from param.choices if param.kind in ("choice", "color") else ()
    if param.kind == "bool":
        yield from (True, False)
    if param.start is not None:
        yield param.start
    if param.nullable:
        yield None


def settings_of(spec: Transform) -> Iterator[dict[str, Any]]:
    """The defaults, alone and with each value of each choice, and both ends of each count."""
    size = {name: value for name, value in CROP_SIZE.items() if spec.shape and spec.param(name)}
    yield size
    for param in spec.params:
        for value in choices_of(param):
            try:
                yield dict(
                    Step(
                        "a",
                        spec.name,
                        size | dict.fromkeys(spec.partners(param.name)) | {param.name: value},
                    ).params
                )
            except PolicyError:
                continue  # legal by itself, but not beside the defaults
        for end in {param.low, param.high} if param.name in COUNTS else ():
            yield settings_with(spec, param, end) or {}


def choices_of(param: Param) -> list[Any]:
    """Each choice but of colours, and two of interpolations.

    Interpolations go in pairs by the dozen.
    """
    if param.kind == "color":
        return []
    values = list(other_values(param))
    return values[:2] if "interpolation" in param.name else values
