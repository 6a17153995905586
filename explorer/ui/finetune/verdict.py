"""What a run has found, and what can be done with it: use what it recommends, run more seeds."""

from dataclasses import replace
from typing import Any

import streamlit as st

from explorer.sweep import control
from explorer.sweep.control import Progress
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.questions.asked import Advice
from explorer.sweep.reading import advice_of, recommended
from explorer.ui import more, notices, sweeps, verdicts
from explorer.ui.session import Session
from explorer.ui.words import escaped


def show(session: Session, progress: Progress, result: SweepResult, *, other: bool) -> None:
    """Shows the verdict of a run, where there is one.

    `other` tells that the session's policy is another one.
    """
    if result.verdict is None:
        return
    with st.container(border=True, key="verdict"):
        verdicts.show(result)
        advice = advice_of(result)
        if advice is not None:
            with st.container(horizontal=True, vertical_alignment="center", key="verdict-do"):
                _advise(session, progress, result, advice)
                st.caption(escaped(_words(advice, other=other)))


def _advise(session: Session, progress: Progress, result: SweepResult, advice: Advice) -> None:
    count = more.seeds(progress, advice)
    use = advice.label and advice.told and not control.out_of_date(progress.sweep)
    if count:
        more.show(session, progress, count, "ft", main=not use)
    if advice.label:
        _use(session, result, advice, main=bool(use))


def _use(session: Session, result: SweepResult, advice: Advice, *, main: bool) -> None:
    def use() -> None:
        policy = recommended(result)
        tail = session.policy.tail or policy.tail
        session.edit(replace(policy, seed=session.policy.seed, tail=tail))
        said = f"{advice.taken} {policy.name} is set on Compose, and"
        undo = "exported files carry the evidence. Undo there takes it back."
        notices.tell(session, f"{said} {undo}")

    look: dict[str, Any] = {"type": "primary" if main else "secondary", "icon": ":material/check:"}
    sweeps.button(session, advice.label, use, key="ft.use", **look)


def _words(advice: Advice, *, other: bool) -> str:
    """Returns what the button does, and what pressing it does to another policy."""
    if not (other and advice.label):
        return advice.meaning
    back = "To use it brings back the policy of this run; Undo on Compose brings back yours."
    return f"{advice.meaning} {back}"
