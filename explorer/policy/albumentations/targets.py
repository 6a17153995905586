"""Masks, boxes and key points in and out of the form that Albumentations' transforms take.

Knows no Albumentations.

A Compose does the same in 0.4 ms a call, refuses a key point on the picture's edge, and cannot be
called without boxes.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from explorer.images import Box, Image, KeyPoint, UInt8
from explorer.policy.catalog.spec import Transform

MIN_AREA_PX = 1.0  # what is left of a box below it is lost


def targets_of(image: Image, spec: Transform) -> dict[str, Any]:
    """Returns the arguments of a call: what of the picture the transform may change.

    Where it does not run without annotations that the picture lacks, empty ones are added.

    Boxes are rows of x_min, y_min, x_max, y_max as fractions, and their number; key points x, y, z,
    angle, scale, and their number.
    """
    targets: dict[str, Any] = {
        "image": image.rgb.copy()
    }  # a few transforms write into what they are given
    if image.mask is not None and "mask" in spec.targets:
        targets["mask"] = image.mask.copy()
    elif "mask" in spec.needs:
        targets["mask"] = np.zeros(image.rgb.shape[:2], np.uint8)
    if (image.boxes and "bboxes" in spec.targets) or "bboxes" in spec.needs:
        rows = [
            (
                box.x_min / image.width,
                box.y_min / image.height,
                box.x_max / image.width,
                box.y_max / image.height,
                i,
            )
            for i, box in enumerate(image.boxes)
        ]
        targets["bboxes"] = np.array(rows, np.float32).reshape(-1, 5)
        targets["bboxes"][:, :4].clip(0, 1, out=targets["bboxes"][:, :4])
    if (image.keypoints and "keypoints" in spec.targets) or "keypoints" in spec.needs:
        points = [(point.x, point.y, 0, 0, 0, i) for i, point in enumerate(image.keypoints)]
        targets["keypoints"] = np.array(points, np.float32).reshape(-1, 6)
    return targets


def image_of(result: Mapping[str, Any], before: Image) -> Image:
    """Returns the picture that a call gave, with what is left of `before`'s annotations.

    Boxes are clipped, and points outside are left out.
    """
    rgb = _read_only(with_channels(result["image"], before.rgb))
    height, width = rgb.shape[:2]
    boxes = (
        _boxes(result["bboxes"], before.boxes, width, height)
        if before.boxes and "bboxes" in result
        else before.boxes
    )
    points = (
        _points(result["keypoints"], before.keypoints, width, height)
        if before.keypoints and "keypoints" in result
        else before.keypoints
    )
    mask = (
        _read_only(result["mask"]) if before.mask is not None and "mask" in result else before.mask
    )
    return Image(before.name, rgb, mask, boxes, points)


def with_channels(rgb: UInt8, before: UInt8) -> UInt8:
    """Returns what a transform gave for `before` as (H, W, 3).

    On a picture one pixel wide or high, Albumentations' ToGray drops axes.
    """
    if rgb.ndim == before.ndim:
        return rgb
    # It holds each gray once, or three times in a row.
    gray = rgb if rgb.size == before.size else np.repeat(rgb.reshape(-1, 1), 3, axis=1)
    return np.ascontiguousarray(gray.reshape(before.shape))


def _boxes(rows: Any, before: tuple[Box, ...], width: int, height: int) -> tuple[Box, ...]:
    if not len(rows):
        return ()
    kept: list[Box] = []
    corners = np.asarray(rows)
    for row, large in zip(corners.tolist(), _large_enough(corners, width, height), strict=True):
        x_min, x_max = (min(max(x * width, 0.0), float(width)) for x in (row[0], row[2]))
        y_min, y_max = (min(max(y * height, 0.0), float(height)) for y in (row[1], row[3]))
        if x_min < x_max and y_min < y_max and large:
            kept.append(
                replace(before[int(row[4])], x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)
            )
    return tuple(kept)


def _large_enough(rows: Any, width: int, height: int) -> Any:
    # In the numbers of Albumentations' filter, from fractions and back to them: a box of exactly
    # one pixel may be a little less there.
    sides = np.array([width, height, width, height], float)
    corners = np.clip(rows[:, :4] * sides, 0, sides) / sides
    return (corners[:, 2] - corners[:, 0]) * width * (
        (corners[:, 3] - corners[:, 1]) * height
    ) >= MIN_AREA_PX - 1e-7


def _points(
    rows: Any, before: tuple[KeyPoint, ...], width: int, height: int
) -> tuple[KeyPoint, ...]:
    seen = ((row[0], row[1], before[int(row[5])]) for row in np.asarray(rows).tolist())
    return tuple(
        replace(point, x=x, y=y) for x, y, point in seen if 0 <= x < width and 0 <= y < height
    )


def _read_only(array: UInt8) -> UInt8:
    array.flags.writeable = False
    return array
