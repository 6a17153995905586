"""The Results page: every sweep that was kept in a list, one of them in full, and several beside each other."""

import streamlit as st

from explorer.errors import ExplorerError
from explorer.sweep import control
from explorer.sweep.overview import overview
from explorer.ui import navigation, sweeps
from explorer.ui.results import listing, looks, state
from explorer.ui.session import get_session
from explorer.ui.words import escaped


def show() -> None:
    """Shows the page."""
    session = get_session()
    st.title("Results")
    st.write("Compare the runs that you have made, and take their numbers with you.")
    sweeps.notice(session)
    try:
        lines = overview(sweeps.store_url())
        if not lines:
            _nothing_yet()
            return
        chosen, others = listing.show(session, lines)
        progress = control.progress(chosen, sweeps.store_url())
        compared = [control.read_document(sweep_id, sweeps.store_url()) for sweep_id in others]
    except ExplorerError as error:
        st.error(escaped(str(error)), icon=":material/error:")
        return
    document = progress.document()
    state.show(session, progress, document)
    looks.show(session, progress, document, compared)


def _nothing_yet() -> None:
    with st.container(border=True):
        st.write("**There are no runs yet.** A run trains a small model at every strength of a policy; its curves, classes and downloads are kept here.")
        navigation.link("finetune", "Start a run on Fine-tune")
        navigation.link("compose", "Compose a policy first")
