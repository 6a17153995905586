"""From bytes to pixels: the decoder is chosen, and the camera's rotation is applied."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as PillowImage
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile

from explorer.errors import ImageError, quoted_path
from explorer.images.colours import rgb_by_opencv, rgb_of
from explorer.images.damage import DAMAGE, damage_of
from explorer.images.header import open_picture, plain_png_size
from explorer.images.limits import check_pixels, check_size
from explorer.images.value import Image, UInt8

_ORIENTATION = 0x0112  # the EXIF tag


def read_image(data: bytes, name: str) -> Image:
    """Returns the picture in `data` as RGB, as `read_rgb` does, under `name`."""
    return Image(name=name, rgb=read_rgb(data, name))


def load_image(path: str | Path) -> Image:
    """Returns the picture in a file, named like the file.

    Raises ImageError when it is missing, too large or broken.
    """
    path = Path(path)
    try:
        check_size(path.stat().st_size, path.name)
        return read_image(path.read_bytes(), path.name)
    except OSError as error:
        raise ImageError(
            f"{quoted_path(str(path))} cannot be read: {error.strerror or error}"
        ) from None


def read_rgb(data: bytes, name: str, *, near: int | None = None) -> UInt8:
    """Returns the picture in `data` as an (H, W, 3) uint8 array; `name` is for messages.

    The camera's rotation is applied. Transparency is laid over white. 16 bit are divided by 257.
    Signed, 32-bit and floating-point numbers have no agreed white. Those within 0 to 1 (float), 0
    to 255 or 0 to 65535 (integer) keep that scale; others are stretched from their least to their
    greatest. Colour profiles are ignored. Of several frames the first is taken.

    With `near`, JPEG is decoded at a half, quarter or eighth of its size, as long as both sides
    stay at least twice `near` pixels. Raises ImageError with one line.
    """
    check_size(len(data), name)
    if (plain := plain_png_size(data)) is not None:
        check_pixels(*plain, name)
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        if pixels is not None:
            return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB))
    picture, header = open_picture(data, name)
    try:
        return rgb_by_opencv(data) if picture is None else _decoded(picture, near)
    except DAMAGE as error:
        raise ImageError(
            f"{quoted_path(name)} is a damaged {header.format} file: {damage_of(error)}"
        ) from None


def _decoded(picture: ImageFile, near: int | None) -> UInt8:
    if near is not None and isinstance(picture, JpegImageFile):
        picture.draft(None, (2 * near, 2 * near))
    picture.load()
    rgb = rgb_of(picture)
    turn = _TURNS.get(_orientation(picture))
    return np.ascontiguousarray(turn(rgb) if turn else rgb)


def _orientation(picture: PillowImage.Image) -> int:
    try:
        found = picture.getexif().get(_ORIENTATION)
    except DAMAGE:  # damaged metadata says nothing about the pixels
        return 1
    return found if isinstance(found, int) else 1


# EXIF orientation 2 to 8: how the stored picture must be turned to stand upright.
_TURNS: dict[int, Callable[[UInt8], UInt8]] = {
    2: np.fliplr,
    3: lambda rgb: rgb[::-1, ::-1],
    4: np.flipud,
    5: lambda rgb: rgb.transpose(1, 0, 2),
    6: lambda rgb: np.rot90(rgb, -1),
    7: lambda rgb: rgb[::-1, ::-1].transpose(1, 0, 2),
    8: np.rot90,
}
