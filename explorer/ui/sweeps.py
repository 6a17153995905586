"""What pages share of sweeps.

The store, the run that a session follows, what there is to know beside its numbers, and going on
with it.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from explorer import numbers, variables
from explorer.charts import spoken
from explorer.errors import ExplorerError
from explorer.sweep import control
from explorer.sweep.control import Progress
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.said import as_sentence
from explorer.sweep.storage.rows import RESUMABLE
from explorer.ui import notices
from explorer.ui.session import Session
from explorer.ui.words import escaped

if TYPE_CHECKING:
    import plotly.graph_objects as go

# Why is said by the notes of the run.
_AGAIN = "Start again makes a new run of the same plan, under today's rule. This one stays."

_GONE = "The process that ran it is gone. "
_KEPT = "Nothing that was finished is lost."


def store_url() -> str | None:
    """Returns the store that the server was started with, None for the default one."""
    return variables.STORE.value


def trouble(error: ExplorerError) -> None:
    """Says in one line why a part of a page cannot be shown: of a store that failed, mostly."""
    st.error(escaped(str(error)), icon=":material/error:")


def follow(session: Session, sweep_id: str) -> None:
    """Makes a sweep the one that this session looks at, also after a reload."""
    session.sweep_id = sweep_id
    session.keep()


def lost(session: Session, *sweep_ids: str, trouble: str = "") -> None:
    """Says once why runs that were shown are not here any more; the session follows none of them.

    `trouble` is said where they are in the store and cannot be read. A notice that offers to undo
    something keeps its place, and says it too.
    """
    if session.sweep_id in sweep_ids:
        session.sweep_id = None
        session.keep()
    said = trouble
    with suppress(ExplorerError):
        said = " ".join(_whereabouts(sweep_ids)) or trouble
    before = session.notice
    if before is not None and not notices.is_here(before):
        before = None
    undo = before.undo if before is not None else None
    if before is not None and undo is not None and said:
        said = f"{before.text} {said}"
    if said:
        notices.tell(session, said, undo=undo)


def _whereabouts(sweep_ids: Sequence[str]) -> list[str]:
    """What has become of runs that are not here, a sentence each."""
    known, said = control.statuses(store_url()), []
    for sweep_id in sweep_ids:
        if control.is_deleted(sweep_id, store_url()):
            called = control.called(sweep_id, store_url())
            said.append(f"The run {called} was deleted in another tab or by a command.")
        elif sweep_id not in known:  # the store is another one than yesterday
            said.append(f"The run {sweep_id}, which was shown here, is not in the store any more.")
    return said


def how_far(progress: Progress) -> str:
    """Returns how many trials of a run have finished and failed, and how long the others take."""
    left = f", about {numbers.duration(progress.left_s)} left" if progress.left_s else ""
    return f"{progress.tally.done}{progress.tally.aside}{left}"


def broke_off(progress: Progress, result: SweepResult) -> str:
    """Returns where a run was stopped or interrupted, as Markdown."""
    gone = _GONE if progress.status == "interrupted" else ""
    return escaped(f"{result.where_it_ended} {gone}{_KEPT}")


def drawn(figure: "go.Figure", key: str, *, saved: Mapping[str, Any], fills: bool = False) -> None:
    """Shows a chart, with a button that saves it as a picture: see `explorer.charts.saving`.

    Who hears the page is told what is drawn.
    One that `fills` is as high as the style sheet makes its place.
    """
    height: Literal["stretch", "content"] = "stretch" if fills else "content"
    # The page's own ground, so that the picture can be read wherever it is put: in a dark theme the
    # letters are light.
    figure.layout.paper_bgcolor = None
    alt = spoken.sentences(figure)
    st.plotly_chart(figure, key=key, height=height, config=dict(saved), alt=alt)


def button(session: Session, label: str, action: Callable[[], None], **look: Any) -> None:
    """Shows a button that runs an action; no `help`, which would put its name there twice."""

    def act() -> None:
        notices.attempt(session, action)

    st.button(label, on_click=act, **look)


def notes(result: SweepResult) -> None:
    """Shows what a reader of the run must know beside its numbers."""
    # Of a run that failed, its error says it.
    told = {result.tally.failures} if result.status == "failed" else set()
    _together([line for line in result.notes if line not in told], st.info, ":material/info:")
    _together(result.data_warnings, st.warning, ":material/warning:")


def _together(lines: Sequence[str], box: Callable[..., Any], icon: str) -> None:
    """Shows the lines in one box: several would push the verdict off the screen."""
    told = [escaped(as_sentence(line)) for line in lines]
    if told:
        box(told[0] if len(told) == 1 else "\n".join(f"- {line}" for line in told), icon=icon)


def failed(progress: Progress) -> None:
    """Says why a run failed, and which button goes on with it."""
    why = f": {progress.message}" if progress.message else ""
    said = [as_sentence(f"the run failed{why}")]
    if counted := progress.tally.beside(progress.message):
        said.append(as_sentence(counted))
    if not control.out_of_date(progress.sweep):
        said.append("Once that is mended, Resume goes on with it.")
    st.error(escaped(" ".join(said)), icon=":material/error:")


def go_on(session: Session, progress: Progress, page: str, show: Callable[[str], None]) -> None:
    """Offers to go on with a run that ended early, or to start it again.

    The latter where its trials take no new ones beside them. `page` begins the buttons' keys;
    `show` shows the new run.
    """
    sweep_id = progress.sweep.sweep_id

    def again() -> None:
        show(control.start_again(sweep_id, store_url()))

    def resume() -> None:
        control.resume(sweep_id, store_url())

    if control.out_of_date(progress.sweep):
        look: dict[str, Any] = {"type": "primary", "icon": ":material/replay:"}
        button(session, "Start again", again, key=f"{page}.again", **look)
        st.caption(_AGAIN)
    elif progress.status in RESUMABLE:
        button(session, "Resume", resume, key=f"{page}.resume", icon=":material/resume:")
