"""Fine-tune without a browser.

Settings out of bounds, the other runs, a run that was interrupted, the order of what is read, and a
store that is none.
"""

import time
from concurrent.futures import Future
from dataclasses import replace
from math import ceil
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from explorer import Policy, Step, numbers
from explorer.errors import DataError, SweepError
from explorer.frozen import thawed
from explorer.images import encode
from explorer.policy.model import ComposeSettings, Group
from explorer.sweep import control
from explorer.sweep.control import overview
from explorer.sweep.planning.budget import AROUND_S, Cost, plan
from explorer.sweep.planning.seeds import fresh_seeds
from explorer.sweep.questions.table import asked_by
from explorer.sweep.storage.overview import called_in
from explorer.sweep.storage.store import Store
from explorer.trial.result import TrialResult
from explorer.ui import caching, findings, session, widgets
from explorer.ui.finetune import curves, estimates, run, underway
from explorer.ui.finetune import plan as settings
from explorer.ui.words import escaped
from tests.pages.test_results import HOSTILE, add_sweep, drop, texts
from tests.sweep import fake_work
from tests.sweep.conftest import add, tamper

APP = Path(__file__).resolve().parents[2] / "explorer" / "ui" / "app.py"
TURNS = Policy(steps=(Step("a", "Rotate", {"limit": (-30, 30)}),), name="turns")


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path))
    monkeypatch.setattr(estimates, "measured", measured_at_once)
    session._store.cache_clear()
    for cached in (findings._finished, findings._runs, findings._told):
        cached.clear()
    yield Store()
    session._store.cache_clear()


def measured_at_once(session, images, spec):
    done = Future()
    done.set_result(plan(spec, Cost(epoch_s=0.01)))
    return done


def open_page(policy=TURNS):
    app = AppTest.from_file(APP, default_timeout=60)
    app.run()
    app.session_state["session"].policy = policy
    app.switch_page("../../pages/finetune.py").run()
    assert not app.exception
    return app


def under_way(store, name):
    """A sweep whose runner has just beaten its heart."""
    sweep_id = add_sweep(store, name=name, done=3, status="running")
    tamper(store, sweep_id, heartbeat=time.time())
    return sweep_id


def number(app, label):
    return next(field for field in app.number_input if field.label == label)


NUMBERS = ("Images per class", "Image size, px", "Seeds", "Epochs")


@pytest.mark.parametrize("value", [2.5, -0.4])
def test_a_number_that_is_not_whole_is_refused_by_name_in_every_field_and_stays(store, value):
    app = open_page()
    for label in NUMBERS:
        before = number(app, label).value
        number(app, label).set_value(value).run()
        assert f"{label}: {value:g} is not a whole number" in texts(app).replace("\\", "")
        assert app.button(key="ft.start").disabled
        app.switch_page("../../pages/data.py").run()
        app.switch_page("../../pages/finetune.py").run()
        assert number(app, label).value == value
        number(app, label).set_value(before).run()
        assert not app.error
        assert not app.button(key="ft.start").disabled


@pytest.mark.parametrize(
    ("label", "value", "problem"),
    [
        ("Seeds", 1e20, "Seeds: 1e+20 is not between 1 and 200"),
        ("Images per class", 9999, "Images per class: 9999 is not between 1 and 200"),
        ("Images per class", 0, "Images per class: 0 is not between 1 and 200"),
        ("Seeds", 0, "Seeds: 0 is not between 1 and 200"),
        ("Epochs", -3, "Epochs: -3 is not between 1 and 2000"),
        ("Image size, px", 4, "Image size, px: 4 is not between 8 and 512"),
    ],
)
def test_a_number_out_of_bounds_is_refused_by_name_and_stays_to_be_corrected(
    store, label, value, problem
):
    app = open_page()
    before = number(app, label).value
    number(app, label).set_value(value).run()
    assert problem in texts(app).replace("\\", "")
    assert app.button(key="ft.start").disabled
    assert number(app, label).value == value
    number(app, label).set_value(before).run()
    assert not app.error
    assert not app.button(key="ft.start").disabled


def fields(app):
    """What the form shows, by the label of each control."""
    controls = (*app.number_input, *app.selectbox, *app.text_input)
    return {control.label: control.value for control in controls}


def moves():
    def size(app):
        return number(app, "Image size, px").set_value(65)

    def shots(app):
        return number(app, "Images per class").set_value(17)

    def model(app):
        return app.selectbox(key="ft.model").set_value("efficientnet-lite0")

    def data(app):
        return app.selectbox(key="ft.data").set_value("digits")

    return [
        ("Image size, px", size),
        ("Images per class", shots),
        ("Model", model),
        ("Data set", data),
    ]


