"""The final test: the winner and strength 0 on fresh seeds, scored once on the test split.

Statistics and a report, from stored trials.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from explorer.sweep.document import estimate_json
from explorer.sweep.outcomes import Estimate
from explorer.sweep.store import Trial

_NO_CLASS = (
    "accuracy",
    "micro avg",
    "macro avg",
    "weighted avg",
)  # keys of the report that a class of that name would lose


def final_test(
    trials: Sequence[Trial],
    predictions: Mapping[int, Sequence[int]],
    labels: Sequence[int],
    classes: Sequence[str],
    winner: float,
) -> dict[str, Any]:
    """Returns `final_test` of `sweep.json` from the finished trials of kind "final"; the gain is
    paired by seed.

    Where strength 0 is itself the winner, it is its own baseline and the gain is 0. Raises
    ValueError where no seed has both.
    """
    from explorer.sweep.verdict import mean_interval, rounding_variance

    accuracy = {
        strength: {
            t.spec["seed"]: (t.result or {})["val_accuracy"]
            for t in trials
            if t.spec["strength"] == strength
        }
        for strength in (0.0, winner)
    }
    seeds = sorted(accuracy[0.0].keys() & accuracy[winner].keys())
    if not seeds:
        raise ValueError("no fresh seed of the final test finished at both strengths")
    gains = [accuracy[winner][seed] - accuracy[0.0][seed] for seed in seeds]
    gain = (
        mean_interval(gains, 2 * rounding_variance(len(labels)))
        if winner
        else Estimate(0.0, (0.0, 0.0))
    )
    runs = {
        strength: [
            predictions[t.position]
            for t in trials
            if t.spec["strength"] == strength and t.spec["seed"] in seeds
        ]
        for strength in (0.0, winner)
    }
    return {
        "strength": winner,
        "accuracy": sum(accuracy[winner][seed] for seed in seeds) / len(seeds),
        "baseline_accuracy": sum(accuracy[0.0][seed] for seed in seeds) / len(seeds),
        "gain": estimate_json(gain),
        "seeds": seeds,
        "report": classification(labels, runs[winner], classes),
        "baseline_report": classification(labels, runs[0.0], classes),
        "confusion": confusion(labels, runs[winner], len(classes)),
    }


def classification(
    labels: Sequence[int], runs: Sequence[Sequence[int]], classes: Sequence[str]
) -> dict[str, Any]:
    """Returns scikit-learn's classification report as a dict: every class, `accuracy`, and the
    micro, macro and weighted averages.

    Several runs over the same images count as one, and `support` counts images.
    """
    from sklearn.metrics import classification_report, precision_recall_fscore_support

    truth, called = [*labels] * len(runs), [label for run in runs for label in run]
    shared: dict[str, Any] = {"labels": list(range(len(classes))), "zero_division": 0.0}
    names = [f"{name} (class)" if name in _NO_CLASS else name for name in classes]
    report: dict[str, Any] = classification_report(
        truth, called, target_names=names, output_dict=True, **shared
    )
    # scikit-learn leaves the micro average out where it equals the accuracy, as it does when every
    # label counts.
    precision, recall, f1, _ = precision_recall_fscore_support(
        truth, called, average="micro", **shared
    )
    report["micro avg"] = {
        "precision": precision,
        "recall": recall,
        "f1-score": f1,
        "support": report["macro avg"]["support"],
    }
    return {
        name: _row(row, len(runs)) if isinstance(row, dict) else float(row)
        for name, row in report.items()
    }


def _row(row: Mapping[str, float], runs: int) -> dict[str, float]:
    return {
        key: float(value) / runs if key == "support" else float(value) for key, value in row.items()
    }


def confusion(
    labels: Sequence[int], runs: Sequence[Sequence[int]], classes: int
) -> list[list[int]]:
    """Returns how often class i was called j, summed over the runs."""
    table = [[0] * classes for _ in range(classes)]
    for run in runs:
        for truth, called in zip(labels, run, strict=True):
            table[truth][called] += 1
    return table
