"""The bars of the steps: sorted by harm, with the intervals that the verdict judges by."""

from dataclasses import replace

import pytest

from explorer.charts import ablation, tested
from explorer.charts.table import LOOKS, charts_of
from explorer.sweep.findings.ablation import HARMS, HandedOn
from tests.results import SHIFT, TURN, ablation_result, final_of, make_result


def test_both_differences_stand_as_bars_in_points_with_what_harms_most_at_the_top(trace):
    result = ablation_result()
    figure = ablation.figure(ablation.findings(result))
    found = {step.step: step for step in result.verdict.steps}
    for name in ("without", "alone"):
        bars = trace(figure, name.capitalize())
        assert list(bars.y) == ["Rotate", "Gauss noise", "Affine"]
        estimate = getattr(found["turn"], name)
        assert bars.x[0] == pytest.approx(100 * estimate.mean)
        assert bars.x[0] + bars.error_x.array[0] == pytest.approx(100 * estimate.ci95[1])
        assert bars.x[0] - bars.error_x.arrayminus[0] == pytest.approx(100 * estimate.ci95[0])
    assert figure.layout.yaxis.autorange == "reversed"
    (zero,) = figure.layout.shapes
    assert (zero.x0, zero.x1) == (0, 0)


@pytest.mark.parametrize(
    "kept", [("whole", "without-turn"), ("none", "alone-turn"), ("none", "whole")]
)
def test_what_is_said_where_there_are_no_bars_is_when_they_come(kept):
    done = ablation_result()
    arms = tuple(arm if arm.key in kept else replace(arm, trials=()) for arm in done.arms)
    result = replace(done, verdict=None, arms=arms)
    assert bool(ablation.CHART.shown(result)) == (kept != ("none", "whole"))
    pairs = "the whole policy and the policy without a step, or a step alone and no augmentation"
    (steps,) = (look.empty for look in LOOKS if look.name == ablation.CHART.look)
    for said in (ablation.CHART.empty, ablation.CHART.waiting, steps):
        assert f"A bar needs two trials of one seed: {pairs}." in said


def test_the_axis_is_named_in_few_words_and_the_words_below_say_of_what():
    result = ablation_result()
    title = ablation.figure(ablation.findings(result)).layout.xaxis.title.text
    assert title == "Difference in points"  # at 390 px there is room for no more
    (view,) = ablation.CHART.shown(result)
    assert "differences in validation accuracy, in points" in " ".join(view.words(None))


def test_a_hover_says_the_step_in_full_its_interval_and_what_is_said_of_it(trace):
    bars = trace(ablation.figure(ablation.findings(ablation_result())), "Without")
    name, interval, says = bars.customdata[0]
    assert (name, says) == ("Rotate", "hurts")
    assert " to " in interval


def test_the_table_says_the_same_as_the_bars_and_the_verdict():
    table = ablation.table(ablation.findings(ablation_result())).set_index("Step")
    assert list(table["Verdict"]) == ["hurts", "not clear yet", "helps"]
    assert table.loc["Rotate", "Without it, points"] > 0 > table.loc["Rotate", "Alone, points"]
    assert " to " in table.loc["Rotate", "Without it, interval"]


def test_before_the_verdict_the_bars_stand_without_intervals_and_nothing_is_told(trace):
    done = ablation_result()
    running = replace(done, verdict=None)
    bars = trace(ablation.figure(ablation.findings(running)), "Without")
    assert bars.x[0] == pytest.approx(100 * done.verdict.steps[1].without.mean)
    assert set(bars.error_x.array) == {0.0}
    assert set(ablation.table(ablation.findings(running))["Verdict"]) == {"not clear yet"}


def test_the_arms_that_were_not_trained_twice_have_their_bars_while_a_run_goes_on():
    for steps in ((TURN,), (TURN, SHIFT)):
        running = replace(ablation_result(steps=steps), verdict=None)
        table = ablation.table(ablation.findings(running))
        assert len(table) == len(steps)
        assert table.notna().all(axis=None)


def test_before_two_arms_have_finished_there_is_nothing_to_show():
    result = ablation_result()
    whole = tuple(arm for arm in result.arms if arm.key == "whole")
    for arms in ((), whole):
        assert ablation.CHART.shown(replace(result, arms=arms, verdict=None)) == ()


def test_a_policy_that_is_refused_today_keeps_its_bars_once_it_was_judged():
    result = ablation_result()
    broken = replace(result, policy_file=result.policy_file.__class__({"explorer": {"steps": 1}}))
    assert len(ablation.table(ablation.findings(broken))) == 3
    assert ablation.CHART.shown(replace(broken, verdict=None)) == ()


def test_steps_of_one_name_and_long_names_stay_apart(trace):
    again = replace(TURN, id="noise")
    bars = trace(
        ablation.figure(ablation.findings(ablation_result(steps=(SHIFT, TURN, again)))), "Without"
    )
    assert sorted(bars.y) == ["Affine", "Rotate", "Rotate (2)"]


def test_bars_belong_to_their_question_alone():
    assert [chart.name for chart in charts_of("Steps", ablation_result())] == ["ablation"]
    assert charts_of("Steps", make_result()) == ()


@pytest.mark.parametrize("exact", [True, False])
def test_the_final_test_of_another_policy_than_is_handed_on_says_so(exact):
    result = ablation_result()
    first, *others = result.verdict.steps
    handed = HandedOn("without-turn", exact, 0.85, 0.8, None)
    verdict = replace(result.verdict, steps=(replace(first, says=HARMS), *others), handed_on=handed)
    final = replace(final_of(("cat", "dog")), arm="without-turn", compared_with="whole")
    judged = replace(result, verdict=verdict, final_test=final)
    views = tested.CHART.shown(judged)
    said = tested.words(judged)
    untested = "The policy with every step left out that hurts was not tested."
    assert (untested in said, "with the policy without Rotate only," in said) == (not exact,) * 2
    assert views[0].choice == "The policy without Rotate" + ("" if exact else " only")
    assert untested not in tested.words(replace(result, final_test=final))


def test_a_drawing_of_a_run_under_way_takes_the_policy_apart_once(monkeypatch):
    taken = []
    apart = ablation.taken_apart
    monkeypatch.setattr(ablation, "taken_apart", lambda *told: taken.append(1) or apart(*told))
    (view,) = ablation.CHART.shown(replace(ablation_result(), verdict=None))
    assert len(view.table()) == 3
    assert view.figure().data
    assert taken == [1]


@pytest.mark.parametrize("seeds", [1, 3])
def test_the_caption_speaks_of_intervals_only_where_some_are_drawn(seeds):
    (view,) = ablation.CHART.shown(ablation_result(seeds=seeds))
    assert ("The intervals are" in " ".join(view.words(None))) == (seeds > 1)
