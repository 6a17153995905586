"""The three splits: what they are called, and how those are drawn that a data set does not bring.

They are drawn stratified, and by the digests of the images alone.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple

from explorer import numbers

SplitName = Literal["train", "val", "test"]


class _Split(NamedTuple):
    """One row: the share of the images that is drawn, and the names of folders that mean it."""

    share: float
    aliases: tuple[str, ...]


_TABLE: dict[SplitName, _Split] = {
    "train": _Split(0.6, ("train", "training")),
    "val": _Split(0.2, ("val", "valid", "validation")),
    "test": _Split(0.2, ("test", "testing")),
}
SPLITS: tuple[SplitName, ...] = tuple(_TABLE)
ALIASES = {alias: name for name, split in _TABLE.items() for alias in split.aliases}
AND_SPLITS = f"{', '.join(SPLITS[:-1])} and {SPLITS[-1]}"  # for messages
OR_SPLITS = f"{', '.join(SPLITS[:-1])} or {SPLITS[-1]}"


def draw_splits(
    images: Sequence[tuple[str, str]], into: Sequence[SplitName] = SPLITS
) -> list[SplitName]:
    """Returns a split of `into` for each (label, digest).

    Each class is divided 60/20/20, or in the same ratio among the splits that are asked for. Order
    and paths take no part. Images of one digest share a split, whatever class they belong to. Where
    a class is too small for all splits, val comes before test: three different images give one to
    each, two give none to test, and a single one goes to train.
    """
    digests: dict[str, set[str]] = defaultdict(set)
    for label, digest in images:
        digests[label].add(digest)
    drawn: dict[str, SplitName] = {}
    for label in sorted(digests):
        fresh = sorted(digests[label] - drawn.keys())
        drawn.update(zip(fresh, _shared_out(len(fresh), into), strict=True))
    return [drawn[digest] for _, digest in images]


def drawn_from_train(missing: Collection[SplitName]) -> str:
    """Returns which part of train is drawn for the missing splits, such as 25%."""
    drawn = sum(_TABLE[name].share for name in missing)
    return numbers.share(drawn / (drawn + _TABLE["train"].share))


def _shared_out(count: int, into: Sequence[SplitName]) -> list[SplitName]:
    total = sum(_TABLE[name].share for name in into)
    held_out: list[SplitName] = []
    for name in into:
        room = count - 1 - len(held_out)
        if name != "train" and room > 0:
            held_out += [name] * min(room, max(1, round(count * _TABLE[name].share / total)))
    train: list[SplitName] = ["train"] * (count - len(held_out))
    return train + held_out
