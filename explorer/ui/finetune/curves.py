"""The charts that grow while a run goes on, each with its table."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from pandas.io.formats.style import Styler
from streamlit.delta_generator import DeltaGenerator

from explorer.charts import saving
from explorer.charts.chart import Chart, View
from explorer.charts.naming import NAME_CHARS, sweep_name
from explorer.charts.table import CHARTS
from explorer.sweep.findings.result import SweepResult
from explorer.ui import sweeps
from explorer.ui.tables import shown

_DRAWN = "ft.drawn"


@dataclass(frozen=True, eq=False)
class _Drawn:
    """A view of a chart as the page shows it; without numbers until there are some."""

    chart: Chart
    figure: go.Figure | None
    run: str
    words: str
    numbers: pd.DataFrame | Styler | None


def show(result: SweepResult, glance: DeltaGenerator, *, ended: bool, name: str = "") -> None:
    """Shows the charts of a result, or what they wait for; the first one in `glance`.

    `name` begins their keys where they are not those of the run that is followed.
    """
    begun = any(arm.accuracy for arm in result.arms)
    live = [chart for chart in CHARTS if chart.live and chart.suits(result)]
    if ended and not begun:
        with st.container(key=live[0].name):
            st.caption(live[0].empty)
        return
    for number, drawn in enumerate(_all_drawn(result, live, begun=begun)):
        with glance if number == 0 else nullcontext():
            _figure(drawn, name, fills=number == 0)
        _below(drawn, name)
    if not begun:
        st.caption(live[0].waiting)


def _all_drawn(result: SweepResult, charts: Sequence[Chart], *, begun: bool) -> Sequence[_Drawn]:
    """Returns what to show of a result, made once: most polls find the same result again."""
    before, drawn = st.session_state.get(_DRAWN, (None, ()))
    if before is not result:
        drawn = [
            _drawn(chart, view, sweep_name(result), begun=begun)
            for chart in charts
            for view in chart.shown(result)
        ]
        st.session_state[_DRAWN] = (result, drawn)
    shown: Sequence[_Drawn] = drawn
    return shown


def _drawn(chart: Chart, view: View, run: str, *, begun: bool) -> _Drawn:
    figure = None if view.figure is None else view.figure()
    words = " ".join(view.words(NAME_CHARS)) if chart.told == "below" else ""
    table = shown(view.table(), chart.written) if begun else None
    return _Drawn(chart, figure, run, words, table)


def _figure(drawn: _Drawn, name: str, *, fills: bool) -> None:
    """Shows the figure; one that `fills` takes the height that its place has left."""
    if drawn.figure is not None:
        key = f"{name}{drawn.chart.name}"
        with st.container(key=key, height="stretch" if fills else "content"):
            saved = saving.buttons(drawn.run, drawn.chart.name)
            key = f"{key}-chart"
            sweeps.drawn(drawn.figure, key=key, saved=saved, fills=fills)


def _below(drawn: _Drawn, name: str) -> None:
    chart = drawn.chart
    if drawn.words:
        st.caption(drawn.words)
    if drawn.numbers is not None:
        with st.expander(chart.numbers, key=f"ft.numbers.{name}{chart.name}"):
            st.dataframe(drawn.numbers, hide_index=True, width="stretch")
