"""Which trials run next: the protocol, and the schedules that every question can use.

A schedule decides from what is stored alone. So a sweep resumes by asking again, and the number of
workers changes nothing.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Protocol

from explorer import numbers
from explorer.sweep.findings.claims import FEWEST_SEEDS
from explorer.sweep.findings.values import Outcome
from explorer.sweep.planning.seeds import final_seeds
from explorer.trial.arm import Arm
from explorer.trial.spec import Split

# Judging, the classification report, the files that a command writes; measured on two cores.
END_S = 4.0


@dataclass(frozen=True)
class Planned:
    """A trial to come: an arm of the sweep, a seed, and the split that its result is scored on."""

    arm: str
    seed: int
    split: Split = "val"


@dataclass(frozen=True)
class Round:
    """What a schedule asks for at once; it is asked again when all of it has ended.

    `arms` are those that nobody has planned before and that `trials` speak of. `notes` are for
    people: what was left out, and why. `last` tells that no trials on the validation split follow,
    so that the sweep can be judged as soon as these have ended. `seeds` is how many seeds the sweep
    has after all, where the schedule left some out.
    """

    trials: tuple[Planned, ...]
    arms: tuple[Arm, ...] = ()
    notes: tuple[str, ...] = ()
    last: bool = False
    seeds: int | None = None


class Schedule(Protocol):
    """Decides which trials run, from what is stored alone: so a sweep resumes by asking again."""

    def next(self, so_far: Sequence[Outcome], seconds_left: float | None) -> Round | None:
        """Returns the next round, or None where the sweep is over.

        `so_far` holds the ended trials of every earlier round, in the order planned (never in that
        of finishing); `seconds_left` is what is left of a time budget, None where there is none.
        """


@dataclass(frozen=True)
class Grid:
    """Every arm with every seed, at once: seed by seed, the arms in the order given."""

    arms: tuple[str, ...]
    seeds: tuple[int, ...]

    def next(self, so_far: Sequence[Outcome], seconds_left: float | None) -> Round | None:
        """Returns what has not run yet, or None."""
        done = {(outcome.arm, outcome.seed) for outcome in so_far}
        missing = tuple(
            Planned(arm, seed)
            for seed in self.seeds
            for arm in self.arms
            if (arm, seed) not in done
        )
        return Round(missing, last=True) if missing else None


@dataclass(frozen=True)
class Budgeted:
    """A grid that keeps to a time budget.

    First come the fewest seeds that tell something, then one seed after the other, for as long as
    the seconds left hold it. `finals` is how many trials the final test will take.
    """

    arms: tuple[str, ...]
    seeds: tuple[int, ...]
    workers: int
    finals: int
    time_budget_s: float

    def next(self, so_far: Sequence[Outcome], seconds_left: float | None) -> Round | None:
        """Returns the next seed with every arm, or None where all seeds have run.

        The round is empty where there is no time for it.
        """
        ran = {outcome.seed for outcome in so_far}
        begun = sum(seed in ran for seed in self.seeds)
        if begun == len(self.seeds):
            return None
        if begun and self._too_late(so_far, seconds_left):
            note = (
                f"to keep to {numbers.number(self.time_budget_s)} s, the run left out"
                f" {len(self.seeds) - begun} more of its {len(self.seeds)} seeds"
            )
            return Round((), notes=(note,), last=True, seeds=begun)
        until = begun + 1 if begun else FEWEST_SEEDS
        grid = Grid(self.arms, self.seeds[:until]).next(so_far, seconds_left)
        return grid and replace(grid, last=until >= len(self.seeds))

    def _too_late(self, so_far: Sequence[Outcome], seconds_left: float | None) -> bool:
        took_s = [outcome.seconds for outcome in so_far if outcome.seconds is not None]
        if seconds_left is None or not took_s:
            return False
        waves = math.ceil(len(self.arms) / self.workers) + math.ceil(self.finals / self.workers)
        return waves * fmean(took_s) + END_S > seconds_left


@dataclass(frozen=True)
class Confirmed:
    """Another schedule, and behind it the trials on the test split, on fresh seeds.

    `always` are the arms that are scored there whatever the verdict says: they run with the last
    round, so that no worker waits for the verdict. `chosen` are those that the verdict asks for,
    None until there is one. `fresh` are the seeds, as planned.
    """

    inner: Schedule
    always: tuple[str, ...]
    chosen: tuple[str, ...] | None
    fresh: tuple[int, ...]

    def next(self, so_far: Sequence[Outcome], seconds_left: float | None) -> Round | None:
        """Returns the next round of the other schedule; then what is missing on the test split."""
        curve = [outcome for outcome in so_far if outcome.split == "val"]
        following = self.inner.next(curve, seconds_left)
        if following is None:
            missing = tuple(self._missing(so_far, curve))
            return Round(missing, last=True) if missing else None
        if not following.last:
            return following
        seeds = {outcome.seed for outcome in curve} | {trial.seed for trial in following.trials}
        fresh = self.fresh[: final_seeds(len(seeds))]
        done = {(outcome.arm, outcome.seed) for outcome in so_far if outcome.split == "test"}
        finals = (
            Planned(arm, seed, "test")
            for arm in self.always
            for seed in fresh
            if (arm, seed) not in done
        )
        return replace(following, trials=(*following.trials, *finals))

    def _missing(self, so_far: Sequence[Outcome], curve: Sequence[Outcome]) -> Iterator[Planned]:
        done = {(outcome.arm, outcome.seed) for outcome in so_far if outcome.split == "test"}
        # Arms are compared on the same seeds: those that have run decide.
        ran = [outcome.seed for outcome in so_far if outcome.split == "test"]
        fresh = self.fresh[: final_seeds(len({outcome.seed for outcome in curve}))]
        for arm in self.chosen or ():
            for seed in dict.fromkeys(ran or fresh):
                if (arm, seed) not in done:
                    yield Planned(arm, seed, "test")


def coarse_to_fine(places: int) -> list[int]:
    """Returns 0 .. places-1 with the ends first, then the middles of the widest gaps.

    So every prefix is a rough curve.

    >>> coarse_to_fine(9)
    [0, 8, 4, 2, 6, 1, 3, 5, 7]
    """
    order = list(dict.fromkeys((0, places - 1)))
    gaps = [(0, places - 1)]
    while gaps:
        low, high = gaps.pop(0)
        middle = (low + high) // 2
        if middle not in (low, high):
            order.append(middle)
            gaps += [(low, middle), (middle, high)]
    return order