@pytest.mark.parametrize(("label", "move"), moves(), ids=[label for label, _ in moves()])
def test_what_a_change_moves_beside_itself_is_said_and_can_be_kept(store, label, move):
    app = open_page()
    app.selectbox(key="ft.data").set_value("fashion-mnist-small").run()
    before = fields(app)
    move(app).run()
    after = fields(app)
    moved = {name for name in before if after[name] != before[name]} - {label}
    assert moved
    said = "".join(note.value for note in app.info).replace("\\", "")
    for name in moved:
        told = [
            value if isinstance(value, str) else f"{value:g}"
            for value in (after[name], before[name])
        ]
        assert f"is now {told[0]}" in said
        assert f"(before: {told[1]}" in said
    app.button(key="ft.back").click().run()
    assert not app.exception
    assert fields(app) == before | {label: after[label]}
    assert not app.info
    app.button(key="ft.defaults").click().run()
    kept = {"Data set": after["Data set"]} if label == "Data set" else {}
    assert fields(app) == (after if kept else before)


def test_what_a_browser_sends_late_is_not_taken_for_a_choice(store, monkeypatch):
    monkeypatch.setattr(widgets, "LATE_S", 60.0)
    app = open_page()
    late = app._tree.get_widget_states()  # a timer of the page sent this before 32 px arrived
    app.selectbox(key="ft.data").set_value("digits").run()
    assert number(app, "Image size, px").value == 32
    data = {state.id: state for state in app._tree.get_widget_states().widgets}
    for state in late.widgets:
        if state.id.endswith("-ft.data"):
            state.CopyFrom(data[state.id])
    app._run(late)
    app.text_input(key="ft.budget").set_value("5m").run()
    (own,) = [told.value for told in app.caption if "Set by you" in told.value]
    assert own.replace("\\", "") == "Set by you, and kept: Time budget."
    app.selectbox(key="ft.data").set_value("fashion-mnist-small").run()
    assert number(app, "Image size, px").value == 28


def test_a_change_after_use_the_defaults_is_no_change_of_another_tab(store):
    app = open_page()
    number(app, "Seeds").set_value(2).run()
    app.button(key="ft.defaults").click().run()
    number(app, "Seeds").set_value(4).run()
    assert not app.exception
    assert not any("another tab" in said.value for said in app.markdown)
    assert number(app, "Seeds").value == 4


def test_the_size_that_changes_the_model_is_named_with_the_limit(store):
    app = open_page()
    number(app, "Image size, px").set_value(65).run()
    said = app.info[0].value.replace("\\", "")
    assert said.startswith(
        "65 px is over 64: the model is now efficientnet-lite0 (before: small-cnn), "
        "the number of epochs is now 8"
    )


def test_what_a_person_has_chosen_stays_whatever_else_is_changed(store):
    app = open_page()
    chosen = {"Images per class": 11, "Image size, px": 40, "Epochs": 4, "Seeds": 2}
    for label, value in chosen.items():
        number(app, label).set_value(value).run()
    app.selectbox(key="ft.model").set_value("efficientnet-lite0-head").run()
    for source in ("digits", "fashion-mnist-small"):
        app.selectbox(key="ft.data").set_value(source).run()
        assert {label: number(app, label).value for label in chosen} == chosen
        assert app.selectbox(key="ft.model").value == "efficientnet-lite0-head"
        assert not app.info


def test_settings_that_were_stored_and_fit_no_control_are_left_out(store):
    app = open_page()
    usual = fields(app)
    kept = {
        "ft.seeds": float("nan"),
        "ft.epochs": 10**400,
        "ft.model": "gpt",
        "ft.shots": "many",
        "ft.strengths": 1,
        "ft.image_size": float("inf"),
    }
    app.session_state["session"].finetune = kept
    app.run()
    assert not app.exception
    assert fields(app) == usual


def test_a_time_budget_below_what_surrounds_the_trials_cannot_be_started(store, monkeypatch):
    monkeypatch.setattr(estimates, "measured", lambda *given: Future())
    app = open_page()
    app.text_input(key="ft.budget").set_value("1s").run()
    assert "A time budget of 1 s is too short" in app.error[0].value.replace("\\", "")
    assert app.button(key="ft.start").disabled
    app.text_input(key="ft.budget").set_value("5m").run()
    assert not app.button(key="ft.start").disabled


def test_a_plan_that_cannot_run_switches_start_off_once_that_is_known_and_can_be_measured_again(
    store, monkeypatch
):
    measured = Future()
    monkeypatch.setattr(estimates, "measured", lambda *given: measured)
    app = open_page()
    assert not app.button(key="ft.start").disabled
    measured.set_exception(SweepError("a time budget of 20 s is too short"))
    app.run()
    assert "A time budget of 20 s is too short" in app.error[0].value.replace("\\", "")
    assert app.button(key="ft.start").disabled
    monkeypatch.setattr(estimates, "measured", measured_at_once)
    app.button(key="ft.measure").click().run()
    assert not app.button(key="ft.start").disabled


