"""Several pictures on Compose: pages of them, or one at a time."""

import re

import pytest

from explorer import samples
from explorer.policy.model import Step
from explorer.ui.compose.choice import _face
from explorer.ui.viewing import Viewing

IDS = [f"sample:{sample.name}" for sample in samples.sample_names()]
TITLES = [sample.title for sample in samples.sample_names()]
TURN = Step("a", "Rotate", p=1.0)


@pytest.fixture
def chosen(open_app):
    """Compose with some of the samples chosen, and a way to look at them."""

    def opened(count, **viewing):
        app = open_app(TURN)
        session = app.session_state["session"]
        session.chosen, session.viewing = tuple(IDS[:count]), Viewing(**viewing)
        return app.run()

    return opened


def on_the_sheet(app):
    """The titles of the pictures that stand on the sheet, in order."""
    names = next(html.proto.body for html in app.get("html") if "tile-names" in html.proto.body)
    found = {title: names.find(title) for title in TITLES if title in names}
    return sorted(found, key=found.__getitem__)


def where(app):
    found = (text.value for text in app.caption if re.match(r"Pictures? \d", text.value))
    return next(found, None)


def press(app, key):
    return app.button(key=key).click().run()


def test_five_pictures_stand_on_pages_that_are_turned(chosen):
    app = chosen(5)
    seen = on_the_sheet(app)
    assert where(app) == f"Pictures 1-{len(seen)} of 5"
    assert app.button(key="act-previous-picture").disabled
    while not app.button(key="act-next-picture").disabled:
        press(app, "act-next-picture")
        seen += on_the_sheet(app)
    assert seen == TITLES[:5]
    press(app, "act-previous-picture")
    assert not app.button(key="act-next-picture").disabled


def test_one_picture_at_a_time_is_chosen_by_its_thumbnail_and_kept_over_the_views(chosen):
    app = chosen(3)
    app.segmented_control(key="picture").set_value(IDS[1]).run()
    assert on_the_sheet(app) == [TITLES[1]]
    assert where(app) == "Picture 2 of 3"
    app.segmented_control(key="view").set_value("Steps").run()
    assert on_the_sheet(app) == [TITLES[1]]
    press(app, "act-next-picture")
    assert on_the_sheet(app) == [TITLES[2]]
    app.segmented_control(key="view").set_value("Draws").run()
    app.segmented_control(key="picture").set_value("").run()
    assert on_the_sheet(app)[0] == TITLES[0]


@pytest.mark.parametrize("view", ["Steps", "Compare", "Extremes"])
def test_a_view_of_one_picture_starts_with_the_first_and_reaches_every_other(chosen, view):
    app = chosen(2, view=view)
    assert where(app) == "Picture 1 of 2"
    assert len(app.segmented_control(key="picture").options) == 2
    press(app, "act-next-picture")
    assert where(app) == "Picture 2 of 2"
    assert not app.error


def test_a_picture_that_is_no_longer_chosen_is_not_looked_at_alone(chosen):
    app = chosen(3, picture=IDS[7], page=9)
    assert on_the_sheet(app)[-1] == TITLES[2]


def test_one_picture_needs_no_choice(chosen):
    app = chosen(1)
    assert not [button for button in app.button if "picture" in str(button.key)]
    assert where(app) is None


def test_a_quotation_mark_in_a_name_does_not_end_the_name():
    face = _face('a "good" ![x](y)', "data:,")
    assert face.count('"') == 2, "those around the name"
    assert face.count("](") == 1, "one picture"
