"""Rows of the store -> the values that findings are made of, and back into what a row holds.

Displaying a sweep never checks its values by today's limits. scipy is loaded only where something
is judged.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from explorer.frozen import Frozen, frozen
from explorer.names import encodable, shown
from explorer.sweep.findings.arm import epoch_of
from explorer.sweep.findings.build import ArmRow, TrialRow, complete, outcomes
from explorer.sweep.findings.course import Course
from explorer.sweep.findings.dataset import DataFacts
from explorer.sweep.findings.final import FinalTest, Scored, final_test
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.sentence import holds_for
from explorer.sweep.findings.strength import KIND, StrengthVerdict, strength_key
from explorer.sweep.findings.values import Estimate, Judged, Point
from explorer.trial.result import ClassCount, TrialResult
from explorer.trial.setting import FIELDS, Setting

if TYPE_CHECKING:
    from explorer.sweep.store import Sweep, Trial

_COURSE = (
    "seeds",
    "seed",
    "engine",
    "workers",
    "device",
    "time_budget_s",
    "strength_rule",
    "looks",
    "continues",
)


def result_of(sweep: "Sweep", trials: "Sequence[Trial]") -> SweepResult:
    """Returns a stored sweep and what it found so far."""
    rows = [_trial(trial) for trial in trials]
    strengths = {strength_key(s): s for s in sweep.spec["strengths"]}
    arms = [
        ArmRow(key, KIND, f"strength {strength:g}", strength, strength_key(0.0))
        for key, strength in strengths.items()
    ]
    head = _head(sweep)
    if sweep.verdict:
        return complete(head, arms, rows, _points(sweep.verdict))
    return complete(head, arms, rows, _so_far(rows, strengths, head.course.looks))


def judged(trials: "Sequence[Trial]", spec: Mapping[str, Any], data: str) -> Judged:
    """Returns the verdict on the finished trials of a spec, with the estimates it rests on."""
    from explorer.sweep.findings.verdict import judge

    strengths = {strength_key(s): s for s in spec["strengths"]}
    where = holds_for(data, _setting(spec))
    found = outcomes([_trial(trial) for trial in trials])
    return judge(found, strengths, where, spec.get("looks", 1))


def verdict_json(judged: Judged, spec: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the verdict, with its curve, as the store keeps it."""
    strengths = {strength_key(s): s for s in spec["strengths"]}
    curve = [
        {
            "strength": strengths[key],
            "seeds": point.seeds,
            "val_accuracy": point.accuracy.to_json(),
            "train_accuracy": point.train_accuracy and point.train_accuracy.to_json(),
            "gain": point.gain and point.gain.to_json(),
            "smoothed": point.smoothed,
        }
        for key, point in judged.points.items()
    ]
    return {**judged.verdict.to_json(), "curve": curve, "looks": spec.get("looks", 1)}


def confirmed(
    trials: "Sequence[Trial]",
    predictions: Mapping[int, Sequence[int]],
    labels: Sequence[int],
    classes: Sequence[str],
    winner: float,
) -> FinalTest:
    """Returns what the finished trials of kind "final" say of the strength `winner`."""
    tested = [
        Scored(row.arm, row.seed, row.result.scores["accuracy"], tuple(predictions[trial.position]))
        for trial in trials
        for row in [_trial(trial)]
        if row.result is not None
    ]
    arm, none = strength_key(winner), strength_key(0.0)
    return final_test(tested, labels, classes, arm=arm, strength=winner, compared_with=none)


def _head(sweep: "Sweep") -> SweepResult:
    spec, dataset = sweep.spec, sweep.dataset
    data = shown(str((dataset or {}).get("name", spec["data"])))
    if not isinstance(spec["policy"]["explorer"], Mapping):
        raise TypeError("its policy is not a policy file")
    told = {name: spec[name] for name in _COURSE if name in spec}
    options = Frozen({"strengths": tuple(spec["strengths"])})
    return SweepResult(
        sweep_id=sweep.sweep_id,
        status=sweep.status,
        course=Course(data=data, options=options, **told),
        settings=(_setting(spec),),
        policy_file=frozen(spec["policy"]),
        dataset=None if dataset is None else DataFacts.from_json(dataset),
        environment=frozen(sweep.environment),
        verdict=StrengthVerdict.from_json(sweep.verdict) if sweep.verdict else None,
        final_test=FinalTest.from_json(sweep.final_test) if sweep.final_test else None,
        notes=tuple(sweep.notes),
        message=sweep.message,
        created=sweep.created,
        seconds=_seconds(sweep),
    )


def _setting(spec: Mapping[str, Any]) -> Setting:
    told = {row.name: spec[row.name] for row in FIELDS if row.name in spec}
    return Setting.stored({**told, "model": encodable(str(spec["model"]))})


def _seconds(sweep: "Sweep") -> float | None:
    if sweep.started is None or sweep.finished is None:
        return None
    return round(sweep.finished - sweep.started, 3)


def _points(verdict: Mapping[str, Any]) -> dict[str, Point]:
    return {
        strength_key(raw["strength"]): Point(
            seeds=raw["seeds"],
            accuracy=Estimate.from_json(raw["val_accuracy"]),
            train_accuracy=Estimate.from_json(raw["train_accuracy"]),
            gain=Estimate.from_json(raw["gain"]),
            smoothed=raw["smoothed"],
        )
        for raw in verdict["curve"]
    }


def _so_far(
    trials: Sequence[TrialRow], strengths: Mapping[str, float], looks: int
) -> Mapping[str, Point]:
    found = outcomes(trials)
    if not any(strengths.get(outcome.arm) == 0 for outcome in found):
        return {}
    from explorer.sweep.findings.verdict import curve

    return curve(found, strengths, looks)


def _trial(trial: "Trial") -> TrialRow:
    return TrialRow(
        arm=strength_key(trial.spec["strength"]),
        seed=trial.spec["seed"],
        split="test" if trial.kind == "final" else "val",
        status=trial.status,
        epochs=tuple(epoch_of(epoch) for epoch in trial.epochs),
        result=None if trial.result is None else _result(trial.result),
        message=trial.message,
    )


def _result(raw: Mapping[str, Any]) -> TrialResult:
    """A trial's result without its epochs and predictions, which have columns of their own."""
    train = raw.get("train_accuracy")
    return TrialResult(
        scores=Frozen({"accuracy": raw["val_accuracy"]}),
        train_scores=Frozen({} if train is None else {"accuracy": train}),
        epochs=(),
        per_class=Frozen({name: ClassCount(**count) for name, count in raw["per_class"].items()}),
        confusion=tuple(tuple(row) for row in raw["confusion"]),
        predictions=(),
        epoch_images=raw.get("epoch_images", 0),
        seconds=raw.get("seconds", 0.0),
        images_per_second=raw.get("images_per_second", 0.0),
        messages=tuple(raw.get("messages", ())),
    )
