import json
import os
import select
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest
import sqlalchemy as sa

from explorer.errors import SweepError
from explorer.sweep import control
from explorer.sweep.control import overview
from explorer.sweep.findings.dataset import DataFacts
from explorer.sweep.findings.release import JUDGING
from explorer.sweep.findings.spread import Spread
from explorer.sweep.findings.tally import Tally
from explorer.sweep.planning.schedule import Planned, Round
from explorer.sweep.questions.table import asked_by
from explorer.sweep.running.process import STALE_AFTER_S, Runner, Watch, is_alive, start_mark
from explorer.sweep.storage.claim import TakenError
from explorer.sweep.storage.database import database
from explorer.sweep.storage.schema import SWEEPS
from explorer.sweep.storage.store import Store
from explorer.trial.result import TrialResult
from tests.sweep.conftest import add, fake_spec, tamper
from tests.sweep.fake_work import result


@pytest.fixture
def store(store_url):
    return Store(store_url)


def running(store, token="t"):
    """A sweep that runs; returns its id."""
    sweep_id = add(store, fake_spec())
    store.claim(sweep_id, token)
    assert store.take_turn(sweep_id, token) is None
    return sweep_id


def planned(store, sweep_id, token="t", *trials):
    """Writes a plan of one trial at strength 0, or of those given."""
    spec = store.sweep(sweep_id).spec
    first = Round(trials or (Planned("strength-0", 0),), last=True)
    store.held(sweep_id, token).plan(spec, asked_by(spec).arms(spec), first, None)


def test_a_new_store_is_a_wal_file_with_a_schema_version(store, tmp_path):
    with sa.create_engine(store.url).connect() as connection:
        assert connection.scalar(sa.text("PRAGMA journal_mode")) == "wal"
        assert (
            connection.scalar(sa.text("SELECT value FROM meta WHERE key = 'schema_version'")) == "3"
        )


def test_the_default_store_lies_in_the_home_folder(home):
    Store()
    assert (home / "sweeps.sqlite3").is_file()


def test_a_store_of_a_later_release_is_refused_by_its_version(store):
    with sa.create_engine(store.url).begin() as connection:
        connection.execute(sa.text("UPDATE meta SET value = '7' WHERE key = 'schema_version'"))
    with pytest.raises(SweepError, match="schema version '7'; this release reads 3"):
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
        control.overview(store.url)


def test_many_processes_open_a_new_store_at_once(store_url):
    code = (
        "from explorer.sweep.storage.store import Store; "
        "from tests.sweep.conftest import add, fake_spec; "
        f"add(Store({store_url!r}), fake_spec())"
    )
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
    sweep_id = add(store, fake_spec())

    def claim(number):
        try:
            store.claim(sweep_id, f"token {number}")
        except SweepError:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(claim, range(8))) == 1


def test_turns_are_taken_one_at_a_time_in_order_of_creation(store):
    first, second, third = (add(store, fake_spec()) for _ in range(3))
    for sweep_id in (first, second, third):
        store.claim(sweep_id, sweep_id)
    assert store.take_turn(second, second) == first
    assert store.take_turn(first, first) is None
    assert store.take_turn(third, third) == first
    tamper(store, first, status="finished")
    assert store.take_turn(third, third) == second
    assert store.take_turn(second, second) is None


def test_a_sweep_that_was_stopped_while_it_waited_takes_no_turn(store):
    sweep_id = add(store, fake_spec())
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
    store.held(dead, "dead").name_runner(runner)
    assert store.sweep(dead).status == "interrupted"
    running(store, "alive")


def test_a_stale_heartbeat_shows_as_interrupted(store, monkeypatch):
    sweep_id = running(store)
    assert store.sweep(sweep_id).status == "running"
    tamper(store, sweep_id, heartbeat=time.time() - STALE_AFTER_S - 1)
    monkeypatch.setattr(
        "explorer.sweep.running.process.WATCH", Watch()
    )  # somebody who has not looked before
    assert store.sweep(sweep_id).status == "interrupted"
    store.request_stop(sweep_id)
    assert store.sweep(sweep_id).status == "stopped"


