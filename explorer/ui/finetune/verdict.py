"""What a run has found, and what can be done with it: take the strength, or run more seeds."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from explorer import charts
from explorer.sweep import control
from explorer.sweep.control import Progress
from explorer.sweep.evidence import recommended
from explorer.sweep.plan import MAX_SEEDS
from explorer.ui import notices, sweeps, words
from explorer.ui.session import Session
from explorer.ui.words import escaped


def show(session: Session, progress: Progress, document: Mapping[str, Any], *, other: bool) -> None:
    """Shows the verdict of a run; `other` tells that the session's policy is another one."""
    verdict, final = document["verdict"], document["final_test"]
    told, seeds = verdict["helps"] is not None, more_seeds(progress, verdict)
    with st.container(border=True, key="verdict"):
        st.markdown(f"**{escaped(verdict['sentence'])}**")
        if final:
            st.write(escaped(charts.final_words(final)))
        with st.container(horizontal=True, vertical_alignment="center"):
            if seeds:
                _more(session, progress, seeds)
            _use(session, document, main=told and not control.out_of_date(progress.sweep))
        st.caption(_words(verdict, other=other))


def more_seeds(progress: Progress, verdict: Mapping[str, Any]) -> int:
    """Returns how many more seeds to offer: what the verdict asks for and a run can have, or 0."""
    asked = verdict.get("more_seeds") if verdict["helps"] is None else None
    if not asked or progress.status != "finished" or control.out_of_date(progress.sweep):
        return 0
    return max(0, min(int(asked), MAX_SEEDS - int(progress.sweep.spec["seeds"])))


def _more(session: Session, progress: Progress, seeds: int) -> None:
    def run() -> None:
        sweep_id = progress.sweep.sweep_id
        sweeps.follow(session, control.more_seeds(sweep_id, seeds, sweeps.store_url()))

    look: dict[str, Any] = {"type": "primary", "icon": ":material/playlist_add:"}
    sweeps.button(session, f"Run {words.count(seeds, 'more seed')}", run, key="ft.more", **look)


def _use(session: Session, document: Mapping[str, Any], *, main: bool) -> None:
    def use() -> None:
        policy = recommended(document)
        tail = session.policy.tail or policy.tail
        session.edit(replace(policy, seed=session.policy.seed, tail=tail))
        said = f"Strength {policy.strength:g} of the policy {policy.name} is set on Compose, and"
        undo = "exported files carry the evidence. Undo there takes it back."
        notices.tell(session, f"{said} {undo}")

    label = f"Use strength {document['verdict']['balance_point']:g}"
    look: dict[str, Any] = {"type": "primary" if main else "secondary", "icon": ":material/check:"}
    sweeps.button(session, label, use, key="ft.use", **look)


def _words(verdict: Mapping[str, Any], *, other: bool) -> str:
    """Returns what the strength on the button is, and what pressing it does to another policy."""
    strength = verdict["balance_point"]
    which = f"Strength {strength:g}" if strength else "Strength 0, no augmentation,"
    within = "the weakest strength that does as well as the best one, within one standard error"
    if verdict["helps"] is not None:
        said = f"{which} is the balance point: {within}."
    else:
        which = f"{which[:1].lower()}{which[1:]}"
        said = f"Nothing was told, so this is no advice: {which} is {within}."
        said += _limits(verdict)
    if other:
        said += " To use it brings back the policy of this run; Undo on Compose brings back yours."
    return said


def _limits(verdict: Mapping[str, Any]) -> str:
    asked = verdict.get("more_seeds")
    if asked is None:
        return " More images per class, or another policy, may tell more than seeds."
    most = f" A run has at most {MAX_SEEDS} seeds, and this may need more."
    return most if asked >= MAX_SEEDS else ""
