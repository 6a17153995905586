"""The run under way in one line beside Start, which is in view wherever the form is scrolled to.

Who has pressed Start sees there that a run goes on, and stops it there.
"""

import streamlit as st

from explorer.errors import ExplorerError
from explorer.sweep import control
from explorer.sweep.control import Progress
from explorer.ui import notices, sweeps
from explorer.ui.session import Session
from explorer.ui.words import capital, escaped

POLL_S = 0.5
_ONLY = "Stop ends this run alone."
_STATUS_WORDS = {
    "queued": "Waiting",
    "running": "Running",
    "stopping": "Stopping ...",
}


def followed(session: Session) -> Progress | None:
    """Returns how far the run is that a session follows; None where there is none."""
    if session.sweep_id is None:
        return None
    try:
        return control.progress(session.sweep_id, sweeps.store_url())
    except ExplorerError as error:
        sweeps.lost(session, session.sweep_id, trouble=str(error))
        return None


def name_of(progress: Progress) -> str:
    """Returns what a run is called: its policy on its data set."""
    return f"{progress.sweep.spec.policy_file['explorer']['name']} on {progress.sweep.data_name}"


def at_work(progress: Progress) -> str:
    """Returns what a run does at this moment, and how far it is, as Markdown."""
    # The request itself counts, not only the runner's answer to it: a press is seen at once.
    if progress.stopping:
        said = _STATUS_WORDS["stopping"]
    else:
        said = progress.message or _STATUS_WORDS[progress.status]
    return escaped(f"{capital(said)}: {sweeps.how_far(progress)}")


def show(session: Session) -> None:
    """Shows the line while the run that is followed goes on; nothing where none does."""
    progress = followed(session)
    if progress is not None and not progress.ended:
        st.fragment(_line, run_every=POLL_S)(session)


def _line(session: Session) -> None:
    progress = followed(session)
    if progress is None or progress.ended:
        return  # the run itself draws the page again
    called = f"{name_of(progress)} ({control.short_id(progress.sweep.sweep_id)})"
    # What runs at this moment is another one, which the line names, too.
    only = f". {_ONLY}" if progress.status == "queued" and progress.message else ""
    with st.container(horizontal=True, vertical_alignment="center", key="under-way"):
        st.markdown(
            f"**{escaped(called)}**  \n{at_work(progress)}{only}",
            width="stretch",
        )
        st.button(
            "Stop",
            icon=":material/stop:",
            key="ft.stop",
            disabled=progress.stopping,
            on_click=_stop,
            args=(session,),
        )


def _stop(session: Session) -> None:
    notices.attempt(session, lambda: control.stop(session.sweep_id or "", sweeps.store_url()))
