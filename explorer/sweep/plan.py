"""What a sweep is and in which order its trials run; fits a plan into a time budget. Plain data:
knows neither torch nor the store.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from itertools import count, islice
from typing import Any

from explorer.errors import SweepError, quoted
from explorer.policy.model import MAX_SEED, MAX_STRENGTH
from explorer.policy.strength import RULE_VERSION
from explorer.sweep.flat import FlatTrial
from explorer.trial.spec import UNNAMED_RULE

STRENGTHS = tuple(step / 4 for step in range(9))
DEVICES = ("auto", "cpu", "cuda")
ENGINES = ("local",)
MAX_STRENGTHS = 64
MAX_SEEDS = 200
MAX_EPOCHS = 2000
MIN_SIZE_PX, MAX_SIZE_PX = 8, 512
MAX_WORKERS = 512
# Fewer strengths or epochs than these say nothing about a curve; a time budget that does not hold
# them is refused.
FEWEST_SEEDS, FEWEST_STRENGTHS, FEWEST_EPOCHS = 2, 3, 3
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|sec|m|min|h)?", re.ASCII)
_SECONDS = {None: 1, "s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600}
MAX_BUDGET_S = 30 * 24 * 3600
# From Start to the first trial, and from the last one to the end: the runner, workers that import
# torch, the verdict, the report. Measured on two cores.
AROUND_S = 7.0


@dataclass(frozen=True)
class SweepSpec:
    """Everything that decides a sweep's numbers, and how it is run; valid when constructed, or
    SweepError.

    `data` is a source reference (a built-in name or a path) that the runner resolves. `policy` is
    the policy file as a dict. `strengths` are kept sorted, with 0 put in where it is missing.
    `shots` are training images a class. `time_budget_s` is for the whole sweep. `workers`, `engine`
    and `time_budget_s` never change a trial's numbers.

    `strength_rule` is the version of the rule that says what a strength does. A run that adds seeds
    to an earlier one names it in `continues`; `looks` counts the verdicts on these growing data,
    its own among them, and `spent_seeds` are those that other runs on them have used, less those
    whose trials it takes over: it uses none of them.
    """

    data: str
    policy: Mapping[str, Any]
    model: str
    shots: int
    epochs: int
    image_size: int
    strengths: tuple[float, ...] = STRENGTHS
    seeds: int = 5
    seed: int = 0
    device: str = "auto"
    engine: str = "local"
    workers: int = 1
    time_budget_s: float | None = None
    strength_rule: int = RULE_VERSION
    continues: str | None = None
    looks: int = 1
    spent_seeds: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.data, str) or not self.data:
            raise SweepError(f"{quoted(self.data)} is not a data set")
        if not isinstance(self.policy, Mapping) or "explorer" not in self.policy:
            raise SweepError(f"{quoted(self.policy)} is not a policy file")
        if not isinstance(self.model, str) or not self.model:
            raise SweepError(f"{quoted(self.model)} is not a model")
        object.__setattr__(self, "strengths", checked_strengths(self.strengths))
        for name, low, high in (
            ("shots", 1, 10**6),
            ("epochs", 1, MAX_EPOCHS),
            ("image_size", MIN_SIZE_PX, MAX_SIZE_PX),
            ("seeds", 1, MAX_SEEDS),
            ("seed", 0, MAX_SEED),
            ("workers", 1, MAX_WORKERS),
            ("strength_rule", 1, None),
            ("looks", 1, None),
        ):
            _check_whole(getattr(self, name), name.replace("_", " "), low, high)
        for seed in self.spent_seeds:
            _check_whole(seed, "spent seed", 0, None)
        for name, choices in (("device", DEVICES), ("engine", ENGINES)):
            if getattr(self, name) not in choices:
                raise SweepError(
                    f"{name} {quoted(getattr(self, name))} is not one of {', '.join(choices)}"
                )
        if self.time_budget_s is not None and not 0 < self.time_budget_s <= MAX_BUDGET_S:
            raise SweepError(
                f"time budget {quoted(self.time_budget_s)} is not a number of seconds above 0 and at most 30 days"
            )

    @property
    def processes(self) -> int:
        """How many worker processes can ever be busy at once: a worker without a trial would only
        take memory.
        """
        return min(self.workers, max(len(self.strengths) * self.seeds, 2 * final_seeds(self)))

    def to_json(self) -> dict[str, Any]:
        """Returns the spec as plain JSON data."""
        lists = {"strengths": list(self.strengths), "spent_seeds": list(self.spent_seeds)}
        return asdict(self) | {"policy": dict(self.policy)} | lists

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "SweepSpec":
        """Returns the spec that `to_json` gave, also in an earlier release; raises SweepError for
        anything else.
        """
        raw = {"strength_rule": UNNAMED_RULE, **raw}
        unknown = set(raw) - {entry.name for entry in fields(cls)}
        if unknown:
            raise SweepError(f"{quoted(min(unknown))} is not a setting of a sweep")
        spent = tuple(raw.get("spent_seeds", ()))
        return cls(**{**raw, "strengths": tuple(raw["strengths"]), "spent_seeds": spent})


@dataclass(frozen=True)
class Cost:
    """What a probe measured: seconds for the fixed part of a trial and for each epoch on one
    worker, and for the start of a sweep.
    """

    epoch_s: float
    fixed_s: float = 0.0
    startup_s: float = 4.0

    def trial_s(self, epochs: int) -> float:
        """Returns the seconds one trial of `epochs` epochs takes."""
        return self.fixed_s + self.epoch_s * epochs


@dataclass(frozen=True)
class Plan:
    """A sweep's trials in the order they run, the time they should take, and what a time budget
    made it drop, in words.
    """

    spec: SweepSpec
    trials: tuple[FlatTrial, ...]
    estimate_s: float | None = None
    dropped: tuple[str, ...] = field(default=())


def plan(
    spec: SweepSpec, dataset: str = "", cost: Cost | None = None, budget_s: float | None = None
) -> Plan:
    """Returns the plan of `spec` on the data set with digest `dataset`, cut to `budget_s` seconds
    where one is given.

    Raises SweepError where even the smallest plan takes longer than the budget.
    """
    if budget_s is None or cost is None:
        estimate_s = None if cost is None else seconds_for(spec, cost)
        return Plan(spec, trials_of(spec, dataset), estimate_s)
    fitted = fit(spec, cost, budget_s)
    return Plan(
        fitted,
        trials_of(fitted, dataset),
        seconds_for(fitted, cost),
        tuple(_differences(spec, fitted)),
    )


def trials_of(spec: SweepSpec, dataset: str) -> tuple[FlatTrial, ...]:
    """Returns a trial for every seed and strength, seed by seed; within a seed both ends and the
    middle come first.
    """
    order = [spec.strengths[i] for i in coarse_to_fine(len(spec.strengths))]
    return tuple(
        _trial(spec, dataset, "strength", strength, seed)
        for seed in curve_seeds(spec)
        for strength in order
    )


def final_trials(spec: SweepSpec, dataset: str, strength: float) -> tuple[FlatTrial, ...]:
    """Returns the trials that score `strength` on the test split, on fresh seeds: those that follow
    the sweep's own.
    """
    return tuple(_trial(spec, dataset, "final", strength, seed) for seed in fresh_seeds(spec))


def no_test_note(data: str) -> str:
    """Returns what is said where a data set has no test images."""
    return f"there is no final test: {data} has no test images"


def curve_seeds(spec: SweepSpec) -> tuple[int, ...]:
    """Returns the seeds of the curve: the first numbers from 0 on, less those that are spent."""
    return _unused(spec.seeds, spec.spent_seeds)


def fresh_seeds(spec: SweepSpec) -> tuple[int, ...]:
    """Returns the seeds of the final test: the first numbers that neither the curve nor any earlier
    run uses.
    """
    return _unused(final_seeds(spec), (*curve_seeds(spec), *spec.spent_seeds))


def total_trials(spec: SweepSpec, has_test: bool, winner: float | None = None) -> int:
    """Returns how many trials a sweep has, the final test among them: what plan, progress, lists
    and tables say alike.

    `has_test` tells whether the data set has test images. `winner` is the balance point once it is
    known: where that is 0, the final test has nothing to compare strength 0 with, and half as many
    trials.
    """
    arms = (1 if winner == 0 else 2) if has_test else 0
    return len(spec.strengths) * spec.seeds + arms * final_seeds(spec)


def final_seeds(spec: SweepSpec) -> int:
    """Returns how many fresh seeds confirm the winner: as many as the sweep had, at least 2 for an
    interval, at most 5.
    """
    return max(2, min(spec.seeds, 5))


def seconds_for(spec: SweepSpec, cost: Cost) -> float:
    """Returns the seconds the whole sweep should take: start, trials in waves of `workers`, and the
    final test.
    """
    return cost.startup_s + waves(spec, spec.seeds) * cost.trial_s(spec.epochs)


def waves(spec: SweepSpec, seeds: int) -> int:
    """Returns how often every worker runs a trial for `seeds` seeds and the final test."""
    return math.ceil(len(spec.strengths) * seeds / spec.workers) + math.ceil(
        2 * final_seeds(spec) / spec.workers
    )


def fit(spec: SweepSpec, cost: Cost, budget_s: float) -> SweepSpec:
    """Returns the largest cut of `spec` that fits into `budget_s`: seeds go first, then strengths,
    then epochs.
    """
    cuts, fewest = thinned(spec.strengths), min(spec.seeds, FEWEST_SEEDS)
    smallest = spec
    for epochs in _fewer(spec.epochs, FEWEST_EPOCHS):
        smallest = replace(spec, epochs=epochs, strengths=cuts[-1], seeds=fewest)
        if seconds_for(smallest, cost) <= budget_s:
            choices = (
                replace(spec, epochs=epochs, strengths=cut, seeds=seeds)
                for cut in cuts
                for seeds in range(spec.seeds, fewest - 1, -1)
            )
            return next(choice for choice in choices if seconds_for(choice, cost) <= budget_s)
    asked_s = spec.time_budget_s or budget_s
    gone = (
        f", and {math.ceil(asked_s - budget_s)} s are needed before they start"
        if asked_s > budget_s
        else ""
    )
    raise SweepError(
        f"a time budget of {asked_s:g} s is too short: {smallest.seeds} seeds x {len(smallest.strengths)} strengths x {smallest.epochs} epochs"
        f" take about {math.ceil(seconds_for(smallest, cost))} s{gone}"
    )


def thinned(strengths: tuple[float, ...]) -> list[tuple[float, ...]]:
    """Returns ever coarser choices from `strengths`, finest first; all keep 0 and the strongest,
    none has under 3.
    """
    order = coarse_to_fine(len(strengths))
    fewest = min(len(strengths), FEWEST_STRENGTHS)
    return [
        tuple(sorted(strengths[i] for i in order[:kept]))
        for kept in range(len(strengths), fewest - 1, -1)
    ]


def coarse_to_fine(strengths: int) -> list[int]:
    """Returns 0 .. strengths-1 with the ends first, then the middles of the widest gaps: every
    prefix is a rough curve.

    >>> coarse_to_fine(9)
    [0, 8, 4, 2, 6, 1, 3, 5, 7]
    """
    order = list(dict.fromkeys((0, strengths - 1)))
    gaps = [(0, strengths - 1)]
    while gaps:
        low, high = gaps.pop(0)
        middle = (low + high) // 2
        if middle not in (low, high):
            order.append(middle)
            gaps += [(low, middle), (middle, high)]
    return order


def parse_strengths(text: str) -> tuple[float, ...]:
    """Reads a list such as `0,0.25,1`; raises SweepError that names the entry that is no strength
    or stands twice.
    """
    values = []
    for entry in text.split(","):
        try:
            values.append(float(entry))
        except ValueError:
            raise SweepError(f"strengths: {quoted(entry.strip())} is not a number") from None
    return checked_strengths(values)


def checked_strengths(values: Iterable[object]) -> tuple[float, ...]:
    """Returns the strengths sorted, with 0 put in where it is missing; raises SweepError that names
    the first bad one.
    """
    seen: list[float] = []
    for value in values:
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not 0 <= value <= MAX_STRENGTH
        ):
            raise SweepError(
                f"strengths: {quoted(value)} is not a number between 0 and {MAX_STRENGTH:g}"
            )
        if value in seen:
            raise SweepError(f"strengths: {value:g} stands twice")
        seen.append(float(value) + 0.0)
    if not any(seen):
        raise SweepError("strengths: name at least one strength above 0")
    if len(seen) > MAX_STRENGTHS:
        raise SweepError(f"strengths: {len(seen)} are more than {MAX_STRENGTHS}")
    return tuple(sorted({0.0, *seen}))


def parse_duration(text: str) -> float:
    """Reads `90`, `90s`, `2m` or `1h` as seconds; raises SweepError for anything else."""
    match = _DURATION.fullmatch(text.strip().lower())
    seconds = float(match[1]) * _SECONDS[match[2]] if match else 0.0
    if not 0 < seconds <= MAX_BUDGET_S:
        raise SweepError(f"time budget {quoted(text)} is not a time such as 90s, 2m or 1h")
    return seconds


def _trial(spec: SweepSpec, dataset: str, kind: str, strength: float, seed: int) -> FlatTrial:
    return FlatTrial(
        kind="final" if kind == "final" else "strength",
        strength=strength,
        seed=seed,
        sweep_seed=spec.seed,
        policy=dict(spec.policy["explorer"]),
        model=spec.model,
        shots=spec.shots,
        epochs=spec.epochs,
        image_size=spec.image_size,
        device=spec.device,
        eval_split="test" if kind == "final" else "val",
        dataset=dataset,
        strength_rule=spec.strength_rule,
    )


def _unused(how_many: int, used: Iterable[int]) -> tuple[int, ...]:
    taken = set(used)
    return tuple(islice((number for number in count() if number not in taken), how_many))


def _fewer(asked: int, fewest: int) -> Sequence[int]:
    return range(asked, min(asked, fewest) - 1, -1)


def _differences(asked: SweepSpec, fitted: SweepSpec) -> Iterable[str]:
    if fitted.seeds < asked.seeds:
        yield f"{asked.seeds - fitted.seeds} of {asked.seeds} seeds"
    gone = [f"{strength:g}" for strength in asked.strengths if strength not in fitted.strengths]
    if gone:
        yield f"{'strength' if len(gone) == 1 else 'strengths'} {', '.join(gone)}"
    if fitted.epochs < asked.epochs:
        yield f"{asked.epochs - fitted.epochs} of {asked.epochs} epochs"


def _check_whole(value: object, name: str, low: int, high: int | None) -> None:
    if (
        isinstance(value, bool)
        or not isinstance(value, int)
        or value < low
        or (high is not None and value > high)
    ):
        bounds = f"of at least {low}" if high is None else f"between {low} and {high}"
        raise SweepError(f"{name} {quoted(value)} is not a whole number {bounds}")