WRITES = {
    "columns of the sweep": lambda claim, spec: claim.update(message="mine"),
    "its process": lambda claim, spec: claim.name_runner(Runner("here", 1, "x")),
    "a plan": lambda claim, spec: claim.plan(spec, (), Round((Planned("a", 7),)), None),
    "a round": lambda claim, spec: claim.add_round(spec, Round((Planned("a", 8),)), None),
    "the true classes": lambda claim, spec: claim.write_labels({"val": (1, 0)}),
    "a verdict": lambda claim, spec: claim.write_verdict({"best": 1}, {}, 3),
    "a result": lambda claim, spec: claim.write_result(0, TrialResult.from_json(result(0.5))),
    "columns of trials": lambda claim, spec: claim.write_trials({0: {"status": "failed"}}),
    "what is unfinished": lambda claim, spec: claim.forget_unfinished(),
}


@pytest.mark.parametrize("write", WRITES)
def test_a_runner_that_was_replaced_writes_nothing_more_and_must_end(store, write):
    sweep_id = running(store, "old")
    planned(store, sweep_id, "old")
    old = store.held(sweep_id, "old")
    old.write_trials({0: {"status": "running", "epochs": []}})
    tamper(store, sweep_id, token="new")
    before = store.look(sweep_id), store.rounds(sweep_id), store.labels(sweep_id)
    assert old.beat() is None
    with pytest.raises(TakenError, match=f"sweep {sweep_id} has another runner"):
        WRITES[write](old, before[0].sweep.spec)
    assert (store.look(sweep_id), store.rounds(sweep_id), store.labels(sweep_id)) == before
    WRITES[write](store.held(sweep_id, "new"), before[0].sweep.spec)
    assert (store.look(sweep_id), store.rounds(sweep_id), store.labels(sweep_id)) != before


def test_a_plan_that_cannot_be_written_whole_leaves_nothing_of_it(store, monkeypatch):
    sweep_id = running(store)
    before = store.look(sweep_id)
    twice = Round((Planned("strength-0", 0),))

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("explorer.sweep.storage.claim.add_round", killed)
    with pytest.raises(KeyboardInterrupt):
        store.held(sweep_id, "t").plan(
            fake_spec(seeds=9), asked_by(fake_spec()).arms(fake_spec()), twice, 5.0, notes=["n"]
        )
    assert store.look(sweep_id) == before
    assert store.rounds(sweep_id) == ()


def test_a_look_reads_only_what_has_changed_since_the_last_one(store, monkeypatch):
    sweep_id = running(store)
    planned(store, sweep_id, "t", *(Planned("strength-0", seed) for seed in range(3)))
    first = store.look(sweep_id)
    claim = store.held(sweep_id, "t")
    claim.write_trials({1: {"status": "running"}})
    second = store.look(sweep_id, first)
    assert [trial.status for trial in second.trials] == ["planned", "running", "planned"]
    assert second.trials[0] is first.trials[0]
    assert second.trials[2] is first.trials[2]
    assert second.arms is first.arms
    assert [trial.position for trial in store.changes(sweep_id, first.sweep.changed)] == [1]
    claim.beat()
    third = store.look(sweep_id, second)
    assert third.trials is second.trials
    assert third == store.look(sweep_id)


def test_the_true_classes_are_kept_once(store):
    sweep_id = running(store)
    claim = store.held(sweep_id, "t")
    claim.write_labels({"val": (0, 1, 1), "test": ()})
    claim.write_labels({"val": (1, 1, 1), "test": (1, 0)})
    assert store.labels(sweep_id) == {"val": (0, 1, 1), "test": (1, 0)}


def scored(store, predictions=(1, 0, 1), **told):
    """A sweep with a finished trial of three pictures, of which it got the first two right."""
    sweep_id = running(store)
    planned(store, sweep_id, "t", *(Planned("strength-0", seed) for seed in range(2)))
    claim = store.held(sweep_id, "t")
    raw = result(0.5) | {"confusion": [[1, 1], [0, 1]], "predictions": list(predictions)}
    claim.write_result(0, TrialResult.from_json(raw))
    return sweep_id, claim


LABELS = (1, 0, 0)


def test_a_trial_tells_what_it_got_right_once_the_true_classes_are_known(store):
    sweep_id, claim = scored(store)
    first = store.look(sweep_id)
    assert [trial.correct for trial in first.trials] == [None, None]
    claim.write_labels({"val": LABELS})
    second = store.look(sweep_id, first)
    assert [trial.correct for trial in second.trials] == [b"\xc0", None]
    assert second.trials[0].outcome.correct == b"\xc0"
    assert second.trials[1] is first.trials[1], "a trial without predictions is not read again"


def test_true_classes_of_another_split_say_nothing_of_a_trial(store):
    sweep_id, claim = scored(store)
    claim.write_labels({"test": LABELS})
    assert store.look(sweep_id).trials[0].correct is None


