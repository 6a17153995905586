"""Steps and pictures that the tests beside them share."""

from dataclasses import replace

import numpy as np

from explorer.images import Image
from explorer.policy.albumentations import drawing
from explorer.policy.model import Policy, Step
from explorer.policy.strength import at_strength, drawn_as

FLIP = Step("flip", "HorizontalFlip", p=0.5)
TURN = Step("turn", "Rotate", {"limit": (-40, 40)}, p=1)
LIGHT = Step(
    "light",
    "RandomBrightnessContrast",
    {"brightness_limit": (-0.15, 0.15), "contrast_limit": (0, 0)},
    p=1,
)


def picture(width: int = 32, height: int = 32, seed: int = 0) -> np.ndarray:
    coarse = np.random.default_rng(seed).integers(40, 215, (4, 4, 3), dtype=np.uint8)
    return np.ascontiguousarray(np.kron(coarse, np.ones((height // 4, width // 4, 1), np.uint8)))


def image(**changes: object) -> Image:
    return replace(Image("a.png", picture()), **changes)


def drawn_by(
    policy: Policy, count: int, picture: Image | None = None, strength: float = 1
) -> list[Image]:
    return [
        drawing.draw(policy, picture or image(), strength=strength, seed=5, draw=i)
        for i in range(count)
    ]


def drawn_steps(
    policy: Policy, picture: Image, *, strength: float, seed: int, draw: int
) -> list[tuple[str, Image]]:
    """The id of every step and group of the top level, with the picture after it."""
    pictures = []
    for node in at_strength(policy, strength).steps:
        picture = drawing.apply_node(node, picture, seed=seed, draw=draw)
        pictures.append((drawn_as(node), picture))
    return pictures


def share(count: int, total: int, expected: float) -> bool:
    return abs(count / total - expected) <= 4 * (expected * (1 - expected) / total) ** 0.5
