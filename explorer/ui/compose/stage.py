"""The picture, in a fragment of its own.

A dial or a slider redraws it, the words on the cards and the history, and nothing else.
"""

import time

import streamlit as st

from explorer import preview
from explorer.policy import edit
from explorer.policy.effect import why_idle
from explorer.ui import notices, widgets
from explorer.ui.compose import (
    actions,
    ahead,
    alone,
    alternatives,
    bar,
    drops,
    probability,
    stack,
    views,
)
from explorer.ui.compose.place import Drawn
from explorer.ui.session import Session, get_session
from explorer.ui.viewing import MAX_DRAWS, VIEWS
from explorer.ui.words import escaped

TOOK_S = "stage.took"  # how long the picture before took
QUICK_S = 0.4
_LONGEST_S = 2.0  # a dial that never rests: the words follow at last


@st.fragment(key=actions.STAGE)
def show(places: bar.Places, words: stack.Places) -> None:
    """Shows the view and the picture.

    It also writes into the places that the bar and the cards have left open.
    """
    session = get_session()
    session.drawing = True
    try:
        bar_place = st.container(key="stage-bar")
        # A browser paints first what comes first. A picture that takes long holds up nothing else.
        quick = st.session_state.get(TOOK_S, QUICK_S) < QUICK_S
        moves = ahead.Moves("strength", session.policy.strength)
        drawn, rests = _picture(session) if quick else None, True
        if drawn is not None:
            if moves.is_new:
                rests = moves.follow(drawn.again, _LONGEST_S)
            drawn.say()
        with places.strength:
            bar.strength(session)
        with places.history:
            bar.history(session)
        _describe(session, words)
        with bar_place:
            _view_control(session)
        if drawn is None:
            drawn = _picture(session)
            drawn.say()
        _say(session)
        if not rests:
            moves.follow(drawn.again)
        session.shown()
    finally:
        session.drawing = False
    if session.policy.steps:
        # Somebody is at work by now: the process is started before the first slow step needs it.
        preview.shared_service().warm()


def _picture(session: Session) -> Drawn:
    begun = time.monotonic()
    drawn = views.show(session)
    st.session_state[TOOK_S] = time.monotonic() - begun
    return drawn


def _view_control(session: Session) -> None:
    problem = ""
    with st.container(horizontal=True, vertical_alignment="bottom", key="view-bar"):
        view = widgets.bound("view", session.viewing.view)
        st.segmented_control(
            "View",
            VIEWS,
            required=True,
            key=view,
            on_change=lambda: actions.view(view=st.session_state[view]),
        )
        if session.viewing.view in ("Steps", "Compare"):
            problem = widgets.whole_number(
                "Draw",
                session.viewing.draw + 1,
                1,
                MAX_DRAWS,
                "draw",
                _take_draw,
                width=190,
                help="Which of the draws is taken apart",
            )
        shown = widgets.bound("annotations", session.viewing.annotations)
        st.toggle(
            "Annotations",
            key=shown,
            help="Masks, boxes and key points, where the picture has them",
            on_change=lambda: actions.view(annotations=st.session_state[shown]),
        )
        drops.button()
    widgets.refused(problem, over="stage")


def _take_draw(draw: int) -> None:
    actions.view(draw=draw - 1)


def _describe(session: Session, places: stack.Places) -> None:
    policy = session.policy
    nodes = [edit.find(policy, step_id) for step_id in places]
    on = {node.id: whether for node, whether in alternatives.states(policy.steps)}
    for node, place in zip(nodes, places.values(), strict=True):
        place.caption(escaped(alternatives.on_card(node, policy.strength, on=on[node.id])))
    probability.percentages(nodes, alone.seen(get_session()))


def _say(session: Session) -> None:
    """Shows what there is to say in the place of the caption, so that no picture moves for it."""
    # An empty stack says itself that it is one, and offers a start.
    idle = why_idle(session.policy) if session.policy.steps else ""
    if session.notice is None and not idle:
        return
    with st.container(key="said"):
        notices.show(session, stays=True)
        if idle:
            with st.container(key="idle"):
                st.warning(
                    escaped(f"This policy changes no picture: {idle}."), icon=":material/block:"
                )
