"""How much is needed to tell: seeds, pictures, and the smallest gain that these can show.

It plays the next look a few hundred times, with the means and the spread that were seen, and
counts how often one of the claims that settle the question is made. The draws are fixed, so that
the same trials always ask for the same number.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from explorer.sweep.findings.claims import LEAST_MATTERS, MOST_SEEDS
from explorer.sweep.findings.components import Components
from explorer.sweep.findings.pooling import Errors
from explorer.sweep.findings.simultaneous import critical
from explorer.sweep.findings.spread import ASSUMED, Spread

Floats = NDArray[np.float64]

POWER = 0.8  # how often as much as is named shall tell
_DRAWS = 256
_CERTAIN = 1e7
_MOST_PICTURES = 1000  # times as many as there are


@dataclass(frozen=True, eq=False)
class Seen:
    """The gains over the first arm as they were seen, and how they spread.

    `by_seed` is the variance of the difference of two trials of one seed, without what a single
    trial's pictures add to it; that is `residual`, for the pictures there are. `lasting` is the
    variance that the choice of the pictures adds to the mean difference. `arms` is the number of
    arms that the spread was pooled over.
    """

    gains: Floats
    by_seed: Floats
    residual: Floats
    lasting: Floats
    arms: int
    pictures: int | None

    @classmethod
    def of(cls, found: Components, errors: Errors) -> "Seen":
        """Returns what the trials showed; NaN where an arm shares no seed with the first."""
        known = found.pictures is not None
        residual = found.residual[1:, 0] if known else np.zeros(found.arms - 1)
        return cls(
            gains=found.difference[1:, 0],
            by_seed=np.maximum(errors.of_trial[1:, 0] - residual, 0),
            residual=residual,
            lasting=found.lasting[1:, 0],
            arms=int(errors.kept.sum()),
            pictures=found.pictures,
        )

    def with_pictures(self, times: float) -> "Seen":
        """Returns the same with that many times as many pictures, or with no end of them."""
        return replace(self, residual=self.residual / times, lasting=self.lasting / times)


@dataclass(frozen=True)
class Needed:
    """What would settle the question: further seeds, or further pictures with further seeds.

    `seeds` and `images` are None where no number would do that can be had.
    """

    seeds: int | None = None
    images: int | None = None


def least_that_matters(
    lasting: Floats, comparisons: int, confidence: float, *, both_sides: bool = False
) -> float:
    """Returns the smallest gain that matters, where nobody says: half a point, or what can be seen.

    That is the margin M for which gains above M are ruled out at all strengths in 80% of sweeps,
    if no strength has a true gain and seeds have no end. `lasting` are the variances that the
    choice of the pictures adds to the gains. With `both_sides`, losses are ruled out too.
    """
    error = float(np.sqrt(np.mean(lasting))) if len(lasting) else 0.0
    highest = float(critical(comparisons, _CERTAIN, POWER if both_sides else 2 * POWER - 1))
    limit = float(critical(comparisons, _CERTAIN, confidence))
    return max(LEAST_MATTERS, (limit + highest) * error)


def needed(seen: Seen, seeds: int, matters: float, confidence: float) -> Needed:
    """Returns what would settle the question in 80% of sweeps like the one that was seen.

    `seeds` are those there are; `confidence` is that of the next look.
    """

    def told(total: int, of: Seen = seen, fresh: bool = False) -> float:
        return settled(of, total, matters, confidence, fresh=fresh)

    if not np.isfinite(seen.gains + seen.by_seed).all() or not len(seen.gains):
        return Needed()
    if told(MOST_SEEDS) >= POWER:
        return Needed(_least(lambda total: told(total) >= POWER, seeds + 1, MOST_SEEDS) - seeds)
    if seen.pictures is None:
        return Needed()
    for total in sorted({seeds, min(3 * seeds, MOST_SEEDS), min(10 * seeds, MOST_SEEDS)}):
        if told(total, seen.with_pictures(_MOST_PICTURES), fresh=True) >= POWER:
            return Needed(total - seeds, _pictures(told, seen, total))
    return Needed()


def _pictures(told: Callable[..., float], seen: Seen, seeds: int) -> int:
    """Returns how many further pictures would tell with that many seeds."""
    have = seen.pictures or 1

    def enough(count: int) -> bool:
        return told(seeds, seen.with_pictures(count / have), fresh=True) >= POWER

    return _least(enough, have + 1, _MOST_PICTURES * have) - have


def _least(holds: Callable[[int], bool], low: int, high: int) -> int:
    """Returns the smallest number from which on it holds; it holds at `high`."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def settled(
    seen: Seen, seeds: int, matters: float, confidence: float, *, fresh: bool = False
) -> float:
    """Returns in which share of sweeps with that many seeds the question would be settled.

    They are on the same pictures, or on `fresh` ones, which differ too.
    """
    low, high = _limits(seen, seeds, confidence, fresh)
    highest = high.max(axis=1)
    told = (low.max(axis=1) > 0) | (highest < max(0.0, matters))
    return float(told.mean())


