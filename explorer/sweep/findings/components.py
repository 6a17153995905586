"""What seeds and pictures each add to the difference of two arms: crossed components of variance.

All trials of a sweep score the same pictures, so that seeds and pictures are crossed (Searle,
Casella and McCulloch, Variance Components, ch. 4): the difference of two arms has a mean square
of seeds, one of pictures, and a residual. All pairs of arms are computed at once from products
of matrices, and of many sweeps where arrays have leading axes. Knows arrays alone.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.sweep.findings.spread import LEAST_LASTING

Floats = NDArray[np.float64]
Right = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Components:
    """Every pair of arms over the seeds that both have; arrays are ... x arms x arms, of k and l.

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
        return int(self.shared.shape[-1])

    @property
    def lasting(self) -> Floats:
        """`by_picture` as a plan takes it: few seeds often show nothing of what is always there."""
        if self.pictures is None:
            return self.by_picture
        found: Floats = np.maximum(self.by_picture, LEAST_LASTING * self.residual)
        return found


def unpacked(right: bytes, pictures: int) -> Right:
    """Returns which pictures a network got right, from eight a byte."""
    return np.unpackbits(np.frombuffer(right, dtype=np.uint8), count=pictures).astype(bool)


def components(val: Floats, right: Right | None = None) -> Components:
    """Returns the components of all pairs of arms.

    `val` are the accuracies, ... x arms x seeds, NaN where a trial is missing. `right` tells of
    each trial which pictures it got right (... x arms x seeds x pictures; a missing trial's row is
    not read). Only of one sweep may trials be missing.
    """
    pictures = None if right is None else right.shape[-1]
    seen = ~np.isnan(val)
    if seen.all():
        shared = np.full((*val.shape[:-1], val.shape[-2]), val.shape[-1])
        difference, by_seed, residual, by_picture = _of_shared(val, right)
        return Components(difference, shared, by_seed, residual, by_picture, pictures)
    shape = (len(val), len(val))
    shared = np.zeros(shape, dtype=int)
    found = [np.full(shape, value) for value in (np.nan, np.nan, 1.0, 0.0)]
    for rows, seeds, mine in _patterns(seen):
        place, cells = np.ix_(rows, rows), np.ix_(rows, seeds)
        parts = _of_shared(val[cells], None if right is None else right[cells])
        for target, part in zip(found, parts, strict=True):
            target[place] = np.where(mine, part, target[place])
        shared[place] = np.where(mine, len(seeds), shared[place])
    return Components(found[0], shared, found[1], found[2], found[3], pictures)


def _patterns(seen: Right) -> list[tuple[NDArray[np.int_], NDArray[np.int_], Right]]:
    """Every set of seeds that some pair shares, with the arms that have all of them.

    The third value tells which pairs of these arms share just this set.
    """
    both = seen[:, None] & seen[None, :]
    sets = np.unique(both.reshape(-1, seen.shape[1]), axis=0)
    found = []
    for these in sets[sets.any(axis=1)]:
        rows = np.flatnonzero((seen >= these).all(axis=1))
        mine = (both[np.ix_(rows, rows)] == these).all(axis=2)
        found.append((rows, np.flatnonzero(these), mine))
    return found


def _of_shared(val: Floats, right: Right | None) -> tuple[Floats, Floats, Floats, Floats]:
    """Returns the four arrays of `Components` for arms that all have the same seeds."""
    seeds = val.shape[-1]
    means = val.mean(axis=-1)
    squares = _pairs(_products(val - means[..., None]))
    difference = means[..., :, None] - means[..., None, :]
    by_seed = squares / (seeds - 1) if seeds > 1 else np.full_like(squares, np.nan)
    if right is None:
        return difference, by_seed, np.ones_like(squares), np.zeros_like(squares)
    residual, by_picture = _of_pictures(right, means, squares)
    return difference, by_seed, residual, by_picture


def _of_pictures(right: Right, means: Floats, seed_squares: Floats) -> tuple[Floats, Floats]:
    """Returns `residual` and `by_picture`; `seed_squares` are those of the seeds, per picture."""
    seeds, pictures = right.shape[-2:]
    cells = np.ascontiguousarray(np.swapaxes(right, -3, -2), dtype=np.float32)
    both_right = _products(cells).sum(axis=-3)  # counts below 2^24 are exact
    mean_square = seeds * pictures * means[..., :, None] * means[..., None, :]
    total = _pairs(both_right - mean_square)
    counts = cells.sum(axis=-3).astype(np.float64)
    picture_squares = _pairs(_products(counts) / seeds - mean_square)
    squares = total - picture_squares - pictures * seed_squares
    picture_mean = picture_squares / max(pictures - 1, 1)
    # One seed cannot part the pictures from the residual: what both make is the residual's.
    residual = squares / max((seeds - 1) * (pictures - 1), 1) if seeds > 1 else picture_mean
    # Nothing is known better than one picture of one trial.
    residual = np.maximum(residual, 1 / (seeds * pictures))
    lasting = np.maximum(picture_mean - residual, 0) / (seeds * pictures)
    return residual / pictures, lasting


def _products(rows: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(np.matmul(rows, np.swapaxes(rows, -1, -2)))


def _pairs(products: NDArray[Any]) -> Floats:
    """Returns the sums of squares of all differences, from the products of all rows."""
    own = np.diagonal(products, axis1=-2, axis2=-1)
    return np.asarray(np.maximum(own[..., :, None] + own[..., None, :] - 2 * products, 0))
