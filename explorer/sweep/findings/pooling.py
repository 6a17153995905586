"""The error of every difference of two arms, from few seeds: pooled, and no smaller than shown.

A single pair has one or two degrees of freedom from seed to seed at 2 or 3 seeds. So that part is
pooled over pairs, as a multiple of the residual. Where an arm spreads more than the others, its
own pairs count. Knows arrays alone; docs/statistics.md has the simulations.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.sweep.findings.components import Components
from explorer.sweep.findings.simultaneous import critical, student

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FAR = 4.0  # standard errors below the first: such an arm tells not how the others spread
FEWEST_FREEDOM = 4  # with fewer, the arms that are far below are pooled too
ROUNDING = 1e-9  # accuracies closer than this are equal; floating-point noise must not decide


@dataclass(frozen=True, eq=False)
class Errors:
    """The squared standard error of every difference, ... x arms x arms, and its freedom.

    `seeds` is what further seeds narrow, `pictures` what only further pictures narrow. NaN where
    nothing is known. `kept` tells which arms were pooled among themselves. `of_trial` is the
    variance of the difference of two trials of one seed, as it was pooled.
    """

    seeds: Floats
    pictures: Floats
    freedom: Floats
    kept: Flags
    of_trial: Floats

    @property
    def standard(self) -> Floats:
        """The standard errors; never 0, so that ratios are numbers."""
        found: Floats = np.maximum(np.sqrt(self.seeds + self.pictures), ROUNDING / 10)
        return found

    def half(self, k: int, base: int, confidence: float) -> float:
        """Returns half the width of the interval of one difference, for itself."""
        error = np.sqrt(self.seeds[k, base] + self.pictures[k, base])
        return float(student(confidence, self.freedom[k, base]) * max(error, ROUNDING / 10))

    def halves(self, comparisons: int, confidence: float) -> Floats:
        """Returns half the widths of all intervals, where those of one arm hold together."""
        return critical(comparisons, self.freedom, confidence) * self.standard


def pooled(found: Components, least_variance: float = 0.0) -> Errors:
    """Returns the errors of all pairs.

    `least_variance` is the smallest that the difference of two trials can have, where only
    accuracies are known.
    """
    known = np.isfinite(found.by_seed) & ~np.eye(found.arms, dtype=bool)
    if not known.any():
        nothing = np.full_like(found.by_seed, np.nan)
        every = np.ones(nothing.shape[:-1], dtype=bool)
        return Errors(nothing, nothing, nothing, every, nothing)
    weights = np.where(known, found.shared - 1, 0)
    squares = np.where(known, found.by_seed * weights, 0.0)
    kept = _kept(found, known)
    least = 0.0 if found.pictures is None else 1.0
    residuals = weights * found.residual
    ratio, freedom = _pools(squares, residuals, weights, kept)
    largest = np.maximum(ratio, _by_arm(squares, residuals, kept))
    of_trial, shown = (
        np.maximum(np.maximum(share, least) * found.residual, least_variance)
        for share in (ratio, largest)
    )
    seeds = shown / np.maximum(found.shared, 1)
    freedom = _satterthwaite(seeds, freedom, found)
    return Errors(seeds, found.by_picture, freedom, kept, of_trial)


def standard_among(found: Components, among: Flags, least_variance: float = 0.0) -> Floats:
    """Returns the standard errors of all differences, as the spread of some arms alone tells them.

    What other arms do changes nothing. NaN where these arms share no two seeds.
    """
    known = np.isfinite(found.by_seed) & ~np.eye(found.arms, dtype=bool)
    pairs = known & among[..., :, None] & among[..., None, :]
    weights = np.where(pairs, found.shared - 1, 0)
    residuals = _total(weights * found.residual)
    squares = _total(np.where(pairs, found.by_seed * weights, 0.0))
    ratio = np.where(residuals > 0, squares / np.where(residuals > 0, residuals, 1), np.nan)
    least = 0.0 if found.pictures is None else 1.0
    of_trial = np.maximum(np.maximum(ratio, least) * found.residual, least_variance)
    return np.asarray(np.sqrt(of_trial / np.maximum(found.shared, 1) + found.by_picture))


def _kept(found: Components, known: Flags) -> Flags:
    """Returns which arms are not far below the first, by a rule that knows not how many there are.

    A network that collapses spreads as no other does.
    """
    typical = np.nanmedian(np.where(known, found.by_seed, np.nan), axis=(-2, -1))
    of_trial = np.fmax(found.by_seed[..., 0, :], typical[..., None])
    shared = found.shared[..., 0, :]
    error = np.sqrt(of_trial / np.maximum(shared, 1) + found.by_picture[..., 0, :])
    kept = ~(found.difference[..., 0, :] > FAR * error + ROUNDING)
    degrees = np.where(kept & known[..., 0, :], shared - 1, 0).sum(axis=-1)
    return np.asarray(kept | (degrees < FEWEST_FREEDOM)[..., None])


def _pools(
    squares: Floats, residuals: Floats, weights: NDArray[np.int_], kept: Flags
) -> tuple[Floats, Floats]:
    """Returns the pooled ratio for every pair, and its degrees of freedom.

    It is that of the kept arms for pairs of these, and that of all arms for the others.
    """
    within = kept[..., :, None] & kept[..., None, :]
    ratios, freedoms = [], []
    for pairs in (within, np.ones_like(within)):
        ratios.append(_total(squares * pairs) / np.maximum(_total(residuals * pairs), 1e-300))
        freedoms.append(_freedom(weights * pairs))
    return np.where(within, *ratios), np.where(within, *freedoms)


def _total(values: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(values.sum(axis=(-2, -1), keepdims=True))


def _freedom(weights: NDArray[np.int_]) -> Floats:
    """Returns the degrees of freedom of all pairs of some arms: (arms - 1)(seeds - 1).

    Where trials are missing, the mean over the pairs stands for seeds - 1.
    """
    pairs = weights > 0
    arms = pairs.any(axis=-1).sum(axis=-1)[..., None, None]
    mean = _total(weights) / np.maximum(_total(pairs), 1)
    return np.asarray(np.maximum((arms - 1) * mean, 1.0))


def _by_arm(squares: Floats, residuals: Floats, kept: Flags) -> Floats:
    """Returns for every pair the larger ratio of those that the pairs of either arm show.

    They are the pairs with kept arms where both are kept, and else those with all arms.
    """
    within = kept[..., :, None] & kept[..., None, :]
    shown = []
    for pairs in (within, np.ones_like(within)):
        own = (squares * pairs).sum(axis=-1) / np.maximum((residuals * pairs).sum(axis=-1), 1e-300)
        shown.append(np.maximum(own[..., :, None], own[..., None, :]))
    return np.asarray(np.where(within, *shown))


def _satterthwaite(seeds: Floats, freedom: Floats, found: Components) -> Floats:
    """Returns the degrees of freedom of a sum of two mean squares (Satterthwaite 1946)."""
    if found.pictures is None:
        return freedom
    both = seeds + found.by_picture
    apart = seeds**2 / freedom + found.by_picture**2 / max(found.pictures - 1, 1)
    degrees: Floats = both**2 / np.maximum(apart, 1e-300)
    return degrees
