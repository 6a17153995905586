"""A store of an older release is upgraded once, whole, and with a copy beside it."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from explorer.errors import SweepError
from explorer.sweep import control
from explorer.sweep.running.process import Runner
from explorer.sweep.storage import upgrade_1
from explorer.sweep.storage.schema import SCHEMA_VERSION
from explorer.sweep.storage.store import Store
from tests.golden.make import STORE
from tests.sweep.conftest import WORK, wait_until

DOCUMENTS = json.loads((STORE.parent / "documents.json").read_text())
FINISHED, RUNNING = (DOCUMENTS[name]["sweep_id"] for name in ("finished", "interrupted"))


@pytest.fixture
def old(tmp_path):
    """The file of a store of release 0.1."""
    return Path(shutil.copy(STORE, tmp_path / "store.sqlite3"))


def url_of(path):
    return f"sqlite:///{path}"


def copies(path):
    return sorted(path.parent.glob(f"{path.name}.v*"))


def run(path, statement, *values):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement, values)


def test_every_sweep_is_there_afterwards_with_its_trials_seeds_and_splits(old):
    store = Store(url_of(old))
    assert {sweep.sweep_id for sweep in store.sweeps()} == {
        document["sweep_id"] for document in DOCUMENTS.values()
    }
    stored = store.look(FINISHED)
    assert [arm.key for arm in stored.arms] == ["strength-0", "strength-0.5", "strength-1"]
    assert [(t.arm, t.seed, t.split, t.round) for t in stored.trials] == [
        ("strength-0", 0, "val", 0),
        ("strength-1", 0, "val", 0),
        ("strength-0.5", 0, "val", 0),
        ("strength-0", 1, "val", 0),
        ("strength-1", 1, "val", 0),
        ("strength-0.5", 1, "val", 0),
        ("strength-0", 2, "test", 0),
        ("strength-0", 3, "test", 0),
    ]
    assert stored.sweep.precision == "fp32"
    assert stored.sweep.spec.setting.model == "small-cnn"
    assert len(store.predictions(FINISHED)[0]) == stored.trials[0].result.scored_images


def test_what_can_be_shown_can_be_planned_again(old):
    stored = Store(url_of(old)).look(FINISHED)
    spec = stored.sweep.spec.checked()
    assert spec == stored.sweep.spec
    assert [arm.arm(spec.policy).strength for arm in stored.arms] == [0.0, 0.5, 1.0]


def test_the_file_as_it_was_is_copied_beside_it_before_anything_is_written(old):
    before = tables(old)
    Store(url_of(old))
    (copy,) = copies(old)
    assert copy.name.startswith("store.sqlite3.v1-")
    assert tables(copy) == before
    Store(url_of(old))
    assert copies(old) == [copy], "an upgraded store is not copied again"


def tables(path):
    with closing(sqlite3.connect(path)) as connection:
        return {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()
            for name in ("meta", "sweeps", "trials")
        }


def test_where_no_copy_can_be_made_nothing_is_upgraded(old, monkeypatch):
    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    before = tables(old)
    with pytest.raises(SweepError, match=r"no copy of it can be made .*No space left"):
        Store(url_of(old))
    monkeypatch.undo()
    assert tables(old) == before
    assert copies(old) == []


def test_many_that_open_it_at_once_upgrade_it_once(old):
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: len(Store(url_of(old)).sweeps()), range(4)))
    assert counts == [5] * 4
    assert len(copies(old)) == 1


def test_a_runner_of_the_older_release_is_waited_for_in_one_line(old):
    mine = Runner.of(os.getpid())
    told = "UPDATE sweeps SET host = ?, pid = ?, pid_started = ?, heartbeat = ? WHERE sweep_id = ?"
    run(old, told, mine.host, mine.pid, mine.started, time.time(), RUNNING)
    before = tables(old)
    with pytest.raises(SweepError, match=f"at work on sweep {RUNNING}: wait for its end") as caught:
        Store(url_of(old))
    assert "\n" not in str(caught.value)
    assert (tables(old), copies(old)) == (before, [])
    run(old, told, mine.host, mine.pid, "another start", time.time(), RUNNING)
    assert len(Store(url_of(old)).sweeps()) == 5


def test_an_upgrade_that_is_killed_midway_leaves_the_old_store(old, monkeypatch):
    def killed(*_):
        raise KeyboardInterrupt

    before = tables(old)
    monkeypatch.setattr(upgrade_1, "_trial_from_1", killed)
    with pytest.raises(KeyboardInterrupt):
        Store(url_of(old))
    monkeypatch.undo()
    assert tables(old) == before
    assert len(Store(url_of(old)).trials(FINISHED)) == 8


@pytest.mark.parametrize("value", ['{"cut": ', "", "{}", "[]", "3", "null", '{"policy": 5}'])
@pytest.mark.parametrize("column", ["spec", "dataset", "verdict", "final_test", "notes"])
def test_a_broken_sweep_stops_no_upgrade_and_hides_no_other(old, column, value):
    run(old, f"UPDATE sweeps SET {column} = ? WHERE sweep_id = ?", value, FINISHED)
    lines = {line.sweep_id: line for line in control.overview(url_of(old))}
    assert len(lines) == 5
    assert all(not line.trouble for line in lines.values() if line.sweep_id != FINISHED)
    if column == "spec" or value in ('{"cut": ', ""):
        assert lines[FINISHED].trouble.startswith("cannot be read: ")
    for document in DOCUMENTS.values():
        if document["sweep_id"] != FINISHED:
            assert control.read_result(document["sweep_id"], url_of(old)).arms
    with_text = "SELECT spec FROM sweeps WHERE sweep_id = ?"
    if column == "spec":
        with closing(sqlite3.connect(old)) as connection:
            (kept,) = connection.execute(with_text, (FINISHED,)).fetchone()
        assert str(kept) == value


@pytest.mark.parametrize("value", ['{"cut": ', "", "{}", "3", "null"])
@pytest.mark.parametrize("column", ["spec", "epochs", "result"])
def test_a_broken_trial_is_one_line_that_names_its_sweep(old, column, value):
    told = f"UPDATE trials SET {column} = ? WHERE sweep_id = ? AND position = 2"
    run(old, told, value, FINISHED)
    assert all(not line.trouble for line in control.overview(url_of(old)))
    if (column, value) != ("result", "null"):
        with pytest.raises(SweepError, match=f"sweep {FINISHED} cannot be read: ") as caught:
            control.read_result(FINISHED, url_of(old))
        assert "\n" not in str(caught.value)
    assert control.read_result(RUNNING, url_of(old)).arms


def test_a_sweep_that_todays_limits_refuse_is_shown_as_it_was(old):
    spec = "json_set(spec, '$.seeds', 5000, '$.image_size', 4, '$.model', 'gone-net')"
    run(old, f"UPDATE sweeps SET spec = {spec} WHERE sweep_id = ?", FINISHED)
    shown = control.read_result(FINISHED, url_of(old)).to_json()
    config = {name: shown["config"][name] for name in ("seeds", "image_size", "model")}
    assert config == {"seeds": 5000, "image_size": 4, "model": "gone-net"}
    assert shown["verdict"] | DOCUMENTS["finished"]["verdict"] == shown["verdict"]


def test_specs_that_name_no_strength_rule_are_of_the_first(old):
    run(old, "UPDATE sweeps SET spec = json_remove(spec, '$.strength_rule')")
    assert {sweep.spec.strength_rule for sweep in Store(url_of(old)).sweeps()} == {1}


def budgeted(path, seconds):
    """Gives the sweep that was interrupted a time budget, and data that `fake_work` has."""
    told = "json_set(spec, '$.time_budget_s', ?, '$.data', 'fake;took=' || ?)"
    statement = f"UPDATE sweeps SET spec = {told}, dataset = NULL WHERE sweep_id = ?"
    run(path, statement, seconds, seconds, RUNNING)


def test_seeds_that_a_time_budget_may_drop_are_left_to_the_schedule(old):
    budgeted(old, 60)
    store = Store(url_of(old))
    kept = [(trial.seed, trial.split) for trial in store.trials(RUNNING)]
    assert kept == [(0, "val")] * 3 + [(1, "val")] * 3
    assert [(each.number, each.last) for each in store.rounds(RUNNING)] == [(0, False)]
    assert store.sweep(RUNNING).trials == 20
    stopped = DOCUMENTS["stopped"]["sweep_id"]
    assert len({trial.seed for trial in store.trials(stopped)}) > 2, "without a budget all stay"


def test_a_seed_that_has_begun_is_not_dropped_by_the_upgrade(old):
    budgeted(old, 60)
    run(
        old,
        "UPDATE trials SET status = 'running' WHERE sweep_id = ? AND position = 7",
        RUNNING,
    )
    seeds = {trial.seed for trial in Store(url_of(old)).trials(RUNNING)}
    assert seeds == {0, 1, 2}


def resumed(path):
    control.resume(RUNNING, url_of(path), WORK)
    return wait_until(RUNNING, url_of(path), lambda progress: progress.ended)


def test_a_sweep_with_a_time_budget_that_is_resumed_after_the_upgrade_drops_what_it_has_to(old):
    budgeted(old, 60)
    end = resumed(old)
    assert (end.status, end.message) == ("finished", "")
    assert {trial.seed for trial in end.trials if trial.split == "val"} == {0, 1}
    assert end.sweep.spec.seeds == 2
    assert "to keep to 60 s, the run left out 2 more of its 4 seeds" in end.sweep.notes
    assert {trial.seed for trial in end.trials if trial.split == "test"} == {4, 5}
    assert end.done == end.total == len(end.trials)


def test_a_sweep_whose_time_budget_holds_all_runs_every_seed_after_the_upgrade(old):
    budgeted(old, 100_000)
    data = "json_set(spec, '$.data', 'fake')"
    run(old, f"UPDATE sweeps SET spec = {data} WHERE sweep_id = ?", RUNNING)
    end = resumed(old)
    assert end.status == "finished"
    assert {trial.seed for trial in end.trials if trial.split == "val"} == {0, 1, 2, 3}
    assert {trial.seed for trial in end.trials if trial.split == "test"} == {4, 5, 6, 7}
    assert len({(t.arm, t.seed, t.split) for t in end.trials}) == len(end.trials)


def test_a_sweep_that_was_stopped_before_it_was_planned_is_planned_by_its_runner(old):
    budgeted(old, 600)
    run(old, "DELETE FROM trials WHERE sweep_id = ?", RUNNING)
    run(old, "UPDATE sweeps SET environment = NULL WHERE sweep_id = ?", RUNNING)
    assert Store(url_of(old)).rounds(RUNNING) == ()
    end = resumed(old)
    assert end.status == "finished"
    assert end.sweep.environment is not None
    assert [arm.key for arm in end.stored.arms] == ["strength-0", "strength-0.5", "strength-1"]


def test_versions_of_a_release_that_named_none_are_the_first(old):
    spec = Store(url_of(old)).sweep(FINISHED).spec
    assert spec.made_with == ("small-cnn 1", "plain 1", "accuracy 1")


HUGE = ["1e999", "1" + "0" * 400, "-1e999", '{"a": ' + "[" * 900 + "]" * 900 + "}"]


@pytest.mark.parametrize("value", HUGE)
@pytest.mark.parametrize("name", ["seeds", "seed", "strengths", "policy", "model"])
def test_a_setting_that_no_column_holds_stops_no_upgrade(old, name, value):
    with closing(sqlite3.connect(old)) as connection, connection:
        (raw,) = connection.execute(
            "SELECT json_remove(spec, ?) FROM sweeps WHERE sweep_id = ?", (f"$.{name}", FINISHED)
        ).fetchone()
        spec = raw.rstrip()[:-1] + f', "{name}": {value}}}'
        connection.execute("UPDATE sweeps SET spec = ? WHERE sweep_id = ?", (spec, FINISHED))
    lines = {line.sweep_id: line for line in control.overview(url_of(old))}
    assert len(lines) == 5
    assert all(not line.trouble for line in lines.values() if line.sweep_id != FINISHED)


@pytest.mark.parametrize("value", HUGE)
@pytest.mark.parametrize("name", ["seed", "strength"])
def test_a_trial_of_a_seed_or_strength_that_no_column_holds_stops_no_upgrade(old, name, value):
    spec = f'{{"{name}": {value}}}'
    told = "UPDATE trials SET spec = ? WHERE sweep_id = ? AND position = 2"
    run(old, told, spec, FINISHED)
    with pytest.raises(SweepError, match=f"sweep {FINISHED} cannot be read: "):
        control.read_result(FINISHED, url_of(old))
    assert control.read_result(RUNNING, url_of(old)).arms


def test_bytes_that_are_no_text_stop_neither_the_upgrade_nor_a_list(old):
    run(old, "UPDATE sweeps SET message = CAST(x'ff41' AS TEXT) WHERE sweep_id = ?", FINISHED)
    run(old, "UPDATE trials SET message = CAST(x'ff41' AS TEXT) WHERE sweep_id = ?", FINISHED)
    assert len(control.overview(url_of(old))) == 5
    assert control.read_result(FINISHED, url_of(old)).message.endswith("A")


def test_a_disk_that_is_full_during_the_upgrade_is_one_line_and_leaves_the_old_store(
    old, monkeypatch
):
    from explorer.sweep.storage import database

    with closing(sqlite3.connect(old)) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
    plain = database.set_pragmas

    def full(connection, record):
        plain(connection, record)
        connection.execute(f"PRAGMA max_page_count={pages}")

    before = tables(old)
    monkeypatch.setattr(database, "set_pragmas", full)
    with pytest.raises(SweepError, match="cannot be opened: database or disk is full") as caught:
        Store(url_of(old))
    assert "\n" not in str(caught.value)
    monkeypatch.undo()
    assert tables(old) == before
    assert len(copies(old)) == 1, "the copy was there before the first write"
    assert len(Store(url_of(old)).sweeps()) == 5


def test_many_processes_that_open_it_at_once_upgrade_it_once(old):
    code = (
        "from explorer.sweep.storage.store import Store; "
        f"assert len(Store({url_of(old)!r}).sweeps()) == 5"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [process.communicate(timeout=120)[1] for process in processes] == [""] * 3
    assert len(copies(old)) == 1


@pytest.fixture
def second(tmp_path):
    """The file of a store of schema 2, written by the release that had it."""
    return Path(
        shutil.copy(Path(__file__).with_name("schema2.sqlite3"), tmp_path / "second.sqlite3")
    )


def test_from_schema_2_every_sweep_is_there_without_a_name_a_note_or_a_day_of_deletion(second):
    with closing(sqlite3.connect(second)) as connection:
        connection.row_factory = sqlite3.Row
        before = list(map(dict, connection.execute("SELECT * FROM sweeps ORDER BY sweep_id")))
        trials = list(map(tuple, connection.execute("SELECT * FROM trials ORDER BY 1, 2")))
    store = Store(url_of(second))
    lines = control.overview(store.url)
    assert [line.trouble for line in lines] == [""] * 6
    assert {(line.name, line.note) for line in lines} == {("", "")}
    with closing(sqlite3.connect(second)) as connection:
        connection.row_factory = sqlite3.Row
        after = list(map(dict, connection.execute("SELECT * FROM sweeps ORDER BY sweep_id")))
        assert list(map(tuple, connection.execute("SELECT * FROM trials ORDER BY 1, 2"))) == trials
        assert connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()[
            0
        ] == str(SCHEMA_VERSION)
    added = {"name": "", "note": "", "deleted": None}
    assert after == [row | added for row in before]
    (copy,) = copies(second)
    assert copy.name.startswith("second.sqlite3.v2-")
    assert tables(copy)["sweeps"] == [tuple(row.values()) for row in before]


def test_a_store_that_was_upgraded_has_the_columns_of_a_new_one(old, second, tmp_path):
    new = tmp_path / "new.sqlite3"
    shapes = []
    for path in (old, second, new):
        Store(url_of(path))
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute("PRAGMA table_info(sweeps)").fetchall()
        shapes.append({(name, type_, needed) for _, name, type_, needed, _, _ in found})
    assert shapes[0] == shapes[1] == shapes[2]


def test_a_sweep_of_schema_2_can_be_named_and_deleted(second):
    url = url_of(second)
    newest = control.overview(url)[0].sweep_id
    control.describe(newest, "mine", "", url)
    assert control.overview(url)[0].name == "mine"
    control.delete(newest, url)
    assert len(control.overview(url)) == 5
