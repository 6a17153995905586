"""The right side of Fine-tune: how far the run is, and what it has found.

It has Resume, the verdict, and the curve as it grows; Stop stands beside Start, see `underway.py`.
"""

import importlib
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from explorer import numbers
from explorer.errors import ExplorerError
from explorer.policy import files
from explorer.policy.files.document import steps_document
from explorer.policy.model import Policy
from explorer.sweep import control
from explorer.sweep.control import UNDER_WAY, Progress, overview
from explorer.sweep.findings.said import as_sentence
from explorer.sweep.questions.table import question_of
from explorer.ui import example, findings, navigation, notices, sweeps
from explorer.ui.finetune import curves, empty, form, underway, verdict
from explorer.ui.session import Session
from explorer.ui.sweeps import store_url
from explorer.ui.words import escaped

POLL_S, GLANCE_S = 0.5, 3.0
MOST_OTHERS = 3
# SciPy takes a second of processor time: spent when the page opens, not while the first trials want
# both cores.
importlib.import_module("explorer.sweep.findings.verdict")


def attach(session: Session) -> int:
    """Gives a session without a run the newest one that is under way.

    Where none is, it gives the newest of all if that was interrupted. So a second tab, or one that
    has lost its address, finds the run again. One that has ended may be another person's: the page
    says where it is. Returns how many runs there are.
    """
    if session.sweep_id is not None:
        return len(control.statuses(store_url()))
    lines = overview(store_url())
    under_way = (line for line in lines if line.status in UNDER_WAY)
    newest = next(under_way, lines[0] if lines else None)
    if newest is not None and newest.status in (*UNDER_WAY, "interrupted"):
        session.sweep_id = newest.sweep_id
    return len(lines)


def show(session: Session, *, earlier: int) -> None:
    """Shows the run; where none is followed, one of this policy, or else the example.

    It says how many `earlier` runs there are.

    While it goes on, a fragment reads the store and the rest of the page stays as it is.
    """
    progress = underway.followed(session)
    own = _of_this_policy(session) if progress is None else None
    if own is not None:
        _measured_before(session, own, earlier)
    elif progress is None:
        empty.show(session, earlier=earlier)
    elif progress.ended:
        _after(session, progress)
    else:
        other = is_other(session.policy, progress.sweep.spec.policy_file)
        st.fragment(_live, run_every=POLL_S)(session, other=other)
    st.fragment(_others, run_every=GLANCE_S)(session, progress is not None and progress.ended)


def _of_this_policy(session: Session) -> Progress | None:
    """Returns the run that the dial shows of this policy, where it answers the question.

    A run of another policy may be another person's.
    """
    for found in findings.of(session.policy):
        if found.sweep_id == example.NAME:
            continue
        try:
            progress = control.progress(found.sweep_id, store_url())
        except ExplorerError:  # it was deleted a moment ago, or cannot be read
            continue
        if progress.sweep.spec.question == form.question_of(session).name:
            return progress
    return None


def _measured_before(session: Session, progress: Progress, runs: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="ft-measured"):
        st.caption("This policy was measured before. Start measures it again.", width="content")
        empty.way_to_results(runs)
    _after(session, progress)


def _live(session: Session, *, other: bool) -> None:
    progress = underway.followed(session)
    if progress is None or progress.ended:
        notices.draw_again(session)
    glance = st.container(key="glance")
    with glance:
        _head(session, progress, other=other)
    curves.show(session, progress.result(), glance, ended=False)


def _others(session: Session, ended: bool) -> None:
    """Names the other runs under way, with a way to each.

    It draws the page again where the run that is shown goes on after all, or is deleted (in another
    tab, by a command).
    """
    try:
        statuses = control.statuses(store_url())
        moving = {sweep_id for sweep_id, status in statuses.items() if status in UNDER_WAY}
        others = moving - {session.sweep_id}
        # Mostly there are none: that is told without reading what was planned.
        known = overview(store_url(), {*others, session.sweep_id or ""}) if others else []
        lines = [line for line in known if line.sweep_id in others]
    except ExplorerError as error:
        sweeps.trouble(error)
        return
    gone = session.sweep_id is not None and session.sweep_id not in statuses
    if gone or (ended and session.sweep_id in moving):
        notices.draw_again(session)
    for line in lines[:MOST_OTHERS]:
        with st.container(horizontal=True, vertical_alignment="center"):
            how_far = f"{line.tally.done}{line.tally.aside}"
            if line.status == "queued":
                how_far = "waits for its turn"
            st.caption(
                f"Also under way: {escaped(control.told_apart(line, known))}, {how_far}",
                width="content",
            )
            if st.button("Show it", key=f"ft.show.{line.sweep_id}"):
                sweeps.follow(session, line.sweep_id)
                st.rerun()


def _head(session: Session, progress: Progress, *, other: bool) -> None:
    name = underway.name_of(progress)
    st.header(
        escaped(f"The previous run: {name}" if other and progress.ended else name), anchor=False
    )
    if other:
        start = (
            "Start measures that one."
            if progress.ended
            else "This run measures the policy as it was at Start."
        )
        st.caption(f"The policy on Compose is another one now. {start}")
    if progress.ended:
        if progress.status == "failed":
            sweeps.failed(progress)
        else:
            finished = progress.status == "finished"
            told = _took(progress) if finished else sweeps.broke_off(progress, progress.result())
            st.caption(told)
        return
    st.progress(progress.fraction, text=underway.at_work(progress))
    if progress.tally.failures:
        st.caption(escaped(as_sentence(progress.tally.failures)))


def _took(progress: Progress) -> str:
    seconds = progress.result().seconds
    took = f" in {numbers.duration(seconds)}" if seconds else ""
    tally = progress.tally
    done = tally.done if tally.failed else numbers.count(tally.finished, "trial")
    return f"{done}{took}{tally.aside}.{_fewer(progress)}"


def _fewer(progress: Progress) -> str:
    """Why a run has ended with fewer trials than its plan said."""
    fewer = progress.left_out if progress.has_verdict else 0
    why = question_of(progress.sweep.spec).untested
    if fewer <= 0 or not why:
        return ""
    return f" The plan had {fewer} more: {why}, so the final test had nothing to compare it with."


def _after(session: Session, progress: Progress) -> None:
    """Shows what there is to read and to do once the run has ended.

    The verdict comes first, then what it rests on.
    """
    result = progress.result()
    other = is_other(session.policy, progress.sweep.spec.policy_file)
    glance = st.container(key="glance")
    with glance:
        _head(session, progress, other=other)
        sweeps.go_on(session, progress, "ft", lambda sweep_id: sweeps.follow(session, sweep_id))
        verdict.show(session, progress, result, other=other)
    curves.show(session, result, glance, ended=True)
    sweeps.notes(result)
    navigation.link("results", "Learning curves, classes and downloads on Results")


def is_other(policy: Policy, measured: Mapping[str, Any]) -> bool:
    """Returns whether a policy is another one than the file that was measured.

    What its steps do counts. Its name, its strength, the ids of its steps, and steps that are
    switched off do not.
    """
    try:
        return _content(policy) != _content(files.from_data(measured["explorer"]))
    except ExplorerError:  # of an older version, and not read any more
        return True


def _content(policy: Policy) -> tuple[float, list[dict[str, Any]]]:
    return policy.compose.p, _bare(steps_document(policy))


def _bare(nodes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The steps that are switched on, without their ids."""
    bare = []
    for node in nodes:
        if node["enabled"]:
            inner = {"steps": _bare(node["steps"])} if "steps" in node else {}
            bare.append({key: value for key, value in node.items() if key != "id"} | inner)
    return bare
