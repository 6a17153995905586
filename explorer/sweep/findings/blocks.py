"""Accuracies by arm and seed, and the comparisons of arms, for every question.

The layout is a randomised complete block design (Montgomery, Design and Analysis of Experiments,
ch. 4): an arm is a treatment and a seed is a block, because all arms of a seed share subset,
initial weights and batch order. What is left after removing the means of arms and seeds is the
residual. Its variance, pooled over all K arms and n seeds, has (K - 1)(n - 1) degrees of freedom,
so that few seeds still give an honest interval. Where it is known which pictures each network got
right, the pictures are a second block, crossed with the seeds. docs/statistics.md explains every
choice, with the simulations that tests/sweep/findings/test_verdict.py runs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from explorer.sweep.findings.claims import FEWEST_SEEDS, MOST_SEEDS
from explorer.sweep.findings.components import Components, Right, components, unpacked
from explorer.sweep.findings.needed import POWER
from explorer.sweep.findings.pooling import ROUNDING, Errors, pooled
from explorer.sweep.findings.simultaneous import student
from explorer.sweep.findings.statistics import (
    CONFIDENCE,
    Floats,
    around,
    mean_interval,
    rounding_variance,
    within,
)
from explorer.sweep.findings.values import Estimate, Interval, Outcome, Pair, room


@dataclass(frozen=True, eq=False)
class Blocks:
    """Accuracies by arm and seed, with the fit of the additive model arm + seed.

    Rows are arms, in the order of `arms`; columns are seeds. NaN stands where a trial is missing.
    No variance is smaller than `least_variance`, which rounding to whole images adds. `right` tells
    which pictures each trial got right (arms x seeds x pictures); None where that is not known of
    every trial.
    """

    arms: tuple[str, ...]
    val: Floats
    train: Floats
    least_variance: float = 0.0
    right: Right | None = None

    @classmethod
    def of(cls, outcomes: Sequence[Outcome], arms: Sequence[str]) -> "Blocks":
        """Returns the blocks of finished trials.

        Each trial is of one of `arms`, and (arm, seed) is unique.
        """
        rows = {arm: row for row, arm in enumerate(arms)}
        seeds = sorted({outcome.seed for outcome in outcomes})
        val, train = np.full((2, len(arms), len(seeds)), np.nan)
        for outcome in outcomes:
            cell = rows[outcome.arm], seeds.index(outcome.seed)
            val[cell] = outcome.accuracy
            train[cell] = np.nan if outcome.train_accuracy is None else outcome.train_accuracy
        least = rounding_variance(min((o.images for o in outcomes if o.images), default=None))
        return cls(tuple(arms), val, train, least, _right(outcomes, rows, seeds))

    @cached_property
    def _fitted(self) -> tuple[Floats, float | None, int]:
        return _fit(self.val, self.least_variance)

    @property
    def effects(self) -> Floats:
        """The means of the arms, with the seeds evened out."""
        return self._fitted[0]

    @property
    def variance(self) -> float | None:
        """The variance of the residual, at least `least_variance`; None where nothing shows it."""
        return self._fitted[1]

    @property
    def freedom(self) -> int:
        """The degrees of freedom of `variance`."""
        return self._fitted[2]

    @cached_property
    def found(self) -> Components:
        """What seeds and pictures each add to every difference of two arms."""
        return components(self.val, self.right)

    @cached_property
    def errors(self) -> Errors:
        """The error of every difference of two arms."""
        return pooled(self.found, 2 * self.least_variance)

    @property
    def flawless(self) -> bool:
        """Whether every network classified every picture correctly: nothing can be told apart."""
        return bool(np.nanmin(self.val) >= 1)

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Which trials there are."""
        return ~np.isnan(self.val)

    @property
    def counts(self) -> NDArray[np.int_]:
        """How many trials each arm has."""
        return np.asarray(self.seen.sum(axis=1))

    def gain(
        self,
        k: int,
        base: int = 0,
        confidence: float = CONFIDENCE,
        together: float | None = None,
    ) -> Estimate | None:
        """Returns the gain of arm `k` over arm `base`, paired by seed, with its intervals.

        They have the given confidence, over seeds and pictures where these are known. `together` is
        half the width of the one that allows for all arms. None until both arms have a seed in
        common.
        """
        if not self.found.shared[k, base]:
            return None
        mean = float(self.found.difference[k, base])
        if k == base:
            return Estimate(0.0, (0.0, 0.0))
        by_seeds = around(mean, self._half_by_seeds(k, base, confidence))
        alone = by_seeds
        if self.right is not None:
            alone = around(mean, self.errors.half(k, base, confidence))
        return Estimate(mean, alone, by_seeds, around(mean, together), self._room(k, base))

    def pair(self, k: int, base: int, gain: Estimate | None) -> Pair | None:
        """Returns arm `k` beside arm `base` over the seeds that both have, with that gain.

        None where they share none.
        """
        both = self.seen[k] & self.seen[base]
        if gain is None or not both.any():
            return None
        accuracy, other = (float(self.val[row][both].mean()) for row in (k, base))
        return Pair(accuracy, other, replace(gain, possible=room(other)), int(both.sum()))

    def _room(self, k: int, base: int) -> Interval:
        """Returns what a gain can be at all, over the seeds that both arms have."""
        return room(float(self.val[base][self.seen[k] & self.seen[base]].mean()))

    def _half_by_seeds(self, k: int, base: int, confidence: float) -> float | None:
        """Returns half the interval of a gain over seeds alone, from the pooled residual."""
        if self.variance is None:
            return None
        error = np.sqrt(2 * self.variance / self.found.shared[k, base])
        return float(student(confidence, self.freedom) * error)

    def accuracy(self, k: int) -> Estimate:
        """Returns the mean accuracy of arm `k`, with Student's interval over its own seeds."""
        return _accuracy(self.val[k][self.seen[k]], self.least_variance)

    def train_accuracy(self, k: int) -> Estimate | None:
        """Returns the mean accuracy of arm `k` on the training images; None where unknown."""
        known = self.train[k][~np.isnan(self.train[k])]
        return _accuracy(known) if len(known) else None

    def more_seeds(self, k: int, base: int, critical: float) -> int | None:
        """Returns how many further seeds would tell arms `k` and `base` apart, with 80% power.

        It takes the difference for as large as it looks. None where no reasonable number would do.
        `critical` is the t ratio from which on a difference counts as told.
        """
        if self.variance is None:
            return max(FEWEST_SEEDS - int(self.counts.min()), 1)
        return self.seeds_for(k, base, self.effects[k] - self.effects[base], critical)

    def seeds_for(self, k: int, base: int, size: float, critical: float) -> int | None:
        """Returns how many further seeds would tell such a difference of two arms, or None.

        What the choice of the pictures adds, no number of seeds takes away.
        """
        reach = critical + float(ndtri(POWER))
        lasting = float(self.found.lasting[k, base])
        room = size**2 / reach**2 - lasting
        if self.variance is None or abs(size) <= ROUNDING or room <= 0:
            return None
        of_trial = 2 * self.variance
        if self.right is not None:
            of_trial = float(self.errors.of_trial[k, base])
        needed = np.ceil(of_trial / room)
        return max(int(needed) - int(self.counts.min()), 1) if needed <= MOST_SEEDS else None


