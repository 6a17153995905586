"""What a widget shows when a hand and the page change it at the same time."""

import pytest
import streamlit as st

from explorer.ui import widgets


@pytest.fixture
def state(monkeypatch):
    """A session's state, and the names that were written into it."""
    kept = _Written()
    monkeypatch.setattr(st, "session_state", kept)
    return kept


class _Written(dict):
    def __init__(self):
        super().__init__()
        self.names = []

    def __setitem__(self, name, value):
        self.names.append(name)
        super().__setitem__(name, value)


def typed(state, name, text):
    """What a hand has typed comes without a write of ours."""
    dict.__setitem__(state, name, text)


def draw(state, value):
    """Draws the field, and returns whether it was told a value."""
    state.names.clear()
    widgets.bound("field", value, keep_refused=True)
    return "field" in state.names


def test_a_value_that_crossed_ours_on_its_way_is_told_once_more(state):
    draw(state, "-12 to 12")
    typed(state, "field", "5")
    assert draw(state, "-5 to 5"), "what was typed is written out"
    typed(state, "field", "-7 to 8")  # before or after the browser has shown -5 to 5
    assert draw(state, "-7 to 8"), "else a browser that has not would go on showing -5 to 5"
    assert not draw(state, "-7 to 8")


def test_a_value_typed_long_after_ours_is_left_alone(state, monkeypatch):
    now = 100.0
    monkeypatch.setattr(widgets.time, "monotonic", lambda: now)
    draw(state, "-12 to 12")
    typed(state, "field", "5")
    draw(state, "-5 to 5")
    now += widgets.LATE_S + 1
    typed(state, "field", "-7 to 8")
    assert not draw(state, "-7 to 8")


def test_a_hand_on_a_widget_that_was_only_drawn_is_left_alone(state):
    draw(state, "-12 to 12")
    typed(state, "field", "-7 to 8")
    assert not draw(state, "-7 to 8"), "a slider under a hand would jump back"
