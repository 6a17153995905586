"""What the controls of Compose do: change the session, say what was wrong, and rerun as little of the page as will do."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from explorer.errors import ExplorerError
from explorer.policy.model import Policy
from explorer.ui.session import Notice, get_session

Change = Callable[[Policy], Policy]

LIVE = "live"  # the fragment with the picture, the words on the cards and the history


def edit(change: Change, *, live: bool = False) -> None:
    """Edits the policy; with `live`, only the picture and the words are drawn anew, for no control has come, gone or moved."""
    session = get_session()
    try:
        session.edit(change(session.policy))
    except ExplorerError as error:
        session.notice = Notice(str(error))
        return
    if live:
        st.rerun(LIVE)


def look(**fields: Any) -> None:
    """Changes how the pictures are looked at."""
    session = get_session()
    session.look = replace(session.look, **fields)
    session.keep()


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