def test_plan_progress_list_and_table_say_one_total(store):
    app = open_page()
    app.text_input(key="ft.strengths").set_value("0, 0.5, 1, 2").run()
    number(app, "Seeds").set_value(2).run()
    assert "**12 trials**: 4 strengths x 2 seeds, then" in texts(app)
    sweep_id = under_way(store, "turns")
    assert control.progress(sweep_id).total == overview()[0].trials == 12
    app.run()
    assert "3 of 12 trials" in app.get("progress")[0].proto.text


def test_a_strength_that_is_added_to_those_asked_for_is_said(store):
    app = open_page()
    app.text_input(key="ft.strengths").set_value("0.5, 1").run()
    assert "Strength 0 was added" in texts(app)
    app.text_input(key="ft.strengths").set_value("0, 0.5, 1").run()
    assert "was added" not in texts(app)


def test_pictures_that_lose_their_sides_are_named_before_the_run(store, tmp_path, monkeypatch):
    for number, name in enumerate(("cat", "dog") * 6):
        (tmp_path / "plates" / name).mkdir(parents=True, exist_ok=True)
        shades = np.random.default_rng(number).integers(0, 255, (40, 400, 3), dtype=np.uint8)
        (tmp_path / "plates" / name / f"{number}.png").write_bytes(encode(shades))
    monkeypatch.setenv("AUG_EXPLORER_DATA_ROOTS", str(tmp_path))
    app = open_page()
    app.session_state["session"].data = str(tmp_path / "plates")
    app.run()
    assert not app.exception
    assert "(400 x 40 px) keeps 10%" in texts(app).replace("\\", "")


def test_the_form_says_what_will_be_measured(store):
    steps = (
        *TURNS.steps,
        Step("b", "HorizontalFlip"),
        Step("c", "Blur", enabled=False),
        *(Step(f"d{i}", "ToGray") for i in range(3)),
    )
    app = open_page(Policy(steps=steps, name="turns_and_more"))
    said = texts(app).replace("\\", "")
    assert "What is measured: **turns_and_more**" in said
    assert "**Rotate** turns by -30° to 30°" in said
    assert "**Horizontal flip** mirrors left to right" in said
    assert "Blur" not in said
    assert "and 2 more steps" in said
    (strip,) = wait_for_strip(app)
    assert (
        "the same draw at strength 0, strength 0.5, strength 1, strength 1.5, strength 2"
        in strip.proto.imgs[0].alt
    )
    assert "One training image at 28 px" in texts(app)


def wait_for_strip(app):
    for _ in range(50):
        if found := app.get("image"):
            return found
        time.sleep(0.2)
        app.run()
    raise AssertionError("there is no strip")


def test_the_page_does_not_wait_for_the_strip_and_says_why_there_is_none(store, monkeypatch):
    strip = Future()
    monkeypatch.setattr(caching, "strength_strip", lambda *given: strip)
    app = open_page()
    assert "Drawing one training image at five strengths" in texts(app)
    assert not app.button(key="ft.start").disabled
    strip.set_exception(DataError("none of the first 10 training images can be read"))
    app.run()
    assert "There is no picture of the strengths: none of the first 10" in texts(app).replace(
        "\\", ""
    )
    assert not app.button(key="ft.start").disabled


def test_a_policy_without_steps_cannot_be_started_and_the_preset_helps(store):
    app = open_page(Policy())
    assert "There is nothing to measure yet" in texts(app)
    assert app.button(key="ft.start").disabled
    app.button(key="ft.preset").click().run()
    assert not app.button(key="ft.start").disabled


def test_the_newest_run_under_way_is_shown_and_the_others_are_named_with_a_way_to_each(store):
    first, second = under_way(store, "first"), under_way(store, "second")
    app = open_page()
    assert app.header[0].value == "second on pets"
    called = [
        f"{name} on pets ({sweep_id[-4:]})"
        for name, sweep_id in (("first", first), ("second", second))
    ]
    assert f"Also under way: {called[0]}, 3 of 12 trials" in texts(app).replace("\\", "")
    app.button(key=f"ft.show.{first}").click().run()
    assert app.header[0].value == "first on pets"
    assert "Also under way: second on pets" in texts(app)
    behind = f"Start puts this run behind {called[0]} and {called[1]}: it begins when those"
    assert behind in texts(app).replace("\\", "")
    assert app.button(key=f"ft.show.{second}")


def test_beside_a_run_that_waits_it_says_which_run_stop_ends(store):
    sweep_id = add_sweep(store, done=0, status="queued")
    tamper(store, sweep_id, heartbeat=time.time())
    assert "Stop ends this run alone" not in texts(open_page())
    tamper(store, sweep_id, message="it waits until the run of other on pets has ended")
    app = show_run(open_page(), sweep_id)
    assert "has ended: 0 of 12 trials. Stop ends this run alone." in texts(app).replace("\\", "")


