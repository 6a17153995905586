"""Runs beside each other: what each has found, every view, and what they were asked differently.

The answers and the curves come first, whole on the first screen; what they rest on comes below.
"""

from collections.abc import Sequence

import streamlit as st

from explorer.charts import compared
from explorer.charts.naming import sweep_name
from explorer.sweep.control import Progress
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.said import CLAIM, as_sentence
from explorer.sweep.reading import in_short
from explorer.ui import sweeps, verdicts
from explorer.ui.results import beside, files, looks, state
from explorer.ui.session import Session
from explorer.ui.words import escaped


def show(session: Session, progress: Progress, results: Sequence[SweepResult]) -> None:
    """Shows the runs, the one that is looked at first; `progress` is how far that one is."""
    with st.container(key="results-compared"):
        _verdicts(results)
        looks.show(session, *results)
        _differences(results)
        for result, place in zip(results, beside.places(results, named=False), strict=True):
            with place, st.container(border=True, key=f"results-card-{result.sweep_id}"):
                _card(result)
                if result is results[0]:
                    state.to_do(session, progress, result)
        with st.container(horizontal=True):
            files.of_all(results)
        st.caption(escaped(f"Of {sweep_name(results[0])} alone:"))
        state.take_along(session, progress, results[0])


def _verdicts(results: Sequence[SweepResult]) -> None:
    """The answers, a line each: the curves stand below them, and then what they rest on."""
    with st.container(key="results-verdicts"):
        st.markdown(
            "\n".join(
                f"- {escaped(sweep_name(result))}: **{escaped(in_short(result) or _none(result))}**"
                for result in results
            )
        )


def _none(result: SweepResult) -> str:
    return f"no verdict, the run is {result.status}"


def _card(result: SweepResult) -> None:
    """The verdict of one run: the whole answer and what to do, and what they rest on."""
    name = f"-{result.sweep_id}"
    st.header(escaped(sweep_name(result)), anchor=False)
    state.facts(result)
    if result.verdict is None:
        st.markdown(f"**{escaped(as_sentence(_none(result)))}**")
        sweeps.notes(result)
        return
    if not any(part.kind == CLAIM for part in result.said):  # of a release that set none apart
        verdicts.basis(result, name)
        sweeps.notes(result)
        return
    verdicts.answer(result, name)
    verdicts.following(result, name)
    with st.expander("What it rests on", key=f"results.basis.{result.sweep_id}"):
        verdicts.basis(result, name)
        sweeps.notes(result)


def _differences(results: Sequence[SweepResult]) -> None:
    table = compared.differences(results)
    if table.empty:
        st.caption(compared.ALIKE)
        return
    told = ", ".join(table["Setting"])  # each of them: one that is left out looks like none
    with st.expander(f"What differs in the settings: {escaped(told)}", key="results.differ"):
        st.dataframe(table, hide_index=True, width="stretch", key="results.differences")
