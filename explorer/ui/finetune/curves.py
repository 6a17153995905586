"""The charts that grow while a run goes on, each with its table."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from pandas.io.formats.style import Styler
from streamlit.delta_generator import DeltaGenerator

from explorer.charts import axis, saving
from explorer.charts.chart import Chart, View
from explorer.charts.naming import NAME_CHARS, sweep_name
from explorer.charts.table import CHARTS
from explorer.sweep.findings.result import SweepResult
from explorer.ui import parts, sweeps
from explorer.ui.session import Session
from explorer.ui.tables import shown

_DRAWN = "ft.drawn"
_RANGES = "ft.ranges"


@dataclass(frozen=True, eq=False)
class _Drawn:
    """A view of a chart as the page shows it; without numbers until there are some."""

    chart: Chart
    figure: go.Figure | None
    run: str
    words: str
    numbers: pd.DataFrame | Styler | None


def show(
    session: Session,
    result: SweepResult,
    glance: DeltaGenerator,
    *,
    ended: bool,
    name: str = "",
) -> None:
    """Shows the charts of a result, or what they wait for; the first one in `glance`.

    `name` begins their keys where they are not those of the run that is followed.
    """
    begun = any(arm.accuracy for arm in result.arms)
    live = [chart for chart in CHARTS if chart.live and chart.suits(result)]
    everything = _all_drawn(session, result, live, begun=begun)
    if ended and not begun and not any(each.figure and each.figure.data for each in everything):
        with st.container(key=live[0].name):
            st.caption(live[0].empty)
        return
    for number, drawn in enumerate(everything):
        with glance if number == 0 else nullcontext():
            _figure(drawn, name, fills=number == 0)
            parts.show(session, drawn.chart, "ft")
        _below(drawn, name)
    if not begun:
        st.caption(live[0].empty if ended else live[0].waiting)


def _all_drawn(
    session: Session, result: SweepResult, charts: Sequence[Chart], *, begun: bool
) -> Sequence[_Drawn]:
    """Returns what to show of a result, made once: most polls find the same result again."""
    chosen = {chart.name: parts.chosen(session, chart) for chart in charts}
    before, with_, drawn = st.session_state.get(_DRAWN, (None, None, ()))
    if before is not result or with_ != chosen:
        drawn = [
            _drawn(chart, view, sweep_name(result), chosen[chart.name], begun=begun)
            for chart in charts
            for view in chart.shown(result)
        ]
        _steady(result, chosen, drawn)
        st.session_state[_DRAWN] = (result, chosen, drawn)
    shown: Sequence[_Drawn] = drawn
    return shown


def _steady(result: SweepResult, chosen: Mapping[str, object], drawn: Sequence[_Drawn]) -> None:
    """While a run goes on, keeps the axes as wide as they have been: they do not jump."""
    run, with_, before = st.session_state.get(_RANGES, ("", None, {}))
    if result.ended or run != result.sweep_id or with_ != chosen:
        before = {}
    # Before that, a curve has the whole axis that is possible.
    complete = all(arm.accuracy or arm.key in result.absent_arms for arm in result.arms)
    now = {
        each.chart.name: axis.widen(each.figure, before.get(each.chart.name, {}))
        for each in drawn
        if each.figure is not None and complete
    }
    st.session_state[_RANGES] = (result.sweep_id, chosen, now)


def _drawn(chart: Chart, view: View, run: str, chosen: dict[str, bool], *, begun: bool) -> _Drawn:
    figure = None if view.figure is None else view.figure(**chosen)
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
