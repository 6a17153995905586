import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from explorer.errors import SweepError
from explorer.sweep import control
from explorer.sweep.overview import overview
from explorer.sweep.process import STALE_AFTER_S, Runner, Watch, is_alive, start_mark
from explorer.sweep.schema import SWEEPS
from explorer.sweep.store import Store
from tests.sweep.conftest import fake_spec


@pytest.fixture
def store(store_url):
    opened = Store(store_url)
    yield opened
    opened.close()


def running(store, token="t"):
    sweep_id = store.add_sweep(fake_spec().to_json())
    store.claim(sweep_id, token)
    assert store.take_turn(sweep_id, token) is None
    return sweep_id


def test_a_new_store_is_a_wal_file_with_a_schema_version(store, tmp_path):
    with sa.create_engine(store.url).connect() as connection:
        assert connection.scalar(sa.text("PRAGMA journal_mode")) == "wal"
        assert (
            connection.scalar(sa.text("SELECT value FROM meta WHERE key = 'schema_version'")) == "1"
        )


def test_the_default_store_lies_in_the_home_folder(home):
    Store().close()
    assert (home / "sweeps.sqlite3").is_file()


def test_a_store_of_a_later_release_is_refused_by_its_version(store):
    with sa.create_engine(store.url).begin() as connection:
        connection.execute(sa.text("UPDATE meta SET value = '7' WHERE key = 'schema_version'"))
    with pytest.raises(SweepError, match="schema version '7'; this release reads 1"):
        Store(store.url)


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "sqlite:////no/such/folder/x.sqlite3",
        "nodialect://x",
        "postgresql://user:secret@nowhere:1/x",
    ],
)
def test_a_store_that_cannot_be_opened_is_one_line_without_the_password(url):
    with pytest.raises(SweepError, match="cannot be opened") as caught:
        Store(url)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("these are notes, not a database" * 50)
    with pytest.raises(SweepError, match="cannot be opened"):
        Store(f"sqlite:///{tmp_path / 'notes.txt'}")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_store_in_memory_is_refused(url):
    with pytest.raises(SweepError, match="is in memory"):
        Store(url)


def test_an_empty_url_is_not_the_default():
    with pytest.raises(SweepError, match="the store '' cannot be opened"):
        Store("")


def test_a_store_that_lost_its_tables_is_one_line(store):
    with sa.create_engine(store.url).begin() as connection:
        connection.execute(sa.text("DROP TABLE trials"))
    with pytest.raises(SweepError, match="cannot be used: no such table: trials"):
        control.list_sweeps(store.url)


def test_many_processes_open_a_new_store_at_once(store_url):
    code = f"from explorer.sweep.store import Store; Store({store_url!r}).add_sweep({{'a': 1}})"
    processes = [
        subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert [process.communicate(timeout=60)[1] for process in processes] == [""] * 4
    assert len(Store(store_url).sweeps()) == 4


def test_an_unknown_sweep_is_named(store):
    with pytest.raises(SweepError, match="'nope' is not a sweep"):
        store.sweep("nope")


def test_one_claim_of_many_wins(store):
    sweep_id = store.add_sweep(fake_spec().to_json())

    def claim(number):
        try:
            store.claim(sweep_id, f"token {number}")
        except SweepError:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(claim, range(8))) == 1


def test_turns_are_taken_one_at_a_time_in_order_of_creation(store):
    first, second, third = (store.add_sweep(fake_spec().to_json()) for _ in range(3))
    for sweep_id in (first, second, third):
        store.claim(sweep_id, sweep_id)
    assert store.take_turn(second, second) == first
    assert store.take_turn(first, first) is None
    assert store.take_turn(third, third) == first
    store.update(first, status="finished")
    assert store.take_turn(third, third) == second
    assert store.take_turn(second, second) is None


def test_a_sweep_that_was_stopped_while_it_waited_takes_no_turn(store):
    sweep_id = store.add_sweep(fake_spec().to_json())
    store.claim(sweep_id, "token")
    store.request_stop(sweep_id)
    with pytest.raises(SweepError, match="was stopped, or has another runner"):
        store.take_turn(sweep_id, "token")
    assert store.sweep(sweep_id).status == "stopped"


def test_a_sweep_whose_runner_is_gone_holds_nobody_up(store):
    dead = running(store, "dead")
    process = subprocess.Popen([sys.executable, "-c", ""])
    runner = Runner.of(process.pid)
    process.wait()
    store.name_runner(dead, "dead", runner)
    assert store.sweep(dead).status == "interrupted"
    running(store, "alive")


def test_a_stale_heartbeat_shows_as_interrupted(store, monkeypatch):
    sweep_id = running(store)
    assert store.sweep(sweep_id).status == "running"
    store.update(sweep_id, heartbeat=time.time() - STALE_AFTER_S - 1)
    monkeypatch.setattr(
        "explorer.sweep.process.WATCH", Watch()
    )  # somebody who has not looked before
    assert store.sweep(sweep_id).status == "interrupted"
    store.request_stop(sweep_id)
    assert store.sweep(sweep_id).status == "stopped"


def test_a_runner_that_was_replaced_writes_nothing_more(store):
    sweep_id = running(store, "old")
    store.add_trials(sweep_id, [{"kind": "strength", "strength": 0.0, "seed": 0}])
    store.update(sweep_id, token="new")
    assert store.beat(sweep_id, "old") is None
    assert not store.write_trials(sweep_id, "old", {0: {"status": "failed"}})
    assert store.trials(sweep_id)[0].status == "planned"
    assert store.write_trials(sweep_id, "new", {0: {"status": "failed"}})