def test_runs_of_one_policy_are_told_apart_wherever_a_run_waits(store):
    first, second = under_way(store, "turns"), under_way(store, "turns")
    for sweep_id, created in ((first, 0.0), (second, 3600.0)):
        tamper(store, sweep_id, created=created)
    said = texts(open_page()).replace("\\", "")
    one = f"turns on pets ({first[-4:]}, 01 Jan 00:00)"
    two = f"turns on pets ({second[-4:]}, 01 Jan 01:00)"
    assert f"Also under way: {one}, " in said
    assert f"Start puts this run behind {one} and {two}: it begins" in said
    assert f"**turns on pets ({second[-4:]})**" in said  # the line beside Stop
    assert called_in(store, first) == f"turns on pets ({first[-4:]})"


def test_a_stop_is_acknowledged_before_the_runner_has_heard_it(store):
    sweep_id = under_way(store, "turns")
    app = open_page()
    assert not app.button(key="ft.stop").disabled
    app.button(key="ft.stop").click().run()
    assert control.progress(sweep_id).sweep.stop_requested
    assert app.button(key="ft.stop").disabled


def test_an_interrupted_run_is_found_again_by_a_new_session_and_can_be_resumed(store, monkeypatch):
    sweep_id = add_sweep(store, done=3, status="running")
    tamper(store, sweep_id, heartbeat=0)
    resumed = []
    monkeypatch.setattr(control, "resume", lambda *arguments: resumed.append(arguments[0]))
    app = open_page()
    assert "The run was interrupted" in texts(app)
    app.button(key="ft.resume").click().run()
    assert resumed == [sweep_id]


def test_without_any_run_the_example_shows_what_comes_out_and_fills_the_form_in(store):
    app = open_page()
    assert "No run yet" in texts(app)
    assert app.header[0].value.startswith(escaped("Example: standard classification on f"))
    assert "augmentation helps" in texts(app)
    assert len(app.get("plotly_chart")) == 2
    app.button(key="ft.own").click().run()
    assert not app.exception
    assert app.number_input(key="ft.shots").value == 10
    assert app.number_input(key="ft.seeds").value == 20
    assert "The settings of the example are here" in app.success[0].value
    app.button(key="notice.undo").click().run()
    assert app.number_input(key="ft.shots").value == 50
    assert overview() == []


def test_the_example_is_not_shown_for_another_question(store):
    app = open_page()
    app.selectbox(key="ft.question").set_value("ablation").run()
    assert "No run yet" in texts(app)
    assert not app.header


def links(app):
    return [link.proto.label for link in app.get("page_link")]


def test_a_new_session_is_shown_the_run_of_its_policy_and_where_the_others_are(store):
    add_sweep(store)
    told = add_sweep(store)
    undecided = add_sweep(store)
    judge_as(store, undecided, helps=None)
    app = open_page()
    assert app.session_state["session"].sweep_id is None
    assert app.header[0].value == "turns on pets"
    assert "This policy was measured before" in texts(app)
    assert "3 runs are on Results" in links(app)
    app.button(key="ft.use").click().run()
    assert app.session_state["session"].policy.evidence["sweep_id"] == told


def test_a_run_of_another_policy_is_not_shown_as_ones_own_but_the_example_is(store):
    add_sweep(store)
    app = open_page(Policy(steps=(Step("a", "Rotate", {"limit": (-20, 20)}),), name="turns"))
    assert app.header[0].value.startswith(escaped("Example: "))
    assert "No run of this policy is open here" in texts(app)
    assert "No run yet" not in texts(app)
    assert "1 run is on Results" in links(app)
    assert not [button for button in app.button if button.key == "ft.use"]
    app.selectbox(key="ft.question").set_value("ablation").run()
    assert not app.header
    assert "1 run is on Results" in links(app)


def test_that_the_run_was_deleted_elsewhere_is_said_once_by_name(store):
    sweep_id = add_sweep(store, name="turned")
    app = show_run(open_page(Policy(steps=(Step("a", "Blur"),))), sweep_id)
    assert app.header[0].value.endswith("turned on pets")
    control.delete(sweep_id)
    app.run()
    said = f"The run turned on pets ({sweep_id[-4:]}) was deleted in another tab or by a command."
    assert [told.value.replace("\\", "") for told in app.success] == [said]
    assert app.session_state["session"].sweep_id is None
    app.run()
    assert not app.success
    show_run(app, "gone")
    assert app.success[0].value.startswith("The run gone, which was shown here, is not in the")


def test_a_run_that_one_deletes_oneself_is_not_said_to_have_been_deleted_elsewhere(store):
    sweep_id = add_sweep(store, name="turned")
    app = show_run(open_page(Policy(steps=(Step("a", "Blur"),))), sweep_id)
    app.switch_page("../../pages/results.py").run()
    app.button(key="results.delete").click().run()
    assert app.session_state["session"].sweep_id is None
    app.button(key="notice.undo").click().run()
    assert app.session_state["session"].sweep_id == sweep_id
    app.button(key="results.delete").click().run()
    app.switch_page("../../pages/finetune.py").run()
    assert "in another tab" not in texts(app)


