"""What a run has found, and what can be done with it: take the strength, or run more seeds."""

from dataclasses import replace
from typing import Any

import streamlit as st

from explorer.charts import tested
from explorer.sweep import control
from explorer.sweep.control import Progress
from explorer.sweep.findings.evidence import recommended
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.strength import StrengthVerdict
from explorer.sweep.planning.spec import MAX_SEEDS
from explorer.ui import notices, sweeps, words
from explorer.ui.session import Session
from explorer.ui.words import escaped


def show(session: Session, progress: Progress, result: SweepResult, *, other: bool) -> None:
    """Shows the verdict of a run, where there is one; `other` tells that the session's policy is
    another one.
    """
    if result.verdict is None:
        return
    with st.container(border=True, key="verdict"):
        st.markdown(f"**{escaped(result.verdict.sentence)}**")
        if result.final_test:
            st.write(escaped(tested.words(result)))
        if result.strength_verdict is not None:
            _advise(session, progress, result, result.strength_verdict)
            st.caption(_words(result.strength_verdict, other=other))


def _advise(
    session: Session, progress: Progress, result: SweepResult, verdict: StrengthVerdict
) -> None:
    told, seeds = verdict.helps is not None, more_seeds(progress, verdict)
    with st.container(horizontal=True, vertical_alignment="center"):
        if seeds:
            _more(session, progress, seeds)
        _use(session, result, verdict, main=told and not control.out_of_date(progress.sweep))


def more_seeds(progress: Progress, verdict: StrengthVerdict) -> int:
    """Returns how many more seeds to offer: what the verdict asks for and a run can have, or 0."""
    asked = verdict.more_seeds if verdict.helps is None else None
    if not asked or progress.status != "finished" or control.out_of_date(progress.sweep):
        return 0
    return max(0, min(int(asked), MAX_SEEDS - int(progress.sweep.spec.seeds)))


def _more(session: Session, progress: Progress, seeds: int) -> None:
    def run() -> None:
        sweep_id = progress.sweep.sweep_id
        sweeps.follow(session, control.more_seeds(sweep_id, seeds, sweeps.store_url()))

    look: dict[str, Any] = {"type": "primary", "icon": ":material/playlist_add:"}
    sweeps.button(session, f"Run {words.count(seeds, 'more seed')}", run, key="ft.more", **look)


def _use(session: Session, result: SweepResult, verdict: StrengthVerdict, *, main: bool) -> None:
    def use() -> None:
        policy = recommended(result)
        tail = session.policy.tail or policy.tail
        session.edit(replace(policy, seed=session.policy.seed, tail=tail))
        said = f"Strength {policy.strength:g} of the policy {policy.name} is set on Compose, and"
        undo = "exported files carry the evidence. Undo there takes it back."
        notices.tell(session, f"{said} {undo}")

    label = f"Use strength {verdict.balance_point:g}"
    look: dict[str, Any] = {"type": "primary" if main else "secondary", "icon": ":material/check:"}
    sweeps.button(session, label, use, key="ft.use", **look)


def _words(verdict: StrengthVerdict, *, other: bool) -> str:
    """Returns what the strength on the button is, and what pressing it does to another policy."""
    strength = verdict.balance_point
    which = f"Strength {strength:g}" if strength else "Strength 0, no augmentation,"
    within = "the weakest strength that does as well as the best one, within one standard error"
    if verdict.helps is not None:
        said = f"{which} is the balance point: {within}."
    else:
        which = f"{which[:1].lower()}{which[1:]}"
        said = f"Nothing was told, so this is no advice: {which} is {within}."
        said += _limits(verdict)
    if other:
        said += " To use it brings back the policy of this run; Undo on Compose brings back yours."
    return said


def _limits(verdict: StrengthVerdict) -> str:
    asked = verdict.more_seeds
    if asked is None:
        return " More images per class, or another policy, may tell more than seeds."
    most = f" A run has at most {MAX_SEEDS} seeds, and this may need more."
    return most if asked >= MAX_SEEDS else ""
