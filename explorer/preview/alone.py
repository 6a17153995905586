"""What one step alone does to a picture: a small square, as it stands on a card."""

from dataclasses import replace

from explorer.images import Image, UInt8, resize
from explorer.policy.albumentations.drawing import apply_node
from explorer.policy.draws import Watch
from explorer.policy.model import Policy, Step
from explorer.policy.strength import Node, at_strength, crop_of
from explorer.preview.draws import PrefixCache
from explorer.preview.look import Look, prepared


def only(step: Step) -> Policy:
    """Returns the policy of one step, which is applied to every picture."""
    return Policy((replace(step, enabled=True, p=1.0),))


def alone(
    policy: Policy,
    image: Image,
    look: Look,
    draw: int = 0,
    *,
    cache: PrefixCache | None = None,
    watch: Watch | None = None,
) -> UInt8:
    """Returns the middle square of a draw in which all that is on is applied, at `look.tile_px`.

    What fades shows, too: at a strength below 1 it is applied to fewer pictures, and looks the
    same on each of them.
    """
    (after,) = prepared([image], look, 1, cache)
    for node in at_strength(policy, look.strength).steps:
        after = apply_node(_always(node), after, seed=look.seed, draw=draw, watch=watch)
    return _square(after.rgb, look.tile_px)


def _always(node: Node) -> Node:
    return replace(crop_of(node) or node, p=1.0)


def _square(rgb: UInt8, side_px: int) -> UInt8:
    height, width = rgb.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return resize(rgb[top : top + side, left : left + side], side_px)
