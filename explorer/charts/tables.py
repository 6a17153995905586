"""The table behind each chart: plain rows with units in the names of the columns."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

Document = Mapping[str, Any]


def classes_of(document: Document) -> list[str]:
    """Returns the names of the classes; empty until the data set has been read."""
    return [str(name) for name in (document["dataset"] or {}).get("classes", ())]


def arms_of(document: Document) -> list[Mapping[str, Any]]:
    """Returns the arms over the strengths that have a result, from weak to strong."""
    arms = [
        arm for arm in document["arms"] if arm["kind"] == "strength" and arm.get("val_accuracy")
    ]
    return sorted(arms, key=lambda arm: arm["strength"])


def sweep_name(document: Document) -> str:
    """Returns what a sweep is called among others."""
    return f"{document['policy']['explorer']['name']} on {document['config']['data']} ({document['sweep_id'][-4:]})"


def curve_table(document: Document) -> pd.DataFrame:
    """Returns a row a strength: seeds, accuracies (%) and gains (points) with their 95% intervals."""
    rows = [
        {
            "Strength": arm["strength"],
            "Seeds": sum(trial["status"] == "finished" for trial in arm["trials"]),
            "Validation, %": _percent(arm.get("val_accuracy")),
            "Validation, 95%": _interval(arm.get("val_accuracy")),
            "Training, %": _percent(arm.get("train_accuracy")),
            "Gain, points": _percent(arm.get("gain")),
            "Gain, 95%": _interval(arm.get("gain")),
        }
        for arm in arms_of(document)
    ]
    return pd.DataFrame(rows)


def gain_table(document: Document) -> pd.DataFrame:
    """Returns a row a strength above 0: its gain over strength 0 in points, both ends of the 95%
    interval, and on which side of 0 that lies.
    """
    rows = [
        {
            "Strength": arm["strength"],
            "Gain, points": _percent(arm["gain"]),
            "From": None if ends is None else round(100 * ends[0], 2),
            "To": None if ends is None else round(100 * ends[1], 2),
            "The 95% interval": "not known from one seed"
            if ends is None
            else "lies above 0"
            if ends[0] > 0
            else "lies below 0"
            if ends[1] < 0
            else "holds 0",
        }
        for arm in arms_of(document)
        if arm["strength"] > 0 and arm.get("gain")
        for ends in [arm["gain"].get("ci95")]
    ]
    return pd.DataFrame(rows)


def compared_table(documents: Sequence[Document]) -> pd.DataFrame:
    """Returns the rows of `curve_table` of several sweeps, one below the other."""
    tables = [curve_table(document).assign(Run=sweep_name(document)) for document in documents]
    together = pd.concat([table for table in tables if len(table)], ignore_index=True)
    return together[["Run", *(column for column in together.columns if column != "Run")]]


def learning_table(arm: Mapping[str, Any]) -> pd.DataFrame:
    """Returns a row an epoch of every trial of one arm: losses (nats), validation accuracy (%) and
    the gap between the losses.
    """
    rows = [
        {
            "Seed": trial["seed"],
            "Epoch": epoch["epoch"],
            "Training loss": epoch.get("train_loss"),
            "Validation loss": epoch.get("val_loss"),
            "Gap": _difference(epoch.get("val_loss"), epoch.get("train_loss")),
            "Validation, %": None
            if epoch.get("val_accuracy") is None
            else round(100 * epoch["val_accuracy"], 2),
        }
        for trial in arm["trials"]
        for epoch in trial.get("epochs") or []
    ]
    return pd.DataFrame(rows)


def gaps_table(document: Document) -> pd.DataFrame:
    """Returns a row a strength: the losses (nats) at the last epoch, averaged over the trials, and
    the gap between them.
    """
    rows = []
    for arm in sorted(document["arms"], key=lambda arm: arm["strength"]):
        last = [trial["epochs"][-1] for trial in arm["trials"] if trial["epochs"]]
        both = [
            (epoch["train_loss"], epoch["val_loss"])
            for epoch in last
            if epoch.get("train_loss") is not None and epoch.get("val_loss") is not None
        ]
        if both:
            training, validation = (sum(losses) / len(both) for losses in zip(*both, strict=True))
            rows.append(
                {
                    "Strength": arm["strength"],
                    "Training loss": training,
                    "Validation loss": validation,
                    "Gap": validation - training,
                }
            )
    return pd.DataFrame(rows, columns=["Strength", "Training loss", "Validation loss", "Gap"])


def class_effect_table(document: Document) -> pd.DataFrame:
    """Returns the gain over strength 0 in points, a row a class, a column a strength."""
    gains = {
        arm["strength"]: arm.get("per_class_gain") or {}
        for arm in arms_of(document)
        if arm["strength"] > 0
    }
    rows = [
        {"Class": name, **{s: _scaled(gain.get(name)) for s, gain in gains.items()}}
        for name in classes_of(document)
    ]
    return pd.DataFrame(rows, columns=["Class", *gains])


def confusion_table(document: Document, matrix: Sequence[Sequence[int]]) -> pd.DataFrame:
    """Returns the confusion matrix as counts: a row a true class, a column a predicted class."""
    names = classes_of(document)
    return pd.DataFrame(
        [[name, *row] for name, row in zip(names, matrix, strict=True)],
        columns=["True class", *names],
    )


def report_table(report: Mapping[str, Any]) -> pd.DataFrame:
    """Returns scikit-learn's classification report as a table: precision, recall, F1 and support, a
    row a class and an average.
    """
    rows = []
    for name, scores in report.items():
        if isinstance(scores, Mapping):  # "accuracy" is a bare number
            rows.append(
                {
                    "Class": name,
                    "Precision": scores["precision"],
                    "Recall": scores["recall"],
                    "F1": scores["f1-score"],
                    "Support": round(scores["support"]),
                }
            )
    return pd.DataFrame(rows)


_TRIAL_COLUMNS = [
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


def trials_table(document: Document) -> pd.DataFrame:
    """Returns a row a trial: strength, seed, status, accuracies (%), seconds, images a second, last
    losses (nats) and messages.
    """
    rows = []
    for arm in document["arms"]:
        for trial in arm["trials"]:
            last = trial["epochs"][-1] if trial["epochs"] else {}
            rows.append(
                {
                    "Strength": arm["strength"],
                    "Seed": trial["seed"],
                    "Status": trial["status"],
                    "Validation, %": _scaled(trial.get("val_accuracy")),
                    "Training, %": _scaled(trial.get("train_accuracy")),
                    "Seconds": trial.get("seconds"),
                    "Images a second": trial.get("images_per_second"),
                    "Epochs": len(trial["epochs"]),
                    "Training loss": last.get("train_loss"),
                    "Validation loss": last.get("val_loss"),
                    "Messages": _harmless("; ".join(trial.get("messages", ()))),
                }
            )
    return pd.DataFrame(rows, columns=_TRIAL_COLUMNS)


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _percent(estimate: Mapping[str, Any] | None) -> float | None:
    return None if not estimate else round(100 * estimate["mean"], 2)


def _interval(estimate: Mapping[str, Any] | None) -> str:
    ends = estimate.get("ci95") if estimate else None
    return "" if not ends else f"{100 * ends[0]:.1f} to {100 * ends[1]:.1f}"


def _scaled(gain: float | None) -> float | None:
    return None if gain is None else round(100 * gain, 2)


def _difference(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a - b
