"""What seeds and pictures each add to the difference of two arms: crossed components of variance.

All trials of a sweep score the same pictures, so that seeds and pictures are crossed (Searle,
Casella and McCulloch, Variance Components, ch. 4): the difference of two arms has a mean square
of seeds, one of pictures, and a residual. All pairs of arms are computed at once from products
of matrices. Knows arrays alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Right = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Components:
    """Every pair of arms over the seeds that both have; arrays are arms x arms, of k and l.

    `difference` is the mean of arm k minus that of arm l, NaN where they share no seed. `shared`
    counts the seeds. `by_seed` is the variance of the difference from seed to seed, NaN below two
    seeds. `residual` is that part of it that comes from the pictures of a single trial (the
    residual's mean square / pictures), and `by_picture` the variance that the choice of the
    pictures adds to the mean difference. `pictures` is None where only accuracies are known; then
    `residual` is 1 everywhere and `by_picture` 0.
    """

    difference: Floats
    shared: NDArray[np.int_]
    by_seed: Floats
    residual: Floats
    by_picture: Floats
    pictures: int | None

    @property
    def arms(self) -> int:
        """How many arms there are."""
        return len(self.shared)


def packed(right: Sequence[bool] | Right) -> bytes:
    """Returns which pictures a network got right as eight pictures a byte."""
    return np.packbits(np.asarray(right, dtype=bool)).tobytes()


def unpacked(right: bytes, pictures: int) -> Right:
    """Returns what `packed` took, of that many pictures."""
    return np.unpackbits(np.frombuffer(right, dtype=np.uint8), count=pictures).astype(bool)


def components(val: Floats, right: Right | None = None) -> Components:
    """Returns the components of all pairs of arms.

    `val` are the accuracies, arms x seeds, NaN where a trial is missing. `right` tells of each
    trial which pictures it got right (arms x seeds x pictures; a missing trial's row is not read).
    """
    arms = len(val)
    shape = (arms, arms)
    difference, by_seed = np.full((2, *shape), np.nan)
    residual, by_picture = np.ones(shape), np.zeros(shape)
    shared = np.zeros(shape, dtype=int)
    for rows, seeds, mine in _patterns(~np.isnan(val)):
        place = np.ix_(rows, rows)
        accuracies = val[np.ix_(rows, seeds)]
        means = accuracies.mean(axis=1)
        seed_squares = _pairs(_products(accuracies - means[:, None]))
        found = [means[:, None] - means, seed_squares / max(len(seeds) - 1, 1)]
        if len(seeds) < 2:
            found[1] = np.full_like(seed_squares, np.nan)
        if right is not None:
            found += _of_pictures(right[np.ix_(rows, seeds)], means, seed_squares)
        np.copyto(shared[place], 0)
        for target, value in zip((difference, by_seed, residual, by_picture), found, strict=False):
            target[place] = np.where(mine, value, target[place])
        shared[place] = np.where(mine, len(seeds), shared[place])
    pictures = None if right is None else right.shape[2]
    return Components(difference, shared, by_seed, residual, by_picture, pictures)


def _patterns(
    seen: Right,
) -> list[tuple[NDArray[np.int_], NDArray[np.int_], Right]]:
    """Every set of seeds that some pair shares, with the arms that have all of them.

    The third value tells which pairs of these arms share just this set. There is one set where no
    trial is missing.
    """
    if seen.all():
        arms, seeds = seen.shape
        return [(np.arange(arms), np.arange(seeds), np.ones((arms, arms), dtype=bool))]
    both = seen[:, None] & seen[None, :]
    sets = np.unique(both.reshape(-1, seen.shape[1]), axis=0)
    found = []
    for these in sets[sets.any(axis=1)]:
        rows = np.flatnonzero((seen >= these).all(axis=1))
        mine = (both[np.ix_(rows, rows)] == these).all(axis=2)
        found.append((rows, np.flatnonzero(these), mine))
    return found


def _of_pictures(right: Right, means: Floats, seed_squares: Floats) -> list[Floats]:
    """Returns `residual` and `by_picture` of the pairs of some arms on the seeds that all have.

    `seed_squares` are the sums of squares of the seeds, per picture.
    """
    _, seeds, pictures = right.shape
    cells = np.ascontiguousarray(right.transpose(1, 0, 2), dtype=np.float32)
    both_right = sum(_products(trials) for trials in cells)  # counts below 2^24 are exact
    mean_square = seeds * pictures * np.outer(means, means)
    total = _pairs(both_right - mean_square)
    counts = cells.sum(axis=0).astype(np.float64)
    picture_squares = _pairs(_products(counts) / seeds - mean_square)
    squares = total - picture_squares - pictures * seed_squares
    picture_mean = picture_squares / max(pictures - 1, 1)
    # One seed cannot part the pictures from the residual: what both make is the residual's.
    residual = picture_mean if seeds == 1 else squares / ((seeds - 1) * max(pictures - 1, 1))
    # Nothing is known better than one picture of one trial.
    residual = np.maximum(residual, 1 / (seeds * pictures))
    lasting = np.maximum(picture_mean - residual, 0) / (seeds * pictures)
    return [residual / pictures, lasting]


def _products(rows: Floats) -> Floats:
    found: Floats = rows @ rows.T
    return found


def _pairs(products: Floats) -> Floats:
    """Returns the sums of squares of all differences, from the products of all rows."""
    own = np.diagonal(products)
    return np.maximum(own[:, None] + own - 2 * products, 0)
