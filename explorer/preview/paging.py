"""Which pictures of a contact sheet stand on a page, so that no tile is a stamp.

The room is that of a window of 1440 x 900 px. In a larger one the tiles are larger; in a smaller
one the page is as large as they need, and is scrolled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from explorer.images import Image
from explorer.preview.look import Look
from explorer.preview.tiles import GAP_PX, fitted

# The longer and the shorter side of a tile on the screen: of a panorama 120 px are a mere line.
SMALLEST_TILE_PX = (120, 48)
SCROLLED_BELOW_PX = (115, 46)  # a little less: three tiles in a row fit on a phone
ROOM_PX = (900, 510)


@dataclass(frozen=True)
class Page:
    """Some of the pictures, and in how many columns each shows its draws.

    None stands for the number that shows them largest.
    """

    pictures: range
    columns: int | None


def pages(images: Sequence[Image], look: Look, draws: int) -> tuple[Page, ...]:
    """Returns pages of as many pictures as have room, each followed by its draws.

    Pages hold about as many pictures each; one picture has a page to itself at any size.
    """
    tile = look.tile_px
    sizes = [(tile, tile) if look.training else fitted(image, tile, tile) for image in images]
    least = [_least(*size) for size in sizes]

    def is_large(page: range) -> bool:
        return _best(sizes, page, draws + 1)[0] >= max(least[number] for number in page)

    most = next(
        each
        for each in range(len(sizes), 0, -1)
        if each == 1 or all(map(is_large, _split(sizes, each)))
    )
    return tuple(
        Page(page, None if len(page) == 1 else _best(sizes, page, draws + 1)[1])
        for page in _split(sizes, most)
    )


def scale_to(sides_px: tuple[int, int], width: int, height: int) -> float:
    """Returns by how much a tile has to be scaled for its sides, the longer one first, to be so."""
    return max(sides_px[0] / max(width, height), sides_px[1] / min(width, height))


def _least(width: int, height: int) -> float:
    """The scale below which a tile is a stamp: none is asked to be larger than the room."""
    room = min(ROOM_PX[0] / width, ROOM_PX[1] / height)
    return min(scale_to(SMALLEST_TILE_PX, width, height), room)


def _split(sizes: Sequence[object], most: int) -> list[range]:
    count = -(-len(sizes) // most)
    ends = [-(-len(sizes) * number // count) for number in range(count + 1)]
    return [range(*between) for between in pairwise(ends)]


def _best(sizes: Sequence[tuple[int, int]], page: range, tiles_each: int) -> tuple[float, int]:
    """Returns by how much the tiles are scaled at most, and in how many columns."""
    widest = max(sizes[number][0] for number in page)
    heights = sum(sizes[number][1] for number in page)

    def scale(columns: int) -> float:
        rows = -(-tiles_each // columns)
        width = columns * (widest + GAP_PX) - GAP_PX
        height = rows * (heights + len(page) * GAP_PX) - GAP_PX
        return min(ROOM_PX[0] / width, ROOM_PX[1] / height)

    columns = max(
        range(1, tiles_each + 1), key=lambda columns: (round(scale(columns), 6), -columns)
    )
    return scale(columns), columns
