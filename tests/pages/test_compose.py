"""Compose without a browser: what the controls do to the session, and what the page says."""

import json

import pytest

from explorer import images, samples
from explorer.policy import files
from explorer.policy.model import ComposeSettings, Group, Policy, Step
from explorer.ui import link, session
from explorer.ui.store import SessionStore
from explorer.ui.viewing import Viewing


def state(app):
    return app.session_state["session"]


def said(message):
    """The text as it is shown, without the strokes that keep Markdown from reading it."""
    return message.value.replace("\\", "")


def names(app):
    return [step.transform for step in state(app).policy.steps]


def test_a_transform_is_added_with_the_catalogues_settings_and_its_slider(open_app):
    app = open_app(policy=link.pack(Policy()))
    app.selectbox(key="add.").select("Rotate").run()
    assert names(app) == ["Rotate"]
    assert app.slider(key="rotate-1.Rotate.limit").value == (-30.0, 30.0)
    app.slider(key="rotate-1.Rotate.limit").set_range(-5.0, 10.0).run()
    assert state(app).policy.steps[0].params["limit"] == (-5.0, 10.0)


def test_switching_moving_copying_and_deleting_a_step(open_app):
    app = open_app(policy=link.pack(Policy((Step("a", "Rotate"), Step("b", "HorizontalFlip")))))
    app.toggle(key="a.enabled").set_value(
        False
    ).run().run()  # the second run draws the page outside the fragment too
    assert state(app).policy.steps[0].enabled is False
    app.button(key="act-up-b").click().run()
    assert names(app) == ["HorizontalFlip", "Rotate"]
    app.button(key="act-copy-b").click().run()
    assert names(app) == ["HorizontalFlip", "HorizontalFlip", "Rotate"]
    app.button(key="act-delete-b").click().run()
    assert [step.id for step in state(app).policy.steps] == ["horizontalflip-1", "a"]
    assert not app.exception


def test_a_browser_that_still_shows_a_deleted_step_is_not_told_of_its_id(open_app):
    app = open_app(policy=link.pack(Policy((Step("a", "Rotate"), Step("b", "HorizontalFlip")))))
    still_shown = app._tree.get_widget_states()
    app.button(key="act-delete-a").click().run()
    app._run(still_shown)
    assert names(app) == ["HorizontalFlip"]
    assert not app.error
    assert not app.exception


def test_two_steps_of_a_kind_have_names_of_their_own(open_app):
    app = open_app(
        policy=link.pack(
            Policy(
                (
                    Step("a", "Rotate"),
                    Group("g", "OneOf", (Step("b", "Rotate"),)),
                    Step("c", "Rotate"),
                )
            )
        )
    )
    assert [app.button(key=f"act-delete-{key}").label for key in "abc"] == [
        "Delete Rotate",
        "Delete Rotate 2",
        "Delete Rotate 3",
    ]


def test_an_empty_stack_offers_presets_and_an_empty_choice_a_sample(open_app):
    app = open_app(policy=link.pack(Policy()))
    app.multiselect(key="pictures").set_value([]).run()
    app.button(key="look-at-sample").click().run()
    assert app.multiselect(key="pictures").value == [session.FIRST_PICTURE]
    app.button(key="start-light").click().run()
    assert names(app)
    assert "start-light" not in [button.key for button in app.button]


def test_the_address_of_a_session_that_is_gone_says_so_once(open_app):
    app = open_app(session="A" * 24)
    assert "fresh start" in said(app.error[0])
    app.number_input(key="seed").set_value(3).run()
    assert not app.error
    assert app.query_params["session"] != ["A" * 24]


def test_undo_and_redo_move_the_controls_too(open_app):
    app = open_app()
    app.number_input(key="seed").set_value(3).run()
    app.number_input(key="seed").set_value(4).run()
    app.button(key="undo").click().run()
    assert app.number_input(key="seed").value == 3
    app.button(key="undo").click().run()
    assert app.button(key="undo").disabled
    app.button(key="redo").click().run()
    assert app.number_input(key="seed").value == 3


def test_fifty_edits_can_be_undone(monkeypatch):
    monkeypatch.setattr(session.Session, "keep", lambda self: None)
    edited = session.Session()
    for seed in range(1, 60):
        edited.edit(Policy(seed=seed))
    for _ in range(70):
        edited.undo()
    assert edited.policy.seed == 59 - session.UNDO_DEPTH == 9
    for _ in range(70):
        edited.redo()
    assert edited.policy.seed == 59


