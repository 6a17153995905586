"""What the controls of Compose do.

They change the session, say what was wrong, and rerun as little of the page as will do.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import streamlit as st

from explorer.errors import ExplorerError, UnknownStepError
from explorer.policy.model import Policy
from explorer.ui import example, notices, tabs
from explorer.ui.session import Session, get_session

Change = Callable[[Policy], Policy]

STAGE = "stage"  # the fragment with the picture, the words on the cards and the history
EXPORTS = "exports"  # the fragment with the link and the downloads
# What a live edit draws anew. Streamlit forgets the files behind all buttons of the page when a
# control outside these fragments is moved, and knows only those again that are then drawn: without
# the exports, no download would be found.
LIVE = (EXPORTS, STAGE)
_WHOLE = "compose.whole"
_DUE = "compose.due"  # the fragments that a live edit is to draw anew, and has not yet


def knobs(step_id: str) -> str:
    """Returns the name of the fragment with the sliders of a step."""
    return f"knobs-{step_id}"


@contextmanager
def whole() -> Iterator[None]:
    """Notes whether the page was drawn to its end.

    One that an edit has cut short is not mended by its live parts.
    """
    st.session_state[_WHOLE] = False
    yield
    st.session_state[_WHOLE] = True


def edit(
    change: Change, *, live: bool = False, also: tuple[str, ...] = (), gesture: str = ""
) -> None:
    """Edits the policy; edits of one `gesture` in quick succession are undone together.

    A browser that has not drawn the last answer yet may speak of a step that is gone: this changes
    nothing. With `live`, only the picture, the words and the fragments `also` are drawn anew, for
    no control elsewhere has come, gone or moved.
    """
    session = get_session()
    marked = example.shows(session.policy)
    asked: Policy | ExplorerError
    try:
        asked = change(session.policy)
    except UnknownStepError:
        return
    except ExplorerError as error:
        asked = error
    done = notices.attempt(session, lambda: _take(session, asked, gesture))
    if done:
        _tell(session)
    if not live:
        return
    unmarked = marked and not example.shows(session.policy)  # the line that says so goes, too
    if done and not unmarked:
        redraw(also)
    st.rerun()  # all of the page, also where the control stands in a fragment of its own


def _take(session: Session, asked: Policy | ExplorerError, gesture: str) -> None:
    if isinstance(asked, ExplorerError):
        raise asked
    session.edit(asked, gesture)


def redraw(also: tuple[str, ...]) -> None:
    """Draws the live parts and the fragments `also` anew; all of the page where it is not whole."""
    st.session_state[_DUE] = set(also)
    if st.session_state.get(_WHOLE):
        st.rerun((*LIVE, *also))
    st.rerun()


def drawn(fragment: str) -> None:
    """Notes that a fragment was drawn to its end."""
    st.session_state.get(_DUE, set()).discard(fragment)


def was_cut_short() -> bool:
    """Tells, once, whether another run has begun before a live edit had drawn all that is its."""
    return bool(st.session_state.pop(_DUE, set()))


def view(**fields: Any) -> None:
    """Changes how the pictures are looked at."""
    session = get_session()
    session.viewing = replace(session.viewing, **fields)
    session.keep()
    _tell(session)


def _tell(session: Session) -> None:
    if tabs.is_news(session):
        st.rerun()  # all of the page: what is said of another tab stands above it
