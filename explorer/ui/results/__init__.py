"""The Results page: every sweep that was kept, in a list.

It shows one of them in full, and several beside each other.
"""

from collections.abc import Sequence

import streamlit as st

from explorer.errors import ExplorerError
from explorer.sweep import control
from explorer.sweep.findings.result import SweepResult
from explorer.ui import navigation, notices, sweeps
from explorer.ui.results import comparing, empty, keeping, listing, looks, state
from explorer.ui.session import get_session
from explorer.ui.words import escaped


def show() -> None:
    """Shows the page."""
    session = get_session()
    state.lead()
    told = navigation.title(
        "results", "Compare the runs that you have made, and take their numbers with you."
    )
    try:
        try:
            lines = control.overview(sweeps.store_url())
            keeping.lost(session, lines)
        finally:  # it says what was lost, too
            with told:
                notices.show(session)
        if not lines:
            listing.shows(())
            empty.show(session)
            return
        with st.container(key="results-choice"):
            chosen, others = listing.show(session, lines)
        progress = control.progress(chosen, sweeps.store_url())
        result, compared = progress.result(), _compared(others)
    except ExplorerError as error:
        sweeps.trouble(error)
        return
    if compared:
        comparing.show(session, progress, [result, *compared])
        return
    with st.container(key="results"):
        with st.container(key="results-says"):
            state.show(session, progress, result)
        with st.container(key="results-shows"):
            looks.show(session, result)
        with st.container(key="results-more"):
            state.beside(session, progress, result)


def _compared(sweep_ids: Sequence[str]) -> list[SweepResult]:
    """The sweeps to compare with; one that cannot be read says why, and the others stand."""
    found: list[SweepResult] = []
    for sweep_id in sweep_ids:
        try:
            found.append(control.read_result(sweep_id, sweeps.store_url()))
        except ExplorerError as error:
            st.warning(escaped(str(error)), icon=":material/warning:")
    return found
