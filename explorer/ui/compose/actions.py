"""What the controls of Compose do: change the session, say what was wrong, and rerun as little of
the page as will do.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import streamlit as st

from explorer.errors import ExplorerError
from explorer.policy.model import Policy
from explorer.ui import tabs
from explorer.ui.session import Notice, Session, get_session

Change = Callable[[Policy], Policy]

STAGE = "stage"  # the fragment with the picture, the words on the cards and the history
EXPORTS = "exports"  # the fragment with the link and the downloads
# What a live edit draws anew. Streamlit forgets the files behind all buttons of the page when a
# control outside these fragments is moved, and knows only those again that are then drawn: without
# the exports, no download would be found.
LIVE = (EXPORTS, STAGE)
_WHOLE = "compose.whole"


@contextmanager
def whole() -> Iterator[None]:
    """Notes whether the page was drawn to its end: one that an edit has cut short is not mended by
    its live parts.
    """
    st.session_state[_WHOLE] = False
    yield
    st.session_state[_WHOLE] = True


def edit(change: Change, *, live: bool = False) -> None:
    """Edits the policy; with `live`, only the picture and the words are drawn anew, for no control
    has come, gone or moved.
    """
    session = get_session()
    try:
        session.edit(change(session.policy))
    except ExplorerError as error:
        session.notice = Notice(str(error))
        return
    _tell(session)
    if live and st.session_state.get(_WHOLE):
        st.rerun(LIVE)


def look(**fields: Any) -> None:
    """Changes how the pictures are looked at."""
    session = get_session()
    session.look = replace(session.look, **fields)
    session.keep()
    _tell(session)


def _tell(session: Session) -> None:
    if tabs.is_news(session):
        st.rerun()  # all of the page: what is said of another tab stands above it


def attempt(action: Callable[[], None], intro: str = "") -> bool:
    """Runs an action of the person's; an error of theirs becomes the notice, and False comes back."""
    session = get_session()
    session.notice = None
    try:
        action()
    except ExplorerError as error:
        session.notice = Notice(f"{intro}{error}")
        return False
    return True
