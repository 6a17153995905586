"""The ways to look at a sweep, one at a time: only what is shown is computed.

Charts come from their table; each has a table of its numbers behind it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from pandas.io.formats.style import Styler

from explorer import numbers
from explorer.charts import compared, naming, saving, trials
from explorer.charts.cells import heading
from explorer.charts.chart import Chart, View
from explorer.charts.table import LOOKS, Look, charts_of
from explorer.names import numbered
from explorer.sweep.control import Progress
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.questions.table import row_of
from explorer.ui import parts, sweeps
from explorer.ui.results import comparing, policy
from explorer.ui.session import Session
from explorer.ui.tables import shown, with_short_names
from explorer.ui.words import escaped

MOST_ROWS = 40
COLUMN_CHARS = 28


def show(
    session: Session, progress: Progress, result: SweepResult, others: Sequence[SweepResult]
) -> None:
    """Shows the choice of views, and the one that is chosen; `others` are compared with it."""
    views: dict[str, Callable[[], None]] = {
        look.name: _look(session, look, progress, result, others)
        for look in LOOKS
        if charts_of(look.name, result)
    }
    views |= {
        "Policy": lambda: policy.show(session, result),
        "Trials": lambda: _trials(progress, result),
    }
    if st.session_state.get("results.view") not in views:
        st.session_state.pop("results.view", None)  # another question had that look
    view = st.segmented_control(
        "View", list(views), default=next(iter(views)), required=True, key="results.view"
    )
    beside = next((look.name for look in LOOKS if look.compares and look.name in views), "")
    if others and view != beside:
        comparing.alone(view or "", beside, result)
    with st.container(key="results-look"):
        views.get(view or "", next(iter(views.values())))()


def _look(
    session: Session,
    look: Look,
    progress: Progress,
    result: SweepResult,
    others: Sequence[SweepResult],
) -> Callable[[], None]:
    if look.compares:
        return lambda: _curves(session, look, progress, [result, *others])
    return lambda: _charts(session, look, result)


def _curves(
    session: Session, look: Look, progress: Progress, results: Sequence[SweepResult]
) -> None:
    if not any(result.curve_arms for result in results):
        _nothing(look.empty if progress.ended else look.waiting)
    elif len(results) > 1:
        _compared(results)
    else:
        _charts(session, look, results[0])


def _compared(results: Sequence[SweepResult]) -> None:
    base = row_of(results[0].question).base
    measure = st.segmented_control(
        "Measure",
        ["Accuracy", f"Gain over {base}"],
        default="Accuracy",
        required=True,
        key="results.measure",
    )
    st.caption(
        "Accuracies of different data sets, models or image sizes do not compare; gains do, with"
        " care."
    )
    figure = compared.figure(results, gains=measure != "Accuracy")
    name = " and ".join(naming.sweep_name(run) for run in results)
    _drawn("compared", figure, name)
    _numbers("compared", "Show the curves as a table", shown(compared.table(results)))
    comparing.show(results)


def _charts(session: Session, look: Look, result: SweepResult) -> None:
    """Shows the charts of a look, or why there is none yet."""
    found = [(chart, chart.shown(result)) for chart in charts_of(look.name, result)]
    if not any(views for _, views in found):
        _nothing(look.empty, look.icon)
    for number, (chart, views) in enumerate(found):
        if views:
            first = number == 0 and chart.live
            _chart(session, chart, _picked(chart, views, result), result, fills=first)


def _nothing(text: str, icon: str = "hourglass_empty") -> None:
    st.info(text, icon=f":material/{icon}:")


def _picked(chart: Chart, views: Sequence[View], result: SweepResult) -> View:
    """The view that is chosen among those of a chart."""
    if not chart.pick or (chart.few and len(views) == 1):
        return views[0]
    by_key = {view.key: view for view in views}
    called = dict(zip(by_key, numbered(view.choice for view in views), strict=True))
    label = chart.pick if result.strength_arms else chart.pick_arm or chart.pick
    start = next((view.key for view in views if view.chosen), views[0].key)
    key = f"results.pick.{chart.name}" + ("" if chart.few else f".{result.sweep_id}")
    if st.session_state.get(key) not in by_key:
        st.session_state.pop(key, None)
    picked = (_beside if chart.few else _below)(label, called, start, key)
    return by_key.get(picked or start, views[0])


def _beside(label: str, called: Mapping[str, str], start: str, key: str) -> str | None:
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


def _chart(session: Session, chart: Chart, view: View, result: SweepResult, *, fills: bool) -> None:
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
    if view.figure is None:
        _whole(chart, table)
        return
    figure = view.figure(**parts.chosen(session, chart))
    _drawn(chart.name, figure, naming.sweep_name(result), fills=fills)
    parts.show(session, chart, "results")
    if said and chart.told == "below":
        st.caption(" ".join(said))
    _numbers(chart.name, chart.numbers, shown(table, chart.written))
    if chart.caption:
        st.caption(chart.caption)


def _drawn(name: str, figure: go.Figure, run: str, *, fills: bool = False) -> None:
    saved = saving.buttons(run, name)
    with st.container(key="results-chart" if fills else None):
        sweeps.drawn(figure, key=f"results.chart.{name}", saved=saved, fills=fills)


def _numbers(name: str, title: str, table: pd.DataFrame | Styler) -> None:
    with st.expander(title, key=f"results.numbers.{name}"):
        st.dataframe(table, hide_index=True, width="stretch", key=f"results.table.{name}")


def _whole(chart: Chart, table: pd.DataFrame) -> None:
    """A table that stands without a figure."""
    st.dataframe(
        shown(table, chart.written),
        hide_index=True,
        width="stretch",
        height=_height(table),
        key=f"results.table.{chart.name}",
    )


def _listed(result: SweepResult, sentences: Sequence[str]) -> None:
    cut = {
        short: name
        for short, name in naming.cut_names(result).items()
        if any(short in sentence for sentence in sentences)
    }
    help = "\n\n".join(f"{escaped(short)} is {escaped(name)}" for short, name in cut.items())
    st.markdown("\n".join(f"- {escaped(sentence)}" for sentence in sentences), help=help or None)


def _trials(progress: Progress, result: SweepResult) -> None:
    table = trials.table(result)
    final = progress.total - len(result.arms) * result.course.seeds
    if final > 0:
        st.caption(
            f"The trials of {row_of(result.question).rests_on}. The run has"
            f" {numbers.count(progress.total, 'trial')}: {final} more are the final test, in the"
            " classification report."
        )
    st.dataframe(
        shown(table),
        hide_index=True,
        width="stretch",
        height=_height(table),
        placeholder="",
        key="results.trials",
    )


def _height(table: pd.DataFrame) -> Literal["content"] | int:
    """As high as its rows, so that all are seen; a long one scrolls."""
    return "content" if len(table) <= MOST_ROWS else 700
