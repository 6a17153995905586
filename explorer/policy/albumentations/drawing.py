"""Single draws of a policy on one picture, safe to make in many threads."""

import threading
from typing import Any

from explorer.errors import PolicyError, quoted
from explorer.images import Image
from explorer.policy.albumentations.construction import composed, constructed, one_line
from explorer.policy.albumentations.targets import MIN_AREA_PX, image_of, targets_of
from explorer.policy.draws import Draw, Watch, is_left_alone
from explorer.policy.model import ComposeSettings, Policy, Step
from explorer.policy.strength import Node, at_strength

_CACHED_TRANSFORMS = 512  # a thread; a step at one setting each
_BOXES = {"format": "albumentations", "min_area": MIN_AREA_PX}
_POINTS = {"format": "xy", "remove_invisible": True}
_local = threading.local()


def draw(policy: Policy, image: Image, *, strength: float, seed: int, draw: int) -> Image:
    """Returns one augmentation of `image`.

    Each step's randomness depends on (seed, draw, step id), and on nothing else.

    Returns the very same object where the probability of the outermost Compose leaves this draw
    alone.
    """
    if is_left_alone(policy.compose.p, seed, draw):
        return image
    for node in at_strength(policy, strength).steps:
        image = apply_node(node, image, seed=seed, draw=draw)
    return image


def apply_node(
    node: Node, image: Image, *, seed: int, draw: int, watch: Watch | None = None
) -> Image:
    """Returns `image` after one step or group of a policy that `at_strength` has moved.

    Safe to call from many threads.

    Returns the very same object where nothing was applied. `watch` is called with the name of each
    transform and True before it runs, False after it.
    """
    return Draw(seed, draw, _applied, watch=watch).apply(node, image)


def _transform_for(step: Step) -> Any:
    """Returns this thread's own transform for `step`, always applied.

    Albumentations keeps drawn numbers on the object.
    """
    cache = _local.__dict__.setdefault("transforms", {})
    key = (step.transform, step.params)
    transform = cache.pop(key, None)
    if transform is None:
        transform = constructed(step.transform, step.params, 1.0, f"{step.id}.params")
        # A transform that drops boxes or points asks its Compose for the limits.
        composed(
            [transform], ComposeSettings(bbox_params=_BOXES, keypoint_params=_POINTS), 1.0, step.id
        )
    if len(cache) >= _CACHED_TRANSFORMS:
        del cache[next(iter(cache))]
    cache[key] = transform
    return transform


def _applied(step: Step, image: Image, number: int) -> Image:
    transform = _transform_for(step)
    transform.set_random_seed(number)
    try:
        return image_of(transform(**targets_of(image, step.spec)), image)
    # Albumentations and OpenCV raise anything. The step is named, and nothing is hidden.
    except Exception as error:
        size = f"{image.width} x {image.height} px"
        raise PolicyError(
            f"{step.transform} cannot be applied to {quoted(image.name)} ({size}): "
            f"{one_line(error)}",
            step.id,
        ) from error
