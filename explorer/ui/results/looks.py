"""The ways to look at a sweep, one at a time: only what is shown is computed.

Charts come from their table; each has a table of its numbers behind it.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Literal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from pandas.io.formats.style import Styler

from explorer import numbers
from explorer.charts import compared, naming, saving, trials
from explorer.charts.aligned import align
from explorer.charts.cells import heading
from explorer.charts.chart import Chart, View
from explorer.charts.table import CHARTS, LOOKS, Look, charts_of
from explorer.names import numbered
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.questions.table import row_of
from explorer.ui import example, parts, sweeps
from explorer.ui.results import beside, policy
from explorer.ui.session import Session
from explorer.ui.tables import shown, with_short_names
from explorer.ui.words import escaped

MOST_ROWS = 40
COLUMN_CHARS = 28
_OTHER = "This run asks another question."


def show(session: Session, *results: SweepResult) -> None:
    """Shows the choice of views, and the one that is chosen, of one run or of several."""
    views: dict[str, Callable[[], None]] = {
        look.name: partial(_look, session, look, results)
        for look in LOOKS
        if any(_offered(look, result) for result in results)
    }
    views |= {
        "Policy": partial(beside.each, results, partial(policy.show, session)),
        "Trials": partial(beside.each, results, _trials),
    }
    if st.session_state.get("results.view") not in views:
        st.session_state.pop("results.view", None)  # another question had that look
    view = st.segmented_control(
        "View", list(views), default=next(iter(views)), required=True, key="results.view"
    )
    with st.container(key="results-look"):
        views.get(view or "", next(iter(views.values())))()


def _offered(look: Look, result: SweepResult) -> bool:
    """A run says why a view of it is empty; the example has kept less than a run."""
    charts = charts_of(look.name, result)
    if example.is_it(result):
        return any(chart.shown(result) for chart in charts)
    return bool(charts)


def _look(session: Session, look: Look, results: Sequence[SweepResult]) -> None:
    if look.compares and not any(result.curve_arms for result in results):
        _nothing(look.empty if results[0].ended else look.waiting)
    elif look.compares and len(results) > 1:
        _compared([result for result in results if result.curve_arms])
    else:
        _charts(session, look, results)


def _compared(results: Sequence[SweepResult]) -> None:
    base = row_of(results[0].question).base
    measure = st.segmented_control(
        "Measure",
        ["Accuracy", f"Gain over {base}"],
        default="Accuracy",
        required=True,
        key="results.measure",
        label_visibility="collapsed",
    )
    gains = measure != "Accuracy"
    figure = compared.figure(results, gains=gains)
    _drawn("compared", figure, " and ".join(naming.sweep_name(run) for run in results), fills=True)
    if said := compared.words(results, gains=gains):
        st.caption(said)
    _numbers("compared", "Show the curves as a table", shown(compared.table(results)))


def _charts(session: Session, look: Look, results: Sequence[SweepResult]) -> None:
    """Shows the charts of a look, or why there is none yet, of each run in a place of its own."""
    places = beside.places(results)
    for result, place in zip(results, places, strict=True):
        charts = charts_of(look.name, result)
        if any(chart.shown(result) for chart in charts):
            continue
        with place:
            _nothing(look.empty if charts else _OTHER, look.icon if charts else "info")
    offered = [chart for chart in CHARTS if any(chart in charts_of(look.name, r) for r in results)]
    for number, chart in enumerate(offered):
        _chart(session, chart, results, places, fills=number == 0 and chart.live)


def _chart(
    session: Session,
    chart: Chart,
    results: Sequence[SweepResult],
    places: Sequence[beside.Place],
    *,
    fills: bool,
) -> None:
    """Shows a chart of each run that has it, all to one scale."""
    found = []
    for result, place in zip(results, places, strict=True):
        if views := chart.shown(result):
            name = beside.name_of(result, results)
            with place:
                view = _picked(chart, views, result, name)
            figure = view.figure and view.figure(**parts.chosen(session, chart))
            found.append((result, place, name, view, figure))
    align([figure for *_, figure in found if figure is not None])
    for result, place, name, view, figure in found:
        with place:
            _view(session, chart, view, figure, result, name, fills=fills)
    if found and chart.caption:
        st.caption(chart.caption)


def _nothing(text: str, icon: str = "hourglass_empty") -> None:
    st.info(text, icon=f":material/{icon}:")


def _picked(chart: Chart, views: Sequence[View], result: SweepResult, name: str) -> View:
    """The view that is chosen among those of a chart."""
    if not chart.pick or (chart.few and len(views) == 1):
        return views[0]
    by_key = {view.key: view for view in views}
    called = dict(zip(by_key, numbered(view.choice for view in views), strict=True))
    label = chart.pick if result.strength_arms else chart.pick_arm or chart.pick
    start = next((view.key for view in views if view.chosen), views[0].key)
    key = f"results.pick.{chart.name}" + (name if chart.few else f".{result.sweep_id}")
    if st.session_state.get(key) not in by_key:
        st.session_state.pop(key, None)
    picked = (_in_a_row if chart.few else _below)(label, called, start, key)
    return by_key.get(picked or start, views[0])


def _in_a_row(label: str, called: Mapping[str, str], start: str, key: str) -> str | None:
    return st.segmented_control(
        label, list(called), default=start, format_func=called.__getitem__, required=True, key=key
    )


def _below(label: str, called: Mapping[str, str], start: str, key: str) -> str | None:
    return st.selectbox(
        label,
        list(called),
        index=list(called).index(start),
        format_func=called.__getitem__,
        key=key,
        width=320,
    )


def _view(
    session: Session,
    chart: Chart,
    view: View,
    figure: go.Figure | None,
    result: SweepResult,
    name: str,
    *,
    fills: bool,
) -> None:
    said = view.words(naming.NAME_CHARS)
    if chart.heading:
        st.markdown(f"**{chart.heading}**")
    if said and chart.told == "list":
        _listed(result, said)
    elif said and chart.told == "text":
        st.markdown(escaped(" ".join(said)))
    table = view.table()
    if chart.names:
        table = with_short_names(table.rename(columns=heading), chart.names, COLUMN_CHARS)
    if figure is None:
        _whole(chart, table, name)
        return
    _drawn(chart.name, figure, naming.sweep_name(result), name, fills=fills)
    if not name:  # the switches hold for all runs
        parts.show(session, chart, "results")
    if said and chart.told == "below":
        st.caption(" ".join(said))
    _numbers(chart.name, chart.numbers, shown(table, chart.written), name)


def _drawn(chart: str, figure: go.Figure, run: str, name: str = "", *, fills: bool = False) -> None:
    saved = saving.buttons(run, chart)
    with st.container(key="results-chart" if fills else None):
        sweeps.drawn(figure, key=f"results.chart.{chart}{name}", saved=saved, fills=fills)


def _numbers(chart: str, title: str, table: pd.DataFrame | Styler, name: str = "") -> None:
    with st.expander(title, key=f"results.numbers.{chart}{name}"):
        st.dataframe(table, hide_index=True, width="stretch", key=f"results.table.{chart}{name}")


def _whole(chart: Chart, table: pd.DataFrame, name: str) -> None:
    """A table that stands without a figure."""
    st.dataframe(
        shown(table, chart.written),
        hide_index=True,
        width="stretch",
        height=_height(table),
        key=f"results.table.{chart.name}{name}",
    )


def _listed(result: SweepResult, sentences: Sequence[str]) -> None:
    cut = {
        short: name
        for short, name in naming.cut_names(result).items()
        if any(short in sentence for sentence in sentences)
    }
    help = "\n\n".join(f"{escaped(short)} is {escaped(name)}" for short, name in cut.items())
    st.markdown("\n".join(f"- {escaped(sentence)}" for sentence in sentences), help=help or None)


def _trials(result: SweepResult, name: str) -> None:
    table = trials.table(result)
    total = result.tally.total
    final = total - len(result.arms) * result.course.seeds
    if final > 0:
        st.caption(
            f"The trials of {row_of(result.question).rests_on}. The run has"
            f" {numbers.count(total, 'trial')}: {final} more are the final test, in the"
            " classification report."
        )
    st.dataframe(
        shown(table),
        hide_index=True,
        width="stretch",
        height=_height(table),
        placeholder="",
        key=f"results.trials{name}",
    )


def _height(table: pd.DataFrame) -> Literal["content"] | int:
    """As high as its rows, so that all are seen; a long one scrolls."""
    return "content" if len(table) <= MOST_ROWS else 700
