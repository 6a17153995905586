"""A runner that dies at any moment leaves a sweep that goes on to the same end.

Its trials run in this process, so that every single write can be the last one.
"""

import os
import threading

import pytest

from explorer.sweep.engines import Began, Done, Failed
from explorer.sweep.questions.table import total_trials
from explorer.sweep.running.conductor import conduct
from explorer.sweep.running.process import Runner
from explorer.sweep.storage.claim import Claim, TakenError
from explorer.sweep.storage.store import Store
from tests.sweep import fake_work
from tests.sweep.conftest import WORK, fake_spec, tamper


class Here:
    """An engine whose only worker is this process."""

    def __init__(self, on_trial=lambda task: None):
        self._on_trial = on_trial

    def warm(self, preload):
        pass

    def run(self, tasks, data, tick_s):
        for task in tasks:
            yield Began(task.key)
            if task.entry.endswith(":trial"):
                self._on_trial(task)
            call = getattr(fake_work, task.entry.partition(":")[2])
            try:
                result = call(task.spec, data, lambda epoch: None)
            except ValueError as error:
                yield Failed(task.key, str(error))
            else:
                yield Done(task.key, result)

    def cancel(self):
        pass


class KilledError(BaseException):
    """What stands for a kill: no runner catches it, and nothing is written behind it."""


@pytest.fixture
def store(store_url):
    return Store(store_url)


@pytest.fixture(autouse=True)
def _stays(monkeypatch):
    """A runner that must end at once would take the tests with it."""
    for module in ("conductor", "heart"):
        monkeypatch.setattr(f"explorer.sweep.running.{module}.end_group", lambda: None)


@pytest.fixture
def writes(monkeypatch):
    """Counts the writes of runners; dies before the one whose number stands in `at`."""
    told = {"count": 0, "at": None}
    plain = Claim._writing

    def counted(claim, columns=None):
        if threading.current_thread() is not threading.main_thread():
            return plain(claim, columns)  # the leak check, whenever it is through
        told["count"] += 1
        if told["count"] == told["at"]:
            raise KilledError
        return plain(claim, columns)

    monkeypatch.setattr(Claim, "_writing", counted)
    return told


def planned(store, **settings):
    spec = fake_spec(**{"data": "fake", "switches": ";sleep=0", "workers": 1} | settings)
    return store.add_sweep(spec, trials=total_trials(spec, True))


def run(store, sweep_id, token="t", engine=None):
    store.claim(sweep_id, token)
    conduct(store, sweep_id, token, Runner.of(os.getpid()), WORK, engine or Here())


def told(store, sweep_id):
    """All that a sweep says but the time of day."""
    stored = store.look(sweep_id)
    sweep = stored.sweep
    return {
        "status": (sweep.status, sweep.message, sweep.notes, sweep.trials),
        "spec": sweep.spec,
        "arms": stored.arms,
        "rounds": store.rounds(sweep_id),
        "trials": [
            (t.position, t.round, t.arm, t.seed, t.split, t.status, t.result) for t in stored.trials
        ],
        "predictions": store.predictions(sweep_id),
        "labels": store.labels(sweep_id),
        "found": (sweep.verdict, sweep.points, sweep.final_test),
    }


KINDS = {
    "a grid": {"strengths": (0, 0.5), "seeds": 2},
    "where strength 0 is best": {"strengths": (0, 2), "seeds": 2},
    "without test images": {"data": "fake;test=0", "strengths": (0, 0.5), "seeds": 2},
    "a time budget that drops seeds": {
        "switches": ";sleep=0;took=20",
        "strengths": (0, 0.5),
        "seeds": 4,
        "time_budget_s": 60.0,
    },
    "with trials that fail": {
        "switches": ";sleep=0;raise_at=1.0",
        "strengths": (0, 0.5, 1),
        "seeds": 2,
    },
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_runner_that_is_killed_before_any_of_its_writes_changes_nothing_of_the_end(
    store, writes, kind
):
    whole = planned(store, **KINDS[kind])
    run(store, whole)
    expected = told(store, whole)
    assert expected["status"][:2] == ("finished", "")
    assert expected["status"][3] == len(expected["trials"])
    # Which writes come behind one another depends on the clock as well: every third is all kinds.
    for number in range(1, writes["count"] - 1, 3):
        sweep_id = planned(store, **KINDS[kind])
        writes |= {"count": 0, "at": number}
        with pytest.raises(KilledError):
            run(store, sweep_id, "first")
        writes["at"] = None
        tamper(store, sweep_id, heartbeat=0.0, token=None)
        tamper(store, sweep_id, status="stopped")
        run(store, sweep_id, "second")
        assert told(store, sweep_id) == expected, f"killed before write {number}"


def test_a_runner_whose_sweep_is_taken_in_the_middle_writes_nothing_more(store):
    sweep_id = planned(store)
    seen = []

    def taken(task):
        if task.key == 3:
            tamper(store, sweep_id, token="another")
            seen.append(told(store, sweep_id))

    with pytest.raises(TakenError):
        run(store, sweep_id, engine=Here(taken))
    assert [told(store, sweep_id)] == seen


def test_where_strength_zero_is_best_nothing_more_is_scored_on_the_test_split(store):
    sweep_id = planned(store, **KINDS["where strength 0 is best"])
    run(store, sweep_id)
    stored = store.look(sweep_id)
    assert stored.sweep.verdict["balance_point"] == 0
    assert {trial.arm for trial in stored.trials if trial.split == "test"} == {"strength-0"}
    assert stored.sweep.final_test.gain.mean == 0


def test_failed_trials_end_their_round_and_leave_a_verdict_and_a_final_test(store):
    sweep_id = planned(store, **KINDS["with trials that fail"])
    run(store, sweep_id)
    stored = store.look(sweep_id)
    failed = {(t.arm, t.seed, t.message) for t in stored.trials if t.status == "failed"}
    assert failed == {("strength-1", seed, "no such layer") for seed in (0, 1)}
    assert stored.sweep.verdict["best"] == 0.5
    assert set(stored.sweep.points) == {"strength-0", "strength-0.5"}
    assert stored.sweep.final_test is not None
