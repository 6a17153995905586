"""Stored trials -> the arms of a result, and what must be said beside them. Pure functions.

Works on a sweep under way too; what is not known yet is None. Nothing is refused. Loads scipy only
where there are measures beside accuracy.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from explorer.frozen import Frozen
from explorer.names import encodable
from explorer.sweep.findings import class_gains
from explorer.sweep.findings.arm import ArmResult, Matrix, TrialOutcome
from explorer.sweep.findings.cautions import class_cautions, rule_caution
from explorer.sweep.findings.class_gains import ClassScores
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.tally import Tally, unsaid
from explorer.sweep.findings.values import Estimate, Point
from explorer.trial.result import EpochResult, TrialResult
from explorer.trial.setting import Setting


@dataclass(frozen=True)
class ArmRow:
    """An arm as it is stored, whatever today's limits say of its policy.

    `compared_with` is the key of the arm that gains of this one are paired against, None for none.
    """

    key: str
    kind: str
    name: str
    strength: float | None
    compared_with: str | None
    setting: int = 0
    step: str | None = None


@dataclass(frozen=True)
class TrialRow:
    """A trial as it is stored.

    It has the key of its arm, its seed, the split that it is scored on, and its result once it has
    finished. The predictions may be left out.
    """

    arm: str
    seed: int
    split: str
    status: str
    epochs: tuple[EpochResult, ...] = ()
    result: TrialResult | None = None
    message: str = ""


def complete(
    head: SweepResult,
    arms: Sequence[ArmRow],
    trials: Sequence[TrialRow],
    points: Mapping[str, Point],
    total: int = 0,
) -> SweepResult:
    """Returns a result with its arms, and with notes of what must be known beside the numbers.

    `head` is the result without arms, whose notes are those of the sweep itself. `points` are the
    estimates by the key of the arm: those of the verdict, or of the trials so far. `total` is how
    many trials there are in all, where more than these are known to come. Names are spelled as they
    can be written.
    """
    of = {arm.key: _by_seed(arm.key, trials) for arm in arms}
    further = head.course.further_measures
    compared = sum(arm.compared_with not in (None, arm.key) for arm in arms)
    found = tuple(
        _arm(
            arm,
            of[arm.key],
            of.get(arm.compared_with or "", {}),
            points.get(arm.key),
            further,
            compared,
        )
        for arm in arms
    )
    cautions = class_cautions(found, head.classes) if head.verdict else ()
    ends = ((trial.status, trial.message) for trial in trials)
    counts = Tally.of(ends, total).at_end(head.status, head.message)
    bases = {arm.key: arm.compared_with for arm in arms}
    notes = (
        *rule_caution(head.course.strength_rule),
        *filter(None, (counts.failures,)),
        *(unsaid(found, bases) if head.verdict and head.ended else ()),
        *head.notes,
        *cautions,
        *_messages(trials),
    )
    whole: SweepResult = _spelled(replace(head, arms=found, notes=notes, counts=counts))
    return whole


def _messages(trials: Sequence[TrialRow]) -> list[str]:
    """Returns what trials had to say, each line once.

    Such as a class that is too small, weights that are missing, or a batch that was halved.
    """
    said = (message for trial in trials if trial.result for message in trial.result.messages)
    return list(dict.fromkeys(said))


def _by_seed(arm: str, trials: Sequence[TrialRow]) -> dict[int, TrialRow]:
    return {trial.seed: trial for trial in trials if trial.arm == arm and trial.split == "val"}


def _arm(
    arm: ArmRow,
    mine: Mapping[int, TrialRow],
    baseline: Mapping[int, TrialRow],
    point: Point | None,
    further: Sequence[str],
    compared: int,
) -> ArmResult:
    results, before = _finished(mine), _finished(baseline)
    pairs = [(result, before[seed]) for seed, result in results.items() if seed in before]
    by_class = _class_scores(pairs)
    return ArmResult(
        key=arm.key,
        kind=arm.kind,
        name=arm.name,
        strength=arm.strength,
        setting=arm.setting,
        step=arm.step,
        accuracy=point.accuracy if point else None,
        train_accuracy=point.train_accuracy if point else None,
        gain=point.gain if point else None,
        smoothed=point.smoothed if point else None,
        per_class_accuracy=_mean_by_class([_class_accuracy(r) for r in results.values()]),
        per_class_gain=class_gains.gains(by_class) if pairs else None,
        per_class_gain_ci95=None
        if arm.key == arm.compared_with
        else class_gains.intervals(by_class, compared),
        confusion=_summed([result.confusion for result in results.values()]),
        trials=tuple(_trial(trial, further) for _, trial in sorted(mine.items())),
        metrics=_metrics(further, list(results.values())),
    )


def _finished(trials: Mapping[int, TrialRow]) -> dict[int, TrialResult]:
    """The results of the finished trials, by seed."""
    return {
        seed: trial.result
        for seed, trial in trials.items()
        if trial.status == "finished" and trial.result
    }


def _trial(trial: TrialRow, further: Sequence[str]) -> TrialOutcome:
    message = (trial.message,) if trial.message else ()
    if trial.result is None:
        return TrialOutcome(trial.seed, trial.status, epochs=trial.epochs, messages=message)
    return TrialOutcome(
        seed=trial.seed,
        status=trial.status,
        accuracy=trial.result.scores.get("accuracy"),
        train_accuracy=trial.result.train_scores.get("accuracy"),
        seconds=trial.result.seconds,
        images_per_second=trial.result.images_per_second,
        epochs=trial.epochs,
        messages=(*trial.result.messages, *message),
        scores=_further_scores(trial.result, further),
    )


def _further_scores(result: TrialResult, further: Sequence[str]) -> Frozen[float]:
    """The scores of the measures beside accuracy; without one that is no number."""
    scores = {name: result.scores[name] for name in further if name in result.scores}
    return Frozen({name: score for name, score in scores.items() if math.isfinite(score)})


def _metrics(further: Sequence[str], results: Sequence[TrialResult]) -> Frozen[Estimate]:
    """The mean of every measure beside accuracy, with the interval that an accuracy would have."""
    if not further:
        return Frozen()
    from explorer.sweep.findings.statistics import score_interval

    found = [_further_scores(result, further) for result in results]
    images = min((result.scored_images for result in results), default=None)
    values = {name: [scores[name] for scores in found if name in scores] for name in further}
    return Frozen({name: score_interval(own, images) for name, own in values.items() if own})


def _class_accuracy(result: TrialResult) -> dict[str, float]:
    return {
        name: count.correct / count.scored
        for name, count in result.per_class.items()
        if count.scored
    }


def _class_scores(
    pairs: Sequence[tuple[TrialResult, TrialResult]],
) -> dict[str, list[ClassScores]]:
    """The scores of every class that has images, of trials beside those of their baseline."""
    found: dict[str, list[ClassScores]] = {}
    for result, baseline in pairs:
        before = _class_accuracy(baseline)
        for name, accuracy in _class_accuracy(result).items():
            if name in before:
                images = result.per_class[name].scored
                found.setdefault(name, []).append(ClassScores(accuracy, before[name], images))
    return found


def _mean_by_class(rows: Sequence[Mapping[str, float]]) -> Frozen[float] | None:
    if not rows:
        return None
    return Frozen({name: sum(row[name] for row in rows) / len(rows) for name in rows[0]})


def _summed(tables: Sequence[Matrix]) -> Matrix | None:
    if not tables:
        return None
    return tuple(
        tuple(sum(cells) for cells in zip(*rows, strict=True)) for rows in zip(*tables, strict=True)
    )


def _spelled(value: Any) -> Any:
    """The value with every text as it can be written: a name may hold bytes that are not UTF-8."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, Frozen):
        return Frozen({encodable(name): _spelled(part) for name, part in value.items()})
    if isinstance(value, tuple):
        # Epochs and rows of a matrix hold numbers alone, and there are many of them.
        numbers = bool(value) and isinstance(value[0], int | float | EpochResult)
        return value if numbers else tuple(_spelled(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type | Setting):
        parts = {entry.name: getattr(value, entry.name) for entry in fields(value)}
        spelled = {name: _spelled(part) for name, part in parts.items()}
        changed = {name: part for name, part in spelled.items() if part != parts[name]}
        return replace(value, **changed) if changed else value
    return value