def test_an_edit_after_an_undo_leaves_nothing_to_redo(open_app):
    app = open_app()
    app.number_input(key="seed").set_value(3).run()
    app.button(key="undo").click().run()
    app.number_input(key="seed").set_value(4).run()
    assert app.button(key="redo").disabled
    assert state(app).policy.seed == 4


def test_the_words_on_a_card_follow_the_strength(open_app):
    app = open_app(policy=link.pack(Policy((Step("a", "Rotate", {"limit": (-30, 30)}),))))
    assert any("-30° to 30°" in said(caption) for caption in app.caption)
    app.slider(key="strength").set_value(0.5).run()
    assert any("-15° to 15°" in said(caption) for caption in app.caption)


def test_steps_are_grouped_in_the_popover_and_freed_on_the_card(open_app):
    app = open_app(policy=link.pack(Policy((Step("a", "Rotate"), Step("b", "HorizontalFlip")))))
    app.multiselect(key="group.steps").set_value(["a", "b"]).run()
    next(button for button in app.button if button.label == "Add group").click().run()
    (group,) = state(app).policy.steps
    assert isinstance(group, Group)
    assert [step.id for step in group.steps] == ["a", "b"]
    app.selectbox(key=f"{group.id}.kind").select("SomeOf").run()
    app.number_input(key=f"{group.id}.n").set_value(2).run().run()
    assert (state(app).policy.steps[0].group, state(app).policy.steps[0].n) == ("SomeOf", 2)
    app.selectbox(key=f"add.{group.id}").select("Affine").run()
    assert len(state(app).policy.steps[0].steps) == 3
    app.button(key=f"act-ungroup-{group.id}").click().run()
    assert names(app) == ["Rotate", "HorizontalFlip", "Affine"]


def test_a_value_that_is_refused_is_said_once_and_changes_nothing(open_app):
    app = open_app(policy=link.pack(Policy((Step("a", "Rotate"),), name="kept")))
    app.text_input(key="policy.name").set_value("   ").run()
    assert [said(error) for error in app.error] == [
        "name: '' is not a name of 1 to 100 printable characters"
    ]
    assert state(app).policy.name == "kept"


def test_a_value_that_is_no_json_stands_and_is_refused_by_name(open_app):
    app = open_app(policy=link.pack(Policy((Step("a", "RandomShadow"),))))
    before = state(app).policy
    state(app).unfolded = ("a",)
    app.run()
    field = app.text_input(key="a.RandomShadow.shadow_roi")
    field.set_value("[0, 0").run()
    assert not app.exception
    (refused,) = [said(error) for error in app.error]
    assert refused.startswith("Shadow roi")
    assert "'[0, 0' is not" in refused
    assert app.text_input(key="a.RandomShadow.shadow_roi").value == "[0, 0"
    assert state(app).policy == before


def test_the_tail_is_added_shown_and_taken_away(open_app):
    app = open_app()
    app.toggle(key="tail.False").set_value(True).run()
    assert [step.transform for step in state(app).policy.tail] == ["Normalize", "ToTensorV2"]
    assert any("Normalize, then ToTensorV2" in caption.value for caption in app.caption)
    app.toggle(key="tail.True").set_value(False).run()
    assert state(app).policy.tail == ()


def test_pasted_python_is_read_and_its_notes_are_shown(open_app):
    app = open_app()
    app.text_area(key="pasted").set_value(
        "import albumentations as A\nA.Compose([A.HorizontalFlip(p=0.3), A.Rotate(limit=20)])"
    ).run()
    next(button for button in app.button if button.label == "Load pasted policy").click().run()
    assert names(app) == ["HorizontalFlip", "Rotate"]
    assert [said(message) for message in app.success] == ["Loaded the pasted text."]


def test_what_is_read_only_nearly_is_said_and_can_be_undone(open_app):
    app = open_app()
    before = state(app).policy
    app.text_area(key="pasted").set_value(
        "import albumentations as A\ntrain = A.Compose([A.Normalize(), A.Transpose()])\n"
        "valid = A.Compose([])"
    ).run()
    next(button for button in app.button if button.label == "Load pasted policy").click().run()
    assert names(app) == ["Transpose"]
    (told,) = [said(message) for message in app.success]
    assert "the pipeline train" in told
    assert "Normalize stands before other steps" in told
    app.button(key="notice.undo").click().run()
    assert state(app).policy == before
    for _ in range(2):
        next(button for button in app.button if button.label == "Load pasted policy").click().run()
    app.button(key="notice.undo").click().run()
    assert names(app) == ["Transpose"], "the second import has changed nothing, nor has its Undo"


