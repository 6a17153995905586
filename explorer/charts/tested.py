"""What the test split said: the classification report, and the final test in a sentence."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from explorer.charts.chart import Chart, View
from explorer.frozen import Frozen
from explorer.sweep.findings.arm import ArmResult
from explorer.sweep.findings.final import FinalTest
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.reading import advice_of

_START = "On the test split, run again on fresh seeds and scored once:"


def table(report: Frozen[Any]) -> pd.DataFrame:
    """Returns scikit-learn's classification report as a table, a row a class and an average.

    Its columns are precision, recall, F1 and support.
    """
    rows = [
        {
            "Class": name,
            "Precision": scores["precision"],
            "Recall": scores["recall"],
            "F1": scores["f1-score"],
            "Support": round(scores["support"]),
        }
        for name, scores in report.items()
        if isinstance(scores, Mapping)  # "accuracy" is a bare number
    ]
    return pd.DataFrame(rows)


def words(result: SweepResult) -> str:
    """Returns what the final test found, in a sentence; empty where there is none."""
    final = result.final_test
    if final is None:
        return ""
    names = _names(result, final)
    if final.arm == final.compared_with:
        return f"{_START} {100 * final.baseline_accuracy:.1f}% {names[1]}."
    between = ""
    if final.gain.ci95:
        low, high = (f"{100 * end:+.1f}" for end in final.gain.ci95)
        between = f", 95% interval {low} to {high}"
    said = (
        f"{_START} {100 * final.accuracy:.1f}% {names[0]},"
        f" {100 * final.baseline_accuracy:.1f}% {names[1]}"
        f" ({100 * final.gain.mean:+.1f} points{between})."
    )
    return " ".join(filter(None, (said, _untested(result))))


def _untested(result: SweepResult) -> str:
    """That the policy that is handed on is another one than that of the final test; "" if not."""
    advice = advice_of(result)
    return advice.untested if advice else ""


def _names(result: SweepResult, final: FinalTest) -> tuple[str, str]:
    """What the chosen arm and the one beside it are called behind a percentage."""
    arm, base = result.arm(final.arm), result.arm(final.compared_with)
    if arm is None or base is None or arm.is_strength:
        return f"at strength {final.strength:g}", "without augmentation"
    return f"for {_called(result, arm)}", f"for {base.name}"


def _called(result: SweepResult, arm: ArmResult) -> str:
    return f"{arm.name} only" if _untested(result) else arm.name


def _titles(result: SweepResult, final: FinalTest) -> tuple[str, tuple[str, str]]:
    """The title of the second report, and what both are called where they are chosen from."""
    arm, base = result.arm(final.arm), result.arm(final.compared_with)
    if arm is None or base is None or arm.is_strength:
        return "On the test split, without augmentation", ("With augmentation", "Without")
    names = tuple(f"{name[:1].upper()}{name[1:]}" for name in (_called(result, arm), base.name))
    return f"On the test split, {base.name}", (names[0], names[1])


def _views(result: SweepResult) -> list[View]:
    final = result.final_test
    if final is None:
        return []
    without, report = final.baseline_report, final.report
    title, choices = _titles(result, final)
    found = [
        View(
            "On the test split",
            lambda: table(report),
            words=lambda limit: [words(result)],
            key="with",
            choice=choices[0],
        )
    ]
    if final.arm != final.compared_with and without:
        found.append(
            View(
                title,
                lambda: table(without),
                words=lambda limit: [words(result)],
                key="without",
                choice=choices[1],
                reported=False,
            )
        )
    return found


CHART = Chart(
    "tested",
    look="Classification report",
    views=_views,
    pick="Report",
    few=True,
    names="Class",
    decimals=3,
)
