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
    """Shows what Start does, by the example that comes with the app where it answers the question.

    Where there are `earlier` runs, it says how many, with the way to them.
    """
    asked = form.question_of(session)
    if asked.name == example.finding().question:
        _example(session, asked, earlier)
        return
    with st.container(border=True):
        st.write(_what_start_does(asked, earlier))
        st.write(
            f"{asked.grows} grows here while it runs, with its uncertainty, and ends in a sentence."
        )
        way_to_results(earlier)


def way_to_results(runs: int) -> None:
    """Says how many runs there are, with the way to them; nothing where there are none."""
    if runs:
        are = "is" if runs == 1 else "are"
        navigation.link("results", f"{numbers.count(runs, 'run')} {are} on Results")


def _what_start_does(asked: Question, earlier: int) -> str:
    lead = "No run of this policy is open here." if earlier else "No run yet."
    return (
        f"**{lead}** Start trains a small model {asked.each}, with the same images, "
        f"weights and batches, so that only {asked.varies} differs."
    )


def _example(session: Session, asked: Question, earlier: int) -> None:
    """Shows what will stand here, by the example that comes with the app."""

    def take() -> None:
        session.again = Again(example.NAME)

    result = example.as_a_run()
    glance = st.container(key="glance")
    with glance:
        with st.container(
            border=True, horizontal=True, vertical_alignment="center", key="ft-example"
        ):
            said = "What comes out looks like the example below."
            st.markdown(f"{_what_start_does(asked, earlier)} {said}", width="stretch")
            look: dict[str, Any] = {"icon": ":material/replay:", "key": "ft.own"}
            st.button("Use the example's policy and settings", on_click=take, **look)
            way_to_results(earlier)
        st.header(escaped(f"{result.title}: {result.subject}"), anchor=False)
        with st.container(border=True, key="example-verdict"):
            verdicts.show(result)
    curves.show(session, result, glance, ended=True, name="example-")
