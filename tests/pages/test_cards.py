"""The cards of Compose without a browser: sliders in the open, numbers typed, what stays open."""

import pytest
from streamlit.runtime.state.session_state import SessionState

from explorer.errors import quoted
from explorer.policy import edit
from explorer.policy.model import Group, Policy, Step
from explorer.ui import downloads, link
from explorer.ui.compose.settings import MOST_OPEN
from tests.pages.test_compose import said, state

LIMIT = "a.Rotate.limit"


def token(app):
    found = app.query_params["session"]
    return found if isinstance(found, str) else found[0]


def keys(elements):
    return [element.key for element in elements]


def panels(app):
    return [panel.label for panel in app.expander if panel.label in ("More", "Settings")]


def test_the_slider_that_says_how_much_is_on_the_card_and_the_rest_behind_more(open_app):
    app = open_app(
        Step("a", "Rotate"),
        Group("g", "OneOf", (Step("b", "RandomBrightnessContrast"),)),
        Step("c", "HorizontalFlip"),
        Step("d", "Blur"),
        Step("e", "RandomCrop"),
    )
    assert keys(app.slider) == [
        "strength",
        LIMIT,
        "b.RandomBrightnessContrast.brightness_limit",
        "d.Blur.blur_limit",
    ]
    assert panels(app) == ["More", "More", "Settings"], "a flip has none, a blur no others"
    state(app).unfolded = ("b",)
    app.run()
    assert "b.RandomBrightnessContrast.contrast_limit" in keys(app.slider)


def test_only_the_first_cards_have_open_sliders_and_the_others_say_settings(open_app):
    app = open_app(*(Step(f"s{i}", "Rotate") for i in range(MOST_OPEN + 2)))
    assert len(app.slider) == 1 + MOST_OPEN
    assert panels(app) == ["More"] * MOST_OPEN + ["Settings"] * 2


def test_a_number_that_is_typed_moves_the_slider_and_the_policy(open_app):
    app = open_app(Step("a", "Rotate"))
    app.text_input(key=f"{LIMIT}.typed").set_value("-5 to 10").run().run()
    assert state(app).policy.steps[0].params["limit"] == (-5.0, 10.0)
    assert app.slider(key=LIMIT).value == (-5.0, 10.0)
    app.slider(key=LIMIT).set_range(-7.0, 10.0).run().run()
    assert app.text_input(key=f"{LIMIT}.typed").value == "-7 to 10"


@pytest.mark.parametrize("typed", ["much", "1 2 3", "nan", "-999 to 5", "inf"])
def test_what_is_no_legal_number_stays_as_typed_and_is_refused_by_name(open_app, typed):
    app = open_app(Step("a", "Rotate"))
    app.text_input(key=f"{LIMIT}.typed").set_value(typed).run()
    assert not app.exception
    app.run()
    (refused,) = [said(error) for error in app.error]
    assert refused.startswith("Limit (°): "), "by the name that it has on the card"
    assert "params" not in refused
    assert state(app).notice is None, "and there, not in another column"
    assert app.text_input(key=f"{LIMIT}.typed").value == typed
    assert state(app).policy.steps[0].params["limit"] == (-30.0, 30.0)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("-999 to 999", "-999 to 999 was typed: -999 is outside -360 to 360"),
        ("-999 to 5", "-999 to 5 was typed: -999 is outside -360 to 360"),
        ("999", "999 is outside -360 to 360"),
    ],
)
def test_a_range_is_refused_in_the_numbers_that_were_typed(open_app, typed, says):
    app = open_app(Step("a", "Rotate"))
    app.text_input(key=f"{LIMIT}.typed").set_value(typed).run().run()
    assert [said(error) for error in app.error] == [f"Limit (°): {says}"]


def test_what_was_refused_is_said_until_the_setting_has_another_value(open_app):
    app = open_app(Step("a", "Rotate"))
    field = f"{LIMIT}.typed"
    app.text_input(key=field).set_value("999").run().run()
    assert [said(error) for error in app.error] == ["Limit (°): 999 is outside -360 to 360"]
    app.number_input(key="seed").set_value(3).run()
    assert len(app.error) == 1, "an edit elsewhere does not correct it"
    app.slider(key=LIMIT).set_range(-5.0, 10.0).run().run()
    assert len(app.error) == 0
    assert app.text_input(key=field).value == "-5 to 10"
    app.text_input(key=field).set_value("much").run().run()
    assert len(app.error) == 1
    app.text_input(key=field).set_value("-5 to 10").run().run()
    assert len(app.error) == 0, "the legal text was typed"


def test_a_whole_number_is_shown_without_a_zero_behind_it(open_app):
    app = open_app(Step("a", "Rotate"))
    assert app.slider(key=LIMIT).proto.format == "%.0f"
    app.text_input(key=f"{LIMIT}.typed").set_value("2.5 to 3").run().run()
    assert app.slider(key=LIMIT).proto.format == "%.1f"


