from dataclasses import replace

import pytest

from explorer.errors import SweepError
from explorer.sweep.engines import Failed
from explorer.sweep.running.failures import TRIALS, Failures, first_failure, none_finished, one_line
from tests.sweep.test_reading import row


def trials(arms=3, seeds=3):
    """The rows of a round: seed by seed, as they are planned."""
    keys = [(seed, arm) for seed in range(seeds) for arm in range(arms)]
    return [row(i, f"strength-{arm}", seed) for i, (seed, arm) in enumerate(keys)]


def test_a_sweep_gives_up_where_ten_trials_of_two_arms_and_seeds_fail_for_one_reason():
    failures = Failures(trials(seeds=9), done=0)
    for key in range(TRIALS - 1):
        failures.add(Failed(key, "broken"))
    with pytest.raises(SweepError, match=r"^no trial finished: broken$"):
        failures.add(Failed(TRIALS - 1, "broken"))


def test_trials_of_one_seed_say_nothing_of_the_others():
    failures = Failures(trials(arms=20), done=0)
    for key in range(20):
        failures.add(Failed(key, "a broken image"))


def test_trials_of_one_arm_say_nothing_of_the_others():
    failures = Failures(trials(seeds=20), done=0)
    for key in range(0, 60, 3):
        failures.add(Failed(key, "broken"))


def test_trials_that_fail_for_different_reasons_do_not_end_the_sweep():
    failures = Failures(trials(seeds=9), done=0)
    for key in range(27):
        failures.add(Failed(key, f"diverged with a loss of {key}"))


def test_where_one_trial_has_finished_any_number_may_fail():
    failures = Failures(trials(seeds=9), done=0)
    failures.done += 1
    for key in range(27):
        failures.add(Failed(key, "broken"))


def test_where_no_trial_finished_the_first_reason_is_told():
    whole = [replace(trial, status="failed", message="broken") for trial in trials()]
    assert none_finished(whole) == "no trial finished: broken"
    mixed = [replace(whole[0], message="no room"), *whole[1:]]
    assert none_finished(mixed) == "no trial finished for several reasons; the first: no room"
    assert none_finished([*whole, row(9, "strength-0", 3)]) == ""
    assert none_finished([]) == ""


def test_an_error_is_one_line_with_its_type():
    assert one_line(ValueError("first\nsecond")) == "ValueError: first"
    assert one_line(KeyError()) == "KeyError: no message"


def test_the_first_failure_of_a_split_is_told_and_none_is_none():
    lost = replace(row(1, "strength-0", 1, status="failed"), message="no room")
    trials = [row(0, "strength-0", 0), lost]
    assert first_failure(trials, "val") == "no room"
    assert first_failure(trials, "test") == "none was run"
    assert first_failure(trials[:1], "val") == "none was run"
