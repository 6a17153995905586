"""Which trials run next, given what has come out so far: the protocol, and the values it speaks of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from explorer.sweep.findings.values import Outcome
from explorer.trial.arm import Arm
from explorer.trial.spec import Split


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
    people: what was left out, and why.
    """

    trials: tuple[Planned, ...]
    arms: tuple[Arm, ...] = ()
    notes: tuple[str, ...] = ()


class Schedule(Protocol):
    """Decides which trials run, from what is stored alone: so a sweep resumes by asking again."""

    def next(self, so_far: Sequence[Outcome], seconds_left: float | None) -> Round | None:
        """Returns the next round, or None where the sweep is over.

        `so_far` holds the ended trials of every earlier round, in the order planned (never in that
        of finishing); `seconds_left` is what is left of a time budget, None where there is none.
        """
