"""Pictures at another size, with their annotations."""

from dataclasses import replace
from typing import overload

import cv2

from explorer.errors import ImageError
from explorer.images.limits import MAX_PIXELS
from explorer.images.value import Image, UInt8


@overload
def resize(
    picture: Image, size: int | tuple[int, int] | None = None, *, max_side: int | None = None
) -> Image: ...
@overload
def resize(
    picture: UInt8, size: int | tuple[int, int] | None = None, *, max_side: int | None = None
) -> UInt8: ...
def resize(
    picture: Image | UInt8,
    size: int | tuple[int, int] | None = None,
    *,
    max_side: int | None = None,
) -> Image | UInt8:
    """Returns the picture at `size`, or with its longer side at most `max_side` px.

    `size` is (width, height); one number makes a square. Shrinks by averaging areas, enlarges
    linearly. An `Image` takes its mask (nearest pixel), boxes and key points along.
    """
    rgb = picture.rgb if isinstance(picture, Image) else picture
    height, width = rgb.shape[:2]
    target = _target(width, height, size, max_side)
    if target == (width, height):
        return picture
    shrinks = target[0] * target[1] < width * height
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    scaled: UInt8 = cv2.resize(rgb, target, interpolation=method)
    return _annotated(picture, scaled) if isinstance(picture, Image) else scaled


def _annotated(picture: Image, scaled: UInt8) -> Image:
    height, width = scaled.shape[:2]
    mask = picture.mask
    if mask is not None:
        mask = cv2.resize(mask, (width, height), interpolation=cv2.INTER_NEAREST)
    x, y = width / picture.width, height / picture.height
    boxes = tuple(
        replace(
            box, x_min=box.x_min * x, y_min=box.y_min * y, x_max=box.x_max * x, y_max=box.y_max * y
        )
        for box in picture.boxes
    )
    keypoints = tuple(replace(point, x=point.x * x, y=point.y * y) for point in picture.keypoints)
    return replace(picture, rgb=scaled, mask=mask, boxes=boxes, keypoints=keypoints)


def _target(
    width: int, height: int, size: int | tuple[int, int] | None, max_side: int | None
) -> tuple[int, int]:
    if (size is None) == (max_side is None):
        raise ImageError("resize takes either a size or a max_side")
    target = size if isinstance(size, tuple) else (size or 0, size or 0)
    if max_side is not None:
        target = _within(width, height, max_side)
    if min(target) < 1 or target[0] * target[1] > MAX_PIXELS:
        raise ImageError(f"{max_side if size is None else size} is not a size in pixels")
    return target


def _within(width: int, height: int, max_side: int) -> tuple[int, int]:
    if max_side < 1:
        return 0, 0
    scale = min(1.0, max_side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))