def test_a_number_that_another_process_has_now_is_not_the_runner():
    import os

    mine = Runner.of(os.getpid())
    assert is_alive(mine, 100.0, 101.0)
    assert not is_alive(Runner(mine.host, mine.pid, "another start"), 100.0, 101.0)
    assert is_alive(Runner("another host", 1, "x"), 100.0, 101.0)


def test_a_zombie_is_not_alive():
    process = subprocess.Popen([sys.executable, "-c", ""])
    deadline = time.monotonic() + 20
    while start_mark(process.pid) is not None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.wait()


def test_the_list_is_newest_first_and_counts_every_trial_of_the_plan(store):
    first, second = (store.add_sweep(fake_spec().to_json()) for _ in range(2))
    store.add_trials(second, [{"kind": "strength"}, {"kind": "strength"}, {"kind": "final"}])
    store.claim(second, "t")
    store.write_result(
        second, "t", 0, {"val_accuracy": 0.5, "epochs": [], "predictions": [1, 0, 1]}
    )
    newest, oldest = control.list_sweeps(store.url)
    assert (newest["sweep_id"], newest["trials_done"], newest["trials"]) == (second, 1, 12)
    assert (oldest["sweep_id"], oldest["trials_done"], oldest["trials"]) == (first, 0, 12)
    assert set(newest) == {"sweep_id", "status", "created", "data", "trials_done", "trials"}
    assert store.predictions(second) == {0: (1, 0, 1)}


def test_a_home_that_cannot_be_made_is_one_line(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(
        SweepError, match=r"the data folder .*home' cannot be used: Not a directory"
    ):
        Store()


JSON_COLUMNS = [name for name, column in SWEEPS.c.items() if isinstance(column.type, sa.JSON)]


def damage(store, sweep_id, table, column, value):
    with sa.create_engine(store.url).begin() as connection:
        connection.execute(
            sa.text(f"UPDATE {table} SET {column} = :value WHERE sweep_id = :id"),
            {"value": value, "id": sweep_id},
        )


@pytest.mark.parametrize("value", ['{"cut": ', "", "nonsense", "[" * 100_000])
@pytest.mark.parametrize("column", JSON_COLUMNS)
def test_a_damaged_column_of_one_sweep_hides_no_other_sweep(store, column, value):
    broken, sound = (store.add_sweep(fake_spec().to_json()) for _ in range(2))
    damage(store, broken, "sweeps", column, value)
    lines = {line.sweep_id: line for line in overview(store.url)}
    assert lines[broken].trouble == f"cannot be read: its {column} is damaged in the store"
    assert lines[sound].trouble == ""
    assert len(control.list_sweeps(store.url)) == 2
    with pytest.raises(
        SweepError, match=f"sweep {broken} cannot be read: its {column} is damaged in the store"
    ):
        control.progress(broken, store.url)
    store.claim(sound, "t")
    assert store.take_turn(sound, "t") is None


def test_a_heartbeat_that_is_no_number_is_that_of_a_runner_that_is_gone(store):
    sweep_id = store.add_sweep(fake_spec().to_json())
    store.update(sweep_id, heartbeat=sa.literal("soon"))
    assert store.sweep(sweep_id).status == "interrupted"


@pytest.mark.parametrize(
    "value",
    [
        "{}",
        "[]",
        "3",
        "null",
        '"text"',
        '{"policy": {}}',
        '{"policy": {"explorer": 5}, "strengths": []}',
    ],
)
def test_a_sweep_whose_settings_are_something_else_says_so_in_the_list(store, value):
    broken, sound = (store.add_sweep(fake_spec().to_json()) for _ in range(2))
    damage(store, broken, "sweeps", "spec", value)
    lines = {line.sweep_id: line for line in overview(store.url)}
    assert lines[broken].trouble.startswith("cannot be read: ")
    assert lines[sound].trouble == ""
    entries = {entry["sweep_id"]: entry["data"] for entry in control.list_sweeps(store.url)}
    assert entries[broken].startswith("cannot be read: ")
    with pytest.raises(SweepError):
        control.read_result(broken, store.url).to_json()


@pytest.mark.parametrize("column", ["spec", "epochs", "result"])
def test_a_damaged_trial_is_one_line_that_names_the_sweep(store, column):
    sweep_id = running(store)
    store.add_trials(sweep_id, [{"kind": "strength", "strength": 0.0, "seed": 0}])
    damage(store, sweep_id, "trials", column, "{")
    with pytest.raises(
        SweepError, match=f"sweep {sweep_id} cannot be read: its {column} is damaged"
    ):
        control.read_result(sweep_id, store.url).to_json()
    assert [line.trouble for line in overview(store.url)] == [""]


def test_names_that_are_not_utf_8_are_kept_to_be_opened_and_shown_written_out(store):
    place = b"/data/caf\xe9".decode("utf-8", "surrogateescape")
    sweep_id = store.add_sweep(
        fake_spec(data=place).to_json(), dataset={"name": place, "digest": "d", "classes": [place]}
    )
    store.claim(sweep_id, "t")
    store.add_trials(sweep_id, [{"kind": "strength", "strength": 0.0, "seed": 0}])
    assert store.update(sweep_id, "t", message=f"no {place}", notes=[place])
    assert store.write_trials(sweep_id, "t", {0: {"message": f"no {place}"}})
    assert store.sweep(sweep_id).spec["data"] == place
    written = control.read_result(sweep_id, store.url).to_json()
    assert written["config"]["data"] == written["dataset"]["name"] == "/data/caf\\xe9"
    assert written["message"] == "no /data/caf\\xe9"
    json.dumps(
        [written, control.list_sweeps(store.url), overview(store.url)[0].data], ensure_ascii=False
    ).encode()
