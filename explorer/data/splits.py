"""Draws the splits that a data set does not bring: stratified, and by the digests of the images
alone.
"""

from collections import defaultdict
from collections.abc import Sequence

from explorer.data.layout import SPLITS, SplitName

_SHARE: dict[SplitName, float] = {"train": 0.6, "val": 0.2, "test": 0.2}


def draw_splits(
    images: Sequence[tuple[str, str]], into: Sequence[SplitName] = SPLITS
) -> list[SplitName]:
    """Returns a split of `into` for each (label, digest): 60/20/20, or the same ratio of what is
    asked for, within each class.

    Order and paths take no part, and images of one digest share a split, in whatever class they
    stand. Val comes before test where a class is too small for all: three different images give one
    to each, two give none to test, one goes to train.
    """
    digests: dict[str, set[str]] = defaultdict(set)
    for label, digest in images:
        digests[label].add(digest)
    drawn: dict[str, SplitName] = {}
    for label in sorted(digests):
        fresh = sorted(digests[label] - drawn.keys())
        drawn.update(zip(fresh, _shared_out(len(fresh), into), strict=True))
    return [drawn[digest] for _, digest in images]


def _shared_out(count: int, into: Sequence[SplitName]) -> list[SplitName]:
    total = sum(_SHARE[name] for name in into)
    held_out: list[SplitName] = []
    for name in into:
        if name != "train":
            room = count - 1 - len(held_out)
            held_out += (
                [name] * min(room, max(1, round(count * _SHARE[name] / total))) if room > 0 else []
            )
    return [*["train"] * (count - len(held_out)), *held_out]  # type: ignore[list-item]
