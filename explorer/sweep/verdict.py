"""Trials -> curve, intervals, balance point, sentence. Statistics only: knows no store, no torch
and no screen.

The layout is a randomised complete block design (Montgomery, Design and Analysis of Experiments,
ch. 4): a strength is a treatment, a seed is a block, because all strengths of a seed share subset,
initial weights and batch order. What is left after removing strength and seed means is the
residual; its variance, pooled over all strengths, has (K - 1)(n - 1) degrees of freedom, so that
few seeds still give an honest interval. docs/statistics.md explains every choice, with the
simulations that tests/sweep/test_verdict.py runs.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from explorer.sweep.outcomes import Estimate, Outcome, Point, Setting, Verdict
from explorer.sweep.sentence import sentence

CONFIDENCE = 0.95
POWER = 0.8
MOST_SEEDS = 500
ROUNDING = 1e-9  # accuracies closer than this are equal; floating-point noise must not decide
SMOOTHING_NEIGHBOURS = 5
FEWEST_BEYOND = 400  # of the simulated layouts, past a critical value
_LAYOUTS = 200_000
Floats = NDArray[np.float64]


def judge(outcomes: Sequence[Outcome], setting: Setting, looks: int = 1) -> Verdict:
    """Returns the verdict on the finished trials of a sweep; strength 0 must be among them, and
    (strength, seed) unique.

    Works on unfinished sweeps too: strengths may have different numbers of seeds. `looks` counts
    the verdicts on these growing data, this one among them: what is told apart allows for them.
    Raises ValueError without trials at strength 0.
    """
    table = _Table.of(outcomes, confidence(looks))
    if table.strengths[0] != 0:
        raise ValueError("a verdict needs trials at strength 0")
    smoothed = smooth(table.strengths, table.adjusted_means())
    top = int(np.argmax(smoothed >= smoothed.max() - ROUNDING))  # of equals the weakest
    worse = table.told_worse_than(top)
    low, high = _run_around(top, worse)
    overdone = next(
        (float(table.strengths[k]) for k in range(top + 1, len(worse)) if worse[k]), None
    )
    helps = _helps(table, top, bool(worse.any()))
    verdict = Verdict(
        best=float(table.strengths[top]),
        balance_point=float(
            table.strengths[_balance_point(smoothed, top, table.standard_error(top))]
        ),
        plateau=(float(table.strengths[low]), float(table.strengths[high])),
        overdone_from=overdone,
        helps=helps,
        more_seeds=table.more_seeds(top) if helps is None else None,
        sentence="",
        curve=table.points(smoothed),
        looks=looks,
    )
    return replace(verdict, sentence=sentence(verdict, setting))


def confidence(looks: int) -> float:
    """Returns the confidence of the verdict at that look at growing data: 95%, 97.5%, 98.75%, ...

    Each look may err half as often as the one before, so that all looks after the first one
    together err as often as the first may.
    """
    return CONFIDENCE if looks == 1 else 1 - (1 - CONFIDENCE) / 2 ** (looks - 1)


def curve(outcomes: Sequence[Outcome], looks: int = 1) -> tuple[Point, ...]:
    """Returns the points of the curve alone, for a sweep under way: without the simulated critical
    values that a verdict takes. Raises as `judge` does.
    """
    table = _Table.of(outcomes, confidence(looks))
    if table.strengths[0] != 0:
        raise ValueError("a curve needs trials at strength 0")
    return table.points(smooth(table.strengths, table.adjusted_means()))


def smooth(strengths: Floats, accuracies: Floats) -> Floats:
    """Returns the curve smoothed by local quadratic regression over the nearest five strengths with
    tricube weights (Cleveland 1979).

    Simulated on humps, plateaus and falls with nine strengths and three seeds, its peak lies half
    as far below the true one as the raw maximum, and looks better than it is by 0.0 to 0.3 points
    where the raw maximum looks 0.1 to 0.4 better. Fewer than five strengths stay as they are.
    """
    if len(strengths) < SMOOTHING_NEIGHBOURS:
        return accuracies.copy()
    fitted = np.empty_like(accuracies)
    for i, centre in enumerate(strengths):
        distance = np.abs(strengths - centre)
        reach = 1.2 * np.sort(distance)[SMOOTHING_NEIGHBOURS - 1]
        root = np.sqrt((1 - np.clip(distance / reach, 0, 1) ** 3) ** 3)
        design = np.vander(strengths - centre, 3, increasing=True)
        fitted[i] = np.linalg.lstsq(design * root[:, None], accuracies * root, rcond=None)[0][0]
    return fitted


def rounding_variance(images: int | None) -> float:
    """Returns the variance that rounding adds to an accuracy on that many images, which comes in
    steps of 1 / images (Sheppard 1898); 0 where unknown.

    No spread between seeds is known better than that: with few images, accuracies agree to the last
    one by chance.
    """
    return 1 / (12 * images**2) if images else 0.0


def mean_interval(values: Sequence[float], least_variance: float = 0.0) -> Estimate:
    """Returns the mean of a few independent values with Student's 95% interval (None for a single
    value); they vary by `least_variance` at least.
    """
    data = np.asarray(values, dtype=float)
    if len(data) < 2:
        return Estimate(float(data.mean()), None)
    half = stats.t.ppf((1 + CONFIDENCE) / 2, len(data) - 1) * np.sqrt(
        max(data.var(ddof=1), least_variance) / len(data)
    )
    return Estimate(float(data.mean()), (float(data.mean() - half), float(data.mean() + half)))


@lru_cache(maxsize=64)
def dunnett_critical(comparisons: int, freedom: int, confidence: float = CONFIDENCE) -> float:
    """Returns Dunnett's one-sided critical value for `comparisons` treatments against one control
    in a balanced layout (Dunnett 1955).

    The largest of several t ratios that share the control and the residual variance; from 200,000
    simulated layouts with a fixed generator, good to 0.02 at 95%. Where too few layouts lie past it
    to tell, Bonferroni's, which is a little larger.
    """
    if (1 - confidence) * _LAYOUTS < FEWEST_BEYOND:
        return float(stats.t.ppf(1 - (1 - confidence) / comparisons, freedom))
    rng = np.random.default_rng(1955)
    control = rng.standard_normal(_LAYOUTS)
    largest = np.full(_LAYOUTS, -np.inf)
    for _ in range(comparisons):
        largest = np.maximum(largest, rng.standard_normal(_LAYOUTS) - control)
    scale = np.sqrt(rng.chisquare(freedom, _LAYOUTS) / freedom)
    return float(np.quantile(largest / (np.sqrt(2) * scale), confidence))


@lru_cache(maxsize=64)
def tukey_critical(treatments: int, freedom: int, confidence: float = CONFIDENCE) -> float:
    """Returns the critical value of the largest t ratio between any two of `treatments` (Tukey's
    studentised range over the root of 2).
    """
    return float(stats.studentized_range.ppf(confidence, max(treatments, 2), freedom) / np.sqrt(2))


class _Table:
    """Accuracies by strength (rows) and seed (columns), NaN where a trial is missing; the additive
    model's fit and residual variance.
    """

    def __init__(
        self,
        strengths: Floats,
        val: Floats,
        train: Floats,
        least_variance: float,
        confidence: float,
    ) -> None:
        self.strengths, self.val, self.train, self._least_variance = (
            strengths,
            val,
            train,
            least_variance,
        )
        self._confidence = confidence
        self.seen = ~np.isnan(val)
        self.counts = self.seen.sum(axis=1)
        self.variance, self.freedom, self._effects = self._fit()

    @classmethod
    def of(cls, outcomes: Sequence[Outcome], confidence: float) -> "_Table":
        if not outcomes:
            raise ValueError("a verdict needs trials at strength 0")
        strengths = sorted({outcome.strength for outcome in outcomes})
        seeds = sorted({outcome.seed for outcome in outcomes})
        val, train = np.full((2, len(strengths), len(seeds)), np.nan)
        for outcome in outcomes:
            cell = strengths.index(outcome.strength), seeds.index(outcome.seed)
            val[cell] = outcome.val_accuracy
            train[cell] = np.nan if outcome.train_accuracy is None else outcome.train_accuracy
        images = min(
            (outcome.val_images for outcome in outcomes if outcome.val_images), default=None
        )
        return cls(
            np.array(strengths, dtype=float), val, train, rounding_variance(images), confidence
        )

    def _fit(self) -> tuple[float | None, int, Floats]:
        """Least squares for strength + seed: residual variance, its degrees of freedom, and each
        strength's mean with the seeds evened out.
        """
        rows, columns = np.nonzero(self.seen)
        strengths, seeds = self.val.shape
        design = np.zeros((len(rows), strengths + seeds))
        design[np.arange(len(rows)), rows] = 1
        design[np.arange(len(rows)), strengths + columns] = 1
        solution, _, rank, _ = np.linalg.lstsq(design, self.val[rows, columns], rcond=None)
        freedom = len(rows) - int(rank)
        residual = self.val[rows, columns] - design @ solution
        means = solution[:strengths] + solution[strengths:].mean()
        residual[np.abs(residual) < ROUNDING] = 0.0
        return (
            (
                max(float(residual @ residual) / freedom, self._least_variance)
                if freedom > 0
                else None
            ),
            freedom,
            means,
        )

    def adjusted_means(self) -> Floats:
        return self._effects

    def standard_error(self, k: int) -> float:
        return float(np.sqrt((self.variance or 0.0) / self.counts[k]))

    def _ratio(self, k: int, other: int) -> float:
        """The t ratio of how far strength `other` lies above strength `k`; 0 where one seed a
        strength leaves no error to compare with.
        """
        difference = self._effects[other] - self._effects[k]
        if self.variance is None or abs(difference) < ROUNDING:
            return 0.0
        error = np.sqrt(self.variance * (1 / self.counts[k] + 1 / self.counts[other]))
        return float(difference / max(error, ROUNDING / 10))

    def critical(self) -> float:
        return (
            dunnett_critical(max(len(self.strengths) - 1, 1), self.freedom, self._confidence)
            if self.freedom > 0
            else np.inf
        )

    def told_worse_than(self, top: int) -> NDArray[np.bool_]:
        """Which strengths are told to be worse than `top`, allowing for `top` having been chosen
        among them (Tukey's range).
        """
        limit = (
            tukey_critical(len(self.strengths), self.freedom, self._confidence)
            if self.freedom > 0
            else np.inf
        )
        return np.array([self._ratio(k, top) > limit for k in range(len(self.strengths))])

    def told_better_than_none(self) -> bool:
        """Whether some strength is better than 0, allowing for having looked at all of them
        (Dunnett, one-sided).
        """
        return any(self._ratio(0, k) > self.critical() for k in range(1, len(self.strengths)))

    def more_seeds(self, top: int) -> int | None:
        """How many further seeds would show the gain of `top` (or of the best strength above 0)
        with 80% power, if it is what it looks like.
        """
        rival = (
            top
            if top > 0
            else int(np.argmax(self._effects[1:])) + 1
            if len(self.strengths) > 1
            else 0
        )
        if rival == 0:
            return None
        seeds = int(self.counts.min())
        if self.variance is None:
            return 3 - seeds
        gain = abs(self._effects[rival] - self._effects[0])
        reach = self.critical() + stats.norm.ppf(POWER)
        needed = np.ceil(2 * self.variance * (reach / gain) ** 2) if gain > ROUNDING else np.inf
        return max(int(needed) - seeds, 1) if needed <= MOST_SEEDS else None

    def points(self, smoothed: Floats) -> tuple[Point, ...]:
        return tuple(self.point(k, float(value)) for k, value in enumerate(smoothed))

    def point(self, k: int, smoothed: float) -> Point:
        train = self.train[k][~np.isnan(self.train[k])]
        return Point(
            strength=float(self.strengths[k]),
            seeds=int(self.counts[k]),
            val_accuracy=_accuracy(self.val[k][self.seen[k]], self._least_variance),
            train_accuracy=_accuracy(train) if len(train) else None,
            gain=self._gain(k),
            smoothed=smoothed,
        )

    def _gain(self, k: int) -> Estimate | None:
        both = self.seen[0] & self.seen[k]
        if not both.any():
            return None
        mean = float((self.val[k] - self.val[0])[both].mean())
        if k == 0:
            return Estimate(0.0, (0.0, 0.0))
        if self.variance is None:
            return Estimate(mean, None)
        half = stats.t.ppf((1 + self._confidence) / 2, self.freedom) * np.sqrt(
            2 * self.variance / both.sum()
        )
        return Estimate(mean, (mean - half, mean + half))


def _accuracy(values: Floats, least_variance: float = 0.0) -> Estimate:
    estimate = mean_interval(values.tolist(), least_variance)
    if estimate.ci95 is None:
        return estimate
    return Estimate(estimate.mean, (max(0.0, estimate.ci95[0]), min(1.0, estimate.ci95[1])))


def _run_around(top: int, worse: NDArray[np.bool_]) -> tuple[int, int]:
    low = high = top
    while low > 0 and not worse[low - 1]:
        low -= 1
    while high < len(worse) - 1 and not worse[high + 1]:
        high += 1
    return low, high


def _balance_point(smoothed: Floats, top: int, error: float) -> int:
    """The weakest strength within one standard error of the peak (the one-standard-error rule of
    Breiman et al. 1984).
    """
    return int(np.argmax(smoothed >= smoothed[top] - error - ROUNDING))


def _helps(table: _Table, top: int, something_worse: bool) -> bool | None:
    if table.told_better_than_none():
        return True
    return False if top == 0 and something_worse else None
