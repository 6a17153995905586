from dataclasses import replace

import pytest

from explorer.errors import SweepError
from explorer.sweep.engines import Failed
from explorer.sweep.running.failures import HOPELESS, Failures, first_failure, one_line
from tests.sweep.test_reading import row


def test_a_mistake_of_the_user_ends_the_sweep_at_once():
    with pytest.raises(SweepError, match="no such class"):
        Failures(trials=9, done=5).add(Failed(0, "no such class", user_error=True))


def test_first_trials_that_all_fail_end_the_sweep():
    failures = Failures(trials=9, done=0)
    for key in range(HOPELESS - 1):
        failures.add(Failed(key, "because of that" if key else "broken"))
    with pytest.raises(SweepError, match=f"the first {HOPELESS} trials failed: broken"):
        failures.add(Failed(HOPELESS, "because of that"))


def test_a_sweep_of_one_trial_ends_with_it():
    with pytest.raises(SweepError, match="the trial failed: broken"):
        Failures(trials=1, done=0).add(Failed(0, "broken"))


def test_where_one_trial_has_finished_any_number_may_fail():
    failures = Failures(trials=9, done=0)
    failures.done += 1
    for key in range(9):
        failures.add(Failed(key, "broken"))


def test_an_error_is_one_line_with_its_type():
    assert one_line(ValueError("first\nsecond")) == "ValueError: first"
    assert one_line(KeyError()) == "KeyError: no message"


def test_the_first_failure_of_a_split_is_told_and_none_is_none():
    lost = replace(row(1, "strength-0", 1, status="failed"), message="no room")
    trials = [row(0, "strength-0", 0), lost]
    assert first_failure(trials, "val") == "no room"
    assert first_failure(trials, "test") == "none was run"
    assert first_failure(trials[:1], "val") == "none was run"
