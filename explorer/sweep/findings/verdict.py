"""Trials over strengths -> curve, intervals, balance point and sentence. Statistics only.

Loads scipy, which takes most of a second: imported where something is judged, not where a verdict
is read. docs/statistics.md explains every choice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from explorer.frozen import Frozen
from explorer.sweep.findings.curve import balance_point, peak, plateau, smooth
from explorer.sweep.findings.sentence import sentence
from explorer.sweep.findings.statistics import (
    Blocks,
    Floats,
    confidence,
    dunnett_critical,
    tukey_critical,
)
from explorer.sweep.findings.strength import StrengthVerdict
from explorer.sweep.findings.values import Judged, Outcome, Point, on_validation


def judge(
    outcomes: Sequence[Outcome], strengths: Mapping[str, float], where: str, looks: int = 1
) -> Judged:
    """Returns the verdict on the finished trials on the validation split, with its curve.

    Strength 0 must be among them, and (arm, seed) unique. `strengths` are those of the arms, by
    key; `where` says what the verdict holds for, as `holds_for` does. Works on unfinished sweeps
    too: arms may have different numbers of seeds. `looks` counts the verdicts on these growing
    data, this one among them: what is told, and the intervals of the gains, allow for them. Raises
    ValueError without trials at strength 0.
    """
    table = _Curve(outcomes, strengths, looks)
    top, worse = table.top, table.told_worse()
    low, high = plateau(top, worse)
    past = (table.at(k) for k in range(top + 1, len(worse)) if worse[k])
    helps = _helps(table, bool(worse.any()))
    error = table.blocks.standard_error(top)
    verdict = StrengthVerdict(
        best=table.at(top),
        balance_point=table.at(balance_point(table.smoothed, top, error)),
        plateau=(table.at(low), table.at(high)),
        overdone_from=next(past, None),
        helps=helps,
        more_seeds=table.more_seeds() if helps is None else None,
        sentence="",
    )
    points = table.points()
    at = {strengths[key]: point for key, point in points.items()}
    return Judged(replace(verdict, sentence=sentence(verdict, at, where, looks)), points)


def curve(
    outcomes: Sequence[Outcome], strengths: Mapping[str, float], looks: int = 1
) -> Frozen[Point]:
    """Returns the points of the curve alone, by the key of the arm, for a sweep under way.

    It leaves out the simulated critical values that a verdict takes. Raises as `judge` does.
    """
    return _Curve(outcomes, strengths, looks).points()


class _Curve:
    """The blocks of the arms that have a finished trial, and their smoothed means.

    The arms stand from weak to strong.
    """

    def __init__(
        self, outcomes: Sequence[Outcome], strengths: Mapping[str, float], looks: int
    ) -> None:
        finished = on_validation(outcomes, strengths)
        keys = sorted({outcome.arm for outcome in finished}, key=strengths.__getitem__)
        if not keys or strengths[keys[0]] != 0:
            raise ValueError("a curve needs trials at strength 0")
        self.blocks = Blocks.of(finished, keys)
        self._strengths = np.array([strengths[key] for key in keys], dtype=float)
        self.smoothed: Floats = smooth(self._strengths, self.blocks.effects)
        self.top = peak(self.smoothed)
        self._confidence = confidence(looks)

    def at(self, k: int) -> float:
        return float(self._strengths[k])

    def points(self) -> Frozen[Point]:
        return Frozen({key: self._point(k) for k, key in enumerate(self.blocks.arms)})

    def _point(self, k: int) -> Point:
        return Point(
            seeds=int(self.blocks.counts[k]),
            accuracy=self.blocks.accuracy(k),
            train_accuracy=self.blocks.train_accuracy(k),
            gain=self.blocks.gain(k, 0, self._confidence),
            smoothed=float(self.smoothed[k]),
        )

    def told_worse(self) -> NDArray[np.bool_]:
        """Returns which strengths are told to be worse than the peak (Tukey's range).

        This allows for the peak having been chosen among them.
        """
        arms, freedom = len(self.blocks.arms), self.blocks.freedom
        limit = tukey_critical(arms, freedom, self._confidence) if freedom > 0 else np.inf
        return np.array([self.blocks.ratio(k, self.top) > limit for k in range(arms)])

    def _critical(self) -> float:
        if self.blocks.freedom <= 0:
            return float(np.inf)
        above = max(len(self.blocks.arms) - 1, 1)
        return dunnett_critical(above, self.blocks.freedom, self._confidence)

    def told_better_than_none(self) -> bool:
        """Tells whether some strength is better than 0 (Dunnett, one-sided).

        This allows for having looked at all of them.
        """
        limit = self._critical()
        return any(self.blocks.ratio(0, k) > limit for k in range(1, len(self.blocks.arms)))

    def more_seeds(self) -> int | None:
        """Returns how many further seeds would show the gain of the peak.

        Where the peak is at 0, that of the best strength above 0.
        """
        above = self.blocks.effects[1:]
        if self.top == 0 and not len(above):
            return None
        rival = self.top if self.top > 0 else int(np.argmax(above)) + 1
        return self.blocks.more_seeds(rival, 0, self._critical())


def _helps(table: _Curve, something_worse: bool) -> bool | None:
    if table.told_better_than_none():
        return True
    return False if table.top == 0 and something_worse else None
