"""A question that proposes its arms on the way runs, is killed, and resumes like every other."""

import os
import signal
from types import MappingProxyType

import pytest

from explorer.frozen import Frozen
from explorer.sweep import control
from explorer.sweep.questions import table
from explorer.sweep.storage.store import Store
from tests.sweep.conftest import fake_spec, wait_until
from tests.sweep.questions.climbing import ROW, STEPS

WORK = "tests.sweep.questions.climbing_work"


@pytest.fixture(autouse=True)
def _known(monkeypatch):
    known = MappingProxyType({**table.QUESTIONS, ROW.name: ROW})
    monkeypatch.setattr(table, "QUESTIONS", known)


def start(store_url, switches="", **changes):
    spec = fake_spec(data="fake", switches=switches, question="climb", options=Frozen(), **changes)
    return control.create(spec, store_url=store_url, work=WORK)


def ended(sweep_id, store_url):
    return wait_until(sweep_id, store_url, lambda progress: progress.ended, 120)


def told(progress, store_url):
    """All that such a sweep says, as far as it does not depend on the clock."""
    result = progress.result()
    predictions = Store(store_url).predictions(progress.sweep.sweep_id)
    return {
        "arms": [(arm.key, arm.strength, arm.accuracy, arm.gain) for arm in result.arms],
        "trials": [
            (trial.position, trial.round, trial.arm, trial.seed, trial.split, trial.result.scores)
            for trial in progress.trials
        ],
        "predictions": predictions,
        "verdict": result.verdict,
        "final": result.final_test,
        "total": (progress.done, progress.total),
    }


def test_arms_proposed_on_the_way_are_the_same_with_one_worker_two_and_a_kill(store_url):
    one = ended(start(store_url, workers=1), store_url)
    two = ended(start(store_url, workers=2), store_url)
    killed = start(store_url, switches=";sleep=0.2", workers=2)
    before = wait_until(killed, store_url, lambda progress: progress.done >= 5, 120)
    os.kill(before.sweep.runner.pid, signal.SIGKILL)
    wait_until(killed, store_url, lambda progress: progress.status == "interrupted", 20)
    control.resume(killed, store_url, WORK)
    resumed = ended(killed, store_url)

    assert [(end.status, end.message) for end in (one, two, resumed)] == [("finished", "")] * 3
    first = told(one, store_url)
    assert told(two, store_url) == first
    assert told(resumed, store_url) == first
    assert len(first["arms"]) == 2 + STEPS
    assert first["total"] == (14, 14)
    rounds = {round_ for _, round_, *_ in first["trials"]}
    assert len(rounds) == 1 + STEPS + 1, "the start, a round an arm, and the final test"
    assert first["final"].arm == first["verdict"].best
    assert first["final"].compared_with == "climb-0.0"
