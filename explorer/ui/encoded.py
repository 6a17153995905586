"""Pictures as a page takes them: encoded, with their numbers."""

import base64
from dataclasses import dataclass

from explorer import images, preview
from explorer.images import UInt8


@dataclass(frozen=True)
class Shown:
    """A sheet ready for the page.

    It has the encoded picture, its size in pixels, its tiles, and what was lost.
    """

    data: bytes
    width: int
    height: int
    tiles: tuple[preview.Tile, ...]
    boxes: int
    keypoints: int
    boxes_lost: int
    keypoints_lost: int


@dataclass(frozen=True)
class Compared:
    """A comparison ready for the page: three encoded pictures of one size, and its numbers."""

    before: bytes
    after: bytes
    heat: bytes
    width: int
    height: int
    changed: float
    distance: float
    resized: bool
    boxes_lost: int
    keypoints_lost: int


@dataclass(frozen=True)
class Spread:
    """The extremes ready for the page: how many stand at each end, of how many draws."""

    sheet: Shown
    considered: int
    mildest: int
    harshest: int
    median: float


def shown(sheet: preview.Sheet) -> Shown:
    """Returns the sheet as the page takes it."""
    height, width = sheet.rgb.shape[:2]
    return Shown(
        encoded(sheet.rgb),
        width,
        height,
        sheet.tiles,
        sheet.boxes,
        sheet.keypoints,
        sheet.boxes_lost,
        sheet.keypoints_lost,
    )


def encoded(rgb: UInt8) -> bytes:
    """Returns the pixels as a JPEG."""
    return images.encode(rgb, "jpeg", quality=88)


def address(jpeg: bytes) -> str:
    """Returns an address that carries the picture itself.

    One at an address of its own could be gone before the browser asks for it, while a key is held
    down.
    """
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
