"""From pixels to bytes."""

from typing import Literal

import cv2

from explorer.errors import ImageError, quoted
from explorer.images.value import UInt8

Encoding = Literal["png", "jpeg", "webp"]


def encode(rgb: UInt8, format: Encoding = "png", quality: int = 90) -> bytes:
    """Returns the (H, W, 3) or (H, W) uint8 array as a PNG, JPEG or WebP file.

    `quality`, 1 to 100, is for the latter two.
    """
    options: dict[str, list[int]] = {
        "png": [cv2.IMWRITE_PNG_COMPRESSION, 3],
        "jpeg": [cv2.IMWRITE_JPEG_QUALITY, quality],
        "webp": [cv2.IMWRITE_WEBP_QUALITY, quality],
    }
    if format not in options:
        raise ImageError(f"{quoted(format)} is not one of {', '.join(options)}")
    if not 1 <= quality <= 100:
        raise ImageError(f"{quality} is not a quality between 1 and 100")
    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR) if rgb.ndim == 3 else rgb
    _, buffer = cv2.imencode(f".{format}", bgr, options[format])
    return bytes(buffer)
