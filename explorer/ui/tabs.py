"""What a tab says when another tab of its session has changed the work.

Both go on, and the person chooses with which one.
"""

from collections.abc import Callable

import streamlit as st

from explorer.ui import notices
from explorer.ui.session import Session, get_session

_SHOWN = "tabs.shown"


def notice() -> None:
    """Shows, above every page, that another tab has changed the work, and the two ways to go on."""
    session = get_session()
    behind = st.session_state[_SHOWN] = session.is_behind()
    if not behind:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="other-tab"):
        still = (
            "What you have made here is kept as a copy."
            if session.left
            else "Here you still see what was there before."
        )
        st.markdown(
            f":material/tab: **This session was changed in another tab.** {still}", width="content"
        )
        _way("Take the other tab's state", _take)
        _way("Keep mine as a copy", _keep)


def is_news(session: Session) -> bool:
    """Returns whether the page does not yet say what it has to say of another tab.

    All of it is then drawn anew.
    """
    return session.is_behind() != bool(st.session_state.get(_SHOWN))


def _way(label: str, action: Callable[[Session], None]) -> None:
    st.button(label, key=f"tabs-{action.__name__}", on_click=action, args=(get_session(),))


def _take(session: Session) -> None:
    if notices.attempt(session, session.take_other):
        notices.tell(session, "This is the other tab's state. Undo brings your policy back.")


def _keep(session: Session) -> None:
    session.keep_own()
    notices.tell(session, "This tab goes on with a copy of its own, at an address of its own.")