def test_three_decimals_that_were_typed_are_shown(open_app):
    app = open_app(Step("a", "GridDropout", p=0.333))
    app.text_input(key="a.GridDropout.ratio.typed").set_value("0.333").run().run()
    assert app.slider(key="a.GridDropout.ratio").proto.format == "%.3f"
    app.session_state["p-a"] = True
    app.run()
    assert app.text_input(key="a.p").value == "33.3%"


def test_a_button_that_comes_with_a_change_sets_the_default(open_app):
    app = open_app(Step("a", "Rotate"))
    assert f"reset-{LIMIT}" not in keys(app.button)
    app.slider(key=LIMIT).set_range(-5.0, 10.0).run().run()
    button = app.button(key=f"reset-{LIMIT}")
    assert (button.label, button.help) == ("Reset limit", "Back to -30° to 30°, the default")
    button.click().run().run()
    assert state(app).policy.steps[0].params["limit"] == (-30.0, 30.0)
    assert app.slider(key=LIMIT).value == (-30.0, 30.0)
    assert f"reset-{LIMIT}" not in keys(app.button)


def test_an_undo_moves_a_slider_back_and_streamlit_has_nothing_to_warn_of(open_app):
    app = open_app(Step("a", "Rotate"))
    app.slider(key=LIMIT).set_range(-5.0, 10.0).run().run()
    app.button(key="undo").click().run()
    assert app.slider(key=LIMIT).value == (-30.0, 30.0)
    assert [said(warning) for warning in app.warning] == []


def test_the_probability_stands_behind_the_p_and_its_field_is_drawn_when_it_is_opened(open_app):
    app = open_app(Step("a", "Rotate"), Group("g", "OneOf", (Step("b", "Blur", p=0.125),)))

    def written():
        return next(block.value for block in app.get("html") if "st-key-p-a" in block.value)

    assert "st-key-p-a button p::after{content:' 50%'}" in written()
    assert "st-key-p-b button p::after{content:' 12.5%'}" in written()
    assert "a.p" not in keys(app.text_input)
    app.session_state["p-a"] = True
    app.run()
    assert app.text_input(key="a.p").label == "Probability of Rotate"
    app.text_input(key="a.p").set_value("0.75").run()
    assert state(app).policy.steps[0].p == 0.75
    assert "st-key-p-a button p::after{content:' 75%'}" in written()
    assert app.session_state["p-a"], "it stays open"


@pytest.mark.parametrize(
    ("typed", "p"),
    [
        *[("80", 0.8), ("80%", 0.8), ("0.8", 0.8), (" 80 % ", 0.8), ("12,5", 0.125), ("1", 1.0)],
        *[("0", 0.0), ("100", 1.0), ("0.7%", 0.007), (".333", 0.333)],
    ],
)
def test_a_probability_is_typed_as_a_share_or_as_a_percentage(open_app, typed, p):
    app = open_app(Step("a", "Rotate"))
    app.session_state["p-a"] = True
    app.run()
    app.text_input(key="a.p").set_value(typed).run()
    assert state(app).policy.steps[0].p == p
    assert app.text_input(key="a.p").value == f"{100 * p:.10g}%"
    assert not app.error


@pytest.mark.parametrize("typed", ["101", "much", "-5", "", "1e1", "nan", "80%%"])
def test_what_is_no_probability_is_refused_in_words_until_it_is_one(open_app, typed):
    app = open_app(Step("a", "Rotate"))
    app.session_state["p-a"] = True
    app.run()
    app.text_input(key="a.p").set_value(typed).run()
    (refused,) = [said(error) for error in app.error]
    assert refused == (
        f"Probability of Rotate: {quoted(typed)} is neither a share from 0 to 1, such as 0.8, "
        "nor a percentage from 0% to 100%"
    )
    assert state(app).policy.steps[0].p == 0.5
    assert app.text_input(key="a.p").value == typed
    app.text_input(key="a.p").set_value("60").run()
    assert not app.error
    assert state(app).policy.steps[0].p == 0.6


def test_a_probability_that_is_written_with_a_power_of_ten_is_no_error(open_app):
    app = open_app(Step("a", "Rotate", p=1e-9))
    app.session_state["p-a"] = True
    app.run()
    assert not app.error


def test_a_slider_that_stands_is_drawn_without_a_look_through_the_session(open_app, monkeypatch):
    looks = []
    whole = SessionState.filtered_state.fget
    found = property(lambda state: looks.append(1) or whole(state))
    monkeypatch.setattr(SessionState, "filtered_state", found)

    def looked(count):
        app = open_app(*(Step(f"s{i}", "Rotate") for i in range(count)))
        looks.clear()
        app.run()
        return len(looks)

    assert looked(5) - looked(2) == 3, "a field for the number"


