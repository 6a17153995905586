"""The final test: the chosen arm and its baseline, on fresh seeds, once on the test split."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from explorer.frozen import Frozen, frozen, thawed
from explorer.sweep.findings.arm import Matrix
from explorer.sweep.findings.values import Estimate, room
from explorer.trial.arm import strength_key

# Keys of the report that a class of that name would lose.
_NO_CLASS = ("accuracy", "micro avg", "macro avg", "weighted avg")


@dataclass(frozen=True)
class FinalTest:
    """What the test split said of the arm `arm` beside the arm `compared_with` (both are keys).

    `strength` is that of `arm`. Reports are scikit-learn's: precision, recall, f1-score and support
    of each class and average, and the bare number `accuracy`.
    """

    arm: str
    compared_with: str
    strength: float
    accuracy: float
    baseline_accuracy: float
    gain: Estimate
    report: Frozen[Any]
    seeds: tuple[int, ...] = ()
    baseline_report: Frozen[Any] | None = None
    confusion: Matrix | None = None

    def to_json(self) -> dict[str, Any]:
        """Returns the block `final_test` of sweep.json."""
        plain = {entry.name: thawed(getattr(self, entry.name)) for entry in fields(self)}
        return plain | {"gain": self.gain.to_json()}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "FinalTest":
        """Returns the final test that `to_json` gave, of any release."""
        # Releases before 0.2 compared strengths, and named no arms.
        arms = {"arm": strength_key(raw["strength"]), "compared_with": strength_key(0.0)}
        known = {entry.name: frozen(raw[entry.name]) for entry in fields(cls) if entry.name in raw}
        return cls(**arms | known | {"gain": Estimate.from_json(raw["gain"])})


@dataclass(frozen=True)
class Scored:
    """A finished trial on the test split.

    It has the key of its arm, its seed, its accuracy, and the class that it gave each image, in the
    order of the split.
    """

    arm: str
    seed: int
    accuracy: float
    predictions: tuple[int, ...]


def final_test(
    trials: Sequence[Scored],
    labels: Sequence[int],
    classes: Sequence[str],
    *,
    arm: str,
    strength: float,
    compared_with: str,
) -> FinalTest:
    """Returns what the finished trials on the test split say of `arm` beside `compared_with`.

    The gain is paired by seed. An arm that is compared with itself is its own baseline, and the
    gain is 0. Raises ValueError where no seed has both.
    """
    of = {
        key: {trial.seed: trial for trial in trials if trial.arm == key}
        for key in (compared_with, arm)
    }
    seeds = sorted(of[compared_with].keys() & of[arm].keys())
    if not seeds:
        raise ValueError(f"no fresh seed of the final test finished for {arm} and {compared_with}")
    gain = Estimate(0.0, (0.0, 0.0))
    if arm != compared_with:
        pairs = [[of[key][seed] for seed in seeds] for key in (compared_with, arm)]
        beside = sum(trial.accuracy for trial in pairs[0]) / len(seeds)
        gain = replace(_gain(pairs, labels), possible=room(beside))
    # In the order in which the trials stand, as they were planned.
    runs = {
        key: [trial.predictions for seed, trial in found.items() if seed in seeds]
        for key, found in of.items()
    }
    return FinalTest(
        arm=arm,
        compared_with=compared_with,
        strength=strength,
        accuracy=sum(of[arm][seed].accuracy for seed in seeds) / len(seeds),
        baseline_accuracy=sum(of[compared_with][seed].accuracy for seed in seeds) / len(seeds),
        gain=gain,
        seeds=tuple(seeds),
        report=classification(labels, runs[arm], classes),
        baseline_report=classification(labels, runs[compared_with], classes),
        confusion=confusion(labels, runs[arm], len(classes)),
    )


def _gain(pairs: Sequence[Sequence[Scored]], labels: Sequence[int]) -> Estimate:
    """Returns the gain of the second arm over the first; both have the same seeds, in order.

    Its interval is over seeds and pictures, `ci95_seeds` over seeds alone.
    """
    import numpy as np

    from explorer.sweep.findings.blocks import Blocks
    from explorer.sweep.findings.statistics import gain_interval

    val = np.array([[trial.accuracy for trial in trials] for trials in pairs])
    over_seeds = gain_interval((val[1] - val[0]).tolist(), len(labels))
    if any(len(trial.predictions) != len(labels) for trials in pairs for trial in trials):
        return over_seeds
    called = np.array([[trial.predictions for trial in trials] for trials in pairs])
    blocks = Blocks(("", ""), val, val, right=called == np.asarray(labels))
    both = blocks.gain(1)
    ends = None if both is None else both.ci95
    return replace(over_seeds, ci95=ends, ci95_seeds=over_seeds.ci95)


def classification(
    labels: Sequence[int], runs: Sequence[Sequence[int]], classes: Sequence[str]
) -> Frozen[Any]:
    """Returns scikit-learn's classification report.

    It has every class, `accuracy`, and the micro, macro and weighted averages. Several runs over
    the same images count as one, and `support` counts images.
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
    return frozen(
        {
            name: _row(row, len(runs)) if isinstance(row, dict) else float(row)
            for name, row in report.items()
        }
    )


def _row(row: Mapping[str, float], runs: int) -> dict[str, float]:
    return {
        key: float(value) / runs if key == "support" else float(value) for key, value in row.items()
    }


def confusion(labels: Sequence[int], runs: Sequence[Sequence[int]], classes: int) -> Matrix:
    """Returns how often class i was called j, summed over the runs."""
    table = [[0] * classes for _ in range(classes)]
    for run in runs:
        for truth, called in zip(labels, run, strict=True):
            table[truth][called] += 1
    return tuple(tuple(row) for row in table)
