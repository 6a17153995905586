"""What a person does with a run: name it, note something, link to it, repeat it, delete it."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from explorer import numbers
from explorer.names import shortened
from explorer.sweep import control
from explorer.sweep.control import Line, Progress
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.storage.keeping import MAX_NAME, MAX_NOTE, named, noted
from explorer.ui import navigation, notices, sweeps
from explorer.ui.results import listing
from explorer.ui.session import Again, Session
from explorer.ui.widgets import bound
from explorer.ui.words import escaped

_EDIT, _LINK = "results.keep", "results.link"  # the keys of the popovers, and whether one is open
_NAME, _NOTE = "results.name", "results.note"  # the fields at which a text is refused
_NOTE_CHARS, _NOTE_LINES = 240, 2  # a longer note would push the verdict off the screen
_NAME_CHARS = 40


def of(result: SweepResult) -> str:
    """Returns the policy and the data set as Markdown, where the title is a name of the run's."""
    return f"{escaped(result.subject)}. " if result.name else ""


def note(result: SweepResult) -> None:
    """Shows the note of the run, a long one on demand."""
    if not result.note:
        return
    lines = result.note.split("\n")
    whole = "  \n".join(map(escaped, lines))
    if len(lines) <= _NOTE_LINES and len(result.note) <= _NOTE_CHARS:
        st.markdown(whole)
        return
    head = escaped(shortened(lines[0], _NAME_CHARS))
    with st.expander(f"Note: {head}", key="results.note.whole"):
        st.markdown(whole)


def show(session: Session, progress: Progress, result: SweepResult) -> None:
    """Shows the buttons; they stand in the caller's row."""
    popover = st.popover("Name and note", icon=":material/edit:", key=_EDIT, on_change="rerun")
    if popover.open:
        with popover:
            _edit(session, result)
    popover = st.popover("Link", icon=":material/link:", key=_LINK, on_change="rerun")
    if popover.open:
        with popover:
            _link(result.sweep_id)
    if st.button("The same again with ...", icon=":material/replay:", key="results.same"):
        session.again = Again(result.sweep_id)
        st.switch_page(navigation.pages()["finetune"])
    sweeps.button(
        session,
        "Delete",
        lambda: _delete(session, progress, result),
        key="results.delete",
        icon=":material/delete:",
    )


def lost(session: Session, lines: Sequence[Line]) -> None:
    """Says that runs are not here: those shown until now, and the one in the address.

    It offers to bring the latter back where it was deleted.
    """
    asked = st.query_params.get(listing.PARAMETER)
    here = {line.sweep_id for line in lines}
    gone = [item for item in listing.were_shown() if item not in here and item != asked]
    if gone:
        sweeps.lost(session, *gone)
    if asked is None or asked in here:
        return
    called = escaped(shortened(asked, _NAME_CHARS))
    if not control.is_deleted(asked, sweeps.store_url()):
        st.warning(f"The run {called} in this address is not here.", icon=":material/link_off:")
        return
    st.warning(f"The run {called} in this address was deleted.", icon=":material/delete:")

    def back() -> None:
        control.restore(asked, sweeps.store_url())

    look: dict[str, Any] = {"icon": ":material/undo:", "key": "results.back"}
    sweeps.button(session, "Bring it back", back, **look)


def _edit(session: Session, result: SweepResult) -> None:
    # Streamlit's own limits would cut a text that is pasted, in silence: the store refuses it.
    with st.form("results.keep.form", border=False):
        name = bound(f"results.name.{result.sweep_id}", result.name, keep_refused=True)
        st.text_input("Name", key=name, placeholder=f"At most {MAX_NAME} characters")
        if not notices.at_field(session, _NAME):
            st.caption(escaped(f"Without a name, the run is called {result.subject}."))
        note = bound(f"results.note.{result.sweep_id}", result.note, keep_refused=True)
        st.text_area(
            "Note", key=note, placeholder=f"At most {numbers.count(MAX_NOTE, 'character')}"
        )
        notices.at_field(session, _NOTE)
        st.form_submit_button(
            "Save", type="primary", on_click=_save, args=(session, result.sweep_id, name, note)
        )


def _save(session: Session, sweep_id: str, name: str, note: str) -> None:
    told = st.session_state[name], st.session_state[note]

    def save() -> None:
        control.describe(sweep_id, *told, sweeps.store_url())

    if (
        notices.attempt(session, lambda: _check(named, told[0]), field=_NAME)
        and notices.attempt(session, lambda: _check(noted, told[1]), field=_NOTE)
        and notices.attempt(session, save)
    ):
        st.session_state[_EDIT] = False
        # A list on the page goes on showing what its choice was called: it is made anew.
        for key in listing.CHOICES:
            st.session_state.pop(key, None)


def _check(read: Callable[[str], str], text: str) -> None:
    read(text)


def _link(sweep_id: str) -> None:
    parts = urlsplit(st.context.url or "http://localhost:8501/results")
    address = f"{parts.scheme}://{parts.netloc}{parts.path}?{listing.PARAMETER}={sweep_id}"
    st.caption("Whoever can open this app finds the run there, as long as it is kept.")
    st.code(address, language=None, wrap_lines=True)


def _delete(session: Session, progress: Progress, result: SweepResult) -> None:
    sweep_id = progress.sweep.sweep_id

    followed = session.sweep_id == sweep_id

    def undo() -> None:
        control.restore(sweep_id, sweeps.store_url())
        listing.look_at(sweep_id)
        if followed:
            sweeps.follow(session, sweep_id)

    control.delete(sweep_id, sweeps.store_url())
    listing.shows(item for item in listing.were_shown() if item != sweep_id)
    if followed:  # Fine-tune has no need to say that it has gone
        session.sweep_id = None
        session.keep()
    if st.query_params.get(listing.PARAMETER) == sweep_id:
        del st.query_params[listing.PARAMETER]  # the page goes on with another run
    name, link = shortened(result.title, _NAME_CHARS), f"?{listing.PARAMETER}={sweep_id}"
    told = f"Deleted: {name}. For a day, its link ({link}) leads to a way to bring it back."
    notices.tell(session, told, undo=undo)
