"""What a page that polls twice a second costs, and what it must not believe."""

import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import replace

import pytest
import sqlalchemy as sa

from explorer.sweep import control
from explorer.sweep.planning.schedule import Planned, Round
from explorer.sweep.questions.table import asked_by
from explorer.sweep.storage.database import database
from explorer.sweep.storage.store import Store
from explorer.trial.result import TrialResult
from tests.sweep.conftest import add, fake_spec, tamper
from tests.sweep.fake_work import result

EPOCH = {"train_loss": 1.0, "val_loss": 1.0, "val_accuracy": 0.5}


def finished(store, trials=200, **changes):
    """A finished sweep with that many trials; returns its id."""
    sweep_id = add(store, fake_spec(**changes))
    claim = store.claim(sweep_id, "t")
    spec = store.sweep(sweep_id).spec
    planned = tuple(Planned("strength-0", seed) for seed in range(trials))
    claim.plan(spec, asked_by(spec).arms(spec), Round(planned, last=True), None)
    for position in range(trials):
        claim.write_result(position, TrialResult.from_json(result(0.5)))
    claim.update(status="finished")
    return sweep_id


@pytest.fixture
def asked(store_url):
    """Every statement that this process sends to the store."""
    statements = []

    def note(connection, cursor, statement, *_):
        statements.append(statement)

    sa.event.listen(database(store_url), "before_cursor_execute", note)
    yield statements
    sa.event.remove(database(store_url), "before_cursor_execute", note)


def test_a_poll_of_a_finished_sweep_reads_no_trial_again(store_url, asked):
    sweep_id = finished(Store(store_url))
    first = control.progress(sweep_id, store_url)
    asked.clear()
    for _ in range(20):
        assert control.progress(sweep_id, store_url).trials is first.trials
    assert len(asked) <= 40, "the version of the store, and whether anything has changed"
    assert not [statement for statement in asked if "FROM trials" in statement]
    assert not [statement for statement in asked if "spec" in statement]


def test_a_poll_of_a_running_sweep_reads_only_the_trial_that_has_changed(store_url):
    store = Store(store_url)
    sweep_id = finished(store, trials=20)
    before = control.progress(sweep_id, store_url)
    store.held(sweep_id, "t").write_trials({7: {"message": "new"}})
    after = control.progress(sweep_id, store_url)
    pairs = zip(before.trials, after.trials, strict=True)
    assert [new.position for old, new in pairs if new is not old] == [7]


def test_a_trial_that_failed_is_over_and_is_counted_with_its_reason(store_url):
    store = Store(store_url)
    sweep_id = finished(store, trials=12)
    whole = control.progress(sweep_id, store_url)
    assert (whole.fraction, whole.tally.aside, whole.tally.failures) == (1.0, "", "")
    claim = store.held(sweep_id, "t")
    lost = {"status": "failed", "message": "no room", "result": None}
    claim.write_trials({5: lost, 7: lost | {"message": "no disk"}})
    claim.update(status="stopped")
    now = control.progress(sweep_id, store_url)
    assert (now.done, now.total, now.fraction) == (10, 12, 1.0)
    assert now.tally.failures == "2 of 12 trials failed; the first: no room"
    assert now.result().notes[0] == now.tally.failures
    assert now.result().tally == now.tally
    (line,) = control.overview(store_url)
    assert line.tally == now.tally


def test_a_result_is_made_anew_only_when_the_sweep_has_changed(store_url):
    store = Store(store_url)
    sweep_id = finished(store, trials=3)
    first = control.progress(sweep_id, store_url).result()
    assert control.progress(sweep_id, store_url).result() is first
    claim = store.held(sweep_id, "t")
    claim.write_trials({1: {"message": "new"}})
    with_news = control.progress(sweep_id, store_url).result()
    assert with_news.arms[0].trials[1].messages[-1] == "new"
    claim.update(status="failed", message="the disk is full")
    ended = control.progress(sweep_id, store_url).result()
    assert (ended.status, ended.message) == ("failed", "the disk is full")


def test_a_result_tells_when_the_runner_has_gone_though_nothing_was_written(store_url):
    store = Store(store_url)
    sweep_id = finished(store, trials=3)
    store.held(sweep_id, "t").update(status="running")
    now = control.progress(sweep_id, store_url)
    assert now.result().status == now.status
    before = replace(now.stored, sweep=replace(now.sweep, status="interrupted"))
    assert replace(now, stored=before).result().status == "interrupted"


