"""The order in which a trial sees its pictures: every epoch all of them, in even batches."""

from collections.abc import Iterator
from itertools import count

import numpy as np

from explorer.trial.pictures import Chunk
from explorer.trial.subset import Indices


def epochs(pictures: int, batch: int, seed: int) -> Iterator[list[Chunk]]:
    """Yields the chunks of one epoch after another, without end."""
    generator = np.random.default_rng(seed)
    for epoch in count():
        parts = batches(generator.permutation(pictures), batch)
        yield [Chunk(epoch, number, indices) for number, indices in enumerate(parts)]


def batches(order: Indices, size: int) -> list[Indices]:
    """Returns `order` cut into even batches of at most `size`, or 3.

    Batch normalisation cannot learn from a single picture, and no batch has one.

    >>> [len(batch) for batch in batches(np.arange(9), 4)]
    [3, 3, 3]
    """
    parts = max(1, min(-(-len(order) // size), len(order) // 2))
    return np.array_split(order, parts)