def show_run(app, sweep_id):
    app.session_state["session"].sweep_id = sweep_id
    app.run()
    assert not app.exception
    return app


def test_the_charts_are_drawn_anew_only_for_a_new_result(store, monkeypatch):
    sweep_id, drawn, draw = add_sweep(store, done=3, status="stopped"), [], curves._drawn

    def counted(*given, **told):
        drawn.append(given)
        return draw(*given, **told)

    monkeypatch.setattr(curves, "_drawn", counted)
    app = open_page()
    drawn.clear()  # the example
    show_run(app, sweep_id)
    once = len(drawn)
    assert once >= 2, "the curve and the gain"
    numbers = app.dataframe[0].value
    app.run()
    assert len(drawn) == once
    assert app.dataframe[0].value.equals(numbers)
    better = TrialResult.from_json(fake_work.result(1.0, []))
    store.held(sweep_id, "t").write_result(2, better)
    app.run()
    assert len(drawn) == 2 * once
    assert not app.dataframe[0].value.equals(numbers)


def test_the_verdict_stands_above_the_curve_and_the_gain_below_it(store):
    sweep_id = add_sweep(store)
    app = show_run(open_page(), sweep_id)
    names = ("ft.use", "curve-chart", "gain-chart")
    ids = [getattr(getattr(element, "proto", None), "id", "") for element in app.main]
    assert [name for found in ids for name in names if found.endswith(name)] == list(names)
    assert "With augmentation at strength 0\\.5" in texts(app)
    app.button(key="ft.use").click().run()
    assert app.session_state["session"].policy.evidence["sweep_id"] == sweep_id


def judge_as(store, sweep_id, **verdict):
    """Gives a sweep another verdict, and the number of trials that it then has."""
    sweep = store.sweep(sweep_id)
    said, asked = {**thawed(sweep.verdict), **verdict}, asked_by(sweep.spec)
    confirmed = asked.confirmed(sweep.spec, asked.read_verdict(said))
    trials = control.total_trials(sweep.spec, True, len(confirmed))
    tamper(store, sweep_id, verdict=said, trials=trials)


@pytest.mark.parametrize(
    ("helps", "balance_point", "more", "main"),
    [
        (True, 0.5, None, "Use strength 0.5"),
        (True, 0.0, None, "Use strength 0"),
        (False, 0.0, None, "Use strength 0"),
        (None, 0.0, 3, "Run 3 more seeds"),
        (None, 0.5, 1, "Run 1 more seed"),
        (None, 0.5, 6, "Run 6 more seeds"),
        (None, 0.0, None, None),
    ],
)
def test_the_button_names_its_strength_and_is_the_main_one_only_where_something_was_told(
    store, helps, balance_point, more, main
):
    sweep_id = add_sweep(store)
    judge_as(store, sweep_id, helps=helps, balance_point=balance_point, more_seeds=more)
    app = show_run(open_page(), sweep_id)
    offered = {
        button.label: button.proto.type
        for button in app.button
        if button.key in ("ft.use", "ft.more")
    }
    use = f"Use strength {balance_point:g}"
    assert offered == {use: "secondary"} | ({main: "primary"} if main else {})
    assert ("If you must choose now" in texts(app)) == (helps is None)
    app.button(key="ft.use").click().run()
    assert app.session_state["session"].policy.strength == balance_point
    assert f"Strength {balance_point:g} of the policy turns is set on Compose" in app.success[
        0
    ].value.replace("\\", "")


@pytest.mark.parametrize(
    ("more", "claim", "offered"),
    [
        (4, {"says": "more seeds", "limits": [4]}, "Run 4 more seeds"),
        (None, {"says": "more seeds", "limits": [200]}, None),
        (None, {"says": "more images", "limits": [1200, 0]}, None),
        (None, {"says": "more images", "limits": [800, 1]}, None),
    ],
)
def test_more_seeds_are_offered_only_where_the_verdict_claims_that_they_would_tell(
    store, more, claim, offered
):
    sweep_id = add_sweep(store)
    judge_as(store, sweep_id, helps=None, more_seeds=more, claims=[{"strengths": [], **claim}])
    app = show_run(open_page(), sweep_id)
    assert [button.label for button in app.button if button.key == "ft.more"] == (
        [offered] if offered else []
    )
    assert "If you must choose now" in texts(app)


def matters(app):
    return app.text_input(key="ft.matters")


