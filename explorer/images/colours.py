"""How pixels of any depth, scale and number of channels become RGB of 8 bits."""

import math
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage

from explorer.images.value import UInt8

_WITH_ALPHA = ("LA", "La", "PA", "RGBA", "RGBa")


def rgb_of(picture: PillowImage.Image) -> UInt8:
    """Returns the pixels that Pillow has decoded as (H, W, 3) uint8."""
    transparent = picture.mode in _WITH_ALPHA or "transparency" in picture.info
    if picture.mode == "RGB" and not transparent:
        return np.asarray(picture)
    if picture.mode.startswith("I") or picture.mode == "F":
        return _three_channels(_eight_bits(np.asarray(picture)))
    if transparent:
        # Pillow has no direct way from gray with premultiplied alpha to RGBA.
        straight = picture.convert("LA") if picture.mode == "La" else picture
        return _over_white(np.asarray(straight.convert("RGBA")))
    return np.asarray(picture.convert("RGB"))


def rgb_by_opencv(data: bytes) -> UInt8:
    """Returns a file that Pillow does not decode as (H, W, 3) uint8; raises ValueError."""
    numbers = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if numbers is None or not numbers.size or not np.isrealobj(numbers):
        raise ValueError("neither Pillow nor OpenCV decodes its pixel format")
    if numbers.dtype != np.uint8:
        numbers = _eight_bits(numbers)
    if numbers.ndim == 3 and numbers.shape[2] == 4:
        return _over_white(np.asarray(cv2.cvtColor(numbers, cv2.COLOR_BGRA2RGBA)))
    if numbers.ndim == 3 and numbers.shape[2] == 3:
        return np.asarray(cv2.cvtColor(numbers, cv2.COLOR_BGR2RGB))
    return _three_channels(numbers)


def _eight_bits(numbers: npt.NDArray[Any]) -> UInt8:
    if numbers.dtype.kind == "u" and numbers.dtype.itemsize == 2:
        return ((numbers.astype(np.uint32) + 128) // 257).astype(np.uint8)
    return _from_any_scale(numbers)


def _from_any_scale(numbers: npt.NDArray[Any]) -> UInt8:
    values = numbers.astype(np.float64)
    low, high = float(values.min()), float(values.max())
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError("it holds values that are not finite numbers")
    if low >= 0 and high <= 1 and numbers.dtype.kind == "f":
        return np.rint(values * 255).astype(np.uint8)
    if low >= 0 and high <= 255:
        return np.rint(values).astype(np.uint8)
    if low >= 0 and high <= 65535 and numbers.dtype.kind != "f":
        return np.rint(values / 257).astype(np.uint8)
    return np.rint((values - low) * (255 / max(high - low, 1e-12))).astype(np.uint8)


def _three_channels(gray: UInt8) -> UInt8:
    if gray.ndim != 2:
        raise ValueError(f"it has {gray.shape[-1]} channels")
    return np.repeat(gray[:, :, None], 3, axis=2)


def _over_white(rgba: UInt8) -> UInt8:
    alpha = rgba[:, :, 3:].astype(np.uint16)
    return ((rgba[:, :, :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)
