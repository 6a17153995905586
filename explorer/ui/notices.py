"""What a page says after an action.

There is one kind of notice, one way from an action's error to it, and one place to show it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NoReturn, Protocol

import streamlit as st

from explorer import numbers
from explorer.errors import ExplorerError
from explorer.ui.words import escaped

_SHOWN = "notices.shown"  # the one that the page shows, None where it shows none
_PAGE = "notices.page"  # the page that is drawn


@dataclass(frozen=True)
class Notice:
    """One message to the person: what went wrong, or what an action has changed.

    `details` are further lines, which open on demand. `undo` takes back what was changed. `field`
    names the field that it is about, at which `at_field` shows it. `page` is the one that has shown
    it: on another page nobody would know what it speaks of.
    """

    text: str
    details: tuple[str, ...] = ()
    error: bool = True
    undo: Callable[[], None] | None = None
    field: str = ""
    page: str = ""


class Holder(Protocol):
    """What keeps the notice until it is shown: the session."""

    notice: Notice | None


def attempt(holder: Holder, action: Callable[[], None], intro: str = "", field: str = "") -> bool:
    """Runs an action of the person's, and returns whether it went well.

    The notice of the action before is dropped. An error of the person's becomes the notice, after
    the words `intro`; it is shown at `field`, where one is named.
    """
    holder.notice = None
    st.session_state.pop(_SHOWN, None)
    try:
        action()
    except ExplorerError as error:
        holder.notice = Notice(f"{intro}{error}", field=field)
        return False
    return True


def tell(
    holder: Holder,
    text: str,
    details: tuple[str, ...] = (),
    undo: Callable[[], None] | None = None,
) -> None:
    """Makes what has gone well the notice, with a button that runs `undo` where it is told."""
    holder.notice = Notice(text, details, error=False, undo=undo)


def show(holder: Holder, *, stays: bool = False) -> None:
    """Shows the notice, if there is one: once, or, where it `stays`, until closed or acted upon.

    One that can be undone stays, too.
    """
    notice = holder.notice
    if notice is not None and notice.field:
        return
    if notice is not None:
        notice = replace(notice, page=st.session_state.get(_PAGE, "")) if is_here(notice) else None
    st.session_state[_SHOWN] = notice
    if notice is None:
        return
    holder.notice = notice
    with st.container(key="notice"):
        if notice.error:
            st.error(escaped(notice.text), icon=":material/error:")
        else:
            st.success(escaped(notice.text), icon=":material/check_circle:")
        if notice.details:
            with st.expander(numbers.count(len(notice.details), "note"), key="notice.details"):
                st.text("\n".join(notice.details))
        if notice.undo is not None:
            _undo(holder, notice.undo)
        if stays:
            _close(holder)
    if not stays and notice.undo is None:
        holder.notice = None


def on(page: str) -> None:
    """Notes which page is drawn."""
    st.session_state[_PAGE] = page


def is_here(notice: Notice) -> bool:
    """Tells whether a notice belongs to the page that is drawn; one that is new does."""
    return notice.page in ("", st.session_state.get(_PAGE, ""))


def draw_again(holder: Holder) -> NoReturn:
    """Draws the page again by itself, not for an action: the notice that it shows stays."""
    if holder.notice is None:
        holder.notice = st.session_state.get(_SHOWN)
    st.rerun()


def at_field(holder: Holder, field: str) -> bool:
    """Shows the notice once, if it is about that field, and returns whether it is."""
    notice = holder.notice
    if notice is None or notice.field != field:
        return False
    st.error(escaped(notice.text), icon=":material/error:")
    st.session_state[_SHOWN], holder.notice = notice, None
    return True


def _close(holder: Holder) -> None:
    def close() -> None:
        attempt(holder, lambda: None)

    look: dict[str, Any] = {"type": "tertiary", "icon": ":material/close:"}
    st.button("Close", key="notice.close", on_click=close, **look)


def _undo(holder: Holder, action: Callable[[], None]) -> None:
    def undo() -> None:
        attempt(holder, action)

    look: dict[str, Any] = {"type": "tertiary", "icon": ":material/undo:"}
    st.button("Undo", key="notice.undo", on_click=undo, **look)