@pytest.mark.parametrize("question", ["strength", "ablation"])
def test_the_smallest_gain_that_matters_is_set_in_points_for_every_question(
    store, monkeypatch, question
):
    app = open_page()
    app.selectbox(key="ft.question").set_value(question).run()
    assert matters(app).label == "Smallest gain that matters"
    assert matters(app).value == ""
    matters(app).set_value("2.4").run()
    assert "The smallest gain that matters is 2.4 points, as set." in texts(app).replace("\\", "")
    app.switch_page("../../pages/data.py").run()
    app.switch_page("../../pages/finetune.py").run()
    assert matters(app).value == "2.4"
    asked = []
    monkeypatch.setattr(control, "create", lambda spec, **told: asked.append(spec) or "a")
    app.button(key="ft.start").click().run()
    assert [spec.options["matters"] for spec in asked] == [2.4 / 100]


def test_a_press_of_start_outlives_a_run_that_is_cut_short(store, monkeypatch):
    app = open_page()
    asked, cuts = [], [1]

    def cut_short(session):
        if cuts:
            cuts.pop()
            st.rerun()

    monkeypatch.setattr(control, "create", lambda spec, **told: asked.append(spec) or "a")
    monkeypatch.setattr(underway, "show", cut_short)
    app.button(key="ft.start").click().run()
    assert len(asked) == 1
    app.run()
    assert len(asked) == 1, "and it starts one run"


@pytest.mark.parametrize(
    ("key", "typed", "problem", "label"),
    [
        ("budget", "999h", "Time budget '999h' is too long", "Time budget"),
        ("strengths", "0, x", "Strengths: 'x' is not a number", "Strengths"),
        ("strengths", "0, 3", "Strengths: 3 is not a number between", "Strengths"),
        ("strengths", "-1, 3", "Strengths: -1 and 3 are not numbers between 0 and 2", "Strengths"),
    ],
)
def test_what_is_refused_is_said_below_its_own_field_and_beside_start(
    store, key, typed, problem, label
):
    app = open_page()
    app.text_input(key=f"ft.{key}").set_value(typed).run()
    (error,) = app.error
    assert problem in error.value.replace("\\", "")
    assert f'Start waits for a change at "{label}"' in texts(app)
    place, behind = order(app).index(error.proto), number(app, "Epochs").proto
    assert order(app).index(app.text_input(key=f"ft.{key}").proto) < place
    if key == "strengths":
        assert place < order(app).index(behind)


def test_all_that_is_wrong_is_said_at_once_each_below_its_own_field(store):
    app = open_page()
    typed = {"strengths": "0, 3", "matters": "much", "budget": "fast"}
    for key, text in typed.items():
        app.text_input(key=f"ft.{key}").set_value(text)
    number(app, "Seeds").set_value(0)
    number(app, "Images per class").set_value(9999).run()
    assert [error.value.replace("\\", "").partition(":")[0] for error in app.error] == [
        "Images per class",
        "Strengths",
        "Smallest gain that matters",
        "Seeds",
        "Time budget 'fast' is not a time such as 90s, 2m or 1h",
    ]
    elements = order(app)
    places = [elements.index(error.proto) for error in app.error]
    for key, place in zip(typed, (places[1], places[2], places[4]), strict=True):
        field = elements.index(app.text_input(key=f"ft.{key}").proto)
        assert field < place <= field + 2
    said = texts(app).replace("\\", "")
    assert 'Start waits for 5 changes, the first at "Images per class".' in said
    assert app.button(key="ft.start").disabled
    for key, text in {"strengths": "0; 0,5; 1", "matters": "0,5", "budget": "0,5h"}.items():
        app.text_input(key=f"ft.{key}").set_value(text)
    number(app, "Seeds").set_value(3).run()
    assert 'Start waits for a change at "Images per class".' in texts(app).replace("\\", "")
    number(app, "Images per class").set_value(10).run()
    assert not app.error
    assert not app.button(key="ft.start").disabled


def test_strengths_may_be_typed_with_spaces_or_semicolons(store, monkeypatch):
    asked = []
    monkeypatch.setattr(settings, "_trials", lambda images, spec: asked.append(spec))
    app = open_page()
    for typed in ("0 0.5 1", "0; 0.5; 1"):
        app.text_input(key="ft.strengths").set_value(typed).run()
        assert not app.error
        assert asked[-1].options["strengths"] == (0.0, 0.5, 1.0)


def order(app):
    """The elements of the page from the top down."""

    def walk(block):
        for child in block.children.values():
            if hasattr(child, "children"):
                yield from walk(child)
            else:
                yield child.proto

    return list(walk(app.main))


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("half", "Smallest gain that matters: 'half' is not a number"),
        ("0", "Smallest gain that matters: 0 is not a number of points above 0, at most 100"),
        ("-3", "Smallest gain that matters: -3 is not a number of points above 0, at most 100"),
        ("200", "Smallest gain that matters: 200 is not a number of points above 0, at most 100"),
    ],
)
def test_what_is_no_smallest_gain_is_refused_and_stays_to_be_corrected(store, typed, problem):
    app = open_page()
    matters(app).set_value(typed).run()
    assert problem in texts(app).replace("\\", "")
    assert app.button(key="ft.start").disabled
    assert matters(app).value == typed
    matters(app).set_value("").run()
    assert not app.error
    assert not app.button(key="ft.start").disabled


