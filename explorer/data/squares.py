"""Pictures as squares, which is what training receives: how they are cut, and what they lose."""

from collections.abc import Sequence

import numpy as np

from explorer import numbers
from explorer.data.entries import Entry
from explorer.data.scan import Scanned
from explorer.errors import quoted_path
from explorer.images import UInt8, resize

SQUARE_ENOUGH = 0.95  # the shorter side over the longer: what is lost beyond is said


def square(rgb: UInt8, size: int) -> UInt8:
    """Returns the largest middle square of a picture (H, W, 3), at `size` x `size` px."""
    height, width = rgb.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return resize(np.ascontiguousarray(rgb[top : top + side, left : left + side]), size)


def cut_off(entries: Sequence[Entry], scanned: Sequence[Scanned]) -> str:
    """Returns what pictures lose when they are cut to a square, in words and numbers.

    Returns "" where none loses more than a rounding.
    """
    kept = [
        (min(found.width, found.height) / max(found.width, found.height), entry, found)
        for entry, found in zip(entries, scanned, strict=True)
        if not found.trouble
    ]
    cut = [one for one in kept if one[0] < SQUARE_ENOUGH]
    if not cut:
        return ""
    share, entry, found = min(cut, key=lambda one: (one[0], one[1].path))
    average = sum(1 - one[0] for one in cut) / len(cut)
    return (
        f"{len(cut)} of {len(kept)} pictures are not square: each is cut to its middle square and "
        f"loses {numbers.share(average)} of its area on average; "
        f"{quoted_path(entry.path)} ({found.width} x {found.height} px) keeps"
        f" {numbers.share(share)}"
    )
