"""A verdict in words, as every page shows it: the answer first, and what to do last."""

from collections.abc import Iterable

import streamlit as st

from explorer.charts import tested
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.said import CLAIM, NEXT, NOTE, Said
from explorer.ui.words import escaped


def show(result: SweepResult) -> None:
    """Shows the answer, what it rests on, the final test, how to read it, and what to do next."""
    answer(result)
    basis(result)
    following(result)


def answer(result: SweepResult, name: str = "") -> None:
    """Shows the answer. `name` ends the keys of one that stands beside another."""
    found = [part for part in result.said if part.kind == CLAIM]
    if found:
        with st.container(key=f"verdict-claim{name}"):
            _paragraphs(found)


def basis(result: SweepResult, name: str = "") -> None:
    """Shows what the answer rests on, the final test, and how to read it."""
    found = result.said
    with st.container(key=f"verdict-basis{name}", gap="xsmall"):
        _listed([part for part in found if part.kind not in (CLAIM, NEXT, NOTE)])
        if result.final_test:
            st.markdown(escaped(tested.words(result)))
        notes = [part.whole for part in found if part.kind == NOTE]
        if notes:
            st.caption(escaped(" ".join(notes)))


def following(result: SweepResult, name: str = "") -> None:
    """Shows what to do next."""
    with st.container(key=f"verdict-next{name}"):
        _paragraphs(part for part in result.said if part.kind == NEXT)


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
