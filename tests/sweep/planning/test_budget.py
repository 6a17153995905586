import pytest

from explorer.errors import SweepError
from explorer.sweep.planning.budget import Cost, fit, parse_duration, plan, seconds_for
from explorer.sweep.questions.strength import strengths_of
from tests.sweep.planning.specs import make_spec


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90),
        ("90s", 90),
        ("2m", 120),
        ("1h", 3600),
        ("1.5 min", 90),
        ("0,5h", 1800),
        ("120sec", 120),
    ],
)
def test_a_time_budget_is_read_with_its_unit(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "0", "-5s", "fast", "1d", "1h30", "nan", "999999h"])
def test_what_is_no_time_is_refused_by_name(text):
    with pytest.raises(SweepError, match=f"time budget '{text}'"):
        parse_duration(text)


def test_a_time_that_may_be_a_thousand_seconds_or_one_is_refused_with_both():
    with pytest.raises(SweepError, match=r"time budget '1,500s': '1,500' may be 1500 or 1\.5"):
        parse_duration("1,500s")


def test_a_time_budget_that_is_too_long_names_the_limit():
    with pytest.raises(SweepError, match=r"^time budget '999h' is too long: .* 720 h at most$"):
        parse_duration("999h")


def test_an_estimate_counts_waves_of_trials():
    spec, cost = make_spec(seeds=3, workers=2), Cost(epoch_s=0.1, fixed_s=0.5, startup_s=4)
    assert seconds_for(spec, cost) == 4 + (14 + 3) * 2.5


def test_a_time_budget_drops_seeds_then_strengths_then_epochs():
    spec, cost = make_spec(), Cost(epoch_s=0.1, fixed_s=0.0, startup_s=0)
    whole = seconds_for(spec, cost)
    assert fit(spec, cost, whole) == spec
    fewer_seeds = fit(spec, cost, whole * 0.7)
    assert fewer_seeds.seeds < 5
    assert (strengths_of(fewer_seeds), fewer_seeds.setting.epochs) == (strengths_of(spec), 20)
    fewer_strengths = fit(spec, cost, whole * 0.25)
    assert len(strengths_of(fewer_strengths)) < 9
    assert fewer_strengths.setting.epochs == 20
    assert {0.0, 2.0} <= set(strengths_of(fewer_strengths))
    fewer_epochs = fit(spec, cost, whole * 0.1)
    assert (fewer_epochs.seeds, len(strengths_of(fewer_epochs))) == (2, 3)
    assert fewer_epochs.setting.epochs < 20
    for fitted, budget_s in ((fewer_seeds, 0.7), (fewer_strengths, 0.25), (fewer_epochs, 0.1)):
        assert seconds_for(fitted, cost) <= whole * budget_s


def test_a_budget_that_holds_no_plan_is_refused_with_the_time_it_takes():
    with pytest.raises(
        SweepError,
        match=r"budget of 1 s is too short: 2 seeds x 3 strengths x 3 epochs take about \d+ s",
    ):
        fit(make_spec(), Cost(epoch_s=1.0), 1.0)


def test_a_budget_that_went_before_the_trials_is_named_as_it_was_asked():
    with pytest.raises(
        SweepError,
        match=r"^a time budget of 5 s is too short: .* take about \d+ s, "
        r"and 8 s are needed before they start$",
    ):
        plan(make_spec(time_budget_s=5.0), Cost(1.0), budget_s=-3.0)


def test_a_plan_says_what_the_budget_dropped():
    spec, cost = make_spec(seeds=3), Cost(epoch_s=0.1, startup_s=0)
    assert plan(spec, cost).dropped == ()
    dropped = plan(spec, cost, seconds_for(spec, cost) * 0.25).dropped
    assert dropped[0] == "1 of 3 seeds"
    assert "0.25" in dropped[1]