@pytest.mark.parametrize("predictions", [(), (1, 0), (1, 0, 0), (0, 1, 0)])
def test_predictions_that_cannot_be_those_of_the_trial_count_as_not_kept(store, predictions):
    sweep_id, claim = scored(store, predictions)
    claim.write_labels({"val": LABELS})
    assert store.look(sweep_id).trials[0].correct is None


def test_damaged_predictions_count_as_not_kept_and_hide_nothing(store):
    sweep_id, claim = scored(store)
    claim.write_labels({"val": LABELS})
    claim.write_trials({0: {"predictions": b"cut"}})
    (trial, _) = store.look(sweep_id).trials
    assert (trial.correct, trial.outcome.accuracy) == (None, 0.5)


def test_once_a_sweep_is_judged_predictions_are_read_only_where_they_are_asked_for(store):
    sweep_id, claim = scored(store)
    claim.write_labels({"val": LABELS})
    claim.write_verdict({"best": 0}, {}, 2)
    assert store.look(sweep_id).trials[0].correct is None
    assert store.look(sweep_id, answers=True).trials[0].correct == b"\xc0"
    assert store.trials(sweep_id)[0].correct is None


def test_a_verdict_is_written_with_the_release_that_judged(store):
    sweep_id, claim = scored(store)
    claim.write_verdict({"best": 0}, {}, 2)
    assert store.sweep(sweep_id).verdict["release"] == JUDGING


def test_a_sweep_that_has_ended_is_taken_for_a_write_and_its_runner_ends(store):
    sweep_id, old = scored(store)
    tamper(store, sweep_id, status="stopped")
    store.reclaim(sweep_id, "new", store.sweep(sweep_id)).update(message="mine")
    with pytest.raises(TakenError):
        old.update(message="late")
    assert (store.sweep(sweep_id).status, store.sweep(sweep_id).message) == ("stopped", "mine")


def test_a_sweep_under_way_or_changed_meanwhile_is_not_taken_for_a_write(store):
    sweep_id, old = scored(store)
    with pytest.raises(SweepError, match=f"sweep {sweep_id} is running"):
        store.reclaim(sweep_id, "new", store.sweep(sweep_id))
    tamper(store, sweep_id, status="stopped")
    seen = store.sweep(sweep_id)
    old.update(message="meanwhile")
    with pytest.raises(SweepError, match="has changed meanwhile"):
        store.reclaim(sweep_id, "new", seen)
    assert store.sweep(sweep_id).token == "t"


def test_one_engine_serves_a_store_until_its_file_is_another_one(store, tmp_path):
    assert database(store.url) is database(store.url)
    before = database(store.url)
    for path in tmp_path.glob("sweeps.sqlite3*"):
        path.unlink()
    assert Store(store.url).sweeps() == ()
    assert database(store.url) is not before


def test_a_number_that_another_process_has_now_is_not_the_runner():
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
    first, second = (add(store, fake_spec()) for _ in range(2))
    claim = store.claim(second, "t")
    planned(store, second)
    claim.write_result(0, TrialResult.from_json(result(0.5)))
    newest, oldest = control.overview(store.url)
    assert (newest.sweep_id, newest.trials_done, newest.trials) == (second, 1, 12)
    assert (oldest.sweep_id, oldest.trials_done, oldest.trials) == (first, 0, 12)
    told = newest.to_json()
    known = {"sweep_id", "name", "note", "status", "created", "data", "trials_done", "trials"}
    assert set(told) == known | {"trials_failed", "first_failure"}
    assert store.predictions(second) == {0: tuple(result(0.5)["predictions"])}


def test_the_list_says_how_many_trials_failed_and_what_the_first_of_them_said(store):
    whole, lossy = (add(store, fake_spec()) for _ in range(2))
    for sweep_id in (whole, lossy):
        claim = store.claim(sweep_id, "t")
        planned(store, sweep_id, "t", *(Planned("strength-0", seed) for seed in range(4)))
        claim.write_result(0, TrialResult.from_json(result(0.5)))
    said = {3: "no disk", 2: "no \u202eroom"}
    claim.write_trials({place: {"status": "failed", "message": why} for place, why in said.items()})
    newest, oldest = control.overview(store.url)
    assert newest.tally == Tally(12, 1, 2, "no \\u202eroom")
    assert (newest.to_json()["trials_failed"], oldest.to_json()["trials_failed"]) == (2, 0)
    assert newest.to_json()["first_failure"] == newest.tally.why
    assert oldest.tally == Tally(12, 1)


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
    broken, sound = (add(store, fake_spec()) for _ in range(2))
    damage(store, broken, "sweeps", column, value)
    lines = {line.sweep_id: line for line in overview(store.url)}
    assert lines[broken].trouble == f"cannot be read: its {column} is damaged in the store"
    assert lines[sound].trouble == ""
    assert len(lines) == 2
    with pytest.raises(
        SweepError, match=f"sweep {broken} cannot be read: its {column} is damaged in the store"
    ):
        control.progress(broken, store.url)
    store.claim(sound, "t")
    assert store.take_turn(sound, "t") is None


