"""The right side of Fine-tune: how far the run is, the curve as it grows, Stop and Resume, the verdict, and "Use this strength"."""

import importlib
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from explorer import charts
from explorer.errors import ExplorerError
from explorer.sweep import control
from explorer.sweep.control import Progress
from explorer.sweep.evidence import recommended
from explorer.sweep.store import RESUMABLE
from explorer.ui import navigation, words
from explorer.ui.session import Notice, Session
from explorer.ui.words import escaped

STORE_VARIABLE = "AUG_EXPLORER_STORE"
POLL_S = 0.5
# SciPy takes a second of processor time: spent when the page opens, not while the first trials want both cores.
importlib.import_module("explorer.sweep.verdict")
_CHART = {"displayModeBar": False}
_STATUS_WORDS = {
    "queued": "Waiting",
    "running": "Running",
    "stopping": "Stopping ...",
    "stopped": "Stopped. Nothing that was finished is lost.",
    "interrupted": "Interrupted: the process that ran it is gone. Nothing that was finished is lost.",
}


def store_url() -> str | None:
    """Returns the store that the server was started with, None for the default one."""
    return os.environ.get(STORE_VARIABLE) or None


def attach(session: Session) -> None:
    """Gives a session without a run the newest one that is under way: a second tab, or a lost address, finds it again."""
    if session.sweep_id is None:
        under_way = (entry for entry in control.list_sweeps(store_url()) if entry["status"] in ("queued", "running", "stopping"))
        newest = next(under_way, None)
        session.sweep_id = newest["sweep_id"] if newest else None


def show(session: Session) -> None:
    """Shows the run; while it goes on, a fragment reads the store and the rest of the page stays as it is."""
    notice(session)
    progress = _progress(session)
    if progress is None:
        _nothing_yet()
        return
    st.fragment(_live, run_every=None if progress.ended else POLL_S)(session, progress.ended)
    if progress.ended:
        _after(session, progress)


def _nothing_yet() -> None:
    with st.container(border=True):
        st.write("**No run yet.** Start trains a small model at every strength, with the same images, weights and batches, so that only the strength differs.")
        st.write("The curve of validation accuracy against strength grows here while it runs, with its uncertainty, and ends in a sentence.")


def _progress(session: Session) -> Progress | None:
    if session.sweep_id is None:
        return None
    try:
        return control.progress(session.sweep_id, store_url())
    except ExplorerError:  # a store that was emptied, or another one than yesterday's
        session.sweep_id = None
        return None


def _live(session: Session, ended: bool) -> None:
    progress = _progress(session)
    if progress is None or progress.ended != ended:
        st.rerun()
        return
    _head(session, progress)
    document = progress.document()
    with st.container(key="curve"):
        st.plotly_chart(charts.curve(document), key="curve-chart", config=_CHART)
    table = charts.curve_table(document)
    if table.empty:
        st.caption("The first point comes with the first trial.")
        return
    with st.expander("The numbers", key="ft.numbers"):
        st.dataframe(table, hide_index=True, width="stretch")


def _head(session: Session, progress: Progress) -> None:
    spec = progress.sweep.spec
    name = f"{spec['policy']['explorer']['name']} on {(progress.sweep.dataset or {}).get('name', spec['data'])}"
    st.subheader(escaped(name), anchor=False)
    if progress.ended:
        if progress.status == "failed":
            st.error(f"The run failed: {progress.message}")
        else:
            st.caption(_took(progress) if progress.status == "finished" else _STATUS_WORDS[progress.status])
        return
    left = f", about {words.duration(progress.left_s)} left" if progress.left_s else ""
    bar, button = st.columns([5, 1], vertical_alignment="bottom")
    bar.progress(progress.fraction, text=f"{progress.message or _STATUS_WORDS[progress.status]}: {progress.done} of {progress.total} trials{left}")
    button.button("Stop", icon=":material/stop:", key="ft.stop", width="stretch", disabled=progress.status == "stopping", on_click=_stop, args=(session,))


def _took(progress: Progress) -> str:
    seconds = progress.document()["seconds"]
    return f"{words.count(progress.done, 'trial')} in {words.duration(seconds)}." if seconds else words.count(progress.done, "trial")


def _after(session: Session, progress: Progress) -> None:
    """What there is to read and to do once the run has ended."""
    document = progress.document()
    for warning in (*document["notes"], *((document["dataset"] or {}).get("warnings") or ())):
        st.warning(warning, icon=":material/warning:")
    if document["verdict"] is not None:
        _verdict(session, document)
    if progress.status in RESUMABLE:
        _button(session, "Resume", lambda: control.resume(progress.sweep.sweep_id, store_url()), icon=":material/resume:", key="ft.resume")
    navigation.link("results", "Learning curves, classes and downloads on Results")


def _verdict(session: Session, document: Mapping[str, Any]) -> None:
    verdict, final = document["verdict"], document["final_test"]
    with st.container(border=True, key="verdict"):
        st.markdown(f"**{escaped(verdict['sentence'])}**")
        if final:
            st.write(_test_words(final))
        _button(
            session,
            "Use this strength",
            lambda: _use(session, document),
            key="ft.use",
            type="primary",
            icon=":material/check:",
            help=f"Sets the measured policy at strength {verdict['balance_point']:g} on Compose; the exported file then carries this evidence",
        )


def _test_words(final: Mapping[str, Any]) -> str:
    without = f"{100 * final['baseline_accuracy']:.1f}%"
    if final["strength"] == 0:
        return f"On the test split, with fresh seeds: {without} without augmentation."
    accuracy = f"{100 * final['accuracy']:.1f}% at strength {final['strength']:g}"
    return f"On the test split, with fresh seeds: {accuracy} against {without} without ({_points(final['gain'])})."


def _use(session: Session, document: Mapping[str, Any]) -> None:
    policy = recommended(document)
    session.edit(replace(policy, seed=session.policy.seed, tail=session.policy.tail or policy.tail))
    session.notice = Notice(f"Strength {policy.strength:g} is set on Compose, and exported files carry the evidence. Undo there takes it back.", error=False)


def _stop(session: Session) -> None:
    attempt(session, lambda: control.stop(session.sweep_id or "", store_url()))


def _button(session: Session, label: str, action: Callable[[], None], **look: Any) -> None:
    st.button(label, on_click=attempt, args=(session, action), **look)


def follow(session: Session, sweep_id: str) -> None:
    """Makes a sweep the one that this session looks at, also after a reload."""
    session.sweep_id = sweep_id
    session.keep()


def attempt(session: Session, action: Callable[[], None]) -> None:
    """Runs an action; an error of the user's is shown, once, above the run."""
    try:
        action()
    except ExplorerError as error:
        session.notice = Notice(str(error))


def notice(session: Session) -> None:
    """Shows what the last action had to say, once."""
    if session.notice is not None:
        (st.error if session.notice.error else st.success)(session.notice.text)
        session.notice = None


def _points(gain: Mapping[str, Any]) -> str:
    between = f", 95% interval {100 * gain['ci95'][0]:+.1f} to {100 * gain['ci95'][1]:+.1f}" if gain["ci95"] else ""
    return f"{100 * gain['mean']:+.1f} points{between}"