@pytest.mark.parametrize("view", ["Draws", "Steps", "Compare", "Extremes"])
def test_every_view_shows_a_picture_in_several_sizes(open_app, view):
    app = open_app(
        policy=link.pack(
            Policy(
                (
                    Step("a", "Rotate", p=1.0),
                    Step("b", "RandomCrop", {"height": 32, "width": 32}, p=1.0),
                )
            )
        )
    )
    app.session_state["session"].viewing = Viewing(view=view)
    for size in ("Screen", "32 px", "Full size"):
        app.selectbox(key="size").select(size).run()
        assert not app.exception
        assert not app.error


def test_no_picture_is_an_empty_state_that_says_what_to_do(open_app):
    app = open_app()
    app.multiselect(key="pictures").set_value([]).run()
    assert any("Choose a sample under Pictures" in info.value for info in app.info)


@pytest.mark.parametrize("broken", ["%%%", "A" * 3000, link.pack(Policy())[:-4]])
def test_a_hostile_link_opens_an_empty_page_with_one_message(open_app, broken):
    app = open_app(policy=broken)
    assert len(app.error) == 1
    assert state(app).policy == Policy()
    assert "policy" not in app.query_params


def test_a_hostile_name_is_shown_as_text_and_fetches_nothing(open_app):
    hostile = Policy((Step("a", "Rotate"),))
    packed = link.pack(hostile)
    app = open_app(policy=packed)
    app.text_area(key="pasted").set_value(
        '{"explorer": {"steps": [{"transform": "![x](http://evil.example/x.png)"}]}}'
    ).run()
    next(button for button in app.button if button.label == "Load pasted policy").click().run()
    (error,) = app.error
    assert "evil.example" in said(error)
    assert "](" not in error.value
    assert state(app).policy == hostile


@pytest.mark.parametrize("token", ["", "x" * 24, "../../../../etc/passwd"])
def test_a_foreign_token_opens_a_fresh_session(open_app, token):
    assert state(open_app(session=token)).policy == Policy()


def test_a_session_is_opened_again_by_its_token_alone(open_app):
    app = open_app()
    app.number_input(key="seed").set_value(77).run()
    app.multiselect(key="pictures").set_value(["sample:coffee", "sample:chelsea"]).run()
    (token,) = (
        [app.query_params["session"]]
        if isinstance(app.query_params["session"], str)
        else app.query_params["session"]
    )
    again = state(open_app(session=token))
    assert (again.policy.seed, again.chosen) == (77, ("sample:coffee", "sample:chelsea"))


def test_a_damaged_field_of_a_stored_session_costs_that_field_alone(open_app, tmp_path):
    store, token = SessionStore(tmp_path / "sessions"), "a" * 24
    store.save(
        token,
        {
            "policy": link.pack(Policy(seed=5)),
            "look": {"draws": 10**9},
            "chosen": 7,
            "uploads": [{"digest": "x"}],
        },
    )
    opened = state(open_app(session=token))
    assert opened.policy.seed == 5
    assert opened.viewing == Viewing()
    assert opened.uploads == ()


def test_annotations_for_other_pictures_are_refused_by_the_name_of_their_file(open_app):
    app = open_app()
    photograph = images.encode(samples.sample_image("coffee").rgb[:40, :60])
    app.file_uploader(key="images.0").upload("mine.png", photograph).run()
    for name, box, expected in (
        ("other.png", [1, 1, 9, 9], "was not used: it annotates none"),
        ("mine.png", [1, 1, 9, 9], "1 picture annotated"),
    ):
        document = {
            "images": [{"id": 1, "file_name": name, "width": 60, "height": 40}],
            "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": box}],
            "categories": [{"id": 1, "name": "cup"}],
        }
        uploader = next(
            field for field in app.file_uploader if field.label.startswith("Annotations")
        )
        uploader.upload("boxes.json", json.dumps(document).encode()).run()
        assert any(
            expected in said(message) and "boxes.json" in said(message)
            for message in (*app.error, *app.success)
        )


def test_strength_0_is_said_beside_the_dial_after_a_preset_and_an_import_with_a_way_to_1(open_app):
    app = open_app(policy=link.pack(Policy(strength=0.0)))
    assert not [button for button in app.button if button.key == "to-one"], (
        "an empty stack says something else"
    )
    for load in ("preset", "import"):
        if load == "preset":
            app.button(key="start-light").click().run()
        else:
            app.text_area(key="pasted").set_value(
                files.dumps(Policy((Step("a", "Rotate"),), strength=0.0))
            ).run()
            next(
                button for button in app.button if button.label == "Load pasted policy"
            ).click().run()
        assert state(app).policy.strength == 0
        assert any(
            "At strength 0 the steps leave the picture as it is" in caption.value
            for caption in app.caption
        )
        app.button(key="to-one").click().run()
        assert (state(app).policy.strength, app.slider(key="strength").value) == (1, 1)
        assert not [button for button in app.button if button.key == "to-one"]
        app.slider(key="strength").set_value(0.0).run()