def _fit(val: Floats, least_variance: float) -> tuple[Floats, float | None, int]:
    """Returns the fit of arm + seed by least squares.

    It gives the means of the arms with the seeds evened out, the variance of the residual, and its
    degrees of freedom.
    """
    rows, columns = np.nonzero(~np.isnan(val))
    arms, seeds = val.shape
    design = np.zeros((len(rows), arms + seeds))
    design[np.arange(len(rows)), rows] = 1
    design[np.arange(len(rows)), arms + columns] = 1
    solution, _, rank, _ = np.linalg.lstsq(design, val[rows, columns], rcond=None)
    freedom = len(rows) - int(rank)
    residual = val[rows, columns] - design @ solution
    means = solution[:arms] + solution[arms:].mean()
    residual[np.abs(residual) < ROUNDING] = 0.0
    if freedom <= 0:
        return means, None, freedom
    return means, max(float(residual @ residual) / freedom, least_variance), freedom


def _right(outcomes: Sequence[Outcome], rows: dict[str, int], seeds: Sequence[int]) -> Right | None:
    """Returns which pictures each trial got right; None where not all trials tell of the same."""
    images = {outcome.images if outcome.correct is not None else None for outcome in outcomes}
    pictures = images.pop() if len(images) == 1 else None
    if not pictures:
        return None
    right = np.zeros((len(rows), len(seeds), pictures), dtype=bool)
    for outcome in outcomes:
        told = unpacked(outcome.correct or b"", pictures)
        right[rows[outcome.arm], seeds.index(outcome.seed)] = told
    return right


def _accuracy(values: Floats, least_variance: float = 0.0) -> Estimate:
    return within(mean_interval(values.tolist(), least_variance), 0.0)
