"""A verdict in words, as every page shows it: the answer first, and what to do last."""

from collections.abc import Iterable

import streamlit as st

from explorer.charts import tested
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.said import CLAIM, NEXT, NOTE, Said
from explorer.ui.words import escaped


def show(result: SweepResult) -> None:
    """Shows the answer, what it rests on, the final test, how to read it, and what to do next."""
    found = result.said
    answer = [part for part in found if part.kind == CLAIM]
    shown = [part for part in found if part.kind not in (CLAIM, NEXT, NOTE)]
    if answer:
        with st.container(key="verdict-claim"):
            _paragraphs(answer)
    with st.container(key="verdict-basis", gap="xsmall"):
        _listed(shown)
        if result.final_test:
            st.markdown(escaped(tested.words(result)))
        notes = [part.whole for part in found if part.kind == NOTE]
        if notes:
            st.caption(escaped(" ".join(notes)))
    with st.container(key="verdict-next"):
        _paragraphs(part for part in found if part.kind == NEXT)


def _listed(found: list[Said]) -> None:
    if len(found) > 1:
        st.markdown("\n".join(f"- {_marked(part)}" for part in found))
    else:
        _paragraphs(found)


def _paragraphs(found: Iterable[Said]) -> None:
    for part in found:
        st.markdown(_marked(part))


def _marked(part: Said) -> str:
    """A paragraph as Markdown, whose first words stand out."""
    lead = f"**{escaped(part.lead)}**" if part.lead else ""
    return " ".join(filter(None, (lead, escaped(part.text))))