def _limits(seen: Seen, seeds: int, confidence: float, fresh: bool) -> tuple[Floats, Floats]:
    """Returns the limits of all gains in `_DRAWS` sweeps with that many seeds."""
    comparisons = len(seen.gains)
    by_seed, by_picture, spread = _draws(comparisons + 1)
    of_trial = seen.by_seed + seen.residual
    error = np.sqrt(of_trial / (2 * seeds)) * (by_seed[:, 1:] - by_seed[:, :1])
    if fresh:
        error = error + np.sqrt(seen.lasting / 2) * (by_picture[:, 1:] - by_picture[:, :1])
    # As `pooling` does: the spread of all, or of either arm where that is larger. The share of a
    # mean square is that of a chi-square variate (Wilson and Hilferty 1931).
    freedom = max(seeds - 1, 1)
    share = (1 - 2 / (9 * freedom) + spread * np.sqrt(2 / (9 * freedom))) ** 3
    share = np.maximum(share, 0)
    mean = share.mean(axis=1, keepdims=True)
    own = (share * comparisons + mean * (comparisons + 1) - share) / (2 * comparisons)
    inflated = np.maximum(mean, np.maximum(own[:, 1:], own[:, :1]))
    by_seeds = of_trial * inflated / seeds
    both = by_seeds + seen.lasting
    degrees = both**2 / np.maximum(
        by_seeds**2 / max((seen.arms - 1) * freedom, 1)
        + seen.lasting**2 / max((seen.pictures or 2) - 1, 1),
        1e-300,
    )
    half = critical(comparisons, degrees, confidence) * np.sqrt(both)
    return seen.gains + error - half, seen.gains + error + half


@lru_cache(maxsize=64)
def _draws(arms: int) -> Floats:
    """Returns the fixed draws of every arm's error by seeds, by pictures, and of its spread."""
    return np.random.default_rng(1984).standard_normal((3, _DRAWS, arms))


def shown_spread(found: Components, errors: Errors) -> Spread | None:
    """Returns how far the trials of a run spread, for the plan of the next one.

    None where they do not tell: below two seeds, and where nobody knows which pictures were right.
    """
    seen = Seen.of(found, errors)
    kept = errors.kept[1:] & np.isfinite(seen.by_seed) & (found.shared[1:, 0] > 1)
    if not kept.any() or found.pictures is None:
        return None
    by_picture = found.by_picture[1:, 0]
    values = (seen.by_seed, seen.residual * found.pictures, by_picture * found.pictures)
    return Spread(*(float(value[kept].mean()) for value in values))


@dataclass(frozen=True)
class CanShow:
    """What a plan can show in 80% of sweeps, as shares.

    `gain` is the smallest true gain at one strength that would be told; `rules_out` the smallest
    gain that would be ruled out at all strengths, if none has a true gain. `matters` is the
    smallest gain that matters by default, on as many pictures.
    """

    gain: float
    rules_out: float
    matters: float


def can_show(
    strengths: int,
    seeds: int,
    images: int | None,
    confidence: float,
    spread: Spread = ASSUMED,
    *,
    both_sides: bool = False,
) -> CanShow | None:
    """Returns what that many strengths above 0, seeds and validation pictures can show.

    None where they can show nothing: one seed, or no strength. `images` is None for no end of them.
    With `both_sides`, losses are ruled out as well as gains.
    """
    if seeds < 2 or strengths < 1:
        return None
    each = np.ones(strengths)
    count = images or np.inf
    seen = Seen(
        gains=0 * each,
        by_seed=spread.by_seed * each,
        residual=spread.residual / count * each,
        lasting=spread.lasting / count * each,
        arms=strengths + 1,
        pictures=images,
    )
    low, high = _limits(seen, seeds, confidence, fresh=True)
    highest = np.maximum(high, -low) if both_sides else high
    return CanShow(
        gain=float(-np.quantile(low, 1 - POWER, axis=0).mean()),
        rules_out=float(np.quantile(highest.max(axis=1), POWER)),
        matters=least_that_matters(seen.lasting, strengths, confidence, both_sides=both_sides),
    )
