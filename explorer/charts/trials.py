"""The table of all trials on the validation split, which has no figure."""

import pandas as pd

from explorer.charts.cells import harmless, scaled
from explorer.charts.drawing import known
from explorer.charts.naming import measure_label
from explorer.sweep.findings.arm import ArmResult, TrialOutcome
from explorer.sweep.findings.result import SweepResult

_COLUMNS = [
    "Strength",
    "Seed",
    "Status",
    "Validation, %",
    "Training, %",
    "Seconds",
    "Images a second",
    "Epochs",
    "Training loss",
    "Validation loss",
    "Messages",
]


def table(result: SweepResult) -> pd.DataFrame:
    """Returns a row a trial.

    Its columns are strength, seed, status, accuracies (%), seconds, images a second, last losses
    (nats) and messages, and the arm where arms are more than strengths. The scores (%) of measures
    beside accuracy stand behind the accuracies.
    """
    further = {name: f"{measure_label(name)}, %" for name in result.course.further_measures}
    rows = [
        _row(arm, trial)
        | {title: scaled(trial.scores.get(name)) for name, title in further.items()}
        for arm in result.arms
        for trial in arm.trials
    ]
    behind = _COLUMNS.index("Training, %") + 1
    columns = ["Arm", *_COLUMNS[:behind], *further.values(), *_COLUMNS[behind:]]
    found = pd.DataFrame(rows, columns=columns)
    return found.drop(columns="Arm") if result.strengths_alone else found


def _row(arm: ArmResult, trial: TrialOutcome) -> dict[str, object]:
    last = trial.epochs[-1] if trial.epochs else None
    return {
        "Arm": harmless(arm.name),
        "Strength": arm.strength,
        "Seed": trial.seed,
        "Status": trial.status,
        "Validation, %": scaled(trial.accuracy),
        "Training, %": scaled(trial.train_accuracy),
        "Seconds": trial.seconds,
        "Images a second": trial.images_per_second,
        "Epochs": len(trial.epochs),
        "Training loss": last and known(last.train_loss),
        "Validation loss": last and known(last.val_loss),
        "Messages": harmless("; ".join(trial.messages)),
    }
