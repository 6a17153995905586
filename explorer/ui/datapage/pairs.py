"""Pictures of a data set, each beside what the session's policy makes of it, drawn off the page."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import numpy as np
import streamlit as st

from explorer import images, preview
from explorer.data.image_set import ImageSet, Item
from explorer.data.readers.source import Reader
from explorer.errors import ImageError
from explorer.images import Image, UInt8
from explorer.policy.model import Policy
from explorer.ui import caching
from explorer.ui.sizes import SCREEN_PX, TILE_PX

WIDTH_PX = 2 * TILE_PX + 2  # both tiles, and what is between them
_SIDE_PX, _GAP_PX = 2 * TILE_PX, 4  # of the picture itself, for screens with dense pixels
_WORK_PX = SCREEN_PX["Draws"]
_QUALITY = 92  # WebP takes ten times as long
_A_SHEET = 50  # pictures
_BETWEEN = 127  # gray, as between the tiles of a sheet
Pair = bytes | None


def drawn(policy: Policy, image_set: ImageSet, items: Sequence[Item]) -> "Future[tuple[Pair, ...]]":
    """Returns a picture for each item: it, and beside it a draw of the policy at its strength.

    Every item has a draw of its own. They are made in a thread, so that no page waits for them.
    None stands for an item that cannot be read. The result raises ExplorerError where a step fails
    or takes too long, and OSError where the data set is gone.
    """
    look = preview.Look(policy.strength, policy.seed, tile_px=_SIDE_PX, work_px=_WORK_PX)
    digests = tuple(item.digest for item in items)
    key = caching.policy_key(policy)
    return _drawn(key, image_set.identity, digests, look, policy, image_set, items)


def forget() -> None:
    """Has what could not be drawn drawn again."""
    _drawn.clear()


@st.cache_resource(max_entries=64, show_spinner=False)
def _drawn(
    key: str,
    identity: str,
    digests: tuple[str, ...],
    look: preview.Look,
    _policy: Policy,
    _set: ImageSet,
    _items: Sequence[Item],
) -> "Future[tuple[Pair, ...]]":
    return _threads().submit(_made, _policy, look, _set, _items)


@st.cache_resource(show_spinner=False)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2, thread_name_prefix="pairs")


def _made(
    policy: Policy, look: preview.Look, image_set: ImageSet, items: Sequence[Item]
) -> tuple[Pair, ...]:
    with image_set.source.reader() as reader, ThreadPoolExecutor(4) as pool:
        read = list(pool.map(partial(_read, reader), items))
    readable = [picture for picture in read if picture is not None]
    made = iter(
        [
            pair
            for first in range(0, len(readable), _A_SHEET)
            for pair in _pairs(policy, readable[first : first + _A_SHEET], look)
        ]
    )
    return tuple(None if picture is None else next(made) for picture in read)


def _pairs(policy: Policy, pictures: Sequence[Image], look: preview.Look) -> list[bytes]:
    sheet = preview.shared_service().pairs_sheet(policy, pictures, look)
    pairs = zip(sheet.tiles[::2], sheet.tiles[1::2], strict=True)
    return [_encoded(sheet, *pair) for pair in pairs]


def _read(reader: Reader, item: Item) -> Image | None:
    try:
        return Image(item.path, images.read_rgb(reader.read(item.path), item.path, near=_WORK_PX))
    except (ImageError, OSError, KeyError):
        return None  # the leak report names it


def _encoded(sheet: preview.Sheet, before: preview.Tile, after: preview.Tile) -> bytes:
    height = max(before.height, after.height)
    both = [_cut(sheet.rgb, tile, height) for tile in (before, after)]
    between = np.full((height, _GAP_PX, 3), _BETWEEN, np.uint8)
    pair = np.ascontiguousarray(np.hstack([both[0], between, both[1]]))
    return images.encode(pair, "jpeg", _QUALITY)


def _cut(rgb: UInt8, tile: preview.Tile, height: int) -> UInt8:
    cut = np.full((height, tile.width, 3), _BETWEEN, np.uint8)
    top = (height - tile.height) // 2
    cut[top : top + tile.height] = rgb[tile.y : tile.y + tile.height, tile.x : tile.x + tile.width]
    return cut
