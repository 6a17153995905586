"""What one sweep is and where it stands: its sentence, its warnings, Resume, and the downloads."""

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer import charts, report
from explorer.errors import ExplorerError
from explorer.sweep import control
from explorer.sweep.control import Progress
from explorer.ui import navigation, sweeps, words
from explorer.ui.results import listing, policy_pictures
from explorer.ui.session import Session
from explorer.ui.words import escaped

POLL_S = 1.5
_STATUS_WORDS = {
    "queued": "It waits for its turn.",
    "running": "It is running.",
    "stopping": "It is stopping.",
    "stopped": "It was stopped. What was finished is kept.",
    "interrupted": "It was interrupted: the process that ran it is gone. What was finished is kept.",
}


def show(session: Session, progress: Progress, document: Mapping[str, Any]) -> None:
    """Shows the head of a sweep."""
    config = document["config"]
    st.subheader(
        escaped(
            f"{document['policy']['explorer']['name'] or 'Unnamed policy'} on {config['data']}"
        ),
        anchor=False,
    )
    st.caption(
        f"{escaped(config['model'])}, {config['image_size']} px, {words.count(config['shots'], 'image')} a class, {words.count(config['epochs'], 'epoch')}, "
        f"{words.count(len(config['strengths']), 'strength')} x {words.count(config['seeds'], 'seed')}. {_took(progress, document)}".rstrip()
    )
    _status(session, progress)
    sweeps.notes(document)
    sweeps.go_on(session, progress, "results", listing.look_at)
    if document["verdict"] is not None:
        with st.container(border=True, key="results-verdict"):
            st.markdown(f"**{escaped(document['verdict']['sentence'])}**")
            if document["final_test"]:
                st.write(escaped(charts.final_words(document["final_test"])))
    _downloads(progress, document)


def _took(progress: Progress, document: Mapping[str, Any]) -> str:
    if not progress.ended:
        return ""  # the bar below counts, and moves
    done = f"{progress.done} of {words.count(progress.total, 'trial')}"
    return (
        f"{done} in {words.duration(document['seconds'])}." if document["seconds"] else f"{done}."
    )


def _status(session: Session, progress: Progress) -> None:
    sweep_id = progress.sweep.sweep_id
    if progress.status == "failed":
        st.error(escaped(f"It failed: {progress.message}"), icon=":material/error:")
    if progress.status in ("stopped", "interrupted"):
        st.info(_STATUS_WORDS[progress.status], icon=":material/pause_circle:")
    if not progress.ended:
        st.fragment(_live, run_every=POLL_S)(sweep_id)
        if st.button("Follow it on Fine-tune", icon=":material/show_chart:", key="results.follow"):
            sweeps.follow(session, sweep_id)
            st.switch_page(navigation.pages()["finetune"])


def _live(sweep_id: str) -> None:
    progress = control.progress(sweep_id, sweeps.store_url())
    if progress.ended:
        st.rerun()
    left = f", about {words.duration(progress.left_s)} left" if progress.left_s else ""
    told = escaped(progress.message) or _STATUS_WORDS[progress.status]
    st.progress(
        progress.fraction,
        text=f"{told} {progress.done} of {words.count(progress.total, 'trial')}{left}",
    )


def _downloads(progress: Progress, drawn: Mapping[str, Any]) -> None:
    name = f"sweep-{progress.sweep.sweep_id}"

    def now() -> Mapping[str, Any]:
        if progress.ended:
            return drawn
        try:  # while it runs, the page is older than what has been measured since
            return control.read_document(progress.sweep.sweep_id, sweeps.store_url())
        except ExplorerError:  # deleted meanwhile, or the store is busy
            return drawn

    with st.container(horizontal=True):
        _download(
            "Trials as CSV",
            lambda: charts.trials_table(now()).to_csv(index=False),
            f"{name}.csv",
            "text/csv",
            "table",
        )
        _download(
            "JSON",
            lambda: json.dumps(now(), indent=2),
            f"{name}.json",
            "application/json",
            "data_object",
        )
        _download(
            "HTML report",
            lambda: _report(progress, now()),
            f"{name}.html",
            "text/html",
            "description",
        )


def _report(progress: Progress, document: Mapping[str, Any]) -> str:
    try:
        pictures = policy_pictures.of(progress.sweep.spec["data"], document)
    except ExplorerError:  # the data set is gone; the numbers are not
        pictures = ()
    return report.html(document, pictures)


def _download(label: str, make: Any, name: str, mime: str, icon: str) -> None:
    # Made when asked for: the report alone takes a second.
    st.download_button(
        label, make, name, mime, key=f"results.{icon}", icon=f":material/{icon}:", on_click="ignore"
    )
