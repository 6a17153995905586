"""The contact sheets of a policy.

They show many draws, the steps of one, one at many strengths, and many pictures with a draw each.
"""

from collections.abc import Sequence
from dataclasses import replace

from explorer import numbers
from explorer.images import Image
from explorer.policy.draws import Watch
from explorer.policy.model import Policy
from explorer.preview.captions import caption_of, told
from explorer.preview.comparison import differs
from explorer.preview.draws import PrefixCache, in_parallel
from explorer.preview.look import Look, prepared
from explorer.preview.tiles import Sheet, Tile, TileGrid, TilePicture


def contact_sheet(
    policy: Policy,
    images: Sequence[Image],
    look: Look,
    draws: int = 8,
    *,
    cache: PrefixCache | None = None,
    watch: Watch | None = None,
) -> Sheet:
    """Returns each picture followed by its draws 0, 1, 2 ...

    A draw is the same augmentation on every picture. Several pictures stand in rows of their own.
    Raises ImageError for no picture or more than 200 tiles.
    """
    originals = prepared(images, look, draws + 1, cache)
    drawer = look.drawer(policy, cache, watch)
    columns = look.columns or (None if len(originals) == 1 else draws + 1)
    rows_each = -(-(draws + 1) // columns) if columns else 0
    stride = rows_each * columns if columns and len(originals) > 1 else draws + 1
    grid = TileGrid(
        [original for original in originals for _ in range(stride)], look.tile_px, columns
    )

    def tile(job: tuple[int, int]) -> Tile:
        source, draw = job
        original = originals[source]
        if draw < 0:
            return grid.place(
                source * stride, TilePicture(original, original, "original", source, changed=False)
            )
        after = drawer.draw(original, draw)
        caption = told(f"draw {draw + 1}", drawer, draw)
        picture = TilePicture(
            look.shown(after), original, caption, source, draw, differs(original, after)
        )
        return grid.place(source * stride + draw + 1, picture)

    jobs = [(source, draw) for source in range(len(originals)) for draw in range(-1, draws)]
    return grid.sheet(in_parallel(tile, jobs), originals)


def pairs_sheet(
    policy: Policy,
    images: Sequence[Image],
    look: Look,
    *,
    cache: PrefixCache | None = None,
    watch: Watch | None = None,
) -> Sheet:
    """Returns a row for each picture: the picture, and a draw that is its own.

    The first picture has draw 0, the next one draw 1. Raises ImageError for no picture or more than
    200 tiles.
    """
    originals = prepared(images, look, 2, cache)
    drawer = look.drawer(policy, cache, watch)
    grid = TileGrid([original for original in originals for _ in range(2)], look.tile_px, 2)

    def pair(place: int) -> tuple[Tile, Tile]:
        original = originals[place]
        after = drawer.draw(original, place)
        before = TilePicture(original, original, "original", place, changed=False)
        caption, changed = told(f"draw {place + 1}", drawer, place), differs(original, after)
        picture = TilePicture(look.shown(after), original, caption, place, place, changed)
        return grid.place(2 * place, before), grid.place(2 * place + 1, picture)

    pairs = in_parallel(pair, range(len(originals)))
    return grid.sheet([tile for both in pairs for tile in both], originals)


def steps_sheet(
    policy: Policy,
    image: Image,
    look: Look,
    draw: int = 0,
    *,
    cache: PrefixCache | None = None,
    watch: Watch | None = None,
) -> Sheet:
    """Returns the picture after each step of one draw, the original first.

    A tile says by `changed` whether its step changed anything.
    """
    drawer = look.drawer(policy, cache, watch)
    (original,) = prepared([image], look, len(drawer.nodes) + 1, cache)
    pictures = [TilePicture(original, original, "original", changed=False)]
    before = original
    for node, after in zip(drawer.nodes, drawer.steps(original, draw), strict=True):
        pictures.append(
            TilePicture(
                look.shown(after),
                original,
                told(caption_of(node), drawer, draw),
                draw=draw,
                changed=differs(before, after),
            )
        )
        before = after
    grid = TileGrid([original] * len(pictures), look.tile_px, look.columns)
    return grid.sheet([grid.place(i, picture) for i, picture in enumerate(pictures)], [original])


def strengths_sheet(
    policy: Policy,
    image: Image,
    look: Look,
    strengths: Sequence[float],
    draws: int = 8,
    *,
    cache: PrefixCache | None = None,
    watch: Watch | None = None,
) -> Sheet:
    """Returns one draw of the picture at each of the strengths.

    It is the first of `draws` draws that changes the picture at `look.strength`, or the first
    of all where none does.
    """
    (original,) = prepared([image], look, len(strengths), cache)
    whole = look.drawer(policy, cache, watch)
    changing = (draw for draw in range(draws) if differs(original, whole.draw(original, draw)))
    draw = next(changing, 0)
    grid = TileGrid([original] * len(strengths), look.tile_px, look.columns or len(strengths))

    def tile(place: int) -> Tile:
        drawer = replace(look, strength=strengths[place]).drawer(policy, cache, watch)
        after = drawer.draw(original, draw)
        caption = f"strength {numbers.strength(strengths[place])}"
        changed = differs(original, after)
        picture = TilePicture(look.shown(after), original, caption, draw=draw, changed=changed)
        return grid.place(place, picture)

    return grid.sheet([tile(place) for place in range(len(strengths))], [original])