def test_a_heartbeat_that_is_no_number_is_that_of_a_runner_that_is_gone(store):
    sweep_id = add(store, fake_spec())
    tamper(store, sweep_id, heartbeat=sa.literal("soon"))
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
        '{"policy": {"explorer": 5}, "data": "d", "setting": {"model": "m"}}',
        '{"policy": {"explorer": {}}, "data": "d", "setting": 5}',
    ],
)
def test_a_sweep_whose_settings_are_something_else_says_so_in_the_list(store, value):
    broken, sound = (add(store, fake_spec()) for _ in range(2))
    damage(store, broken, "sweeps", "spec", value)
    lines = {line.sweep_id: line for line in overview(store.url)}
    assert lines[broken].trouble.startswith("cannot be read: ")
    assert lines[sound].trouble == ""
    entries = [line.to_json() for line in lines.values()]
    assert {entry["sweep_id"]: entry["data"] for entry in entries}[broken].startswith(
        "cannot be read: "
    )
    with pytest.raises(SweepError):
        control.read_result(broken, store.url).to_json()


@pytest.mark.parametrize("column", ["epochs", "result"])
def test_a_damaged_trial_is_one_line_that_names_the_sweep(store, column):
    sweep_id = running(store)
    planned(store, sweep_id)
    damage(store, sweep_id, "trials", column, "{")
    with pytest.raises(
        SweepError, match=f"sweep {sweep_id} cannot be read: its {column} is damaged"
    ):
        control.read_result(sweep_id, store.url).to_json()
    assert [line.trouble for line in overview(store.url)] == [""]


def test_names_that_are_not_utf_8_are_kept_to_be_opened_and_shown_written_out(store):
    place = b"/data/caf\xe9".decode("utf-8", "surrogateescape")
    sweep_id = add(store, replace(fake_spec(), data=place), dataset=DataFacts(place, "d", (place,)))
    claim = store.claim(sweep_id, "t")
    planned(store, sweep_id)
    claim.update(message=f"no {place}", notes=[place])
    claim.write_trials({0: {"message": f"no {place}"}})
    assert store.sweep(sweep_id).spec.data == place
    written = control.read_result(sweep_id, store.url).to_json()
    assert written["config"]["data"] == written["dataset"]["name"] == "/data/caf\\xe9"
    assert written["message"] == "no /data/caf\\xe9"
    json.dumps(
        [written, *(line.to_json() for line in overview(store.url))], ensure_ascii=False
    ).encode()


NUMBERS = ("created", "trials", "changed", "estimate_s", "started", "finished")


@pytest.mark.parametrize("column", NUMBERS)
def test_a_text_in_a_column_of_numbers_hides_no_other_sweep(store, column):
    broken, sound = (add(store, fake_spec()) for _ in range(2))
    damage(store, broken, "sweeps", column, "many")
    lines = {line.sweep_id: line for line in overview(store.url)}
    assert f"its {column} is 'many'" in lines[broken].trouble
    assert lines[sound].trouble == ""
    with pytest.raises(SweepError, match=f"sweep {broken} cannot be read: .*'many'"):
        control.progress(broken, store.url)
    store.claim(sound, "t")
    assert store.take_turn(sound, "t") is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verdict", '{"balance_point": "strong"}'),
        ("verdict", '{"balance_point": [1]}'),
        ("points", '{"strength-0": {"seeds": 1, "accuracy": {"mean": "high"}}}'),
        ("points", '{"strength-0": 3}'),
    ],
)
def test_a_verdict_that_is_none_is_said_in_the_list_and_hides_no_other_sweep(store, column, value):
    broken, sound = (add(store, fake_spec()) for _ in range(2))
    damage(store, broken, "sweeps", column, value)
    lines = {line.sweep_id: line for line in overview(store.url)}
    assert lines[broken].trouble.startswith("cannot be read: ")
    assert lines[sound].trouble == ""


