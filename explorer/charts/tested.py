"""What the test split said: the classification report, and the final test in a sentence."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from explorer import numbers
from explorer.charts.chart import Chart, View
from explorer.frozen import Frozen
from explorer.sweep.findings import limits
from explorer.sweep.findings.ablation import AblationVerdict
from explorer.sweep.findings.arm import ArmResult
from explorer.sweep.findings.final import FinalTest
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.sentence import compared
from explorer.sweep.findings.texts import FINALS
from explorer.sweep.findings.values import Interval, Pair
from explorer.sweep.reading import advice_of

_SCORES = ("Precision", "Recall", "F1")


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
            "Support": int(scores["support"] + 0.5),
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
    about, case = _about(result, final)
    if final.arm == final.compared_with:
        return FINALS[_of_none(result)].format(**about)
    pair = Pair(final.accuracy, final.baseline_accuracy, final.gain, len(final.seeds))
    case = case if final.gain.shown else f"{case}, one seed"
    said = FINALS[case].format(**about | compared(pair))
    return " ".join(filter(None, (said, _beside_the_verdict(result, final), _untested(result))))


def _of_none(result: SweepResult) -> str:
    """Which text tells that strength 0 alone was tested."""
    verdict = result.strength_verdict
    if verdict is not None and verdict.best == 0:
        return "none, the best"
    return "none, unclear" if result.balance_point is None else "none"


def _beside_the_verdict(result: SweepResult, final: FinalTest) -> str:
    """Why a final test may say something else than the verdict over strengths; "" if it does not.

    The verdict is on other images, and allows for many strengths.
    """
    verdict, ends = result.strength_verdict, final.gain.shown
    if ends is None:
        return ""
    if verdict is None:
        return _beside_the_steps(result, ends)
    if verdict.helps:
        case = "tells the opposite" if ends[1] < 0 else "tells less"
        told = {"at": numbers.strength(final.strength), "interval": limits.interval(final.gain)}
        return "" if ends[0] > 0 else FINALS[case].format(**told)
    return FINALS["tells more"] if ends[0] > 0 or ends[1] < 0 else ""


def _beside_the_steps(result: SweepResult, ends: Interval) -> str:
    """The same beside a verdict on the steps of a policy."""
    verdict = result.verdict
    gain = verdict.handed_on.gain if isinstance(verdict, AblationVerdict) else None
    known = gain.shown if gain else None
    apart = ends[0] > 0 or ends[1] < 0
    if known is None or not apart or known[0] > 0 or known[1] < 0:
        return ""
    return FINALS["tells more of a policy"]


def _untested(result: SweepResult) -> str:
    """That the policy that is handed on is another one than that of the final test; "" if not."""
    advice = advice_of(result)
    return advice.untested if advice else ""


def _about(result: SweepResult, final: FinalTest) -> tuple[dict[str, str], str]:
    """What the chosen arm and the one beside it are called, and which text names them so."""
    arm, base = result.arm(final.arm), result.arm(final.compared_with)
    without = {"without": numbers.percent(final.baseline_accuracy)}
    if arm is None or base is None or arm.is_strength:
        return {"at": numbers.strength(final.strength), **without}, "strength"
    return {"arm": _called(result, arm), "base": base.name, **without}, "arms"


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
    written=lambda title: numbers.score if title in _SCORES else None,
)
