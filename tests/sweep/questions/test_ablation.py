"""The question of the steps: its options, its schedule, what it confirms and hands on."""

from dataclasses import replace

import pytest

from explorer.errors import SweepError
from explorer.frozen import Frozen, frozen
from explorer.sweep.findings.ablation import EARNS, HARMS, UNKNOWN
from explorer.sweep.findings.evidence import evidence
from explorer.sweep.planning.schedule import Budgeted, Grid
from explorer.sweep.questions.ablation import MAX_ARMS
from explorer.sweep.questions.table import settled
from explorer.sweep.reading import recommended
from tests.results import ablation_result, final_of
from tests.sweep.steps import (
    BLUR,
    FOUR,
    QUESTION,
    TURN,
    judged,
    keys,
    outcomes_of,
    spec_of,
    truth_of,
)


def test_the_strength_is_the_policys_own_unless_it_is_told():
    assert spec_of(*FOUR, strength=0.5).options["strength"] == 0.5
    told = settled(replace(spec_of(*FOUR), options=Frozen({"strength": 1.5})))
    assert {arm.strength for arm in QUESTION.arms(told)} == {0.0, 1.5}


@pytest.mark.parametrize(
    ("strength", "said"),
    [
        (
            0,
            "strength of the policy: 0 is not a number above 0, at most 2: strength 0 leaves",
        ),
        (3, "strength of the policy: 3 is not a number above 0, at most 2"),
        (True, "strength of the policy: True is not a number above 0, at most 2"),
        ("1", "strength of the policy: '1' is not a number above 0, at most 2"),
    ],
)
def test_a_strength_that_takes_nothing_apart_is_refused(strength, said):
    with pytest.raises(SweepError, match=said):
        settled(replace(spec_of(*FOUR), options=Frozen({"strength": strength})))


def test_one_step_is_trained_with_and_without_and_nothing_twice():
    spec = spec_of(TURN)
    assert keys(spec) == ["whole", "none"]
    verdict = judged(spec, outcomes_of({"whole": 0.7, "none": 0.8}, noise=0.001)).verdict
    (found,) = verdict.steps
    assert found.without.mean == pytest.approx(-found.alone.mean)
    assert (found.step, found.name, found.says) == ("turn", "Rotate", HARMS)
    assert "one step, Rotate" in " ".join(QUESTION.remarks(spec, {}))


def test_of_two_steps_one_left_out_is_the_other_alone():
    spec = spec_of(TURN, BLUR)
    assert keys(spec) == ["whole", "none", "without-turn", "without-blur"]
    truth = truth_of(spec, {"turn": -0.02, "blur": 0.02})
    verdict = judged(spec, outcomes_of(truth, noise=0.001)).verdict
    turn, blur = verdict.steps
    assert turn.alone.mean == pytest.approx(-0.02, abs=0.002)
    assert blur.alone.mean == pytest.approx(0.02, abs=0.002)
    assert "2 of 6 arms would be the same" in " ".join(QUESTION.remarks(spec, {}))


def test_more_steps_than_arms_allow_are_refused_in_one_line():
    most = (MAX_ARMS - 2) // 2
    steps = [replace(TURN, id=f"t{place}") for place in range(most + 1)]
    with pytest.raises(SweepError, match=f"{most + 1} steps are more than the {most}"):
        spec_of(*steps)
    assert QUESTION.count(spec_of(*steps[1:])) == MAX_ARMS


def test_trials_run_seed_by_seed_and_a_time_budget_drops_seeds_alone():
    spec = spec_of(*FOUR, seeds=3)
    assert QUESTION.schedule(spec) == Grid(tuple(keys(spec)), (0, 1, 2))
    budgeted = replace(spec, time_budget_s=60.0)
    assert isinstance(QUESTION.schedule(budgeted), Budgeted)
    assert QUESTION.thinned(spec) == (spec,)


@pytest.mark.parametrize(
    ("missing", "said"), [("whole", "of the whole policy"), ("none", "without augmentation")]
)
def test_there_is_no_verdict_without_the_whole_policy_and_none(missing, said):
    spec = spec_of(*FOUR)
    truth = truth_of(spec, {})
    del truth[missing]
    with pytest.raises(SweepError, match=f"no trial {said} finished"):
        judged(spec, outcomes_of(truth))


def test_points_of_a_policy_that_is_refused_today_are_still_there():
    spec = spec_of(*FOUR)
    arms, outcomes = QUESTION.arms(spec), outcomes_of(truth_of(spec, {}), noise=0.01)
    broken = replace(spec, policy_file=frozen({"explorer": {"steps": [{"transform": "Gone"}]}}))
    known, found = (QUESTION.points(of, arms, outcomes) for of in (spec, broken))
    assert {key: point.accuracy for key, point in found.items()} == {
        key: point.accuracy for key, point in known.items()
    }


def test_the_step_that_harms_most_is_confirmed_or_else_the_whole_policy():
    spec = spec_of(*FOUR)
    assert QUESTION.confirmed(spec, None) == ("whole",)
    worse = truth_of(spec, {"turn": -0.03, "blur": -0.05})
    assert QUESTION.confirmed(spec, judged(spec, outcomes_of(worse)).verdict) == (
        "whole",
        "without-blur",
    )
    helpful = judged(spec, outcomes_of(truth_of(spec, {"turn": 0.03}))).verdict
    assert QUESTION.confirmed(spec, helpful) == ("none", "whole")


def test_the_recommended_policy_is_that_without_what_harms_with_the_evidence():
    result = ablation_result()
    policy = recommended(result)
    assert [step.id for step in policy.steps] == ["shift", "noise"]
    assert policy.strength == result.course.options["strength"]
    told = evidence(result)
    assert told["left_out"] == ["turn"]
    assert [step["says"] for step in told["steps"]] == [EARNS, HARMS, UNKNOWN]
    assert policy.evidence["left_out"] == ("turn",)


def test_the_evidence_says_which_arms_the_final_test_compared():
    final = final_of(("cat", "dog"))
    told = evidence(replace(ablation_result(), final_test=final))["final_test"]
    assert (told["arm"], told["compared_with"]) == (final.arm, final.compared_with)


def test_where_nothing_harms_the_policy_stays_whole_and_nothing_is_offered():
    result = ablation_result(turn=0.0)
    assert recommended(result).steps == result.policy.steps
    advice = QUESTION.advice(result.verdict)
    assert (advice.label, advice.told) == ("", False)


def test_without_a_verdict_nothing_is_recommended():
    with pytest.raises(SweepError, match="has no verdict yet"):
        recommended(replace(ablation_result(), verdict=None))
    with pytest.raises(SweepError, match="has no verdict yet"):
        QUESTION.recommended(replace(ablation_result(), verdict=None))
