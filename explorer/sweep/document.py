"""Rows of the store -> the `sweep.json` dict that page, command line and report read alike.

Pure functions; plain data in and out.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from explorer.names import encodable, shown
from explorer.sweep.cautions import class_cautions, rule_caution
from explorer.sweep.outcomes import Estimate, Outcome, Setting
from explorer.sweep.plan import SweepSpec

if TYPE_CHECKING:
    from explorer.sweep.store import Sweep, Trial

SCHEMA_VERSION = 1
_SETTING = (
    "model",
    "shots",
    "epochs",
    "image_size",
    "strengths",
    "seeds",
    "seed",
    "engine",
    "workers",
    "device",
    "time_budget_s",
)
_CONFIG = (*_SETTING, "strength_rule", "looks", "continues")
VERDICT = ("best", "balance_point", "plateau", "overdone_from", "helps", "more_seeds", "sentence")


def document(sweep: "Sweep", trials: "Sequence[Trial]") -> dict[str, Any]:
    """Returns the sweep as the dict of `sweep.json`: JSON data without NaN.

    Works on a sweep under way too; what is not known yet is None.
    """
    spec = SweepSpec.from_json(sweep.spec)
    name = shown(str((sweep.dataset or {}).get("name", spec.data)))
    over_strengths = [trial for trial in trials if trial.kind == "strength"]
    points = {
        point["strength"]: point
        for point in (
            sweep.verdict["curve"] if sweep.verdict else _so_far(over_strengths, spec.looks)
        )
    }
    raw = spec.to_json()
    arms = [_arm(strength, over_strengths, points.get(strength)) for strength in spec.strengths]
    cautions = (
        class_cautions(arms, (sweep.dataset or {}).get("classes", ())) if sweep.verdict else ()
    )
    found: dict[str, Any] = _finite(
        {
            "schema_version": SCHEMA_VERSION,
            "sweep_id": sweep.sweep_id,
            "status": sweep.status,
            "message": sweep.message,
            "created": sweep.created,
            "seconds": _seconds(sweep),
            "notes": [
                *rule_caution(spec.strength_rule),
                *sweep.notes,
                *cautions,
                *_messages(trials),
            ],
            "config": {"data": name} | {key: raw[key] for key in _CONFIG},
            "environment": sweep.environment,
            "dataset": sweep.dataset,
            "policy": raw["policy"],
            "arms": arms,
            "verdict": {key: sweep.verdict[key] for key in VERDICT} if sweep.verdict else None,
            "final_test": sweep.final_test,
        }
    )
    return found


def outcomes(trials: "Iterable[Trial]") -> list[Outcome]:
    """Returns what the finished trials over the strengths found."""
    return [
        Outcome(
            trial.spec["strength"],
            trial.spec["seed"],
            trial.result["val_accuracy"],
            trial.result["train_accuracy"],
            sum(map(sum, trial.result["confusion"])),
        )
        for trial in trials
        if trial.kind == "strength" and trial.status == "finished" and trial.result is not None
    ]


def judged(finished: Sequence[Outcome], spec: SweepSpec, data: str) -> dict[str, Any]:
    """Returns the verdict, with its curve, as plain data."""
    from explorer.sweep.verdict import (
        judge,
    )  # scipy takes most of a second, and a stored verdict needs none of it

    verdict = asdict(
        judge(finished, Setting(data, spec.model, spec.image_size, spec.shots), spec.looks)
    )
    return verdict | {"plateau": list(verdict["plateau"]), "curve": list(verdict["curve"])}


def estimate_json(estimate: Estimate | Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Returns `{"mean", "ci95"}`, as JSON has it."""
    if estimate is None:
        return None
    raw = asdict(estimate) if isinstance(estimate, Estimate) else estimate
    return {"mean": raw["mean"], "ci95": None if raw["ci95"] is None else list(raw["ci95"])}


def _messages(trials: "Sequence[Trial]") -> list[str]:
    """What trials had to say, each line once: a class that is too small, weights that are not
    there, a batch that was halved.
    """
    return list(
        dict.fromkeys(
            message
            for trial in trials
            if trial.result
            for message in trial.result.get("messages", ())
        )
    )


def _so_far(trials: "Sequence[Trial]", looks: int) -> list[dict[str, Any]]:
    from explorer.sweep.verdict import curve

    found = outcomes(trials)
    return (
        [asdict(point) for point in curve(found, looks)]
        if any(outcome.strength == 0 for outcome in found)
        else []
    )


def _arm(
    strength: float, trials: "Sequence[Trial]", point: Mapping[str, Any] | None
) -> dict[str, Any]:
    mine = {trial.spec["seed"]: trial for trial in trials if trial.spec["strength"] == strength}
    baseline = {trial.spec["seed"]: trial for trial in trials if trial.spec["strength"] == 0}
    paired = [
        seed
        for seed, trial in mine.items()
        if trial.result and seed in baseline and baseline[seed].result
    ]
    point = point or {}
    return {
        "name": f"strength {strength:g}",
        "kind": "strength",
        "strength": strength,
        "val_accuracy": estimate_json(point.get("val_accuracy")),
        "train_accuracy": estimate_json(point.get("train_accuracy")),
        "gain": estimate_json(point.get("gain")),
        "smoothed": point.get("smoothed"),
        "per_class_accuracy": _mean_by_class(
            [_class_accuracy(trial.result) for trial in mine.values() if trial.result]
        ),
        "per_class_gain": _mean_by_class(
            [_class_gain(mine[seed].result, baseline[seed].result) for seed in paired]
        ),
        "confusion": _summed(
            [trial.result["confusion"] for trial in mine.values() if trial.result]
        ),
        "trials": [_trial(trial) for _, trial in sorted(mine.items())],
    }


def _trial(trial: "Trial") -> dict[str, Any]:
    result = trial.result or {}
    return {
        "seed": trial.spec["seed"],
        "status": trial.status,
        "val_accuracy": result.get("val_accuracy"),
        "train_accuracy": result.get("train_accuracy"),
        "seconds": result.get("seconds"),
        "images_per_second": result.get("images_per_second"),
        "epochs": [dict(epoch) for epoch in trial.epochs],
        "messages": [*result.get("messages", ()), *filter(None, [trial.message])],
    }


def _class_accuracy(result: Mapping[str, Any]) -> dict[str, float]:
    return {
        name: count["correct"] / count["scored"]
        for name, count in result["per_class"].items()
        if count["scored"]
    }


def _class_gain(result: Any, baseline: Any) -> dict[str, float]:
    before = _class_accuracy(baseline)
    return {
        name: accuracy - before[name]
        for name, accuracy in _class_accuracy(result).items()
        if name in before
    }


def _mean_by_class(rows: Sequence[Mapping[str, float]]) -> dict[str, float] | None:
    return {name: sum(row[name] for row in rows) / len(rows) for name in rows[0]} if rows else None


def _summed(tables: Sequence[Sequence[Sequence[int]]]) -> list[list[int]] | None:
    return (
        [[sum(cells) for cells in zip(*rows, strict=True)] for rows in zip(*tables, strict=True)]
        if tables
        else None
    )


def _seconds(sweep: "Sweep") -> float | None:
    return (
        None
        if sweep.started is None or sweep.finished is None
        else round(sweep.finished - sweep.started, 3)
    )


def _finite(value: Any) -> Any:
    """A loss that ran away is None in JSON, which knows neither NaN nor infinity; a name that is
    not UTF-8 is written as it can be.
    """
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, Mapping):
        return {_finite(key): _finite(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(entry) for entry in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
