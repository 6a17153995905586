"""Trials over strengths -> curve, intervals, claims, balance point and sentence. Statistics only.

Loads scipy: imported where something is judged, not where a verdict is read. docs/statistics.md
explains every choice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.frozen import Frozen
from explorer.sweep.findings.blocks import Blocks
from explorer.sweep.findings.claims import (
    FEWEST_SEEDS,
    HARMFUL_FROM,
    HELPS,
    MORE_IMAGES,
    MORE_SEEDS,
    MOST_SEEDS,
    PAST_BEST,
    RULED_OUT,
    SETTLE,
    TOO_EASY,
    Claim,
    Shown,
    claims,
)
from explorer.sweep.findings.curve import balance_point, best, may_be_best
from explorer.sweep.findings.facts import Facts
from explorer.sweep.findings.needed import Needed, Seen, least_that_matters, needed, shown_spread
from explorer.sweep.findings.pooling import standard_among
from explorer.sweep.findings.said import joined
from explorer.sweep.findings.sentence import said
from explorer.sweep.findings.statistics import CONFIDENCE, Floats, around, confidence
from explorer.sweep.findings.strength import METHOD_BOTH, METHOD_SEEDS, StrengthVerdict
from explorer.sweep.findings.values import (
    Estimate,
    Interval,
    Judged,
    Outcome,
    Pair,
    Point,
    on_validation,
)

Flags = NDArray[np.bool_]


def judge(
    outcomes: Sequence[Outcome],
    strengths: Mapping[str, float],
    where: str,
    looks: int = 1,
    matters: float | None = None,
) -> Judged:
    """Returns the verdict on the finished trials on the validation split, with its curve.

    Strength 0 must be among them, and (arm, seed) unique. `strengths` are those of the arms, by
    key; `where` says what the verdict holds for, as `holds_for` does. Works on unfinished sweeps
    too: arms may have different numbers of seeds. `looks` counts the verdicts on these growing
    data, this one among them: what is told, and the intervals of the gains, allow for them.
    `matters` is the smallest gain that matters, a share; None for the least that these pictures
    can show, at least half a point. Raises ValueError without trials at strength 0.
    """
    curve = _curve(outcomes, strengths, looks)
    verdict = _verdict(curve, looks, matters)
    facts = curve.facts(where, looks, verdict.overdone_from, matters)
    if verdict.ruled_out is not None:
        verdict = replace(verdict, ruled_out_shown=facts.at_most)
    found = said(verdict, facts)
    return Judged(replace(verdict, sentence=joined(found), said=found), curve.points())


def curve(
    outcomes: Sequence[Outcome], strengths: Mapping[str, float], looks: int = 1
) -> Frozen[Point]:
    """Returns the points of the curve alone, by the key of the arm, for a sweep under way.

    Raises as `judge` does.
    """
    return _curve(outcomes, strengths, looks).points()


def _curve(outcomes: Sequence[Outcome], strengths: Mapping[str, float], looks: int) -> "Curve":
    finished = on_validation(outcomes, strengths)
    keys = sorted({outcome.arm for outcome in finished}, key=strengths.__getitem__)
    if not keys or strengths[keys[0]] != 0:
        raise ValueError("a curve needs trials at strength 0")
    found = np.array([strengths[key] for key in keys], dtype=float)
    return Curve(Blocks.of(finished, keys), found, confidence(looks))


@dataclass(frozen=True, eq=False)
class Curve:
    """The arms that have a finished trial, from weak to strong, and what is told of them."""

    blocks: Blocks
    strengths: Floats
    confidence: float

    @property
    def above(self) -> int:
        """How many strengths above 0 there are."""
        return max(len(self.strengths) - 1, 1)

    @property
    def has_no_room(self) -> bool:
        """Whether no network makes a mistake without augmentation: nothing can get better."""
        return bool(np.nanmin(self.blocks.val[0]) >= 1)

    @cached_property
    def half(self) -> Floats:
        """Half the width of the interval of every difference, which allows for all strengths."""
        return self.blocks.errors.halves(self.above, self.confidence)

    @cached_property
    def level(self) -> Floats:
        """The accuracy of every strength, as that at 0 plus the gain; NaN where there is none."""
        found = self.blocks
        level: Floats = np.nanmean(found.val[0]) + found.found.difference[:, 0]
        return level

    @cached_property
    def candidates(self) -> Flags:
        """Which strengths may be the best."""
        known = np.isfinite(self.level)
        found = may_be_best(self.blocks.found.difference, self.half) & known
        # Where trials are missing, each may be beaten by another one on other seeds.
        return found if found.any() else known

    @cached_property
    def best(self) -> int:
        """The place of the best strength."""
        return int(best(self.level, self.candidates))

    @property
    def balance_point(self) -> int:
        """The place of the balance point.

        How the strengths beyond the best one spread tells nothing of it.
        """
        below = self.level[self.best] - self.level
        up_to_best = np.arange(len(self.level)) <= self.best
        least = 2 * self.blocks.least_variance
        error = standard_among(self.blocks.found, up_to_best, least)[self.best]
        return int(balance_point(below, error, self.candidates))

    def points(self) -> Frozen[Point]:
        """Returns what is estimated of every strength, by the key of the arm."""
        return Frozen({key: self._point(k) for k, key in enumerate(self.blocks.arms)})

    def _point(self, k: int) -> Point:
        known = np.isfinite(self.level[k])
        return Point(
            seeds=int(self.blocks.counts[k]),
            accuracy=self.blocks.accuracy(k),
            train_accuracy=self.blocks.train_accuracy(k),
            gain=self._gain(k),
            smoothed=float(self.blocks.effects[k]) if known else None,
        )

    def _gain(self, k: int) -> Estimate | None:
        return self.blocks.gain(k, 0, self.confidence, float(self.half[k, 0]))

    def facts(
        self, where: str, looks: int, past_best: float | None, matters: float | None
    ) -> Facts:
        """Returns what the words of the verdict rest on."""
        above = range(1, len(self.strengths))
        beside = {k: self.blocks.pair(k, 0, self._gain(k)) for k in above}
        return Facts(
            where=where,
            strengths=tuple(self.strengths.tolist()),
            seeds=tuple(self.blocks.counts.tolist()),
            without=self.blocks.accuracy(0).mean,
            pairs={float(self.strengths[k]): pair for k, pair in beside.items() if pair},
            past_best=self._beside_best(past_best),
            looks=looks,
            matters=matters,
            images=self.blocks.found.pictures,
        )

    def _beside_best(self, strength: float | None) -> Pair | None:
        if strength is None:
            return None
        k, mean = self.strengths.tolist().index(strength), self.blocks.found.difference
        worse = Estimate(float(mean[k, self.best]), self._beside(k, self.best))
        return self.blocks.pair(k, self.best, worse)

    def least_that_matters(self) -> float:
        """Returns the smallest gain that matters where nobody says."""
        lasting = self.blocks.found.lasting[1:, 0][self.blocks.errors.kept[1:]]
        return least_that_matters(lasting, self.above, CONFIDENCE)

    def shown(self, matters: float) -> Shown:
        """Returns what the trials show, for the table of claims."""
        return Shown(
            strengths=tuple(self.strengths.tolist()),
            limits=tuple(self._beside(k, 0) for k in range(1, len(self.strengths))),
            best=self.best,
            may_be_best=tuple(self.candidates.tolist()),
            beside_best=tuple(self._beside(k, self.best) for k in range(len(self.strengths))),
            matters=matters,
        )

    def _beside(self, k: int, other: int) -> Interval | None:
        """The interval of how far a strength lies above another one; None of itself."""
        if k == other:
            return None
        return around(self.blocks.found.difference[k, other], self.half[k, other])

    def needed(self, matters: float, looks: int) -> Needed:
        """Returns what would settle the question at the next look."""
        seeds = int(self.blocks.counts.min())
        if len(self.strengths) < 2:
            return Needed()
        if seeds < FEWEST_SEEDS:
            return Needed(FEWEST_SEEDS - seeds)
        seen = Seen.of(self.blocks.found, self.blocks.errors)
        return needed(seen, seeds, matters, confidence(looks + 1))


def _verdict(curve: Curve, looks: int, matters: float | None) -> StrengthVerdict:
    least = curve.least_that_matters() if matters is None else matters
    found = claims(curve.shown(least))
    told = {claim.says: claim for claim in found}
    settled = any(says in told for says in SETTLE)
    more = Needed() if settled or curve.has_no_room else curve.needed(least, looks)
    places = np.flatnonzero(curve.candidates)
    low, high = (places[0], places[-1]) if len(places) else (curve.best, curve.best)
    ruled_out = told.get(RULED_OUT)
    return StrengthVerdict(
        best=float(curve.strengths[curve.best]),
        balance_point=float(curve.strengths[curve.balance_point]),
        plateau=(float(curve.strengths[low]), float(curve.strengths[high])),
        overdone_from=_first(told.get(PAST_BEST)),
        helps=True if HELPS in told else (False if settled else None),
        more_seeds=None if more.images else more.seeds,
        sentence="",
        method=METHOD_SEEDS if curve.blocks.right is None else METHOD_BOTH,
        claims=found if settled else (*found, *_more(curve, more)),
        ruled_out=None if ruled_out is None else ruled_out.limits[0],
        harmful_from=_first(told.get(HARMFUL_FROM)),
        matters=least,
        strengths=tuple(curve.strengths.tolist()),
        spread=shown_spread(curve.blocks.found, curve.blocks.errors),
    )


def _first(claim: Claim | None) -> float | None:
    return claim.strengths[0] if claim else None


def _more(curve: Curve, more: Needed) -> list[Claim]:
    """Returns the claim of what would tell; none where only strength 0 was measured."""
    if len(curve.strengths) < 2:
        return []
    if curve.has_no_room:
        return [Claim(TOO_EASY)]
    if more.images:
        return [Claim(MORE_IMAGES, (), (more.images, more.seeds or 0))]
    return [Claim(MORE_SEEDS, (), (more.seeds or MOST_SEEDS,))]
