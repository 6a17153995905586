"""The picture: a fragment of its own, so that a dial or a slider redraws it, the words on the cards
and the history, and nothing else.
"""

from collections.abc import Callable

import streamlit as st

from explorer import preview
from explorer.policy import edit
from explorer.policy.effect import why_idle
from explorer.policy.words import describe
from explorer.ui import widgets
from explorer.ui.compose import actions, bar, stack, views
from explorer.ui.session import MAX_DRAWS, VIEWS, Session, get_session
from explorer.ui.words import count, escaped


@st.fragment(key=actions.STAGE)
def show(places: bar.Places, words: stack.Places) -> None:
    """Shows the view and the picture, and writes into the places that the bar and the cards have
    left open.
    """
    session = get_session()
    session.drawing = True
    try:
        with places.strength:
            bar.strength(session)
        with places.history:
            bar.history(session)
        _describe(session, words)
        _view_control(session)
        _notice(session)
        _idle(session)
        views.show(session)
    finally:
        session.drawing = False
    if session.policy.steps:
        preview.shared_service().warm()  # by now someone is at work; the first slow step shall not wait for its process


def _view_control(session: Session) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="view-bar"):
        view = widgets.bound("view", session.look.view)
        st.segmented_control(
            "View",
            VIEWS,
            required=True,
            key=view,
            on_change=lambda: actions.look(view=st.session_state[view]),
        )
        if session.look.view in ("Steps", "Compare"):
            widgets.whole_number(
                "Draw",
                session.look.draw + 1,
                1,
                MAX_DRAWS,
                "draw",
                _take_draw,
                width=120,
                help="Which of the draws is taken apart",
            )
        shown = widgets.bound("annotations", session.look.annotations)
        st.toggle(
            "Annotations",
            key=shown,
            help="Masks, boxes and key points, where the picture has them",
            on_change=lambda: actions.look(annotations=st.session_state[shown]),
        )


def _take_draw(draw: Callable[[], int]) -> None:
    actions.attempt(lambda: actions.look(draw=draw() - 1))


def _describe(session: Session, places: stack.Places) -> None:
    for step_id, place in places.items():
        words = describe(edit.find(session.policy, step_id), session.policy.strength)
        place.caption(escaped(f"{words[:1].upper()}{words[1:]}"))


def _idle(session: Session) -> None:
    reason = why_idle(session.policy)
    if reason and session.policy.steps:  # an empty stack says so itself, and offers a start
        with st.container(key="idle"):
            st.warning(
                escaped(f"This policy changes no picture: {reason}."), icon=":material/block:"
            )


def _notice(session: Session) -> None:
    notice = session.notice
    if notice is None:
        return
    with st.container(key="notice"):
        if notice.error:
            st.error(escaped(notice.text), icon=":material/error:")
        else:
            st.success(escaped(notice.text), icon=":material/check_circle:")
        if notice.details:
            with st.expander(count(len(notice.details), "note")):
                st.text("\n".join(notice.details))
