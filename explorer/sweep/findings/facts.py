"""What the words of a verdict over strengths rest on beside the verdict itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from explorer.sweep.findings.claims import HALF_THE_SCALE
from explorer.sweep.findings.values import Estimate, Pair


@dataclass(frozen=True)
class Facts:
    """What the words of a verdict rest on beside the verdict itself.

    `where` is what it holds for. `strengths` are those that have a finished trial, from weak to
    strong, and `seeds` the number of seeds of each. `without` is the accuracy without augmentation.
    `pairs` are the strengths above 0 beside it, those that share a seed with it. `past_best` is the
    strength from which on augmentation is past its best, beside the best one. `looks` counts the
    verdicts on these growing data. `matters` is the smallest gain that matters as somebody set it,
    and `images` the number of validation images, where it is known what was right on each.
    """

    where: str
    strengths: tuple[float, ...]
    seeds: tuple[int, ...]
    without: float
    pairs: Mapping[float, Pair]
    past_best: Pair | None = None
    looks: int = 1
    matters: float | None = None
    images: int | None = None

    @property
    def at_most(self) -> float | None:
        """The highest limit of all gains, as it is shown; None where one of them has none."""
        limits = [pair.gain.shown[1] for pair in self.pairs.values() if pair.gain.shown]
        return max(limits) if limits and len(limits) == len(self.pairs) else None

    @property
    def no_room_above(self) -> bool:
        """Whether no gain can be above the highest limit at all: more is not possible."""
        gains = [pair.gain for pair in self.pairs.values() if pair.gain.shown]
        highest = max((gain.shown[1] for gain in gains if gain.shown), default=0.0)
        ends = (gain for gain in gains if gain.shown and gain.shown[1] == highest)
        return any(gain.open_sides[1] for gain in ends)

    @property
    def too_few(self) -> bool:
        """Whether not even a gain of half of the scale could be shown at any strength."""
        return too_wide(pair.gain for pair in self.pairs.values())


def too_wide(gains: Iterable[Estimate]) -> bool:
    """Returns whether every interval, as it is judged by, reaches half of the scale either way."""
    ends = [gain.ci95_simultaneous for gain in gains]
    known = [high - low for low, high in filter(None, ends)]
    return bool(known) and min(known) >= 2 * HALF_THE_SCALE
