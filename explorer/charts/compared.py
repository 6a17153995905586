"""Several sweeps over strengths beside each other."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from explorer import numbers
from explorer.charts import curve, gain
from explorer.charts.absent import break_line
from explorer.charts.cells import accuracy_interval
from explorer.charts.drawing import COMPARED, Mark, add_line, blank, literal
from explorer.charts.naming import sweep_name
from explorer.names import apart, numbered
from explorer.sweep.findings.arm import ArmResult
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.values import Estimate


def figure(results: Sequence[SweepResult], *, gains: bool = False) -> go.Figure:
    """Returns the validation curves (%) of several sweeps in one figure.

    It can show their gains over strength 0 (points) instead.
    """
    y_title = "Gain over strength 0, points" if gains else "Validation accuracy, %"
    drawn = blank("Strength", y_title)
    called = [sweep_name(result) for result in results]
    short = apart(called, 60)
    names = numbered(literal(short[name]) for name in called)
    for i, (result, name) in enumerate(zip(results, names, strict=True)):
        marks = gain.marks(result) if gains else _accuracies(result)
        add_line(drawn, marks, name, COMPARED[i % len(COMPARED)])
        break_line(drawn.data[-1], gain.without_gain(result) if gains else result.absent)
    if gains:
        drawn.add_hline(y=0, line_width=1, line_color="gray")
    return drawn


def _accuracies(result: SweepResult) -> list[Mark]:
    """The accuracies with their own intervals: those of several runs do not stand on one."""
    return [
        Mark(arm.strength or 0.0, arm.accuracy.mean, arm.accuracy.shown, _hover(arm, arm.accuracy))
        for arm in result.curve_arms
        if arm.accuracy
    ]


def _hover(arm: ArmResult, accuracy: Estimate) -> str:
    ends = accuracy_interval(accuracy)
    between = f", 95% interval {ends}" if ends else ""
    return f"{gain.at(arm)}: {numbers.percent(accuracy.mean)}{between}"


def table(results: Sequence[SweepResult]) -> pd.DataFrame:
    """Returns the rows of the curves of several sweeps, one below the other."""
    tables = [curve.table(result).assign(Run=sweep_name(result)) for result in results]
    together = pd.concat([found for found in tables if len(found)], ignore_index=True)
    return together[["Run", *(column for column in together.columns if column != "Run")]]
