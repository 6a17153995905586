"""The small pictures on the cards: what each step alone does."""

import re
from concurrent.futures import Future
from dataclasses import replace

import pytest
from streamlit import delta_generator

from explorer.errors import PolicyError
from explorer.policy.model import Group, Step
from explorer.preview import PreviewService
from explorer.ui import caching
from explorer.ui.compose import alone
from explorer.ui.compose.settings import MOST_OPEN
from tests.pages.test_compose import state


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Waits for every picture, however busy the machine is, and makes each anew."""
    monkeypatch.setattr(alone, "WAIT_S", 60)
    caching._alone.clear()
    yield
    caching._alone.clear()


def pictures(app):
    """What stands on the cards: the address of each picture by its alternative text."""
    bodies = [part.proto.body for part in app.get("html")]
    face = re.compile("<span class='alone'><img src='(.*)' alt='(.*)'></span>")
    found = map(face.fullmatch, bodies)
    return {one[2]: one[1] for one in found if one}


def test_each_step_has_one_switched_off_or_in_a_group_or_slow(open_app):
    app = open_app(
        Step("a", "Rotate", p=0.01),
        Group("g", "OneOf", (Step("b", "InvertImg", enabled=False), Step("c", "Rotate"))),
        Step("d", "GlassBlur"),
    )
    shown = pictures(app)
    assert list(shown) == [
        "Rotate alone on Chelsea the cat, at strength 1",
        "Invert img alone on Chelsea the cat, at strength 1; it is switched off",
        "Rotate 2 alone on Chelsea the cat, at strength 1",
        "Glass blur alone on Chelsea the cat, at strength 1",
    ]
    assert all(one.startswith("data:image/jpeg;base64,") for one in shown.values())
    assert all(len(one) < 6000 for one in shown.values())


def test_a_step_that_fails_has_none_and_that_is_no_error(open_app, monkeypatch):
    make = PreviewService.alone

    def fails(service, policy, *given):
        if policy.steps[0].transform == "Affine":
            raise PolicyError("Affine cannot be applied", "a")
        return make(service, policy, *given)

    monkeypatch.setattr(PreviewService, "alone", fails)
    app = open_app(Step("a", "Affine"), Step("b", "Rotate"))
    assert list(pictures(app)) == ["Rotate alone on Chelsea the cat, at strength 1"]
    assert not app.error


def test_they_follow_the_strength_the_sliders_and_the_picture(open_app):
    app = open_app(Step("a", "Rotate"), Step("b", "InvertImg"))
    turned, inverted = pictures(app).values()
    app.slider(key="a.Rotate.limit").set_range(80.0, 85.0).run().run()
    further, same = pictures(app).values()
    assert further != turned
    assert same == inverted
    app.slider(key="strength").set_value(0.3).run().run()
    assert next(iter(pictures(app))) == "Rotate alone on Chelsea the cat, at strength 0.3"
    assert pictures(app)["Rotate alone on Chelsea the cat, at strength 0.3"] != further
    before = pictures(app)
    app.multiselect(key="pictures").set_value(["sample:coffee"]).run()
    after = pictures(app)
    assert not set(before) & set(after), "each names its picture"
    assert not set(before.values()) & set(after.values())


def test_a_stage_that_was_left_out_is_drawn_first(open_app, monkeypatch):
    app = open_app(Step("a", "Rotate"))
    session = state(app)
    session.policy = replace(session.policy, strength=0.3)
    app.session_state[alone._STAGE] = "another"
    app.run()
    assert not app.exception
    assert list(pictures(app)) == ["Rotate alone on Chelsea the cat, at strength 0.3"]


def test_one_that_takes_long_is_not_waited_for_and_comes_later(open_app, monkeypatch):
    monkeypatch.setattr(alone, "WAIT_S", 0)
    slow = Future()
    monkeypatch.setattr(caching, "alone", lambda *given: slow)
    app = open_app(Step("a", "Rotate"))
    assert pictures(app) == {}
    slow.set_result("data:,")
    app.run()
    assert pictures(app) == {"Rotate alone on Chelsea the cat, at strength 1": "data:,"}


def test_what_stood_on_a_card_stays_until_the_new_one_is_made(open_app, monkeypatch):
    app = open_app(Step("a", "Rotate"))
    before = pictures(app)
    monkeypatch.setattr(alone, "WAIT_S", 0)
    monkeypatch.setattr(caching, "alone", lambda *given: Future())
    app.slider(key="a.Rotate.limit").set_range(80.0, 85.0).run().run()
    assert pictures(app) == before


def test_a_long_stack_has_them_on_its_first_cards(open_app):
    app = open_app(*(Step(f"s{i}", "InvertImg") for i in range(MOST_OPEN + 1)))
    assert len(pictures(app)) == MOST_OPEN


def test_without_a_picture_there_are_none(open_app):
    app = open_app(Step("a", "Rotate"))
    app.multiselect(key="pictures").set_value([]).run()
    assert not app.exception


def test_a_picture_that_is_not_ready_yet_has_its_place_written_all_the_same(open_app, monkeypatch):
    monkeypatch.setattr(alone, "WAIT_S", 0)
    monkeypatch.setattr(caching, "alone", lambda *given: Future())
    places, written = [], []
    place, reserve = alone.place, delta_generator._get_or_create_outside_wrapper

    def made(step):
        places.append(place(step))
        return places[-1]

    def noted(container, *given):
        written.append(container._id)
        return reserve(container, *given)

    # Where a fragment has not written in a run of the whole page, Streamlit refuses it later.
    monkeypatch.setattr(alone, "place", made)
    monkeypatch.setattr(delta_generator, "_get_or_create_outside_wrapper", noted)
    open_app(Step("a", "InvertImg"), Step("b", "Solarize"))
    assert len(places) >= 2
    assert {one._id for one in places} <= {*written}
