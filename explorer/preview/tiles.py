"""Tiles on one picture: where each stands, what it shows, which annotations were lost.

It owns the geometry. Captions come from the views.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from explorer.images import Image, UInt8
from explorer.preview.overlay import label_order, overlaid

GAP_PX = 6
SHEET_RATIO = 1.6  # width to height of the room for a sheet: a wide screen has 1.7, a phone 1.3
BACKGROUND = 127  # gray: the edges of pictures show in the dark and in the light theme


@dataclass(frozen=True)
class TilePicture:
    """What goes on a tile: an image, its caption, and the original to count losses against.

    `source` is the number of the original among those shown, from 0.
    """

    image: Image
    original: Image
    caption: str
    source: int = 0
    draw: int | None = None
    changed: bool = True


@dataclass(frozen=True)
class Tile:
    """One picture on a sheet: its rectangle in px of the sheet, its caption, what it has lost."""

    x: int
    y: int
    width: int
    height: int
    caption: str
    source: int
    draw: int | None
    changed: bool
    boxes_lost: int
    keypoints_lost: int


@dataclass(frozen=True, eq=False)
class Sheet:
    """Tiles drawn on one (H, W, 3) uint8 array, with what each tile shows."""

    rgb: UInt8
    tiles: tuple[Tile, ...]
    columns: int
    boxes: int
    keypoints: int

    @property
    def boxes_lost(self) -> int:
        """The boxes lost, over all tiles."""
        return sum(tile.boxes_lost for tile in self.tiles)

    @property
    def keypoints_lost(self) -> int:
        """The key points lost, over all tiles."""
        return sum(tile.keypoints_lost for tile in self.tiles)


class TileGrid:
    """A grid with one cell for each of `originals`.

    A cell is as wide as the widest of them at `tile_px`, a row as high as its highest. Without
    `columns`, there are as many as show the tiles largest.
    """

    def __init__(self, originals: Sequence[Image], tile_px: int, columns: int | None) -> None:
        sizes = [fitted(original, tile_px, tile_px) for original in originals]
        self.width = max(width for width, _ in sizes)
        self.columns = min(
            len(originals),
            columns or columns_for(len(originals), self.width / max(height for _, height in sizes)),
        )
        self.heights = [
            max(height for _, height in sizes[i : i + self.columns])
            for i in range(0, len(sizes), self.columns)
        ]
        self.tops = [sum(self.heights[:row]) + row * GAP_PX for row in range(len(self.heights))]
        shape = (self.tops[-1] + self.heights[-1], self.columns * (self.width + GAP_PX) - GAP_PX, 3)
        self.rgb: UInt8 = np.full(shape, BACKGROUND, np.uint8)

    def place(self, index: int, picture: TilePicture) -> Tile:
        """Draws the picture in the middle of its cell.

        Cells do not overlap, so threads may place at the same time.
        """
        row, column = divmod(index, self.columns)
        shown = scaled(picture.image, self.width, self.heights[row])
        height, width = shown.shape[:2]
        x = column * (self.width + GAP_PX) + (self.width - width) // 2
        y = self.tops[row] + (self.heights[row] - height) // 2
        self.rgb[y : y + height, x : x + width] = overlaid(
            picture.image, shown, label_order(picture.original)
        )
        boxes_lost, keypoints_lost = picture.original.lost(picture.image)
        return Tile(
            x=x,
            y=y,
            width=width,
            height=height,
            caption=picture.caption,
            source=picture.source,
            draw=picture.draw,
            changed=picture.changed,
            boxes_lost=boxes_lost,
            keypoints_lost=keypoints_lost,
        )

    def sheet(self, tiles: Sequence[Tile], originals: Sequence[Image]) -> Sheet:
        """Returns the finished sheet; boxes and key points are counted over the originals."""
        self.rgb.flags.writeable = False
        return Sheet(
            self.rgb,
            tuple(tiles),
            self.columns,
            sum(len(original.boxes) for original in originals),
            sum(len(original.keypoints) for original in originals),
        )


def columns_for(count: int, aspect: float, among: Iterable[int] = ()) -> int:
    """Returns in how many columns, of `among` or any, `count` tiles are largest on the screen.

    `aspect` is a tile's width divided by its height. Where several numbers show the tiles equally
    large, the one is taken that leaves the fewest cells empty.
    """

    def rank(columns: int) -> tuple[float, int, int]:
        rows = math.ceil(count / columns)
        size = min(SHEET_RATIO / (columns * aspect), 1 / rows)
        return round(size, 6), -(rows * columns), columns

    return max(among or range(1, count + 1), key=rank)


def fitted(picture: Image, width_px: int, height_px: int) -> tuple[int, int]:
    """Returns (width, height) of the picture scaled, up or down, to fit."""
    scale = min(width_px / picture.width, height_px / picture.height)
    return max(1, round(picture.width * scale)), max(1, round(picture.height * scale))


def scaled(picture: Image, width_px: int, height_px: int) -> UInt8:
    """Returns the pixels at the size that fits.

    Shrinks by averaging areas. Enlarges pixel by pixel, so that each pixel can be seen.
    """
    size = fitted(picture, width_px, height_px)
    if size == (picture.width, picture.height):
        return picture.rgb
    method = cv2.INTER_AREA if size[0] < picture.width else cv2.INTER_NEAREST
    rgb: UInt8 = cv2.resize(picture.rgb, size, interpolation=method)
    return rgb
