import itertools

import pytest

from explorer.errors import SweepError
from explorer.policy.strength import RULE_VERSION
from explorer.sweep.plan import (
    Cost,
    SweepSpec,
    coarse_to_fine,
    curve_seeds,
    final_seeds,
    final_trials,
    fit,
    fresh_seeds,
    parse_duration,
    parse_strengths,
    plan,
    seconds_for,
    thinned,
    total_trials,
    trials_of,
)


def spec(**changes):
    settings = {
        "data": "digits",
        "policy": {"explorer": {"steps": []}},
        "model": "small-cnn",
        "shots": 10,
        "epochs": 20,
        "image_size": 32,
        "workers": 2,
    }
    return SweepSpec(**(settings | changes))


def test_a_spec_survives_json():
    assert SweepSpec.from_json(spec(strengths=(1, 0.5), time_budget_s=60.0).to_json()) == spec(
        strengths=(0.0, 0.5, 1.0), time_budget_s=60.0
    )


def test_a_spec_of_an_earlier_release_is_of_the_first_strength_rule_and_a_new_one_of_todays():
    raw = {
        key: value
        for key, value in spec().to_json().items()
        if key not in ("strength_rule", "continues", "looks", "spent_seeds")
    }
    assert SweepSpec.from_json(raw).strength_rule == 1
    assert spec().strength_rule == RULE_VERSION
    assert {trial.strength_rule for trial in trials_of(SweepSpec.from_json(raw), "")} == {1}
    assert {
        trial.strength_rule for trial in (*trials_of(spec(), ""), *final_trials(spec(), "", 1.0))
    } == {RULE_VERSION}


@pytest.mark.parametrize("spent", [(), (3, 4), (0, 1, 2), (2, 5, 9), tuple(range(30))])
def test_seeds_that_are_spent_are_used_neither_by_the_curve_nor_by_the_final_test(spent):
    chained = spec(seeds=4, spent_seeds=spent)
    curve, fresh = curve_seeds(chained), fresh_seeds(chained)
    assert (len(curve), len(fresh)) == (4, final_seeds(chained))
    assert len({*curve, *fresh, *spent}) == len(curve) + len(fresh) + len(spent)
    assert [*curve, *fresh] == sorted({*range(99)} - {*spent})[: len(curve) + len(fresh)]


@pytest.mark.parametrize("seeds", [1, 2, 5, 9])
@pytest.mark.parametrize("strengths", [(0, 1), (0, 0.5, 1, 2)])
def test_the_total_is_that_of_the_trials_of_curve_and_final_test(seeds, strengths):
    asked = spec(seeds=seeds, strengths=strengths)
    curve, final = len(trials_of(asked, "")), len(final_trials(asked, "", 0.0))
    assert total_trials(asked, False) == curve
    assert total_trials(asked, True) == total_trials(asked, True, 0.5) == curve + 2 * final
    assert total_trials(asked, True, 0.0) == curve + final


def test_strength_zero_is_always_there_and_strengths_are_sorted():
    assert spec(strengths=(2, 1)).strengths == (0.0, 1.0, 2.0)


@pytest.mark.parametrize(
    ("changes", "offender"),
    [
        ({"strengths": (0.5, 2.5)}, "2.5"),
        ({"strengths": (0.5, float("nan"))}, "nan"),
        ({"strengths": (0.5, 0.5)}, "0.5 stands twice"),
        ({"strengths": ()}, "at least one"),
        ({"strengths": (0,)}, "at least one"),
        ({"seeds": 0}, "seeds 0"),
        ({"seeds": True}, "seeds True"),
        ({"shots": -1}, "shots -1"),
        ({"epochs": 1.5}, "epochs 1.5"),
        ({"image_size": 4}, "image size 4"),
        ({"workers": 0}, "workers 0"),
        ({"seed": -1}, "seed -1"),
        ({"device": "tpu"}, "tpu"),
        ({"engine": "ray"}, "ray"),
        ({"time_budget_s": float("nan")}, "nan"),
        ({"policy": {}}, "policy"),
    ],
)
def test_a_spec_that_no_sweep_can_run_with_names_the_offending_value(changes, offender):
    with pytest.raises(SweepError, match=offender):
        spec(**changes)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("90s", 90), ("2m", 120), ("1h", 3600), ("1.5 min", 90), ("120sec", 120)],
)
def test_a_time_budget_is_read_with_its_unit(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "0", "-5s", "fast", "1d", "1h30", "nan", "999999h"])
def test_what_is_no_time_is_refused_by_name(text):
    with pytest.raises(SweepError, match=f"time budget '{text}'"):
        parse_duration(text)