def test_the_outermost_probability_is_shown_where_it_is_not_1_and_changed_there(open_app):
    app = open_app()
    assert not [field for field in app.text_input if field.key == "policy.p"]
    app.text_area(key="pasted").set_value(
        "import albumentations as A\nA.Compose([A.HorizontalFlip(p=0.3)], p=0.125)"
    ).run()
    next(button for button in app.button if button.label == "Load pasted policy").click().run()
    assert app.text_input(key="policy.p").label == "Probability of the whole policy"
    assert any("is applied to 12.5% of the pictures" in said(caption) for caption in app.caption)
    app.slider(key="strength").set_value(0.5).run()
    assert state(app).policy.compose.p == 0.125, "strength does not move it"
    app.text_input(key="policy.p").set_value("0.25").run()
    assert state(app).policy.compose.p == 0.25
    app.text_input(key="policy.p").set_value("100").run()
    assert not [field for field in app.text_input if field.key == "policy.p"]
    app.button(key="undo").click().run()
    assert app.text_input(key="policy.p").value == "25%"


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        (Policy((Step("a", "Rotate", p=0.0),)), "every probability is 0"),
        (
            Policy((Step("a", "Rotate", {"limit": (0, 0)}),)),
            "every step is set so that it changes nothing",
        ),
        (Policy((Step("a", "Rotate", enabled=False),)), "no step is switched on"),
        (
            Policy((Step("a", "Rotate"),), compose=ComposeSettings(p=0.0)),
            "the probability of the whole policy is 0",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_policy_that_cannot_change_any_picture_says_so_and_why(open_app, policy, reason):
    app = open_app(policy=link.pack(policy))
    assert [said(warning) for warning in app.warning] == [
        f"This policy changes no picture: {reason}."
    ]


def test_an_edit_that_cuts_the_drawing_of_the_page_short_draws_all_of_it(open_app):
    app = open_app(policy=link.pack(Policy((Step("a", "Rotate"),))))
    state(app).policy = Policy((Step("a", "Rotate"), Step("b", "HorizontalFlip")))
    app.session_state["compose.whole"] = (
        False  # as a run leaves it that was overtaken before it came to its end
    )
    app.toggle(key="a.enabled").set_value(False).run()
    assert app.toggle(key="b.enabled").value is True


def test_another_tabs_change_is_said_above_every_page_and_not_to_a_tab_alone(open_app):
    first = open_app(policy=link.pack(Policy((Step("a", "Rotate"),))))
    token = first.query_params["session"]
    token = token if isinstance(token, str) else token[0]
    second = open_app(session=token)
    first.number_input(key="seed").set_value(7).run()
    second.slider(key="strength").set_value(0.5).run()
    assert [button.label for button in second.button if (button.key or "").startswith("tabs-")] == [
        "Take the other tab's state",
        "Keep mine as a copy",
    ]
    second.button(key="tabs-_take").click().run()
    assert (state(second).policy.seed, state(second).policy.strength) == (7, 1)
    first.run()
    assert not [button for button in first.button if (button.key or "").startswith("tabs-")]


@pytest.mark.parametrize(
    ("key", "label", "kept"),
    [
        ("seed", "Seed", lambda now: now.policy.seed),
        ("draws", "Draws", lambda now: now.viewing.draws),
        ("draw", "Draw", lambda now: now.viewing.draw),
        ("g.n", "How many", lambda now: now.policy.steps[0].n),
    ],
)
@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (2.5, "2.5 is not a whole number"),
        (-3.0, "-3 is not between"),
        (1e12, "1000000000000 is not between"),
    ],
)
def test_a_number_that_is_not_whole_or_out_of_bounds_stays_as_typed_and_is_refused_by_name(
    open_app, key, label, kept, typed, problem
):
    app = open_app(
        policy=link.pack(
            Policy((Group("g", "SomeOf", (Step("a", "Rotate"), Step("b", "ToGray")), n=2),))
        )
    )
    state(app).viewing = Viewing(view="Steps")
    app.run()
    before = kept(state(app))
    app.number_input(key=key).set_value(typed).run()
    assert not app.exception
    assert kept(state(app)) == before
    assert app.number_input(key=key).value == typed
    (told,) = [said(error) for error in app.error if f"{label}: {problem}" in said(error)]
    assert (key == "draws") == ("make the sliders slow" in told)