def test_the_name_of_a_card_is_read_out_without_asterisks(open_app):
    app = open_app(Step("a", "Rotate"), Group("g", "SomeOf", (), n=0))
    assert [app.toggle(key=f"{step}.enabled").label for step in "ag"] == ["Rotate", "Some of"]


def test_open_settings_stay_open_over_moves_undo_and_a_reload(open_app):
    app = open_app(Step("a", "Rotate"), Step("b", "Affine"))
    state(app).unfolded = ("a",)
    app.run()
    app.button(key="act-down-a").click().run()
    assert "a.Rotate.crop_border" in keys(app.toggle)
    app.button(key="act-delete-a").click().run()
    assert "a.Rotate.crop_border" not in keys(app.toggle)
    app.button(key="undo").click().run()
    assert "a.Rotate.crop_border" in keys(app.toggle)
    again = open_app(session=token(app))
    assert "a.Rotate.crop_border" in keys(again.toggle)
    assert "b.Affine.interpolation" not in keys(again.selectbox)


def test_undo_and_redo_go_on_after_a_reload(open_app):
    app = open_app(Step("a", "Rotate"))
    app.number_input(key="seed").set_value(3).run()
    app.number_input(key="seed").set_value(4).run()
    app.button(key="undo").click().run()
    again = open_app(session=token(app))
    again.button(key="redo").click().run()
    assert state(again).policy.seed == 4
    again.button(key="undo").click().run()
    again.button(key="undo").click().run()
    assert (state(again).policy.seed, len(state(again).policy.steps)) == (0, 1)
    again.button(key="undo").click().run()
    assert state(again).policy.steps == ()
    assert again.button(key="undo").disabled


def test_annotations_are_off_on_the_first_visit_and_stay_as_they_were_chosen(open_app):
    app = open_app()
    assert app.toggle(key="annotations").value is False
    app.toggle(key="annotations").set_value(True).run()
    assert open_app(session=token(app)).toggle(key="annotations").value is True


@pytest.mark.parametrize(
    ("name", "stem"),
    [("../Zuschnitt: ä/b", "Zuschnitt-ä-b"), ("my policy", "my-policy"), ("...", "policy")],
)
def test_downloads_are_named_after_the_policy(open_app, monkeypatch, name, stem):
    files = []
    monkeypatch.setattr(downloads, "button", lambda *args, **look: files.append(args[2]))
    open_app(policy=link.pack(Policy(name=name)))
    assert files == [f"{stem}.json", f"{stem}.yaml", f"{stem}.py"]


def test_strength_goes_back_to_its_default_and_offers_that_only_where_it_is_another(open_app):
    app = open_app(Step("a", "Rotate"))
    assert not [button for button in app.button if button.key == "reset-strength"]
    app.slider(key="strength").set_value(0.3).run().run()
    app.button(key="reset-strength").click().run()
    assert state(app).policy.strength == 1
    assert app.slider(key="strength").value == 1


def test_a_stack_is_cleared_in_one_click_and_undo_brings_it_back(open_app):
    app = open_app(Step("a", "Rotate"), Group("g", "OneOf", (Step("b", "Blur"),)))
    before = state(app).policy
    app.button(key="clear-stack").click().run()
    assert state(app).policy == edit.clear(before)
    assert "clear-stack" not in keys(app.button), "there is nothing left to clear"
    app.button(key="undo").click().run()
    assert state(app).policy == before


def test_the_example_has_only_its_own_way_to_an_empty_stack_until_it_is_edited(open_app):
    app = open_app()
    assert "clear-example" in keys(app.button)
    assert "clear-stack" not in keys(app.button)
    app.selectbox(key="add.").set_value("Blur").run()
    assert "clear-example" not in keys(app.button)
    assert "clear-stack" in keys(app.button)


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("0,5", None), ("0,5 to 1", (0.5, 1)), ("0,5; 1", (0.5, 1)), ("0.5, 1", (0.5, 1))],
)
def test_a_decimal_comma_is_read_where_it_can_be_nothing_else_and_refused_elsewhere(
    open_app, typed, taken
):
    app = open_app(Step("a", "Rotate"))
    before = state(app).policy.steps[0].params["limit"]
    app.text_input(key=f"{LIMIT}.typed").set_value(typed).run().run()
    assert state(app).policy.steps[0].params["limit"] == (taken or before)
    told = [said(error) for error in app.error]
    assert (told == []) == (taken is not None)
    if taken is None:
        assert "may be one number or two; write 0.5 to 1, or 0 to 5" in told[0]
        assert "Limit" in told[0]


def test_a_share_that_was_typed_is_written_out_also_where_it_is_what_it_was(open_app):
    app = open_app(Step("a", "Rotate", p=0.5))
    app.session_state["p-a"] = True
    app.run()
    for typed in ("0,5", "0.5", "50"):
        app.text_input(key="a.p").set_value(typed).run()
        assert app.text_input(key="a.p").value == "50%"