def test_strengths_are_read_from_a_list_and_the_bad_entry_is_named():
    assert parse_strengths("0, 0.5,2") == (0.0, 0.5, 2.0)
    with pytest.raises(SweepError, match="'half' is not a number"):
        parse_strengths("0,half,1")
    with pytest.raises(SweepError, match="'' is not a number"):
        parse_strengths("0,,1")


@pytest.mark.parametrize("count", range(1, 20))
def test_coarse_to_fine_is_an_order_that_starts_with_both_ends(count):
    order = coarse_to_fine(count)
    assert sorted(order) == list(range(count))
    assert order[:2] == [0, count - 1][: len(order)]


def test_every_prefix_of_the_order_leaves_no_wide_gap():
    for known in range(3, 10):
        seen = sorted(coarse_to_fine(9)[:known])
        assert max(b - a for a, b in itertools.pairwise(seen)) <= {3: 4, 4: 4}.get(known, 2)


def test_no_more_processes_are_started_than_there_are_trials():
    assert spec(workers=2, strengths=(1,), seeds=5).processes == 2
    assert spec(workers=100, strengths=(1,), seeds=5).processes == 10
    assert (
        spec(workers=100, strengths=(1,), seeds=1).processes == 4
    )  # both arms of the final test on two fresh seeds
    assert spec(workers=100).workers == 100


def test_trials_run_seed_by_seed_with_ends_and_middle_first():
    trials = trials_of(spec(seeds=2), "digest")
    assert [trial.seed for trial in trials] == [0] * 9 + [1] * 9
    assert [trial.strength for trial in trials[:3]] == [0.0, 2.0, 1.0]
    assert {trial.dataset for trial in trials} == {"digest"}
    assert {trial.eval_split for trial in trials} == {"val"}


def test_the_final_test_uses_fresh_seeds_and_the_test_split():
    trials = final_trials(spec(seeds=3), "digest", 0.5)
    assert [trial.seed for trial in trials] == [3, 4, 5]
    assert {(trial.kind, trial.eval_split, trial.strength) for trial in trials} == {
        ("final", "test", 0.5)
    }
    assert [final_seeds(spec(seeds=seeds)) for seeds in (1, 3, 40)] == [2, 3, 5]


def test_an_estimate_counts_waves_of_trials():
    assert (
        seconds_for(spec(seeds=3, workers=2), Cost(epoch_s=0.1, fixed_s=0.5, startup_s=4))
        == 4 + (14 + 3) * 2.5
    )


def test_a_time_budget_drops_seeds_then_strengths_then_epochs():
    cost = Cost(epoch_s=0.1, fixed_s=0.0, startup_s=0)
    whole = seconds_for(spec(), cost)
    assert fit(spec(), cost, whole) == spec()
    fewer_seeds = fit(spec(), cost, whole * 0.7)
    assert (fewer_seeds.seeds < 5, fewer_seeds.strengths, fewer_seeds.epochs) == (
        True,
        spec().strengths,
        20,
    )
    fewer_strengths = fit(spec(), cost, whole * 0.25)
    assert (len(fewer_strengths.strengths) < 9, fewer_strengths.epochs) == (True, 20)
    assert {0.0, 2.0} <= set(fewer_strengths.strengths)
    fewer_epochs = fit(spec(), cost, whole * 0.1)
    assert (fewer_epochs.seeds, len(fewer_epochs.strengths), fewer_epochs.epochs < 20) == (
        2,
        3,
        True,
    )
    for fitted, budget_s in ((fewer_seeds, 0.7), (fewer_strengths, 0.25), (fewer_epochs, 0.1)):
        assert seconds_for(fitted, cost) <= whole * budget_s


def test_a_budget_that_holds_no_plan_is_refused_with_the_time_it_takes():
    with pytest.raises(
        SweepError,
        match=r"budget of 1 s is too short: 2 seeds x 3 strengths x 3 epochs take about \d+ s",
    ):
        fit(spec(), Cost(epoch_s=1.0), 1.0)


def test_a_budget_that_went_before_the_trials_is_named_as_it_was_asked():
    with pytest.raises(
        SweepError,
        match=r"^a time budget of 5 s is too short: .* take about \d+ s, and 8 s are needed before they start$",
    ):
        plan(spec(time_budget_s=5.0), cost=Cost(1.0), budget_s=-3.0)


def test_a_plan_says_what_the_budget_dropped():
    cost = Cost(epoch_s=0.1, startup_s=0)
    assert plan(spec(), "digest", cost).dropped == ()
    dropped = plan(spec(seeds=3), "digest", cost, seconds_for(spec(seeds=3), cost) * 0.25).dropped
    assert dropped[0] == "1 of 3 seeds"
    assert "0.25" in dropped[1]


def test_thinning_keeps_zero_and_the_strongest():
    for cut in thinned(spec().strengths):
        assert cut[0] == 0.0
        assert cut[-1] == 2.0
    assert [len(cut) for cut in thinned((0.0, 1.0))] == [2]