def test_the_plan_says_what_its_seeds_and_images_can_show(store):
    app = open_page()
    said = texts(app).replace("\\", "")
    assert (
        "With 3 seeds and 1,000 validation images, 80% of such runs would show a true gain" in said
    )
    assert "No run of these settings has finished yet" in said
    assert "The smallest gain that matters is probably about " in said
    number(app, "Seeds").set_value(1).run()
    said = texts(app).replace("\\", "")
    assert "1 seed can show nothing" in said
    assert "would show" not in said


def test_the_plan_takes_the_spread_of_the_last_run_of_the_same_settings(store, monkeypatch):
    app = open_page()
    monkeypatch.setattr(
        control, "create", lambda spec, dataset, store_url: add(store, spec, dataset=dataset)
    )
    app.button(key="ft.start").click().run()
    sweep_id = app.session_state["session"].sweep_id
    spread = {"by_seed": 0.0, "residual": 0.01, "lasting": 0.0}
    tamper(store, sweep_id, status="finished", verdict={"spread": spread})
    app.session_state["session"].sweep_id = None
    app.run()
    assert f"How much results vary is taken from run {sweep_id}." in texts(app).replace("\\", "")
    number(app, "Epochs").set_value(7).run()
    assert "No run of these settings has finished yet" in texts(app)


def test_a_run_with_fewer_trials_than_its_plan_says_why(store):
    sweep_id = add_sweep(store)
    judge_as(store, sweep_id, helps=False, balance_point=0.0)
    app = show_run(open_page(), sweep_id)
    assert control.progress(sweep_id).total == 10
    assert "The plan had 2 more: no strength above 0 is chosen" in texts(app).replace("\\", "")


@pytest.mark.parametrize("page", ["ft", "results"])
@pytest.mark.parametrize(
    ("more", "label", "kind"),
    [
        (6, "Run 6 more seeds", "primary"),
        (7, "Run 7 more seeds", "secondary"),
        (500, "Run 198 more seeds", "secondary"),
    ],
)
def test_more_than_three_times_the_seeds_are_not_the_main_button(store, page, more, label, kind):
    sweep_id = add_sweep(store)  # of two seeds
    judge_as(store, sweep_id, helps=None, more_seeds=more)
    app = show_run(open_page(), sweep_id)
    if page == "results":
        app.switch_page("../../pages/results.py").run()
    button = app.button(key=f"{page}.more")
    assert (button.label, button.proto.type) == (label, kind)


def test_more_seeds_are_run_and_followed(store, monkeypatch):
    sweep_id = add_sweep(store)
    judge_as(store, sweep_id, helps=None, more_seeds=4)
    asked = []

    def more_seeds(*given):
        asked.append(given)
        return under_way(store, "longer")

    monkeypatch.setattr(control, "more_seeds", more_seeds)
    app = show_run(open_page(), sweep_id)
    app.button(key="ft.more").click().run()
    assert asked == [(sweep_id, 4, None)]
    assert app.header[0].value == "longer on pets"


@pytest.mark.parametrize("page", ["finetune", "results"])
def test_beside_more_seeds_stands_how_long_they_take(store, page):
    sweep_id = add_sweep(store)
    judge_as(store, sweep_id, helps=None, more_seeds=4)
    progress = control.progress(sweep_id)
    took_s = control.seconds_for_more(progress.sweep, progress.trials, 4)
    each_s = progress.trials[0].result.seconds
    spec = progress.sweep.spec
    finals = 2 * len(fresh_seeds(replace(spec, seeds=6)))
    waves = ceil(16 / spec.workers) + ceil(finals / spec.workers)
    assert took_s == pytest.approx(AROUND_S + waves * each_s)
    app = show_run(open_page(), sweep_id)
    app.switch_page(f"../../pages/{page}.py").run()
    assert f"Takes about {numbers.duration(took_s)}." in texts(app).replace("\\", "")


def make_old(store, sweep_id):
    """A sweep as an earlier release planned it, under the first strength rule."""
    spec = store.sweep(sweep_id).spec.to_json()
    del spec["strength_rule"]
    tamper(store, sweep_id, spec=spec)


