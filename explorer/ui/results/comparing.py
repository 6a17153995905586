"""Runs beside each other, in words: what each has found, and what they were asked differently."""

from collections.abc import Sequence

import streamlit as st

from explorer.charts import compared
from explorer.charts.naming import sweep_name
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.said import CLAIM
from explorer.ui.words import escaped


def show(results: Sequence[SweepResult]) -> None:
    """Shows the verdict of each run, and a table of the settings that differ."""
    st.markdown("**What each run has found**")
    st.markdown(
        "\n".join(f"- **{escaped(sweep_name(run))}** {escaped(_found(run))}" for run in results)
    )
    table = compared.differences(results)
    if table.empty:
        st.caption("All were asked the same, with the same settings.")
        return
    st.markdown("**What differs in the settings**")
    st.dataframe(table, hide_index=True, width="stretch", key="results.differences")


def _found(result: SweepResult) -> str:
    """The answer of a verdict, or all of one that names none."""
    answer = " ".join(part.whole for part in result.said if part.kind == CLAIM)
    return answer or result.sentence or f"There is no verdict: the run is {result.status}."


def alone(view: str, beside: str, result: SweepResult) -> None:
    """Says that a view shows one run, where others were chosen to compare it with.

    `beside` is the view that shows all of them; empty where the run has none.
    """
    said = f"{view} shows one run, {sweep_name(result)}: its classes, seeds and steps are its own."
    if beside:
        said += f" Curves, verdicts and settings of all chosen runs stand together under {beside}."
    else:
        said += " Runs over strengths can be compared: choose one of them as the run."
    st.caption(escaped(said))
