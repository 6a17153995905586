"""The Compose page: the bar on top, the stack on the left, the picture on the right."""

import streamlit as st

from explorer.ui import navigation
from explorer.ui.compose import (
    actions,
    alone,
    bar,
    dragging,
    drops,
    focus,
    keys,
    pictures,
    saving,
    stack,
    stage,
    zoom,
)
from explorer.ui.session import get_session


def show() -> None:
    """Shows the page."""
    session = get_session()
    navigation.title("compose")
    with actions.whole(), st.container(key="compose"):
        places = bar.show(session)
        with st.container(key="knobs"):
            bar.knobs(session)
        # Before the stack, for keyboards and screen readers; filled once the cards have places.
        picture = st.container(key="stage")
        side = st.container(key="side")
        with side:
            words, pictured = stack.show(session)
            st.divider()
            pictures.uploader(session)
            saving.panel(session)
            focus.keep()
            keys.listen()
            dragging.listen()
            drops.take()
            zoom.listen()
        with picture:
            stage.show(places, words)
        with side:
            alone.show(pictured)
