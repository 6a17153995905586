"""Runs that come from another run: the same settings with more seeds, or anew under today's
strength rule. Reads and writes the store; runs nothing.

docs/statistics.md says what a verdict after several looks allows for, and which seeds a run of a
chain may use.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import fmean
from typing import Any

from explorer.errors import SweepError, quoted
from explorer.policy.strength import RULE_VERSION
from explorer.sweep.plan import (
    MAX_SEEDS,
    SweepSpec,
    curve_seeds,
    final_trials,
    no_test_note,
    trials_of,
)
from explorer.sweep.store import UNDER_WAY, Store, Sweep
from explorer.trial.spec import UNNAMED_RULE


def out_of_date(sweep: Sweep) -> bool:
    """Tells whether a sweep was planned under another strength rule: its trials cannot be mixed
    with new ones.
    """
    return rule_of(sweep) != RULE_VERSION


def rule_of(sweep: Sweep) -> int:
    """Returns the version of the strength rule that a sweep was planned under."""
    return int(sweep.spec.get("strength_rule", UNNAMED_RULE))


def check_rule(sweep: Sweep) -> None:
    """Raises SweepError, with what to do, where this release would train something else at the
    sweep's strengths.
    """
    if out_of_date(sweep):
        raise SweepError(
            f"sweep {sweep.sweep_id} was planned under strength rule {rule_of(sweep)}, and this release has rule {RULE_VERSION}: the same strengths do"
            f" something else now. `aug-explorer resume {sweep.sweep_id} --again` measures them anew, as a new run"
        )


def add_again(store: Store, sweep_id: str) -> str:
    """Writes a new run of the same settings under today's strength rule, which takes nothing over,
    and returns its id.
    """
    before = store.sweep(sweep_id)
    if before.status in UNDER_WAY:
        raise SweepError(
            f"sweep {sweep_id} is {before.status}; it can be started again once it has ended"
        )
    spec = replace(
        SweepSpec.from_json(before.spec),
        strength_rule=RULE_VERSION,
        continues=None,
        looks=1,
        spent_seeds=(),
    )
    known = (
        {key: before.dataset[key] for key in ("name", "test") if key in before.dataset}
        if before.dataset
        else None
    )
    return store.add_sweep(spec.to_json(), dataset=known)


def add_continuation(store: Store, sweep_id: str, seeds: int) -> str:
    """Writes a new run that takes over what `sweep_id` has measured and has that many seeds more,
    and returns its id.

    The run that it continues stays as it is. Raises SweepError where seeds cannot be added.
    """
    before = store.sweep(sweep_id)
    spec = _checked(before, seeds)
    measured = store.finished_rows(sweep_id)
    if not measured:
        raise SweepError(
            f"no trial of sweep {sweep_id} has finished, so that there is nothing to add seeds to; `aug-explorer resume {sweep_id}` runs it"
        )
    family = _family(store, before)
    longer = replace(
        spec,
        seeds=spec.seeds + seeds,
        time_budget_s=None,
        continues=sweep_id,
        looks=1
        + max(
            sweep.spec.get("looks", 1)
            for sweep in family
            if sweep.sweep_id == sweep_id or sweep.verdict is not None
        ),
        spent_seeds=tuple(sorted(_spent(store, family, spec))),
    )
    rows = _rows(longer, before.dataset or {}, measured)
    taken = sum(row["status"] == "finished" for row in rows)
    seconds = fmean(row["result"]["seconds"] for row in measured)
    return store.add_sweep(
        longer.to_json(),
        dataset=before.dataset,
        trials=rows,
        environment=before.environment,
        estimate_s=math.ceil((len(rows) - taken) / longer.processes) * seconds,
        notes=[
            *_notes(spec, longer, taken),
            *(
                []
                if (before.dataset or {}).get("test", 1)
                else [no_test_note((before.dataset or {})["name"])]
            ),
        ],
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
    check_rule(before)
    spec = SweepSpec.from_json(before.spec)
    if spec.seeds + seeds > MAX_SEEDS:
        raise SweepError(
            f"{seeds} more than the {spec.seeds} seeds of sweep {before.sweep_id} are {spec.seeds + seeds}; at most {MAX_SEEDS} can be had"
        )
    return spec


def _family(store: Store, member: Sweep) -> list[Sweep]:
    """All runs on the same growing data: those that a run goes back to, and whatever else was
    continued from them.
    """
    known = {sweep.sweep_id: sweep for sweep in store.sweeps()}
    root = _root(known, member.sweep_id)
    return [sweep for sweep_id, sweep in known.items() if _root(known, sweep_id) == root]


def _root(known: Mapping[str, Sweep], sweep_id: str) -> str:
    earlier: str = known[sweep_id].spec.get("continues") or ""
    return _root(known, earlier) if earlier in known else sweep_id


def _spent(store: Store, family: Sequence[Sweep], spec: SweepSpec) -> set[int]:
    """The seeds of all runs of a family, of trials that are only planned too: an earlier run may
    still be resumed. Less those of `spec`'s curve.
    """
    planned = {trial.spec["seed"] for sweep in family for trial in store.trials(sweep.sweep_id)}
    return planned.union(*(sweep.spec.get("spent_seeds", ()) for sweep in family)) - set(
        curve_seeds(spec)
    )


def _rows(
    spec: SweepSpec, dataset: Mapping[str, Any], measured: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The trials of a run as rows: those that were measured with all that they found, the rest as
    planned.
    """
    found = {(row["spec"]["strength"], row["spec"]["seed"]): row for row in measured}
    precision = measured[0]["spec"].get("precision", "fp32")
    finals = final_trials(spec, dataset.get("digest", ""), 0.0) if dataset.get("test", 1) else ()
    return list(
        _numbered(
            found,
            [
                replace(trial, precision=precision).to_json()
                for trial in (*trials_of(spec, dataset.get("digest", "")), *finals)
            ],
        )
    )


def _numbered(
    found: Mapping[tuple[float, int], Mapping[str, Any]], specs: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    for position, spec in enumerate(specs):
        known = found.get((spec["strength"], spec["seed"])) if spec["kind"] == "strength" else None
        fresh = {
            "kind": spec["kind"],
            "status": "planned",
            "spec": {**spec, "policy": None},
            "epochs": [],
        }
        yield {**(known or fresh), "position": position}


def _notes(before: SweepSpec, after: SweepSpec, taken: int) -> Iterator[str]:
    added = len(set(curve_seeds(after)) - set(curve_seeds(before)))
    yield (
        f"goes on with sweep {after.continues}: {taken} of its trials are taken over, {added} {'seed is' if added == 1 else 'seeds are'} added;"
        f" this is look {after.looks} at these data, and the intervals of the gains allow for that"
    )
    if before.time_budget_s is not None:
        yield f"the time budget of {before.time_budget_s:g} s was for the sweep that this one continues; the added seeds run without one"
