"""What every measure says of every arm, where a sweep has more than accuracy. It has no figure."""

import pandas as pd

from explorer.charts.absent import COLUMN, cell
from explorer.charts.cells import accuracy_interval, harmless, percent
from explorer.charts.chart import Chart, View
from explorer.charts.naming import measure_label
from explorer.sweep.findings.arm import ArmResult
from explorer.sweep.findings.result import SweepResult

WORDS = (
    "The means over the seeds{intervals}. The verdict is judged by accuracy alone; whatever else"
    " was scored stands beside it."
)


def table(result: SweepResult) -> pd.DataFrame:
    """Returns a row an arm: each measure in percent, with its 95% interval.

    The first column is the strength, or the arm where arms are more than strengths. Where trials
    are missing, the last says which.
    """
    shown = {arm.key for arm in _scored(result)} | result.absent_arms.keys()
    arms = [arm for arm in result.strength_arms or result.arms if arm.key in shown]
    lacking = any(cell(result, arm) for arm in arms)
    rows = []
    for arm in arms:
        row: dict[str, object] = (
            {"Strength": arm.strength} if result.strengths_alone else {"Arm": harmless(arm.name)}
        )
        row |= _cells(arm, result.course.further_measures)
        rows.append(row | ({COLUMN: cell(result, arm)} if lacking else {}))
    return pd.DataFrame(rows)


def _scored(result: SweepResult) -> tuple[ArmResult, ...]:
    return tuple(arm for arm in result.arms if arm.accuracy is not None)


def _cells(arm: ArmResult, further: tuple[str, ...]) -> dict[str, object]:
    cells: dict[str, object] = {}
    found = {"accuracy": arm.accuracy} | {name: arm.metrics.get(name) for name in further}
    for name, estimate in found.items():
        label = measure_label(name)
        cells |= {f"{label}, %": percent(estimate), f"{label}, 95%": accuracy_interval(estimate)}
    return cells


def _asked(result: SweepResult) -> bool:
    return bool(result.course.further_measures)


def _views(result: SweepResult) -> list[View]:
    if not _scored(result):
        return []
    return [View("All measures", lambda: table(result), words=lambda limit: (_words(result),))]


def _words(result: SweepResult) -> str:
    known = (each for arm in _scored(result) for each in (arm.accuracy, *arm.metrics.values()))
    ends = any(each is not None and each.shown for each in known)
    return WORDS.format(intervals=", with their 95% intervals" if ends else "")


CHART = Chart("measures", look="Measures", views=_views, asked=_asked)
