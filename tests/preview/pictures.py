"""Steps, pictures and tiles for the tests of previews."""

from dataclasses import replace

import numpy as np

from explorer.images import Image
from explorer.policy.model import Step
from explorer.preview import (
    Look,
    Sheet,
    Tile,
)

FLIP = Step("flip", "HorizontalFlip", p=0.5)


TURN = Step("turn", "Rotate", {"limit": (-40, 40)}, p=1)


LIGHT = Step("light", "RandomBrightnessContrast", p=1)


HALF = Step("half", "CenterCrop", {"height": 32, "width": 32}, p=1)


def photo(width: int = 64, height: int = 64, seed: int = 0) -> Image:
    rng = np.random.default_rng(seed)
    return Image(
        f"{seed}.png",
        np.kron(
            rng.integers(20, 235, (height // 8, width // 8, 3), dtype=np.uint8),
            np.ones((8, 8, 1), np.uint8),
        ),
    )


def cut(sheet: Sheet, tile: Tile) -> np.ndarray:
    return sheet.rgb[tile.y : tile.y + tile.height, tile.x : tile.x + tile.width]


def look(**changes: object) -> Look:
    return replace(Look(strength=1, seed=3, tile_px=64, work_px=64), **changes)
