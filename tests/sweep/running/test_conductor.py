"""A runner that dies at any moment leaves a sweep that goes on to the same end.

Its trials run in this process, so that every single write can be the last one.
"""

import threading

import pytest
import sqlalchemy as sa

from explorer.sweep import control
from explorer.sweep.questions.strength import StrengthQuestion
from explorer.sweep.questions.table import total_trials
from explorer.sweep.storage.claim import Claim, TakenError
from explorer.sweep.storage.schema import TRIALS
from explorer.sweep.storage.store import Store
from tests.sweep import fake_work
from tests.sweep.conftest import fake_spec, tamper
from tests.sweep.here import Here, run

pytestmark = pytest.mark.usefixtures("stays")


class KilledError(BaseException):
    """What stands for a kill: no runner catches it, and nothing is written behind it."""


@pytest.fixture
def store(store_url):
    return Store(store_url)


@pytest.fixture
def judged(monkeypatch):
    """What the question of strength was given to judge: the spec and the outcomes, each time."""
    calls, plain = [], StrengthQuestion.judge

    def judge(self, spec, data, arms, outcomes):
        calls.append((spec, tuple(outcomes)))
        return plain(self, spec, data, arms, outcomes)

    monkeypatch.setattr(StrengthQuestion, "judge", judge)
    return calls


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


def lose(store, sweep_id, position):
    """Has a trial be one that was planned, and never begun."""
    fresh = {"status": "planned", "result": None, "predictions": None, "epochs": []}
    with sa.create_engine(store.url).begin() as connection:
        where = (TRIALS.c.sweep_id == sweep_id) & (TRIALS.c.position == position)
        connection.execute(TRIALS.update().where(where).values(**fresh))


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
        "correct": [t.correct for t in store.look(sweep_id, answers=True).trials],
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
    "where strength 0 fails": {
        "switches": ";sleep=0;raise_at=0.0",
        "strengths": (0, 0.5),
        "seeds": 2,
    },
    "where no trial can be measured ahead": {
        "switches": ";sleep=0;unprobed=no such device",
        "strengths": (0, 0.5),
        "seeds": 2,
    },
}
# What ends before all of the plan has run.
FAILING = {
    "where every trial fails": {
        "switches": ";sleep=0;raise=no such layer",
        "strengths": (0, 0.5),
        "seeds": 6,
    },
    "where every trial fails, the measurement too": {
        "switches": ";sleep=0;raise=no such layer;unprobed=no such layer",
        "strengths": (0, 0.5),
        "seeds": 2,
    },
}


@pytest.mark.parametrize("kind", [*KINDS, *FAILING])
def test_a_runner_that_is_killed_before_any_of_its_writes_changes_nothing_of_the_end(
    store, writes, kind
):
    settings = (KINDS | FAILING)[kind]
    whole = planned(store, **settings)
    run(store, whole)
    expected = told(store, whole)
    if kind in KINDS:
        assert expected["status"][:2] == ("finished", "")
        assert expected["status"][3] == len(expected["trials"])
    else:
        assert expected["status"][:2] == ("failed", "no trial finished: no such layer")
    # Which writes come behind one another depends on the clock as well: every third is all kinds.
    for number in range(1, writes["count"] - 1, 3):
        sweep_id = planned(store, **settings)
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


def right_of(outcome):
    """Which pictures a fake trial of that outcome gets right."""
    strength = float(outcome.arm.removeprefix("strength-"))
    called = fake_work.result(fake_work.accuracy(strength, outcome.seed))["predictions"]
    bits = [p == t for p, t in zip(called, fake_work.LABELS, strict=True)]
    return int("".join(str(int(bit)) for bit in [*bits, *[False] * 4]), 2).to_bytes(3)


