"""Several sweeps over strengths beside each other."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from explorer.charts import curve
from explorer.charts.absent import break_line
from explorer.charts.drawing import COMPARED, add_line, blank, literal
from explorer.charts.naming import sweep_name
from explorer.names import apart, numbered
from explorer.sweep.findings.result import SweepResult


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
        estimates = (
            (arm.strength or 0.0, arm.gain if gains else arm.accuracy) for arm in result.curve_arms
        )
        places = [(strength, estimate) for strength, estimate in estimates if estimate]
        add_line(drawn, places, name, COMPARED[i % len(COMPARED)])
        break_line(drawn.data[-1], result.absent)
    if gains:
        drawn.add_hline(y=0, line_width=1, line_color="gray")
    return drawn


def table(results: Sequence[SweepResult]) -> pd.DataFrame:
    """Returns the rows of the curves of several sweeps, one below the other."""
    tables = [curve.table(result).assign(Run=sweep_name(result)) for result in results]
    together = pd.concat([found for found in tables if len(found)], ignore_index=True)
    return together[["Run", *(column for column in together.columns if column != "Run")]]