def test_a_list_of_sweeps_reads_no_trial(store_url, asked):
    finished(Store(store_url), trials=20)
    asked.clear()
    control.overview(store_url)
    assert not [statement for statement in asked if "trials.epochs" in statement]


def test_a_list_of_some_sweeps_reads_no_other_and_keeps_the_order(store_url):
    store = Store(store_url)
    ids = [finished(store, trials=count) for count in (1, 2, 3)]
    lines = control.overview(store_url, only={ids[0], ids[2], "gone"})
    assert [(line.sweep_id, line.trials_done) for line in lines] == [(ids[2], 3), (ids[0], 1)]
    assert control.overview(store_url, only=()) == []


def test_the_statuses_of_all_sweeps_are_told_without_reading_what_was_planned(store_url, asked):
    store = Store(store_url)
    sweep_id, waits = finished(store, trials=1), add(store, fake_spec())
    asked.clear()
    assert control.statuses(store_url) == {sweep_id: "finished", waits: store.sweep(waits).status}
    assert not [text for text in asked[:-1] if "spec" in text or "FROM trials" in text]


def test_what_was_seen_of_a_file_that_was_replaced_is_not_mixed_with_the_new_one(
    store_url, tmp_path
):
    store = Store(store_url)
    sweep_id = finished(store, trials=3)
    file = tmp_path / "sweeps.sqlite3"
    copy = tmp_path / "copy"
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    assert control.progress(sweep_id, store_url).trials[1].message == ""
    with closing(sqlite3.connect(copy)) as other, other:
        other.execute("UPDATE trials SET message = 'of the other file' WHERE position = 1")
        other.execute("UPDATE sweeps SET changed = changed + 1")
    for path in tmp_path.glob("sweeps.sqlite3*"):
        path.unlink()
    shutil.move(copy, file)
    assert control.progress(sweep_id, store_url).trials[1].message == "of the other file"


def test_the_time_left_is_renewed_with_every_epoch_from_the_first_one_on(store_url):
    store = Store(store_url)
    sweep_id = add(store, fake_spec())
    claim = store.claim(sweep_id, "t")
    spec = store.sweep(sweep_id).spec
    planned = tuple(Planned("strength-0", seed) for seed in range(4))
    claim.plan(spec, asked_by(spec).arms(spec), Round(planned, last=True), None)
    claim.update(status="running", estimate_s=40.0, trials=4)
    tamper(store, sweep_id, heartbeat=time.time())
    left = []
    for epochs in range(spec.setting.epochs + 1):
        seen = [{**EPOCH, "epoch": number + 1} for number in range(epochs)]
        claim.write_trials({0: {"status": "running", "epochs": seen}})
        left.append(control.progress(sweep_id, store_url).left_s)
    assert left[0] == 40.0
    assert left == sorted(left, reverse=True)
    assert len(set(left)) == len(left)
    assert left[-1] == pytest.approx(30.0)


def test_a_run_that_waits_for_its_turn_has_no_time_left(store_url):
    store = Store(store_url)
    sweep_id = finished(store, trials=3)
    claim = store.held(sweep_id, "t")
    claim.update(status="running", estimate_s=30.0, trials=9)
    tamper(store, sweep_id, heartbeat=time.time())
    now = control.progress(sweep_id, store_url)
    assert (now.status, now.done, now.total) == ("running", 3, 9)
    assert now.left_s > 0
    claim.update(status="queued", message="it waits")
    now = control.progress(sweep_id, store_url)
    assert (now.status, now.left_s) == ("queued", None)


@pytest.mark.parametrize("name", ["epochs", "workers"])
def test_a_setting_of_zero_divides_nothing(store_url, name):
    store = Store(store_url)
    sweep_id = add(store, fake_spec())
    claim = store.claim(sweep_id, "t")
    spec = store.sweep(sweep_id).spec
    trials = (Planned("strength-0", 0), Planned("strength-0", 1))
    claim.plan(spec, asked_by(spec).arms(spec), Round(trials), None, estimate_s=10.0)
    claim.write_result(0, TrialResult.from_json(result(0.5)))
    claim.write_trials({1: {"status": "running"}})
    raw = spec.to_json()
    raw["setting"]["epochs"] = 0 if name == "epochs" else 2
    raw["workers"] = 0 if name == "workers" else 2
    tamper(store, sweep_id, spec=raw)
    assert control.progress(sweep_id, store_url).done == 1
