"""In which order the picture's fragment makes what it shows."""

import pytest

from explorer.policy.model import Group, Step
from explorer.ui.compose import bar, stage, views
from explorer.ui.viewing import Viewing


@pytest.mark.parametrize(
    ("took_s", "order"), [(0.05, ["show", "strength"]), (1.9, ["strength", "show"])]
)
def test_a_quick_picture_comes_first_and_a_slow_one_holds_up_nothing(
    open_app, monkeypatch, took_s, order
):
    made = []
    for module, name in ((views, "show"), (bar, "strength")):
        action = getattr(module, name)
        monkeypatch.setattr(
            module,
            name,
            lambda *given, name=name, action=action: made.append(name) or action(*given),
        )
    app = open_app(Step("a", "Rotate"))
    made.clear()
    app.session_state[stage.TOOK_S] = took_s
    app.run()
    assert not app.exception
    assert made == order


STEPS = (
    Step("a", "Rotate", p=1.0),
    Group("g", "OneOf", (Step("b", "InvertImg"),), enabled=False),
    Step("c", "Blur", enabled=False),
)


@pytest.mark.parametrize(
    ("view", "says"),
    [
        ("Draws", "Chelsea the cat: the original, then 8 draws. At strength 1 "),
        ("Steps", "Chelsea the cat, draw 1 step by step: the original, then after Rotate. At "),
        ("Extremes", "Chelsea the cat: the original, then the 2 mildest and the 3 harshest of "),
    ],
)
def test_the_picture_says_its_name_its_view_and_what_the_policy_does(open_app, view, says):
    app = open_app(*STEPS)
    app.session_state["session"].viewing = Viewing(view=view)
    app.run()
    (alt,) = (image.proto.imgs[0].alt for image in app.get("image"))
    assert alt.startswith(says)
    assert "turns by" in alt
    assert alt.endswith("; 2 steps switched off.")


def test_a_card_says_that_it_is_switched_off_itself_or_by_its_group(open_app):
    said = [caption.value.replace("\\", "") for caption in open_app(*STEPS).caption]
    assert sum(words.startswith("Switched off: ") for words in said) == 2
    assert sum(words.startswith("Switched off with its group: ") for words in said) == 1


@pytest.mark.parametrize(("p", "acted"), [(0.0, False), (1.0, True)])
def test_a_comparison_says_when_no_step_acted_in_its_draw(open_app, p, acted):
    app = open_app(Step("a", "InvertImg", p=p))
    app.session_state["session"].viewing = Viewing(view="Compare")
    app.run()
    told = " ".join(caption.value for caption in app.caption)
    assert ("No step acted in this draw: the picture is as it was." in told) != acted
    assert ("of the pixels changed" in told) == acted
