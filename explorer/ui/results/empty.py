"""Results without a run: the example that comes with the product, and the way to one's own.

It is shown as a run is; nothing of it is in the store, so it cannot be named, shared or deleted.
"""

from typing import Any

import streamlit as st

from explorer.ui import example, navigation, verdicts
from explorer.ui.results import files, looks, state
from explorer.ui.session import Again, Session


def show(session: Session) -> None:
    """Shows the example, marked as one."""
    result = example.as_a_run()
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", key="results-example"
    ):
        _says(session)
    with st.container(key="results"):
        with st.container(key="results-says"):
            state.head(result)
            with st.container(border=True, key="results-verdict"):
                verdicts.show(result)
        with st.container(key="results-shows"):
            looks.show(session, result)
        with st.container(key="results-more"), st.container(horizontal=True):
            files.show(lambda: result, example.spec().data, "example")


def _says(session: Session) -> None:
    st.markdown(
        "**There are no runs yet: this is an example.** It comes with the app and goes away with"
        " your first run, whose charts and downloads are kept here.",
        width="stretch",
    )
    look: dict[str, Any] = {"type": "primary", "icon": ":material/show_chart:"}
    if st.button("Start your own", key="results.own", **look):
        session.again = Again(example.NAME)
        st.switch_page(navigation.pages()["finetune"])
    navigation.link("compose", "Compose a policy first")
