"""The five views of a policy: draws, steps, strengths, comparison, extremes.

Arrays in, arrays out.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from explorer.errors import ImageError
from explorer.images import Image, UInt8, resize
from explorer.policy.albumentations.drawing import apply_node
from explorer.policy.catalog.spec import words_of
from explorer.policy.draws import Watch
from explorer.policy.model import Policy, Step
from explorer.policy.strength import Node, crop_of
from explorer.preview.draws import Drawer, PrefixCache, in_parallel
from explorer.preview.sheet import Layout, Picture, Sheet, Tile

GROUP_WORDS = {
    "OneOf": "One of",
    "SomeOf": "Some of",
    "RandomOrder": "In random order",
    "Sequential": "In order",
    "Compose": "Compose",
}
MAX_TILES = 200
_MAX_PX = 4096


@dataclass(frozen=True)
class Look:
    """How a policy is looked at.

    The policy is applied to the picture at `work_px`: its longer side on a screen, or, with
    `training`, the side of its middle square, which is what training receives. Tiles are `tile_px`
    wide and high at most, in `columns` (None: the ones that show them largest).
    """

    strength: float
    seed: int
    tile_px: int = 256
    work_px: int = 512
    training: bool = False
    columns: int | None = None
    annotations: bool = True

    def __post_init__(self) -> None:
        for name, number in (("tile_px", self.tile_px), ("work_px", self.work_px)):
            if not 1 <= number <= _MAX_PX:
                raise ImageError(f"{number} is no {name} between 1 and {_MAX_PX}")

    def worked(self, image: Image) -> Image:
        """Returns the image at the size at which the policy is applied."""
        if not self.annotations and (image.mask is not None or image.boxes or image.keypoints):
            image = Image(image.name, image.rgb)
        return (
            resize(_middle_square(image), self.work_px)
            if self.training
            else resize(image, max_side=self.work_px)
        )

    def shown(self, image: Image) -> Image:
        """Returns an augmented image as it is received: training brings back the size that a step
        has changed.
        """
        return resize(image, self.work_px) if self.training else image


@dataclass(frozen=True, eq=False)
class Comparison:
    """One draw beside its original, at the same size, and where it changed.

    `heat` is the original in gray under a heat map of the largest channel's change. `changed` is
    the share of pixels that changed by more than 2 of 255, `distance` the mean change, both from 0
    to 1. `resized` says that a step has changed the picture's size, `left_alone` that the
    probability of the whole policy left this draw as it is.
    """

    before: UInt8
    after: UInt8
    heat: UInt8
    changed: float
    distance: float
    resized: bool
    boxes_lost: int
    keypoints_lost: int
    left_alone: bool = False


@dataclass(frozen=True, eq=False)
class Extremes:
    """The mildest and the harshest of `considered` draws, by their mean change from the original (0
    to 1).
    """

    sheet: Sheet
    considered: int
    mildest: tuple[tuple[int, float], ...]
    harshest: tuple[tuple[int, float], ...]
    median: float


def contact_sheet(
    policy: Policy,
    images: Sequence[Image],
    look: Look,
    draws: int = 8,
    *,
    cache: PrefixCache | None = None,
    watch: Watch | None = None,
) -> Sheet:
    """Returns each picture followed by its draws 0, 1, 2 ...: a draw is the same augmentation on
    every picture.

    Several pictures stand in rows of their own. Raises ImageError for no picture or more than 200
    tiles.
    """
    originals = _worked(images, look, draws + 1, cache)
    drawer = Drawer(policy, look.strength, look.seed, cache, watch)
    columns = look.columns or (None if len(originals) == 1 else draws + 1)
    rows_each = -(-(draws + 1) // columns) if columns else 0
    stride = rows_each * columns if columns and len(originals) > 1 else draws + 1
    layout = Layout(
        [original for original in originals for _ in range(stride)], look.tile_px, columns
    )

    def tile(job: tuple[int, int]) -> Tile:
        source, draw = job
        original = originals[source]
        if draw < 0:
            return layout.place(
                source * stride, Picture(original, original, "original", source, changed=False)
            )
        after = drawer.draw(original, draw)
        caption = _told(f"draw {draw + 1}", drawer, draw)
        picture = Picture(
            look.shown(after), original, caption, source, draw, _differs(original, after)
        )
        return layout.place(source * stride + draw + 1, picture)

    jobs = [(source, draw) for source in range(len(originals)) for draw in range(-1, draws)]
    return layout.sheet(in_parallel(tile, jobs), originals)


def steps_sheet(
    policy: Policy,
    image: Image,
    look: Look,
    draw: int = 0,
    *,
    cache: PrefixCache | None = None,
    watch: Watch | None = None,
) -> Sheet:
    """Returns the picture after each step of one draw, the original first; a tile that a step left
    as it was says so (`changed`).
    """
    drawer = Drawer(policy, look.strength, look.seed, cache, watch)
    (original,) = _worked([image], look, len(drawer.nodes) + 1, cache)
    pictures = [Picture(original, original, "original", changed=False)]
    before = original
    for node, after in zip(drawer.nodes, drawer.steps(original, draw), strict=True):
        pictures.append(
            Picture(
                look.shown(after),
                original,
                _told(caption_of(node), drawer, draw),
                draw=draw,
                changed=_differs(before, after),
            )
        )
        before = after
    layout = Layout([original] * len(pictures), look.tile_px, look.columns)
    return layout.sheet(
        [layout.place(i, picture) for i, picture in enumerate(pictures)], [original]
    )


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
    """Returns one draw of the picture at each of the strengths: the first of `draws` that changes
    it at `look.strength`, or the first of all where none does.
    """
    (original,) = _worked([image], look, len(strengths), cache)
    whole = Drawer(policy, look.strength, look.seed, cache, watch)
    changing = (draw for draw in range(draws) if _differs(original, whole.draw(original, draw)))
    draw = next(changing, 0)
    layout = Layout([original] * len(strengths), look.tile_px, look.columns or len(strengths))

    def tile(place: int) -> Tile:
        drawer = Drawer(policy, strengths[place], look.seed, cache, watch)
        after = drawer.draw(original, draw)
        caption = f"strength {strengths[place]:g}"
        differs = _differs(original, after)
        picture = Picture(look.shown(after), original, caption, draw=draw, changed=differs)
        return layout.place(place, picture)

    return layout.sheet([tile(place) for place in range(len(strengths))], [original])


def compare(
    policy: Policy,
    image: Image,
    look: Look,
    draw: int = 0,
    *,
    cache: PrefixCache | None = None,
    watch: Watch | None = None,
) -> Comparison:
    """Returns one draw beside its original, and where it changed."""
    (original,) = _worked([image], look, 1, cache)
    drawer = Drawer(policy, look.strength, look.seed, cache, watch)
    after = drawer.draw(original, draw)
    resized = after.rgb.shape != original.rgb.shape
    rgb = resize(after.rgb, (original.width, original.height)) if resized else after.rgb
    change = cv2.absdiff(original.rgb, rgb).max(axis=2)
    shares = float((change > 2).mean()), distance(original.rgb, rgb)
    return Comparison(
        original.rgb,
        rgb,
        _heat(original.rgb, change),
        *shares,
        resized,
        *original.lost(after),
        drawer.leaves_alone(draw),
    )


def extremes(
    policy: Policy,
    image: Image,
    look: Look,
    draws: int = 200,
    each: int = 4,
    *,
    budget_s: float = 1.2,
    cache: PrefixCache | None = None,
    watch: Watch | None = None,
) -> Extremes:
    """Returns the original beside the `each` - 1 mildest of `draws` draws, and below them the
    `each` harshest: two full rows.

    Draws that would start after `budget_s` are left out.
    """
    (original,) = _worked([image], look, 2 * each, cache)
    drawer = Drawer(policy, look.strength, look.seed, None, watch)
    end = time.monotonic() + budget_s

    kept: dict[int, tuple[float, Image]] = {}
    lock = threading.Lock()

    def measured(draw: int) -> float | None:
        if draw >= 2 * each and time.monotonic() > end:
            return None
        after = drawer.draw(original, draw)
        amount = distance(original.rgb, after.rgb)
        with lock:
            kept[draw] = amount, after
            for draw_between in sorted(kept, key=lambda other: (kept[other][0], other))[each:-each]:
                del kept[draw_between]
        return amount

    amounts = sorted(amount for amount in in_parallel(measured, range(draws)) if amount is not None)
    ranked = sorted(kept, key=lambda draw: (kept[draw][0], draw))
    mildest, harshest = ranked[: each - 1], ranked[::-1][:each]
    pictures = [Picture(original, original, "original", changed=False)]
    for words, found in (("mildest", mildest), ("harshest", harshest)):
        for draw in found:
            amount, after = kept[draw]
            caption = _told(
                f"{words} {amount:.1%}, draw {draw + 1}", drawer, draw
            )  # a narrow tile cuts the end off
            pictures.append(
                Picture(look.shown(after), original, caption, draw=draw, changed=amount > 0)
            )
    layout = Layout([original] * len(pictures), look.tile_px, look.columns or each)
    sheet = layout.sheet(
        [layout.place(i, picture) for i, picture in enumerate(pictures)], [original]
    )
    pairs = [tuple((draw, kept[draw][0]) for draw in found) for found in (mildest, harshest)]
    return Extremes(sheet, len(amounts), pairs[0], pairs[1], amounts[len(amounts) // 2])


def distance(before: UInt8, after: UInt8) -> float:
    """Returns the mean absolute change of a pixel's channels, 0 to 1; pictures of another size are
    brought to the first one's.
    """
    if before.shape != after.shape:
        after = resize(after, (before.shape[1], before.shape[0]))
    return float(cv2.norm(before, after, cv2.NORM_L1)) / before.size / 255


def caption_of(node: Node) -> str:
    """Returns what a step or group is called under its picture: `Random brightness contrast`, `One
    of: Rotate, Blur`.
    """
    if isinstance(node, Step):
        return words_of(node.transform)
    if (crop := crop_of(node)) is not None:
        return caption_of(crop)
    names = [
        caption_of(child)
        for child in node.steps
        if not (isinstance(child, Step) and child.transform == "NoOp")
    ]
    return f"{GROUP_WORDS[node.group]}: {', '.join(names[:3])}{' ...' if len(names) > 3 else ''}"


def _told(caption: str, drawer: Drawer, draw: int) -> str:
    return f"{caption}, left alone" if drawer.leaves_alone(draw) else caption


def _middle_square(image: Image) -> Image:
    image = resize(image, max_side=_MAX_PX)
    side = min(image.width, image.height)
    return apply_node(
        Step("square", "CenterCrop", {"height": side, "width": side}, p=1.0), image, seed=0, draw=0
    )


def _differs(before: Image, after: Image) -> bool:
    return after is not before and not (
        np.array_equal(before.rgb, after.rgb)
        and (before.boxes, before.keypoints) == (after.boxes, after.keypoints)
    )


def _worked(
    images: Sequence[Image], look: Look, tiles_each: int, cache: PrefixCache | None
) -> list[Image]:
    if not images:
        raise ImageError("there is no picture to look at")
    if len(images) * tiles_each > MAX_TILES:
        raise ImageError(
            f"{len(images)} pictures of {tiles_each} tiles each are more than {MAX_TILES} tiles"
        )
    return [
        look.worked(image) if cache is None else _kept_worked(image, look, cache)
        for image in images
    ]


def _kept_worked(image: Image, look: Look, cache: PrefixCache) -> Image:
    # Scaling a photograph of 12 megapixels takes longer than eight draws of it.
    key = (
        image.digest,
        look.work_px,
        int(look.training),
        b"worked with" if look.annotations else b"worked without",
    )
    worked = cache.get(key)
    if worked is None:
        worked = look.worked(image)
        cache.put(key, worked)
    return worked


def _heat(original: UInt8, change: UInt8) -> UInt8:
    gray = cv2.cvtColor(cv2.cvtColor(original, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB) // 3
    level = np.sqrt(change.astype(np.float32) * 255).astype(
        np.uint8
    )  # a root, so that faint changes show beside strong ones
    colours = cv2.cvtColor(cv2.applyColorMap(level, cv2.COLORMAP_INFERNO), cv2.COLOR_BGR2RGB)
    weight = (level.astype(np.float32) / 255)[..., None]
    heat: UInt8 = (gray * (1 - weight) + colours * weight).astype(np.uint8)
    return heat