@pytest.mark.parametrize("column", ["seed", "finished"])
def test_a_trial_with_a_text_for_a_number_is_one_line(store, column):
    sweep_id = running(store)
    planned(store, sweep_id)
    damage(store, sweep_id, "trials", column, "many")
    with pytest.raises(SweepError, match=f"sweep {sweep_id} cannot be read: .*'many'"):
        control.progress(sweep_id, store.url)


@pytest.mark.parametrize(("table", "column"), [("arms", "arm"), ("labels", "labels")])
@pytest.mark.parametrize("value", ['{"cut": ', "3", "[]", "{}"])
def test_a_damaged_arm_or_true_class_is_one_line(store, table, column, value):
    sweep_id = running(store)
    planned(store, sweep_id)
    store.held(sweep_id, "t").write_labels({"val": (0, 1)})
    damage(store, sweep_id, table, column, value)
    with pytest.raises(SweepError, match=f"sweep {sweep_id} cannot be read: ") as caught:
        (store.labels if table == "labels" else store.arms)(sweep_id)
    assert "\n" not in str(caught.value)
    assert [line.trouble for line in overview(store.url)] == [""]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that forks")
def test_a_forked_process_has_an_engine_of_its_own_also_while_another_thread_opens_a_store(store):
    from explorer.sweep.storage import database as module

    sweep_id = add(store, fake_spec())
    reader, writer = os.pipe()
    with module._LOCK:
        child = os.fork()
        if child == 0:
            found = b"no"
            with suppress(BaseException):
                again = Store(store.url)
                fresh = again.opened is not store.opened
                found = b"yes" if fresh and again.sweep(sweep_id) else b"no"
            os.write(writer, found)
            os._exit(0)
    os.close(writer)
    ready, _, _ = select.select([reader], [], [], 30)
    if not ready:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert ready, "the child waits for a lock that nobody will ever let go"
    assert os.read(reader, 9) == b"yes"
    os.close(reader)
    assert store.sweep(sweep_id).sweep_id == sweep_id


def finished_with(store, spread, *, digest="d", status="finished", **changes):
    """A sweep that has ended with a verdict that keeps a spread."""
    facts = DataFacts("pets", digest)
    sweep_id = add(store, fake_spec(**changes), dataset=facts)
    tamper(store, sweep_id, status=status, verdict={"spread": spread})
    return sweep_id


def test_the_spread_is_that_of_the_latest_finished_run_of_the_setting_on_the_same_data(store):
    setting = fake_spec().setting
    assert store.latest_spread("d", setting) is None
    first, second = (Spread(n, 0.1, 0.01) for n in (0.1, 0.2))
    finished_with(store, first.to_json())
    latest = finished_with(store, second.to_json(), seeds=3, question="strength")
    other = Spread(0.3, 0.1, 0.01).to_json()
    finished_with(store, other, epochs=3)
    finished_with(store, other, digest="e")
    finished_with(store, other, status="stopped")
    finished_with(store, None)
    finished_with(store, {"by_seed": "wide"})
    assert store.latest_spread("d", setting) == (latest, second)


@pytest.mark.parametrize("column", ["spec", "dataset", "verdict"])
def test_a_damaged_run_hides_no_spread_of_another(store, column):
    spread = Spread(0.1, 0.1, 0.01)
    kept = finished_with(store, spread.to_json())
    broken = finished_with(store, Spread(0.2, 0.1, 0.01).to_json())
    damage(store, broken, "sweeps", column, "nonsense")
    assert store.latest_spread("d", fake_spec().setting) == (kept, spread)


def test_a_list_reads_again_only_the_sweeps_that_were_written_to(store, monkeypatch):
    first, second = (add(store, fake_spec()) for _ in range(2))
    assert len(overview(store.url)) == 2
    asked = []
    plain = Store.sweeps

    def sweeps(self, only=None, **more):
        asked.append(only)
        return plain(self, only, **more)

    monkeypatch.setattr(Store, "sweeps", sweeps)
    assert len(overview(store.url)) == 2
    assert asked == []
    store.request_stop(first)
    control.describe(second, "mine", "", store.url)
    assert {line.sweep_id: (line.status, line.name) for line in overview(store.url)} == {
        first: ("stopped", ""),
        second: ("queued", "mine"),
    }
    assert [sorted(only) for only in asked] == [sorted((first, second))]
    assert [line.sweep_id for line in overview(store.url, [first])] == [first]
