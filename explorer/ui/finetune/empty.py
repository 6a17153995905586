"""Fine-tune without a run: what Start does, and what comes out of it, by an example."""

from typing import Any

import streamlit as st

from explorer import numbers
from explorer.sweep.questions.table import Question
from explorer.ui import example, navigation, verdicts
from explorer.ui.finetune import curves, form
from explorer.ui.session import Again, Session
from explorer.ui.words import escaped


def show(session: Session, *, earlier: int) -> None:
    """Shows what Start does; with no `earlier` run, by the example that comes with the app.

    Where there are some, it says how many, with the way to them.
    """
    asked = form.question_of(session)
    if not earlier and asked.name == example.finding().question:
        _example(session, asked)
        return
    with st.container(border=True):
        st.write(_what_start_does(asked, earlier))
        st.write(
            f"{asked.grows} grows here while it runs, with its uncertainty, and ends in a sentence."
        )
        if earlier:
            are = "is" if earlier == 1 else "are"
            navigation.link("results", f"{numbers.count(earlier, 'run')} {are} on Results")


def _what_start_does(asked: Question, earlier: int = 0) -> str:
    lead = "No run is open here." if earlier else "No run yet."
    return (
        f"**{lead}** Start trains a small model {asked.each}, with the same images, "
        f"weights and batches, so that only {asked.varies} differs."
    )


def _example(session: Session, asked: Question) -> None:
    """Shows what will stand here, by the example that comes with the app."""

    def take() -> None:
        session.again = Again(example.NAME)

    result = example.as_a_run()
    glance = st.container(key="glance")
    with glance:
        with st.container(
            border=True, horizontal=True, vertical_alignment="center", key="ft-example"
        ):
            said = f"{_what_start_does(asked)} What comes out looks like this example."
            st.markdown(said, width="stretch")
            look: dict[str, Any] = {"icon": ":material/replay:", "key": "ft.own"}
            st.button("Fill the form in with it", on_click=take, **look)
        st.header(escaped(f"{result.title}: {result.subject}"), anchor=False)
        with st.container(border=True, key="example-verdict"):
            verdicts.show(result)
    curves.show(session, result, glance, ended=True, name="example-")
