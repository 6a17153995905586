"""One draw beside its original: where the picture changed, and how much."""

from dataclasses import dataclass

import cv2
import numpy as np

from explorer.images import Image, UInt8, resize
from explorer.policy.draws import Watch
from explorer.policy.model import Policy
from explorer.preview.draws import PrefixCache
from explorer.preview.look import Look, prepared

_SEEN = 2  # of 255: a pixel that changes by less looks the same


@dataclass(frozen=True, eq=False)
class Comparison:
    """One draw beside its original, at the same size, and where it changed.

    `heat` is the original in gray under a heat map of the largest change among the channels.
    `changed` is the share of pixels that changed by more than 2 of 255, `distance` the mean change,
    both from 0 to 1. `resized` says that a step has changed the picture's size.
    """

    before: UInt8
    after: UInt8
    heat: UInt8
    changed: float
    distance: float
    resized: bool
    boxes_lost: int
    keypoints_lost: int


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
    (original,) = prepared([image], look, 1, cache)
    drawer = look.drawer(policy, cache, watch)
    after = drawer.draw(original, draw)
    resized = after.rgb.shape != original.rgb.shape
    rgb = resize(after.rgb, (original.width, original.height)) if resized else after.rgb
    change = cv2.absdiff(original.rgb, rgb).max(axis=2)
    boxes_lost, keypoints_lost = original.lost(after)
    return Comparison(
        before=original.rgb,
        after=rgb,
        heat=_heat(original.rgb, change),
        changed=float((change > _SEEN).mean()),
        distance=distance(original.rgb, rgb),
        resized=resized,
        boxes_lost=boxes_lost,
        keypoints_lost=keypoints_lost,
    )


def distance(before: UInt8, after: UInt8) -> float:
    """Returns the mean absolute change of a pixel's channels, 0 to 1.

    A picture of another size is brought to the first one's.
    """
    if before.shape != after.shape:
        after = resize(after, (before.shape[1], before.shape[0]))
    return float(cv2.norm(before, after, cv2.NORM_L1)) / before.size / 255


def differs(before: Image, after: Image) -> bool:
    """Tells whether pixels, boxes or key points differ."""
    return after is not before and not (
        np.array_equal(before.rgb, after.rgb)
        and (before.boxes, before.keypoints) == (after.boxes, after.keypoints)
    )


def _heat(original: UInt8, change: UInt8) -> UInt8:
    gray = cv2.cvtColor(cv2.cvtColor(original, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB) // 3
    # A square root, so that faint changes can be seen beside strong ones.
    level = np.sqrt(change.astype(np.float32) * 255).astype(np.uint8)
    colours = cv2.cvtColor(cv2.applyColorMap(level, cv2.COLORMAP_INFERNO), cv2.COLOR_BGR2RGB)
    weight = (level.astype(np.float32) / 255)[..., None]
    heat: UInt8 = (gray * (1 - weight) + colours * weight).astype(np.uint8)
    return heat
