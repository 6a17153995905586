"""A small set that a network learns in seconds.

It has bright bars, upright or lying, at random places on noise.
"""

import numpy as np

from explorer.images import encode

SIDE_PX = 16


def write_bars(folder, *, train=8, val=20, test=10):
    """Writes train, val and test with the classes `lying` and `upright`; returns the folder."""
    for number, (split, count) in enumerate({"train": train, "val": val, "test": test}.items()):
        for label, name in enumerate(("lying", "upright")):
            place = folder / split / name
            place.mkdir(parents=True)
            rng = np.random.default_rng((number, label))
            for i in range(count):
                (place / f"{i:03d}.png").write_bytes(encode(_bar(rng, upright=bool(label))))
    return folder


def _bar(rng, upright):
    rgb = rng.integers(0, 120, (SIDE_PX, SIDE_PX, 3), dtype=np.uint8)
    at, start = rng.integers(3, SIDE_PX - 3), rng.integers(0, 5)
    rgb[at : at + 2, start : start + 11] = rng.integers(160, 255, 3, dtype=np.uint8)
    return np.ascontiguousarray(rgb.transpose(1, 0, 2)) if upright else rgb
