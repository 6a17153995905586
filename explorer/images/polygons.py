"""Polygons drawn into a mask: what annotations in files are made of."""

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from explorer.images.value import UInt8

_SHIFT = 4  # OpenCV takes whole numbers: here, sixteenths of a pixel


def fill_polygon(mask: UInt8, points: npt.NDArray[np.floating[Any]], value: int) -> None:
    """Sets the pixels of `mask` (H, W) inside a polygon to `value`.

    `points` is (N, 2): x and y in pixels from the top left corner.
    """
    # OpenCV counts from the centre of the first pixel.
    fixed = np.rint((points - 0.5) * 2**_SHIFT).astype(np.int32)
    cv2.fillPoly(mask, [fixed], value, shift=_SHIFT)
