"""Runs that come from another run: with more seeds, or anew under what this release has.

Reads and writes the store; runs nothing. docs/statistics.md says what a verdict after several looks
allows for, and which seeds a run of a chain may use.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from statistics import fmean
from typing import Any

from explorer import numbers
from explorer.errors import SweepError, quoted
from explorer.policy.strength import RULE_VERSION
from explorer.sweep.findings.claims import FEWEST_SEEDS
from explorer.sweep.findings.dataset import DataFacts
from explorer.sweep.planning.budget import AROUND_S
from explorer.sweep.planning.schedule import Round
from explorer.sweep.planning.seeds import curve_seeds, final_seeds, fresh_seeds
from explorer.sweep.planning.spec import MAX_SEEDS, SweepSpec
from explorer.sweep.planning.versions import check_versions
from explorer.sweep.questions.table import (
    asked_by,
    processes,
    question_of,
    schedule_of,
    settled,
    total_trials,
)
from explorer.sweep.storage.claim import Taken
from explorer.sweep.storage.rows import UNDER_WAY, Sweep, Trial
from explorer.sweep.storage.store import Store


def no_test_note(data: str) -> str:
    """Returns what is said where a data set has no test images."""
    return f"there is no final test: {data} has no test images"


def add_again(store: Store, sweep_id: str) -> str:
    """Writes a new run of the same settings under today's rule and versions, and returns its id.

    It takes nothing over.
    """
    before = store.sweep(sweep_id)
    if before.status in UNDER_WAY:
        raise SweepError(
            f"sweep {sweep_id} is {before.status}; it can be started again once it has ended"
        )
    fresh: dict[str, Any] = {
        "strength_rule": RULE_VERSION,
        "versions": [],
        "continues": None,
        "looks": 1,
        "spent_seeds": [],
    }
    spec = settled(SweepSpec.from_json({**before.spec.to_json(), **fresh}))
    known = before.dataset and DataFacts(before.dataset.name, test=before.dataset.test)
    return store.add_sweep(spec, trials=total_trials(spec, before.has_test), dataset=known)


def add_continuation(store: Store, sweep_id: str, seeds: int) -> str:
    """Writes a new run with that many more seeds than `sweep_id`, and returns its id.

    It takes over what that run has measured. The run that it continues stays as it is. Raises
    SweepError where seeds cannot be added.
    """
    with store.in_turn() as held:  # two at once would choose the same fresh seeds
        return _continuation(held, sweep_id, seeds)


def _continuation(store: Store, sweep_id: str, seeds: int) -> str:
    before = store.sweep(sweep_id)
    spec = _checked(before, seeds)
    measured = [
        trial
        for trial in store.trials(sweep_id)
        if trial.split == "val" and trial.status == "finished"
    ]
    if not measured:
        raise SweepError(
            f"no trial of sweep {sweep_id} has finished, so that there is nothing to add seeds to; "
            f"`aug-explorer resume {sweep_id}` runs it"
        )
    family = _family(store, before)
    longer = replace(
        spec,
        seeds=spec.seeds + seeds,
        time_budget_s=None,
        continues=sweep_id,
        looks=1
        + max((run.spec.looks for run in family if _looked(store, run, sweep_id)), default=0),
        spent_seeds=tuple(sorted(_spent(store, family, spec))),
    )
    return _add(store, before, longer, measured)


def seconds_for_more(sweep: Sweep, trials: Sequence[Trial], seeds: int) -> float | None:
    """Returns the seconds that `seeds` more seeds of a sweep should take; None where nobody knows.

    Its own `trials` tell what one takes.
    """
    took = [trial.result.seconds for trial in trials if trial.result]
    if not took:
        return None
    spec, longer = sweep.spec, sweep.spec.seeds + seeds
    added = asked_by(spec).count(spec) * seeds
    finals = question_of(spec).confirms * final_seeds(longer) if sweep.has_test else 0
    waves = sum(math.ceil(count / max(1, spec.workers)) for count in (added, finals))
    return AROUND_S + waves * fmean(took)


def _add(store: Store, before: Sweep, longer: SweepSpec, measured: Sequence[Trial]) -> str:
    first = schedule_of(longer, has_test=before.has_test).next((), None) or Round(())
    planned = {(trial.arm, trial.seed) for trial in first.trials if trial.split == "val"}
    taken = [trial for trial in measured if (trial.arm, trial.seed) in planned]
    seconds = fmean(trial.result.seconds for trial in measured if trial.result)
    missing = len(first.trials) - len(taken)
    notes = list(_notes(before.spec, longer, len(taken)))
    if not before.has_test:
        notes.append(no_test_note(before.data_name))
    return store.add_sweep(
        longer,
        trials=total_trials(longer, before.has_test),
        dataset=before.dataset,
        first=first,
        arms=asked_by(longer).arms(longer),
        taken=Taken(before.sweep_id, taken),
        environment=before.environment and dict(before.environment),
        precision=before.precision,
        estimate_s=math.ceil(missing / processes(longer)) * seconds,
        notes=notes,
    )


def _checked(before: Sweep, seeds: int) -> SweepSpec:
    if isinstance(seeds, bool) or not isinstance(seeds, int) or seeds < 1:
        raise SweepError(
            f"{quoted(seeds)} is not a number of seeds to add: a whole number of at least 1"
        )
    if before.status in UNDER_WAY:
        raise SweepError(
            f"sweep {before.sweep_id} is {before.status}; seeds are added to one that has ended"
        )
    check_versions(before)
    spec = settled(before.spec.checked())
    if spec.seeds + seeds > MAX_SEEDS:
        raise SweepError(
            f"{seeds} more than the {spec.seeds} seeds of sweep {before.sweep_id} are "
            f"{spec.seeds + seeds}; at most {MAX_SEEDS} can be had"
        )
    return spec


def _looked(store: Store, run: Sweep, sweep_id: str) -> bool:
    """Whether a run of a chain has shown what could carry a claim: two arms that share two seeds.

    A run that has ended without a verdict shows it all the same to whoever adds seeds to it, unless
    nothing was there to compare with.
    """
    if run.verdict is None and (run.sweep_id != sweep_id or run.status == "finished"):
        return False
    seeds: dict[str, set[int]] = {}
    for trial in store.trials(run.sweep_id):
        if trial.split == "val" and trial.status == "finished":
            seeds.setdefault(trial.arm, set()).add(trial.seed)
    return any(len(a & b) >= FEWEST_SEEDS for a, b in combinations(seeds.values(), 2))


def _family(store: Store, member: Sweep) -> list[Sweep]:
    """Returns all runs on the same growing data.

    They are the ones that a run goes back to, and whatever else was continued from these. Rows that
    cannot be read belong to none. Deleted ones do, as long as they are kept: they were looked at.
    """
    every = store.sweeps(deleted=True)
    known = {sweep.sweep_id: sweep for sweep in every if isinstance(sweep, Sweep)}
    root = _root(known, member.sweep_id)
    return [sweep for sweep_id, sweep in known.items() if _root(known, sweep_id) == root]


def _root(known: Mapping[str, Sweep], sweep_id: str) -> str:
    seen = {sweep_id}
    while isinstance(earlier := known[sweep_id].spec.continues, str) and earlier in known:
        if earlier in seen:  # rows that somebody has written by hand go round in a circle
            return min(seen)
        seen.add(earlier)
        sweep_id = earlier
    return sweep_id


def _spent(store: Store, family: Sequence[Sweep], spec: SweepSpec) -> set[int]:
    """Returns the seeds of all runs of a family, less those of the curve of `spec`.

    Runs that are only planned count too: they may still be resumed.
    """
    used = {trial.seed for run in family for trial in store.trials(run.sweep_id)}
    for run in family:
        used |= set(run.spec.spent_seeds)
        if run.status != "finished":
            used |= {*curve_seeds(run.spec), *(fresh_seeds(run.spec) if run.has_test else ())}
    return used - set(curve_seeds(spec))


def _notes(before: SweepSpec, after: SweepSpec, taken: int) -> Iterator[str]:
    added = len(set(curve_seeds(after)) - set(curve_seeds(before)))
    looks = f"with it, the results are looked at {after.looks} times, which the verdict allows for"
    if after.looks == 1:
        looks = (
            "nothing could be claimed before, so that this counts as the first look at these data"
        )
    yield (
        f"this run goes on with sweep {after.continues}: {taken} of its trials are taken over, "
        f"{added} {'seed is' if added == 1 else 'seeds are'} added; {looks}"
    )
    if before.time_budget_s is not None:
        yield (
            f"the time budget of {numbers.number(before.time_budget_s)} s was for the sweep that"
            " this one continues; the added seeds run without one"
        )
