"""What a sweep over strengths may say: one table, each row with its condition.

Nothing is said that is not in the table. Every limit allows for all strengths together with 95%,
and for all looks. Loads no statistics.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.sweep.findings.values import Interval

HELPS = "helps"
HURTS = "every strength hurts"
RULED_OUT = "ruled out"
HARMFUL_FROM = "harmful from"
PAST_BEST = "past its best from"
MAY_BE_BEST = "may be the best"
MORE_SEEDS = "more seeds"
MORE_IMAGES = "more images"
TOO_EASY = "too easy"
FEWEST_SEEDS = 2  # fewer say nothing about chance
MOST_SEEDS = 200  # that a run may have
HALF_THE_SCALE = 0.5  # a share: where only as much could be shown, nothing useful can
LEAST_MATTERS = 0.005  # a share: half a point, the smallest gain that matters unless told
SETTLE = (HELPS, HURTS, RULED_OUT)  # one of these is the answer; without them, more is needed


@dataclass(frozen=True)
class Claim:
    """Something that is shown: what it says, of which strengths, and the numbers that show it.

    `limits` are, by what it says: the interval of the gain at that strength ("helps", "harmful
    from"), the lowest and the highest limit of all gains ("every strength hurts"), the highest
    limit of all gains and the smallest gain that matters ("ruled out"), the interval of the
    difference to the best strength ("past its best from"), none ("may be the best"), the number of
    further seeds, or the most that a run may have where more are needed ("more seeds"), the numbers
    of further validation images and of further seeds ("more images"), and none ("too easy": no
    network has made a mistake).
    """

    says: str
    strengths: tuple[float, ...] = ()
    limits: tuple[float, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Returns it as an entry of `verdict.claims`."""
        return {"says": self.says, "strengths": list(self.strengths), "limits": list(self.limits)}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Claim":
        """Returns what `to_json` gave."""
        return cls(raw["says"], tuple(raw["strengths"]), tuple(raw["limits"]))


@dataclass(frozen=True)
class Shown:
    """What the trials show of all strengths, from weak to strong; strength 0 is the first.

    `limits` are the intervals of the gains of those above 0, and `beside_best` those of the
    differences to the best one; they allow for all strengths, and are None where nothing is known,
    as of a strength that shares no seed with 0.
    """

    strengths: tuple[float, ...]
    limits: tuple[Interval | None, ...]
    best: int
    may_be_best: tuple[bool, ...]
    beside_best: tuple[Interval | None, ...]
    matters: float

    @property
    def known(self) -> list[Interval]:
        """The intervals of the gains, where each has one; else none of them."""
        found = [ends for ends in self.limits if ends is not None]
        return found if len(found) == len(self.limits) else []


@dataclass(frozen=True)
class Row:
    """A row of the table: what is said, only if what holds, and the function that finds it."""

    says: str
    only_if: str
    find: Callable[[Shown], Claim | None]


def claims(shown: Shown) -> tuple[Claim, ...]:
    """Returns everything that is shown, in the order of the table."""
    found = (row.find(shown) for row in TABLE)
    return tuple(claim for claim in found if claim is not None)


def last_run(flags: Sequence[bool]) -> int | None:
    """Returns the first place from which on every flag is set; None where the last one is not."""
    unset = [place for place, flag in enumerate(flags) if not flag]
    first = unset[-1] + 1 if unset else 0
    return first if first < len(flags) else None


def _helps(shown: Shown) -> Claim | None:
    told = {k: ends for k, ends in enumerate(shown.limits, 1) if ends and ends[0] > 0}
    if not told:
        return None
    at = shown.best if shown.best in told else max(told, key=lambda k: told[k][0])
    return Claim(HELPS, (shown.strengths[at],), told[at])


def _hurts(shown: Shown) -> Claim | None:
    if not shown.known or max(high for _, high in shown.known) >= 0:
        return None
    ends = min(low for low, _ in shown.known), max(high for _, high in shown.known)
    return Claim(HURTS, shown.strengths[1:], ends)


def _ruled_out(shown: Shown) -> Claim | None:
    if not shown.known or max(high for _, high in shown.known) >= shown.matters:
        return None
    highest = max(high for _, high in shown.known)
    return Claim(RULED_OUT, shown.strengths[1:], (highest, shown.matters))


def _harmful_from(shown: Shown) -> Claim | None:
    first = last_run([bool(ends and ends[1] < 0) for ends in shown.limits])
    ends = None if first is None else shown.limits[first]
    if first is None or ends is None:
        return None
    return Claim(HARMFUL_FROM, (shown.strengths[first + 1],), ends)


def _past_best(shown: Shown) -> Claim | None:
    worse = [bool(ends and ends[1] < 0) for ends in shown.beside_best]
    first = last_run(worse)
    if first is None or first <= shown.best:
        return None
    return Claim(PAST_BEST, (shown.strengths[first],), shown.beside_best[first] or ())


def _may_be_best(shown: Shown) -> Claim | None:
    if all(shown.may_be_best):
        return None
    kept = zip(shown.strengths, shown.may_be_best, strict=True)
    return Claim(MAY_BE_BEST, tuple(strength for strength, may in kept if may))


TABLE = (
    Row(HELPS, "the lower limit of the gain at that strength is above 0", _helps),
    Row(HURTS, "the upper limit of every gain is below 0", _hurts),
    Row(RULED_OUT, "the upper limit of every gain is below the smallest that matters", _ruled_out),
    Row(HARMFUL_FROM, "from there on, each gain's upper limit is below 0", _harmful_from),
    Row(PAST_BEST, "from there on, each is shown to be worse than the best one", _past_best),
    Row(MAY_BE_BEST, "some strength is shown to be worse than another one", _may_be_best),
)
