"""Fine-tune without a browser: settings out of bounds, the other runs, a run that was interrupted, the order of what is read, and a store that is none."""

import time
from concurrent.futures import Future
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer import Policy, Step
from explorer.sweep import control
from explorer.sweep.plan import plan
from explorer.sweep.store import Store
from explorer.ui import session
from explorer.ui.finetune import plan as settings
from tests.pages.test_results_page import HOSTILE, add_sweep, texts

APP = Path(__file__).resolve().parents[2] / "explorer" / "ui" / "app.py"
TURNS = Policy(steps=(Step("a", "Rotate", {"limit": (-30, 30)}),), name="turns")


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path))
    monkeypatch.setattr(settings, "_measured", measured_at_once)
    session._store.cache_clear()
    opened = Store()
    yield opened
    opened.close()
    session._store.cache_clear()


def measured_at_once(session, images, spec):
    done = Future()
    done.set_result(plan(spec))
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
    store.update(sweep_id, heartbeat=time.time())
    return sweep_id


def number(app, label):
    return next(field for field in app.number_input if field.label == label)


@pytest.mark.parametrize(
    ("label", "value", "problem"),
    [
        ("Images per class", 9999, "Images per class: 9999 is not between 1 and 200"),
        ("Images per class", 0, "Images per class: 0 is not between 1 and 200"),
        ("Seeds", 0, "Seeds: 0 is not between 1 and 200"),
        ("Epochs", -3, "Epochs: -3 is not between 1 and 2000"),
        ("Image size, px", 4, "Image size, px: 4 is not between 8 and 512"),
    ],
)
def test_a_number_out_of_bounds_is_refused_by_name_and_stays_to_be_corrected(store, label, value, problem):
    app = open_page()
    before = number(app, label).value
    number(app, label).set_value(value).run()
    assert problem in texts(app).replace("\\", "")
    assert app.button(key="ft.start").disabled
    assert number(app, label).value == value
    number(app, label).set_value(before).run()
    assert not app.error
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
    assert app.subheader[0].value == "second on pets"
    assert "Also under way: first on pets, 3 of 12 trials" in texts(app)
    app.button(key=f"ft.show.{first}").click().run()
    assert app.subheader[0].value == "first on pets"
    assert "Also under way: second on pets" in texts(app)
    assert app.button(key=f"ft.show.{second}")


def test_a_stop_is_acknowledged_before_the_runner_has_heard_it(store):
    sweep_id = under_way(store, "turns")
    app = open_page()
    assert not app.button(key="ft.stop").disabled
    app.button(key="ft.stop").click().run()
    assert control.progress(sweep_id).sweep.stop_requested
    assert app.button(key="ft.stop").disabled


def test_an_interrupted_run_is_found_again_by_a_new_session_and_can_be_resumed(store, monkeypatch):
    sweep_id = add_sweep(store, done=3, status="running")
    store.update(sweep_id, heartbeat=0)
    resumed = []
    monkeypatch.setattr(control, "resume", lambda *arguments: resumed.append(arguments[0]))
    app = open_page()
    assert "Interrupted" in texts(app)
    app.button(key="ft.resume").click().run()
    assert resumed == [sweep_id]


def test_a_new_session_is_told_where_the_finished_runs_are(store):
    add_sweep(store)
    app = open_page()
    assert "No run yet" in texts(app)
    assert "Earlier runs are on Results" in [link.proto.label for link in app.get("page_link")]


def test_the_verdict_stands_above_the_curve_and_the_gain_below_it(store):
    sweep_id = add_sweep(store)
    app = open_page()
    app.session_state["session"].sweep_id = sweep_id
    app.run()
    assert not app.exception
    names = ("ft.use", "curve-chart", "gain-chart")
    ids = [getattr(getattr(element, "proto", None), "id", "") for element in app.main]
    assert [name for found in ids for name in names if found.endswith(name)] == list(names)
    assert "is the balance point" in texts(app)
    app.button(key="ft.use").click().run()
    assert app.session_state["session"].policy.evidence["sweep_id"] == sweep_id


def test_hostile_names_and_messages_are_no_markup(store):
    sweep_id = add_sweep(store, name=HOSTILE, done=0, status="failed", message=HOSTILE)
    app = open_page()
    app.session_state["session"].sweep_id = sweep_id
    app.run()
    assert "](http" not in texts(app) + app.subheader[0].value


def test_a_store_that_is_none_gets_one_line_on_both_pages(store, tmp_path, monkeypatch):
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"no database" * 100)
    app = open_page()
    monkeypatch.setenv("AUG_EXPLORER_STORE", f"sqlite:///{broken}")
    for page in ("finetune", "results"):
        app.switch_page(f"../../pages/{page}.py").run()
        assert not app.exception
        assert "cannot be opened" in app.error[0].value