@pytest.mark.parametrize("page", ["finetune", "results"])
@pytest.mark.parametrize(
    ("status", "done"), [("stopped", 3), ("failed", 0), ("interrupted", 3), ("finished", 8)]
)
def test_a_run_of_another_strength_rule_is_started_again_not_resumed(
    store, monkeypatch, page, status, done
):
    sweep_id = add_sweep(store, name="old", done=done, status=status)
    make_old(store, sweep_id)
    asked = []

    def start_again(*given):
        asked.append(given)
        return under_way(store, "anew")

    monkeypatch.setattr(control, "start_again", start_again)
    app = show_run(open_page(), sweep_id)
    app.switch_page(f"../../pages/{page}.py").run()
    keys = {button.key for button in app.button}
    assert not keys & {"ft.resume", "results.resume", "ft.more"}
    said = texts(app).replace("\\", "")
    assert "was measured under strength rule 1; this release has rule" in said
    assert ": ." not in said
    assert "Start again makes a new run of the same plan" in said
    assert [
        button.label
        for button in app.button
        if button.proto.type == "primary" and button.key != "ft.start"
    ] == ["Start again"]
    prefix = "ft" if page == "finetune" else "results"
    app.button(key=f"{prefix}.again").click().run()
    assert not app.exception
    assert asked == [(sweep_id, None)]
    assert app.header[0].value == "anew on pets"


@pytest.mark.parametrize(
    ("policy", "other"),
    [
        (TURNS, False),
        (
            Policy(
                steps=(Step("z", "Rotate", {"limit": (-30, 30)}),),
                name="renamed",
                strength=0.5,
                seed=7,
            ),
            False,
        ),
        (Policy(steps=(*TURNS.steps, Step("off", "Blur", enabled=False))), False),
        (Policy(steps=(Step("a", "Rotate", {"limit": (-31, 30)}),), name="turns"), True),
        (Policy(steps=(Step("a", "Rotate", {"limit": (-30, 30)}, p=0.6),), name="turns"), True),
        (Policy(steps=(*TURNS.steps, Step("on", "Blur"))), True),
        (Policy(steps=TURNS.steps, compose=ComposeSettings(p=0.5)), True),
        (Policy(steps=(Group("g", "OneOf", TURNS.steps, p=1.0),)), True),
        (Policy(), True),
    ],
)
def test_a_run_of_another_policy_than_the_loaded_one_is_called_the_previous_run(
    store, policy, other
):
    app = show_run(open_page(policy), add_sweep(store))
    assert app.header[0].value == (
        "The previous run\\: turns on pets" if other else "turns on pets"
    )
    assert ("The policy on Compose is another one now" in texts(app)) == other
    assert ("brings back the policy of this run" in texts(app)) == other


def test_a_run_under_way_says_that_the_policy_on_compose_is_another_one(store):
    app = show_run(open_page(Policy(steps=(Step("b", "Blur"),))), under_way(store, "turns"))
    assert app.header[0].value == "turns on pets"
    assert "This run measures the policy as it was at Start" in texts(app)


def test_hostile_names_and_messages_are_no_markup(store):
    sweep_id = add_sweep(store, name=HOSTILE, done=0, status="failed", message=HOSTILE)
    app = open_page()
    app.session_state["session"].sweep_id = sweep_id
    app.run()
    assert "](http" not in texts(app) + app.header[0].value


def test_a_database_error_is_one_line_in_the_place_of_the_other_runs(store, monkeypatch):
    under_way(store, "first")
    under_way(store, "second")
    app = open_page()
    assert "Also under way: first on pets" in texts(app)

    def read_anew(*given):  # only the others are read like that, once a run is followed
        drop(store, "trials")
        return overview(*given)

    monkeypatch.setattr(run, "overview", read_anew)
    app.run()
    assert not app.exception
    (error,) = app.error
    assert error.value.endswith(escaped("cannot be used: no such table: trials"))


def test_a_store_that_is_none_gets_one_line_on_both_pages(store, tmp_path, monkeypatch):
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"no database" * 100)
    app = open_page()
    monkeypatch.setenv("AUG_EXPLORER_STORE", f"sqlite:///{broken}")
    for page in ("finetune", "results"):
        app.switch_page(f"../../pages/{page}.py").run()
        assert not app.exception
        assert "cannot be opened" in app.error[0].value


def test_what_is_typed_last_and_start_may_arrive_together(store, monkeypatch):
    asked = []
    monkeypatch.setattr(
        control, "create", lambda spec, **told: asked.append(spec) or add(store, spec)
    )
    app = open_page()
    number(app, "Seeds").set_value(5)
    app.text_input(key="ft.strengths").set_value("0, 1")
    app.button(key="ft.start").click().run()
    assert not app.exception
    (spec,) = asked
    assert (spec.seeds, spec.options["strengths"]) == (5, (0.0, 1.0))


def test_start_does_nothing_where_what_is_typed_last_is_refused(store, monkeypatch):
    asked = []
    monkeypatch.setattr(control, "create", lambda spec, **told: asked.append(spec) or "a")
    app = open_page()
    number(app, "Seeds").set_value(2.5)
    app.button(key="ft.start").click().run()
    assert asked == []
    assert "Seeds: 2.5 is not a whole number" in texts(app).replace("\\", "")
