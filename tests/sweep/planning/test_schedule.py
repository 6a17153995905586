import itertools

import pytest

from explorer.frozen import Frozen
from explorer.sweep.findings.values import Outcome
from explorer.sweep.planning.schedule import (
    Budgeted,
    Confirmed,
    Grid,
    Planned,
    Round,
    coarse_to_fine,
)
from explorer.sweep.planning.seeds import final_seeds

ARMS = ("none", "all", "half")


def ended(trials, seconds=1.0, score=0.5):
    """The outcomes of trials, all finished."""
    scores = Frozen({"accuracy": score})
    return [
        Outcome(trial.arm, trial.seed, trial.split, scores, scores, 10, seconds) for trial in trials
    ]


def rounds_of(schedule, left_s=None, seconds=1.0):
    """Every round that a schedule gives, each asked for when all earlier trials have ended."""
    so_far, rounds = [], []
    while (following := schedule.next(so_far, left_s)) is not None:
        rounds.append(following)
        so_far += ended(following.trials, seconds)
        assert len(rounds) < 50
    return rounds


def keys(trials):
    return [(trial.arm, trial.seed, trial.split) for trial in trials]


def test_a_grid_is_one_round_seed_by_seed_in_the_order_of_its_arms():
    (only,) = rounds_of(Grid(ARMS, (0, 4)))
    assert keys(only.trials) == [(arm, seed, "val") for seed in (0, 4) for arm in ARMS]
    assert only.last


def test_a_grid_asks_only_for_what_has_not_ended():
    done = ended([Planned("none", 0), Planned("half", 1)])
    following = Grid(ARMS, (0, 1)).next(done, None)
    assert keys(following.trials) == [
        ("all", 0, "val"),
        ("half", 0, "val"),
        ("none", 1, "val"),
        ("all", 1, "val"),
    ]


def test_a_failed_trial_has_ended_and_is_not_asked_for_again():
    failed = [Outcome(arm, 0, "val") for arm in ARMS]
    assert Grid(ARMS, (0,)).next(failed, None) is None


def budgeted(seeds=5, **changes):
    told = {"workers": 1, "finals": 4, "time_budget_s": 60.0} | changes
    return Budgeted(ARMS, tuple(range(seeds)), **told)


def test_with_a_time_budget_two_seeds_come_first_and_then_one_after_the_other():
    rounds = rounds_of(budgeted(), left_s=1000.0)
    assert [sorted({trial.seed for trial in each.trials}) for each in rounds] == [
        [0, 1],
        [2],
        [3],
        [4],
    ]
    assert [each.last for each in rounds] == [False, False, False, True]
    every = [trial for each in rounds for trial in each.trials]
    assert keys(every) == keys(rounds_of(Grid(ARMS, tuple(range(5))))[0].trials)


@pytest.mark.parametrize("seeds", [1, 2])
def test_no_fewer_seeds_than_those_that_tell_something_are_dropped(seeds):
    (only,) = rounds_of(budgeted(seeds), left_s=0.0, seconds=99.0)
    assert {trial.seed for trial in only.trials} == set(range(seeds))
    assert only.last


def test_a_seed_that_the_seconds_left_do_not_hold_is_dropped_and_said():
    # A seed takes 3 s and the final test 4 s, and 4 s are kept for the end.
    first, second = budgeted(), budgeted().next((), None)
    so_far = ended(second.trials)
    assert first.next(so_far, 11.0).trials
    dropped = first.next(so_far, 10.9)
    assert dropped == Round(
        (),
        notes=("to keep to 60 s, the run left out 3 more of its 5 seeds",),
        last=True,
        seeds=2,
    )
    assert budgeted(seeds=dropped.seeds).next(so_far, 10.9) is None


def test_more_workers_need_fewer_seconds_for_a_seed():
    so_far = ended(budgeted().next((), None).trials)
    assert budgeted(workers=4).next(so_far, 6.0).trials
    assert not budgeted(workers=4).next(so_far, 5.9).trials


def confirmed(chosen=None, inner=None, fresh=(5, 6, 7)):
    return Confirmed(inner or Grid(ARMS, (0, 1, 2)), ("none",), chosen, fresh)


def test_what_is_scored_on_the_test_split_whatever_the_verdict_runs_with_the_last_round():
    (only,) = rounds_of(confirmed())
    assert keys(only.trials)[:9] == keys(Grid(ARMS, (0, 1, 2)).next((), None).trials)
    assert keys(only.trials)[9:] == [("none", seed, "test") for seed in (5, 6, 7)]


def test_the_winner_follows_as_a_round_of_its_own_on_the_same_seeds():
    before = ended(confirmed().next((), None).trials)
    following = confirmed(("none", "half")).next(before, None)
    assert keys(following.trials) == [("half", seed, "test") for seed in (5, 6, 7)]
    assert confirmed(("none", "half")).next(before + ended(following.trials), None) is None


def test_where_nothing_is_better_than_none_nothing_more_is_scored():
    before = ended(confirmed().next((), None).trials)
    assert confirmed(("none",)).next(before, None) is None


def test_dropped_seeds_leave_fewer_fresh_ones_and_those_are_the_first_as_planned():
    planned = confirmed(inner=budgeted(), fresh=(5, 6, 7, 8, 9))
    curve = ended(planned.next((), None).trials, seconds=50.0)
    dropped = planned.next(curve, 5.0)
    assert keys(dropped.trials) == [("none", 5, "test"), ("none", 6, "test")]
    assert dropped.notes
    assert dropped.last
    later = Confirmed(budgeted(seeds=2), ("none",), ("none", "all"), (2, 3))
    following = later.next(curve + ended(dropped.trials), 5.0)
    assert keys(following.trials) == [("all", 5, "test"), ("all", 6, "test")]


def test_the_final_test_has_as_many_seeds_as_the_sweep_at_least_two_and_at_most_five():
    assert [final_seeds(seeds) for seeds in (1, 2, 3, 40)] == [2, 2, 3, 5]


@pytest.mark.parametrize("count", range(1, 20))
def test_coarse_to_fine_is_an_order_that_starts_with_both_ends(count):
    order = coarse_to_fine(count)
    assert sorted(order) == list(range(count))
    assert order[:2] == [0, count - 1][: len(order)]


def test_every_prefix_of_the_order_leaves_no_wide_gap():
    for known in range(3, 10):
        seen = sorted(coarse_to_fine(9)[:known])
        assert max(b - a for a, b in itertools.pairwise(seen)) <= {3: 4, 4: 4}.get(known, 2)
