"""One tile of a sheet by itself, as large as it is wished."""

from explorer.images import Image
from explorer.policy.draws import Watch
from explorer.policy.model import Policy
from explorer.preview.captions import caption_of, told
from explorer.preview.comparison import differs
from explorer.preview.draws import PrefixCache
from explorer.preview.look import Look, prepared
from explorer.preview.tiles import Sheet, TileGrid, TilePicture


def single(
    policy: Policy,
    image: Image,
    look: Look,
    draw: int | None,
    steps: int | None = None,
    *,
    cache: PrefixCache | None = None,
    watch: Watch | None = None,
) -> Sheet:
    """Returns a sheet of one tile: the picture after the first `steps` steps of a draw, or all.

    No draw, or no step, is the original.
    """
    (original,) = prepared([image], look, 1, cache)
    # Its steps are not kept: large pictures would drive out those that a slider needs.
    drawer = look.drawer(policy, None, watch)
    caption, after = "original", original
    if draw is not None and steps is None:
        caption, after = told(f"draw {draw + 1}", drawer, draw), drawer.draw(original, draw)
    elif draw is not None and 0 < (steps or 0) <= len(drawer.nodes):
        last = (steps or 0) - 1
        caption = told(f"{caption_of(drawer.nodes[last])}, draw {draw + 1}", drawer, draw)
        after = drawer.steps(original, draw)[last]
    picture = TilePicture(
        look.shown(after), original, caption, draw=draw, changed=differs(original, after)
    )
    grid = TileGrid([original], look.tile_px, 1)
    return grid.sheet([grid.place(0, picture)], [original])
