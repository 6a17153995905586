"""How long a sweep takes, and the cut that makes it fit into a time budget before it starts."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from explorer import numbers, typed
from explorer.errors import ExplorerError, SweepError, quoted
from explorer.sweep.findings.claims import FEWEST_SEEDS
from explorer.sweep.planning.spec import MAX_BUDGET_S, SweepSpec
from explorer.sweep.questions.table import asked_by, final_trials, question_of

# Fewer epochs than these say nothing about a curve; a time budget that does not hold them is
# refused.
FEWEST_EPOCHS = 3
# From Start to the first trial, and from the last one to the end: the runner, workers that import
# torch, the verdict, the report. Measured on two cores.
AROUND_S = 7.0
TIMES = ("90s", "2m", "1h")  # what a time budget may look like: examples for people
_DURATION = re.compile(r"(\d+(?:[.,]\d+)?)\s*(s|sec|m|min|h)?", re.ASCII)
_SECONDS = {None: 1, "s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600}


@dataclass(frozen=True)
class Cost:
    """What a probe measured, in seconds on one worker.

    The fixed part of a trial, an epoch, and the start of a sweep.
    """

    epoch_s: float
    fixed_s: float = 0.0
    startup_s: float = 4.0

    def trial_s(self, epochs: int) -> float:
        """Returns the seconds one trial of `epochs` epochs takes."""
        return self.fixed_s + self.epoch_s * epochs


@dataclass(frozen=True)
class Plan:
    """A sweep as it is run, and the time that it should take.

    It says in words what a time budget made it drop.
    """

    spec: SweepSpec
    estimate_s: float
    dropped: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What people are told of it."""
        if not self.dropped:
            return ()
        budget = f"{numbers.number(self.spec.time_budget_s or 0.0)} s"
        return (f"to fit into {budget}, the plan leaves out {' and '.join(self.dropped)}",)


def plan(spec: SweepSpec, cost: Cost, budget_s: float | None = None) -> Plan:
    """Returns the plan of `spec`, cut to `budget_s` seconds where they are given.

    Raises SweepError where even the smallest plan takes longer.
    """
    if budget_s is None:
        return Plan(spec, seconds_for(spec, cost))
    fitted = fit(spec, cost, budget_s)
    return Plan(fitted, seconds_for(fitted, cost), tuple(_dropped(spec, fitted)))


def seconds_for(spec: SweepSpec, cost: Cost) -> float:
    """Returns the seconds that the whole sweep should take.

    They are its start, its trials in waves of `workers`, and the final test.
    """
    trials = asked_by(spec).count(spec) * spec.seeds
    waves = math.ceil(trials / spec.workers) + math.ceil(final_trials(spec) / spec.workers)
    return cost.startup_s + waves * cost.trial_s(spec.setting.epochs)


def fit(spec: SweepSpec, cost: Cost, budget_s: float) -> SweepSpec:
    """Returns the largest cut of `spec` that fits into `budget_s`.

    Seeds go first, then what the question can do without, then epochs.
    """
    cuts, fewest = asked_by(spec).thinned(spec), min(spec.seeds, FEWEST_SEEDS)
    epochs = spec.setting.epochs
    smallest = spec
    for kept in range(epochs, min(epochs, FEWEST_EPOCHS) - 1, -1):
        shorter = replace(spec.setting, epochs=kept)
        smallest = replace(cuts[-1], setting=shorter, seeds=fewest)
        if seconds_for(smallest, cost) <= budget_s:
            choices = (
                replace(cut, setting=shorter, seeds=seeds)
                for cut in cuts
                for seeds in range(spec.seeds, fewest - 1, -1)
            )
            return next(choice for choice in choices if seconds_for(choice, cost) <= budget_s)
    raise SweepError(_too_short(spec, smallest, seconds_for(smallest, cost), budget_s))


def _too_short(spec: SweepSpec, smallest: SweepSpec, takes_s: float, budget_s: float) -> str:
    asked_s = spec.time_budget_s or budget_s
    gone = ""
    if asked_s > budget_s:
        gone = f", and {math.ceil(asked_s - budget_s)} s are needed before they start"
    arms = f"{asked_by(smallest).count(smallest)} {question_of(smallest).compared}"
    return (
        f"a time budget of {numbers.number(asked_s)} s is too short: {smallest.seeds} seeds x"
        f" {arms} x {smallest.setting.epochs} epochs take about {math.ceil(takes_s)} s{gone}"
    )


def parse_duration(told: object) -> float:
    """Reads `90`, `90s`, `2m`, `1.5h` or `1,5h`, or a number, as seconds.

    Raises SweepError for anything else.
    """
    match = _DURATION.fullmatch(told.strip().lower()) if isinstance(told, str) else None
    seconds = _seconds(match, told) if match else 0.0
    if isinstance(told, int | float) and not isinstance(told, bool):
        seconds = told
    if seconds > MAX_BUDGET_S:
        most = numbers.duration(MAX_BUDGET_S)
        raise SweepError(f"time budget {quoted(told)} is too long: a run may take {most} at most")
    if not seconds > 0:
        times = f"{', '.join(TIMES[:-1])} or {TIMES[-1]}"
        raise SweepError(f"time budget {quoted(told)} is not a time such as {times}")
    return float(seconds)


def _seconds(match: re.Match[str], told: object) -> float:
    one = _SECONDS[match[2]]
    try:
        return typed.number(match[1], MAX_BUDGET_S / one) * one
    except ExplorerError as error:
        raise SweepError(f"time budget {quoted(told)}: {error}") from None


def _dropped(asked: SweepSpec, fitted: SweepSpec) -> Iterator[str]:
    if fitted.seeds < asked.seeds:
        yield f"{asked.seeds - fitted.seeds} of {asked.seeds} seeds"
    if gone := asked_by(asked).left_out(asked, fitted):
        yield gone
    before, after = asked.setting.epochs, fitted.setting.epochs
    if after < before:
        yield f"{before - after} of {before} epochs"
