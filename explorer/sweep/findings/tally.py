"""How many trials a sweep has, what became of them, and what is said of those that are missing.

Pages, report, commands and sweep.json take their words from here. Pure functions; lines out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import fmean
from typing import Any

from explorer import numbers
from explorer.errors import quoted_apart
from explorer.names import shown
from explorer.sweep.findings.arm import ArmResult
from explorer.sweep.findings.sentence import listed

ENDED = ("finished", "stopped", "failed", "interrupted")
_MOST_NAMED = 5
_LONG_RUN = 3  # from so many strengths beside each other on, only the ends are named


@dataclass(frozen=True)
class Tally:
    """How many trials a sweep has, those of the final test among them, and what became of them.

    `why` is what the first one that failed said.
    """

    total: int
    finished: int
    failed: int = 0
    why: str = ""

    @classmethod
    def of(cls, ends: Iterable[tuple[str, str]], total: int = 0) -> "Tally":
        """Returns the tally of trials, each a status and a message.

        `total` is how many there are in all, where more are known to come.
        """
        known = list(ends)
        failed = [message for status, message in known if status == "failed"]
        finished = sum(status == "finished" for status, _ in known)
        why = shown(next(iter(failed), ""))
        return cls(max(total, len(known)), finished, len(failed), why)

    def at_end(self, status: str, message: str) -> "Tally":
        """Returns the tally of a run that ended so, and said so.

        Where it failed before a trial had ended (the data set cannot be read, say), that is why
        none of its trials could run: they all count as failed.
        """
        if status != "failed" or self.ended:
            return self
        return replace(self, failed=self.total, why=shown(message))

    @property
    def ended(self) -> int:
        """How many have finished or failed."""
        return self.finished + self.failed

    @property
    def done(self) -> str:
        """How many have finished, of how many: `12 of 16 trials`."""
        return f"{numbers.whole(self.finished)} of {numbers.count(self.total, 'trial')}"

    @property
    def aside(self) -> str:
        """What stands behind such a count: `, 4 failed`; "" where none has."""
        return f", {numbers.whole(self.failed)} failed" if self.failed else ""

    @property
    def failures(self) -> str:
        """How many trials failed, of how many, and why; "" where none has."""
        if not self.failed:
            return ""
        said = f"{numbers.whole(self.failed)} of {numbers.count(self.total, 'trial')} failed"
        if not self.why:
            return said
        return f"{said}: {self.why}" if self.failed == 1 else f"{said}; the first: {self.why}"

    def beside(self, message: str) -> str:
        """Returns `failures`, without the reason where `message`, which stands before it, says it.

        It is "" where no trial has failed.
        """
        return replace(self, why="").failures if self.why in message else self.failures

    def to_json(self) -> dict[str, Any]:
        """Returns the block `trials` of sweep.json."""
        return {
            "total": self.total,
            "finished": self.finished,
            "failed": self.failed,
            "first_failure": self.why,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Tally":
        """Returns the tally that `to_json` gave."""
        return cls(raw["total"], raw["finished"], raw["failed"], raw["first_failure"])


def missing(arm: ArmResult, *, ended: bool) -> str:
    """Returns what is missing of an arm: "failed", "not run", or how many trials are; "" for none.

    `ended` tells whether its sweep has. An arm of which a trial is still to come is not missing.
    """
    planned = len(arm.trials)
    left = planned - arm.finished - arm.failed
    if arm.finished == 0 and (ended or (planned and not left)):
        return "failed" if arm.failed else "not run"
    parts = [f"{arm.failed} failed"] if arm.failed else []
    parts += [f"{left} not run"] if ended and left else []
    return f"{', '.join(parts)} of {planned}" if parts else ""


def no_gain(arm: ArmResult, base: ArmResult | None, *, ended: bool) -> str:
    """Returns why an arm has no gain over another one: "" where it has one, or may have."""
    if arm.gain is not None:
        return ""
    if arm.finished == 0:
        return missing(arm, ended=ended)
    if base is None or base.finished == 0:
        return ""
    return "" if arm.seeds_done & base.seeds_done else f"no seed in common with {base.name}"


def paired(arm: ArmResult, base: ArmResult | None) -> tuple[float, float] | None:
    """Returns the mean accuracies of an arm and of another one over the seeds that both have.

    Their difference is the gain. None where they share no seed.
    """
    mine, other = (
        {trial.seed: trial.accuracy for trial in each.trials if trial.accuracy is not None}
        for each in (arm, base or arm)
    )
    both = sorted(mine.keys() & other.keys())
    if base is None or not both:
        return None
    return fmean(mine[seed] for seed in both), fmean(other[seed] for seed in both)


def unsaid(arms: Sequence[ArmResult], bases: Mapping[str, str | None]) -> Iterator[str]:
    """Yields of which arms of a judged sweep nothing is known, and which have no gain, and why.

    `bases` are the keys of the arms that the gains of each arm are over.
    """
    absent = [arm for arm in arms if not arm.finished]
    if absent:
        it = "it" if len(absent) == 1 else "them"
        yield f"no trial {_at(absent)} finished: nothing is known of {it}"
    for base in arms:
        over = [arm for arm in arms if bases.get(arm.key) == base.key and arm.finished]
        apart = [arm for arm in over if no_gain(arm, base, ended=True)]
        if apart:
            yield f"no seed finished both {_at(apart)} and {_at([base])}: no gain is known there"


def where_it_ended(status: str, tally: Tally, arms: Sequence[ArmResult]) -> str:
    """Returns after how many trials a sweep ended early, and how many seeds its arms have.

    It is "" for a sweep that has finished, or that is under way.
    """
    if status not in ENDED or status == "finished":
        return ""
    return "; ".join(filter(None, (f"{status} after {tally.done}", _seeds(arms))))


def _seeds(arms: Sequence[ArmResult]) -> str:
    """How many seeds have finished: `strengths 0 to 1 have 2 seeds, the others 1`."""
    *more, least = sorted({arm.finished for arm in arms}, reverse=True) or [0]
    if not more:
        one = "strength" if all(arm.is_strength for arm in arms) else "arm"
        return f"every {one} has {numbers.count(least, 'seed')}" if least else ""
    told = [f"{_those(arms, seeds)} {numbers.count(seeds, 'seed')}" for seeds in more]
    others = _those(arms, least) if _alone(arms, least) else "the others"
    return ", ".join([*told, f"{others} {least or 'none'}"])


def _alone(arms: Sequence[ArmResult], seeds: int) -> bool:
    return sum(arm.finished == seeds for arm in arms) == 1


def _those(arms: Sequence[ArmResult], seeds: int) -> str:
    """The arms that have so many seeds, and the verb."""
    has = "has" if _alone(arms, seeds) else "have"
    chosen = [arm.finished == seeds for arm in arms]
    if not all(arm.is_strength for arm in arms):
        return f"{sum(chosen)} of {len(arms)} arms {has}"
    runs = [
        [f"{numbers.strength(arm.strength or 0.0)}" for arm, _ in run]
        for mine, run in groupby(zip(arms, chosen, strict=True), key=lambda pair: pair[1])
        if mine
    ]
    names = [
        name
        for run in runs
        for name in ([f"{run[0]} to {run[-1]}"] if len(run) >= _LONG_RUN else run)
    ]
    called = "strength" if has == "has" else "strengths"
    return f"{called} {_listed(names)} {has}"


def _at(arms: Sequence[ArmResult]) -> str:
    one = len(arms) == 1
    if all(arm.is_strength for arm in arms):
        named = _listed([f"{numbers.strength(arm.strength or 0.0)}" for arm in arms])
        return f"at strength{'' if one else 's'} {named}"
    named = _listed(list(quoted_apart(arm.name for arm in arms).values()))
    return f"in the arm{'' if one else 's'} {named}"


def tally_of(arms: Iterable[ArmResult]) -> Tally:
    """Returns the tally of the trials of these arms alone."""
    trials = (trial for arm in arms for trial in arm.trials)
    return Tally.of((trial.status, "; ".join(trial.messages[-1:])) for trial in trials)


def _listed(names: Sequence[str]) -> str:
    more = [f"{len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else []
    return listed([*names[:_MOST_NAMED], *more])
