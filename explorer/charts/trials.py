"""The table of all trials on the validation split, which has no figure."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import pandas as pd

from explorer.charts.cells import harmless, scaled
from explorer.charts.drawing import known
from explorer.charts.naming import measure_label
from explorer.sweep.findings.arm import ArmResult, TrialOutcome
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.questions.table import QUESTIONS, answering

_COLUMNS = [
    "Strength",
    "Seed",
    "Status",
    "Validation, %",
    "Training, %",
    "Gain, points",
    "Seconds",
    "Images a second",
    "Epochs",
    "Training loss",
    "Validation loss",
    "Messages",
]


def table(result: SweepResult) -> pd.DataFrame:
    """Returns a row a trial.

    Its columns are strength, seed, status, accuracies (%), the gain (points), seconds, images a
    second, last losses (nats) and messages, and the arm where arms are more than strengths. The
    gain is over the trial of the same seed in the arm that its own is compared with. The scores (%)
    of measures beside accuracy stand behind the accuracies.
    """
    compared = {arm.key: _base(result, arm) for arm in result.arms}
    further = {name: f"{measure_label(name)}, %" for name in result.course.further_measures}
    rows = [
        _row(arm, trial, compared[arm.key])
        | {title: scaled(trial.scores.get(name)) for name, title in further.items()}
        for arm in result.arms
        for trial in arm.trials
    ]
    behind = _COLUMNS.index("Training, %") + 1
    columns = ["Arm", *_COLUMNS[:behind], *further.values(), *_COLUMNS[behind:]]
    found = pd.DataFrame(rows, columns=columns)
    return found.drop(columns="Arm") if result.strengths_alone else found


def _base(result: SweepResult, arm: ArmResult) -> Mapping[int, float]:
    """The accuracies by seed of the arm that an arm is compared with; none where there is none."""
    if result.question not in QUESTIONS:
        return {}
    # Stored results may have arms without a strength, for which no question looks here.
    arms: Sequence[Any] = result.arms
    key = answering(result.question).compared_with(cast("Any", arm), arms)
    base = result.arm(key) if key else None
    trials = base.trials if base else ()
    return {trial.seed: trial.accuracy for trial in trials if trial.accuracy is not None}


def _gain(trial: TrialOutcome, base: Mapping[int, float]) -> float | None:
    if trial.accuracy is None or trial.seed not in base:
        return None
    return trial.accuracy - base[trial.seed]


def _row(arm: ArmResult, trial: TrialOutcome, base: Mapping[int, float]) -> dict[str, object]:
    last = trial.epochs[-1] if trial.epochs else None
    return {
        "Arm": harmless(arm.name),
        "Strength": arm.strength,
        "Seed": trial.seed,
        "Status": trial.status,
        "Validation, %": scaled(trial.accuracy),
        "Training, %": scaled(trial.train_accuracy),
        "Gain, points": scaled(_gain(trial, base)),
        "Seconds": trial.seconds,
        "Images a second": trial.images_per_second,
        "Epochs": len(trial.epochs),
        "Training loss": last and known(last.train_loss),
        "Validation loss": last and known(last.val_loss),
        "Messages": harmless("; ".join(trial.messages)),
    }