def test_the_judge_is_told_which_pictures_every_trial_got_right(store, judged):
    sweep_id = planned(store, **KINDS["with trials that fail"])
    run(store, sweep_id)
    ((_, outcomes),) = judged
    finished = [outcome for outcome in outcomes if outcome.finished]
    assert len(finished) == 4
    assert [outcome.correct for outcome in finished] == [right_of(each) for each in finished]
    assert {outcome.correct for outcome in outcomes if not outcome.finished} == {None}


def test_the_judge_is_told_the_same_after_a_kill_and_a_resume(store, judged, writes):
    run(store, planned(store))
    writes |= {"count": 0, "at": 12}
    again = planned(store)
    with pytest.raises(KilledError):
        run(store, again, "first")
    writes["at"] = None
    assert 0 < sum(trial.status == "finished" for trial in store.trials(again)) < 8
    tamper(store, again, status="stopped", heartbeat=0.0, token=None)
    run(store, again, "second")
    (_, whole), (_, resumed) = judged
    assert resumed == whole
    assert all(outcome.correct for outcome in whole)


def test_pressed_three_times_more_seeds_hand_the_judge_four_looks(store, judged):
    sweep_id = planned(store)
    run(store, sweep_id)
    for _ in range(3):
        sweep_id = control.more_seeds(sweep_id, 1, store.url, start=False)
        run(store, sweep_id)
    assert [spec.looks for spec, _ in judged] == [1, 2, 3, 4]
    assert [len(outcomes) for _, outcomes in judged] == [8, 12, 16, 20]
    assert all(outcome.correct == right_of(outcome) for _, found in judged for outcome in found)
    assert store.sweep(sweep_id).verdict["looks"] == 4


def test_pressed_three_times_on_the_first_run_more_seeds_count_every_look_too(store, judged):
    first = planned(store)
    run(store, first)
    for _ in range(3):
        run(store, control.more_seeds(first, 1, store.url, start=False))
    assert [spec.looks for spec, _ in judged] == [1, 2, 3, 4]


def test_to_judge_again_is_no_further_look(store, judged):
    first = planned(store)
    run(store, first)
    second = control.more_seeds(first, 1, store.url, start=False)
    run(store, second)
    for _ in range(2):
        control.judge_again(second, store.url)
    run(store, control.more_seeds(second, 1, store.url, start=False))
    assert [spec.looks for spec, _ in judged] == [1, 2, 2, 2, 3]
    assert judged[1] == judged[2] == judged[3]


def test_a_first_run_with_one_seed_is_no_look_and_costs_no_certainty(store, judged):
    one = planned(store, seeds=1)
    run(store, one)
    said = {claim["says"] for claim in store.sweep(one).verdict["claims"]}
    assert said <= {"may be the best", "more seeds"}
    two = control.more_seeds(one, 1, store.url, start=False)
    run(store, two)
    run(store, control.more_seeds(two, 1, store.url, start=False))
    assert [spec.looks for spec, _ in judged] == [1, 1, 2]
    assert store.sweep(two).verdict["looks"] == 1
    assert (
        "nothing could be claimed before, so that this counts as the first look"
        in (store.sweep(two).notes[0])
    )
    assert "looked at" not in store.sweep(two).verdict["sentence"]


def test_branches_of_a_run_with_one_seed_count_each_other(store, judged):
    one = planned(store, seeds=1)
    run(store, one)
    for _ in range(2):
        run(store, control.more_seeds(one, 1, store.url, start=False))
    assert [spec.looks for spec, _ in judged] == [1, 1, 2]


@pytest.mark.parametrize(("left", "looks"), [(7, 2), (2, 1)])
def test_a_run_that_was_stopped_is_a_look_once_two_arms_share_two_seeds(store, judged, left, looks):
    stopped = planned(store)
    run(store, stopped)
    for trial in store.trials(stopped)[left:]:
        lose(store, stopped, trial.position)
    tamper(store, stopped, status="stopped", verdict=None, points=None)
    run(store, control.more_seeds(stopped, 1, store.url, start=False))
    assert [spec.looks for spec, _ in judged] == [1, looks]
