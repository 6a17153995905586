"""The moves of a dial that come while its picture is made: the newest is drawn, none is lost."""

from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from explorer.errors import ExplorerError
from explorer.ui.compose import ahead


def moved(value, key="strength"):
    """What the browser sends when a slider is moved."""
    states = WidgetStates()
    state = states.widgets.add()
    state.id = f"$$ID-0123456789abcdef-{key}"
    state.double_array_value.data.append(value)
    return RerunData(fragment_id="stage", widget_states=states)


@pytest.fixture
def requests(monkeypatch):
    """What waits while a fragment of a page runs, as Streamlit itself keeps it."""
    requests, state = ScriptRequests(), {}
    context = SimpleNamespace(script_requests=requests, fragment_ids_this_run=["stage"])
    monkeypatch.setattr(ahead, "get_script_run_ctx", lambda **_: context)
    monkeypatch.setattr(ahead, "REST_S", 0.05)
    monkeypatch.setattr(ahead, "DRAGGED_REST_S", 0.05)
    monkeypatch.setattr(st, "session_state", state)
    requests.context = context
    return requests


def test_each_move_is_drawn_until_the_dial_rests(requests):
    moves, drawn, coming = ahead.Moves("strength", 0.5), [], [0.55, 0.6, 0.65]

    def draw(value):
        drawn.append(value)
        if coming:
            requests.request_rerun(moved(coming.pop(0)))

    requests.request_rerun(moved(coming.pop(0)))
    assert moves.follow(draw, 60)
    assert drawn == [0.55, 0.6, 0.65]
    assert moves.shown == 0.65


def test_of_moves_that_wait_only_the_newest_is_drawn(requests):
    moves, drawn = ahead.Moves("strength", 0.5), []
    for value in (0.55, 0.6, 0.65):
        requests.request_rerun(moved(value))
    moves.follow(drawn.append, 60)
    assert drawn == [0.65]


def test_another_control_is_not_kept_waiting(requests, monkeypatch):
    monkeypatch.setattr(ahead, "REST_S", 60)
    moves, drawn = ahead.Moves("strength", 0.5), []
    requests.request_rerun(moved(3.0, key="draws"))
    moves.follow(drawn.append, 60)
    assert not drawn


def test_a_page_that_is_drawn_anew_or_left_is_not_kept_waiting(requests, monkeypatch):
    monkeypatch.setattr(ahead, "REST_S", 60)
    moves = ahead.Moves("strength", 0.5)
    requests.request_stop()
    moves.follow(lambda value: pytest.fail("nothing is to be drawn"), 60)


def test_a_picture_that_cannot_be_drawn_in_place_waits_for_its_own_run(requests, monkeypatch):
    monkeypatch.setattr(ahead, "REST_S", 60)
    moves = ahead.Moves("strength", 0.5)
    requests.request_rerun(moved(0.55))
    moves.follow(None, 60)
    assert moves.shown == 0.5


def test_a_picture_that_cannot_be_made_is_left_to_the_next_run(requests, monkeypatch):
    monkeypatch.setattr(ahead, "DRAGGED_REST_S", 60)

    def fail(value):
        raise ExplorerError(f"{value} takes too long")

    moves = ahead.Moves("strength", 0.5)
    requests.request_rerun(moved(0.55))
    moves.follow(fail, 60)
    assert moves.shown == 0.55


def test_only_a_move_of_the_dial_holds_the_words_back(requests):
    assert not ahead.Moves("strength", 0.5).is_new, "the first picture"
    assert not ahead.Moves("strength", 0.5).is_new, "another setting was changed"
    assert ahead.Moves("strength", 0.55).is_new
    requests.context.fragment_ids_this_run = None
    assert not ahead.Moves("strength", 0.6).is_new, "the whole page is drawn anew"


def test_the_run_that_takes_a_move_in_does_not_wait_again(requests):
    moves = ahead.Moves("strength", 0.5)
    requests.request_rerun(moved(0.55))
    moves.follow(lambda value: None, 60)
    assert not ahead.Moves("strength", 0.55).is_new


def test_a_dial_that_never_rests_does_not_hold_the_words_back_for_ever(requests):
    moves, drawn = ahead.Moves("strength", 0.5), []

    def draw(value):
        drawn.append(value)
        requests.request_rerun(moved(value + 0.05))

    requests.request_rerun(moved(0.55))
    assert not moves.follow(draw, 0.2)
    assert drawn
    assert moves.shown == drawn[-1]
