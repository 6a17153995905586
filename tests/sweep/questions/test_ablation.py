"""The question of the steps: its arms, its verdict against known truth, and what it hands on."""

from dataclasses import replace

import numpy as np
import pytest

from explorer import Policy, Step
from explorer.errors import SweepError
from explorer.frozen import Frozen, frozen
from explorer.policy.files import document
from explorer.policy.model import Group
from explorer.policy.strength import at_strength
from explorer.sweep.findings.evidence import evidence
from explorer.sweep.findings.values import Outcome
from explorer.sweep.planning.schedule import Budgeted, Grid
from explorer.sweep.planning.spec import MAX_SEEDS
from explorer.sweep.questions.ablation import (
    EARNS,
    HARMS,
    MAX_ARMS,
    UNKNOWN,
    USELESS,
    AblationVerdict,
)
from explorer.sweep.questions.table import answering, asked_by, settled
from explorer.sweep.reading import recommended
from tests.results import ablation_result, final_of
from tests.sweep.planning.specs import make_spec

QUESTION = answering("ablation")
TURN = Step("turn", "Rotate", {"limit": (-180, 180)}, p=1.0)
BLUR = Step("blur", "GaussianBlur", p=1.0)
NOISE = Step("noise", "GaussNoise", p=1.0)
FLIP = Step("flip", "HorizontalFlip", p=1.0)
SIZE = Step("size", "Resize", {"height": 32, "width": 32}, p=1.0)
CROP = Step("crop", "RandomCrop", {"height": 24, "width": 24}, p=1.0)
FOUR = (TURN, BLUR, NOISE, FLIP)


def spec_of(*steps, strength=1.0, **changes):
    policy = Policy(steps=steps, strength=strength)
    file = frozen(document.write(policy, policy.strength))
    return make_spec(policy_file=file, question="ablation", **changes)


def keys(spec):
    return [arm.key for arm in asked_by(spec).arms(spec)]


def trained_on(spec, key):
    arm = next(arm for arm in QUESTION.arms(spec) if arm.key == key)
    return [step.id for step in at_strength(arm.policy, arm.strength).steps]


def outcomes_of(truth, *, seeds=5, noise=0.0, seed_noise=0.0, rng=None, missing=()):
    """A trial for every arm and seed: `truth` gives the accuracy of an arm."""
    rng = rng or np.random.default_rng(0)
    of_seed = rng.normal(0, seed_noise, seeds) if seed_noise else np.zeros(seeds)
    return [
        Outcome(
            arm,
            seed,
            "val",
            Frozen({"accuracy": float(value + of_seed[seed] + rng.normal(0, noise))}),
            images=2000,
        )
        for arm, value in truth.items()
        for seed in range(seeds)
        if (arm, seed) not in missing
    ]


def judged(spec, outcomes):
    return QUESTION.judge(spec, "digits", QUESTION.arms(spec), outcomes)


def truth_of(spec, effects, base=0.8):
    """Accuracies where the steps add `effects`, by id, each alike beside the others and alone."""
    return {
        arm.key: base + sum(effects.get(step, 0.0) for step in trained_on(spec, arm.key))
        for arm in QUESTION.arms(spec)
    }


def test_every_step_is_left_out_and_is_alone_beside_the_whole_policy_and_none():
    spec = spec_of(*FOUR)
    ids = [step.id for step in FOUR]
    without, alone = ([f"{kind}-{step}" for step in ids] for kind in ("without", "alone"))
    assert keys(spec) == ["whole", "none", *without, *alone]
    assert trained_on(spec, "without-blur") == ["turn", "noise", "flip"]
    assert trained_on(spec, "alone-blur") == ["blur"]
    assert trained_on(spec, "none") == []
    arms = {arm.key: arm for arm in QUESTION.arms(spec)}
    assert (arms["without-blur"].kind, arms["without-blur"].step) == ("without", "blur")
    assert (arms["whole"].strength, arms["none"].strength) == (1.0, 0.0)
    assert arms["without-blur"].name == "the policy without Gaussian blur"


def test_the_strength_is_the_policys_own_unless_it_is_told():
    assert spec_of(*FOUR, strength=0.5).options["strength"] == 0.5
    told = settled(replace(spec_of(*FOUR), options=Frozen({"strength": 1.5})))
    assert {arm.strength for arm in QUESTION.arms(told)} == {0.0, 1.5}


@pytest.mark.parametrize(
    ("strength", "said"),
    [
        (0, "strength: 0 is not a number above 0, at most 2: strength 0 leaves nothing"),
        (3, "strength: 3 is not a number above 0, at most 2"),
        (True, "strength: True is not a number above 0, at most 2"),
        ("1", "strength: '1' is not a number above 0, at most 2"),
    ],
)
def test_a_strength_that_takes_nothing_apart_is_refused(strength, said):
    with pytest.raises(SweepError, match=said):
        settled(replace(spec_of(*FOUR), options=Frozen({"strength": strength})))


def test_a_group_counts_as_one_step_and_what_is_switched_off_as_none():
    group = Group("g", "OneOf", (BLUR, NOISE), p=1.0)
    empty = Group("e", "OneOf", (Step("off", "Blur", enabled=False),))
    spec = spec_of(TURN, group, replace(SIZE, enabled=False), empty, FLIP)
    assert {arm.step for arm in QUESTION.arms(spec)} == {None, "turn", "g", "flip"}
    assert "the policy without One of (Gaussian blur, Gauss noise)" in {
        arm.name for arm in QUESTION.arms(spec)
    }


def test_steps_that_set_a_size_run_in_every_arm_but_the_one_without_them():
    spec = spec_of(TURN, BLUR, CROP)
    assert trained_on(spec, "none") == ["crop"]
    assert trained_on(spec, "alone-turn") == ["turn", "crop"]
    arms = {arm.key: arm for arm in QUESTION.arms(spec)}
    # As at strength 0, where the crop is a resize to its size: the arms differ in the step alone.
    alone = at_strength(arms["alone-turn"].policy, 1.0).steps
    assert alone[1:] == at_strength(arms["none"].policy, 0.0).steps
    assert trained_on(spec, "without-crop") == ["turn", "blur"]


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


def test_steps_of_one_name_are_told_apart():
    spec = spec_of(TURN, replace(TURN, id="again"), BLUR)
    names = [arm.name for arm in QUESTION.arms(spec) if arm.kind == "without"]
    assert names[:2] == ["the policy without Rotate", "the policy without Rotate (2)"]


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


def test_what_is_clear_is_said_of_each_step_and_by_the_intervals_that_are_shown():
    spec = spec_of(*FOUR)
    truth = truth_of(spec, {"turn": -0.03, "blur": 0.03})
    verdict = judged(spec, outcomes_of(truth, noise=0.0005, seed_noise=0.02)).verdict
    assert {found.step: found.says for found in verdict.steps} == {
        "turn": HARMS,
        "blur": EARNS,
        "noise": USELESS,
        "flip": USELESS,
    }
    turn, blur, noise, _ = verdict.steps
    assert turn.without.ci95[0] > 0
    assert blur.without.ci95[1] < 0
    assert max(map(abs, (*noise.without.ci95, *noise.alone.ci95))) <= 0.005
    assert verdict.left_out == ("turn",)
    for words in ("Rotate (without it +3.", ") harms.", "Gaussian blur (without it -3."):
        assert words in verdict.sentence
    assert "Gauss noise and Horizontal flip are useless" in verdict.sentence
    assert verdict.more_seeds is None


def test_gains_of_the_arms_are_the_differences_of_the_verdict():
    spec = spec_of(*FOUR)
    truth = truth_of(spec, {"turn": -0.03})
    found = judged(spec, outcomes_of(truth, noise=0.003))
    turn = found.verdict.steps[0]
    assert found.points["without-turn"].gain == turn.without
    assert found.points["alone-turn"].gain == turn.alone
    assert found.points["none"].gain.mean == 0
    assert QUESTION.points(spec, QUESTION.arms(spec), outcomes_of(truth, noise=0.003)) == (
        found.points
    )


def test_intervals_are_wider_for_more_steps_and_for_every_further_look():
    two, four = spec_of(TURN, BLUR), spec_of(*FOUR)
    truth = truth_of(four, {})

    def width(spec, kept):
        outcomes = outcomes_of(truth, noise=0.01, seeds=40)
        found = judged(spec, [o for o in outcomes if o.arm in kept]).verdict.steps[0].without
        return found.ci95[1] - found.ci95[0]

    assert width(four, set(keys(four))) > width(two, set(keys(two)))
    assert width(replace(four, looks=2), set(keys(four))) > width(four, set(keys(four)))


def test_one_seed_tells_nothing():
    spec = spec_of(*FOUR)
    truth = truth_of(spec, {"turn": -0.3})
    verdict = judged(spec, outcomes_of(truth, seeds=1)).verdict
    assert {found.says for found in verdict.steps} == {UNKNOWN}
    assert "One seed says nothing about chance; 2 more seeds would." in verdict.sentence


def test_what_cannot_be_told_says_how_many_seeds_would():
    spec = spec_of(*FOUR)
    rng = np.random.default_rng(2)
    truth = truth_of(spec, {"turn": 0.01})
    verdict = judged(spec, outcomes_of(truth, noise=0.01, rng=rng)).verdict
    assert {found.says for found in verdict.steps} == {UNKNOWN}
    assert verdict.more_seeds > 5
    assert f"About {verdict.more_seeds} more seeds would tell more." in verdict.sentence


def test_an_arm_without_a_finished_trial_leaves_its_step_untold():
    spec = spec_of(*FOUR)
    truth = truth_of(spec, {"turn": -0.03})
    del truth["without-turn"]
    found = {step.step: step for step in judged(spec, outcomes_of(truth)).verdict.steps}
    assert (found["turn"].without, found["turn"].says) == (None, UNKNOWN)
    assert found["turn"].alone is not None


@pytest.mark.parametrize(
    ("missing", "said"), [("whole", "of the whole policy"), ("none", "without augmentation")]
)
def test_there_is_no_verdict_without_the_whole_policy_and_none(missing, said):
    spec = spec_of(*FOUR)
    truth = truth_of(spec, {})
    del truth[missing]
    with pytest.raises(SweepError, match=f"no trial {said} finished"):
        judged(spec, outcomes_of(truth))


def test_a_verdict_is_read_back_and_hashed():
    spec = spec_of(*FOUR)
    verdict = judged(spec, outcomes_of(truth_of(spec, {"turn": -0.03}), noise=0.002)).verdict
    again = QUESTION.read_verdict(verdict.to_json())
    assert again == verdict
    assert hash(again) == hash(verdict)
    first = verdict.to_json()["steps"][0]
    assert set(first) == {"step", "name", "without", "alone", "says"}


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


def test_several_that_harm_are_said_to_have_been_left_out_one_at_a_time():
    spec = spec_of(*FOUR)
    truth = truth_of(spec, {"turn": -0.03, "blur": -0.05})
    verdict = judged(spec, outcomes_of(truth)).verdict
    apart = "They were left out one at a time, not together."
    assert apart in verdict.sentence
    tested = "a final test is of the policy without Gaussian blur only."
    assert tested in verdict.sentence
    advice = QUESTION.advice(verdict)
    assert advice.label == "Use it without Rotate and Gaussian blur"
    assert apart in advice.meaning
    assert tested in advice.meaning
    assert (verdict.handed_on.arm, verdict.exact) == ("without-blur", False)


def test_several_that_harm_are_judged_together_where_an_arm_has_none_of_them():
    spec = spec_of(TURN, BLUR, FLIP)
    verdict = judged(spec, outcomes_of(truth_of(spec, {"turn": -0.03, "blur": -0.05}))).verdict
    assert (verdict.left_out, verdict.handed_on.arm) == (("turn", "blur"), "alone-flip")
    assert "Without all of them, the policy gives 80.0%." in verdict.sentence
    assert "one at a time" not in verdict.sentence + QUESTION.advice(verdict).meaning
    assert QUESTION.confirmed(spec, verdict) == ("whole", "alone-flip")


# As a tester measured it: every step ruins what another has left over.
RUINED = {
    "whole": 0.121,
    "none": 0.755,
    "without-turn": 0.121,
    "without-blur": 0.121,
    "without-noise": 0.377,
    "without-flip": 0.121,
    "alone-turn": 0.755,
    "alone-blur": 0.805,
    "alone-noise": 0.3,
    "alone-flip": 0.493,
}


def test_a_step_that_cannot_be_told_says_what_it_does_alone():
    verdict = judged(spec_of(*FOUR), outcomes_of(RUINED, noise=0.004)).verdict
    assert verdict.named(UNKNOWN) == ["Rotate", "Gaussian blur", "Horizontal flip"]
    assert (
        "To leave Rotate, Gaussian blur and Horizontal flip out of the whole policy tells nothing"
        in verdict.sentence
    )
    flip, blur = verdict.steps[3].alone, verdict.steps[1].alone
    low, high = (100 * abs(end) for end in reversed(flip.ci95))
    assert f"Horizontal flip costs {-100 * flip.mean:.1f} points ({low:.1f} to {high:.1f})." in (
        verdict.sentence
    )
    assert f"Alone, Gaussian blur adds {100 * blur.mean:.1f} points (" in verdict.sentence
    assert "nothing can be told" not in verdict.sentence


def test_a_policy_that_is_worse_than_none_even_without_what_harms_is_said_to_be():
    spec = spec_of(*FOUR)
    verdict = judged(spec, outcomes_of(RUINED)).verdict
    said = "Even without Gauss noise, the policy gives 37.7% against 75.5% without augmentation ("
    assert said in verdict.sentence
    advice = QUESTION.advice(verdict)
    assert said in advice.meaning
    assert "no augmentation is better" in advice.meaning
    again = QUESTION.read_verdict(verdict.to_json())
    assert QUESTION.advice(again) == advice
    assert not judged(spec, outcomes_of(RUINED | {"none": 0.377})).verdict.caution


def test_a_whole_policy_that_is_worse_than_none_is_said_to_be_where_no_step_harms():
    truth = dict.fromkeys(RUINED, 0.121) | {"none": 0.755}
    verdict = judged(spec_of(*FOUR), outcomes_of(truth, noise=0.002)).verdict
    assert verdict.left_out == ()
    said = "Even with every step, the policy gives 12."
    assert said in verdict.sentence
    assert said in QUESTION.advice(verdict).meaning


def test_the_comparison_with_none_is_no_narrower_than_those_of_the_steps():
    verdict = judged(spec_of(*FOUR), outcomes_of(RUINED, noise=0.004)).verdict
    wide, step = verdict.handed_on.gain.ci95, verdict.steps[2].without.ci95
    assert wide[1] - wide[0] > step[1] - step[0]


def test_more_seeds_than_a_run_can_have_are_not_offered():
    spec = spec_of(*FOUR)
    outcomes = outcomes_of(truth_of(spec, {"turn": 0.01}), noise=0.01, rng=np.random.default_rng(2))
    needed = judged(spec, outcomes).verdict.more_seeds
    assert needed
    full = judged(replace(spec, seeds=MAX_SEEDS), outcomes).verdict
    assert full.more_seeds is None
    assert f"too small to be told by adding seeds: a run has at most {MAX_SEEDS}." in full.sentence
    assert QUESTION.advice(full).more_seeds is None
    enough = judged(replace(spec, seeds=MAX_SEEDS - needed), outcomes).verdict
    assert enough.more_seeds == needed
    for left in range(1, needed):
        fewer = judged(replace(spec, seeds=MAX_SEEDS - left), outcomes).verdict.more_seeds
        assert fewer is None or fewer <= left


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


# Simulations. In the gate they are short; `slow` ones give the numbers of docs/statistics.md.


def false_alarms(runs, *, missing=False, noisy=1.0, seeds=5, steps=FOUR):
    """The share of sweeps of useless steps in which any is said to harm or to earn its place."""
    rng = np.random.default_rng(11)
    spec = spec_of(*steps)
    truth, wrong = truth_of(spec, {}), 0
    arms = list(truth)
    for _ in range(runs):
        gone = {(arms[rng.integers(2, len(arms))], seeds - 1) for _ in range(4)} if missing else ()
        outcomes = outcomes_of(
            truth, noise=0.005, seed_noise=0.02, rng=rng, seeds=seeds, missing=gone
        )
        if noisy != 1.0:  # one arm that scatters more than the others
            outcomes = [
                replace(o, scores=Frozen({"accuracy": o.accuracy + rng.normal(0, 0.005 * noisy)}))
                if o.arm == "without-turn"
                else o
                for o in outcomes
            ]
        said = {found.says for found in _steps_only(spec, outcomes)}
        wrong += bool(said & {HARMS, EARNS})
    return wrong / runs


def _steps_only(spec, outcomes) -> tuple:
    verdict = judged(spec, outcomes).verdict
    assert isinstance(verdict, AblationVerdict)
    return verdict.steps


def within(rate, runs, most=0.05):
    return rate <= most + 2 * np.sqrt(most * (1 - most) / runs)


@pytest.mark.parametrize("missing", [False, True])
def test_useless_steps_are_seldom_called_harmful_or_needed(missing):
    assert within(false_alarms(100, missing=missing), 100)


@pytest.mark.slow
@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize("seeds", [2, 3, 5, 10])
def test_useless_steps_are_called_harmful_or_needed_in_five_of_a_hundred_sweeps_at_most(
    seeds, missing
):
    assert within(false_alarms(2000, missing=missing, seeds=seeds), 2000)


def told(runs, seeds=5):
    rng = np.random.default_rng(13)
    spec = spec_of(*FOUR)
    truth = truth_of(spec, {"turn": -0.02, "blur": 0.02})
    found = [
        {step.step: step.says for step in _steps_only(spec, outcomes)}
        for outcomes in (
            outcomes_of(truth, noise=0.005, seed_noise=0.02, rng=rng, seeds=seeds)
            for _ in range(runs)
        )
    ]
    right = sum(said["turn"] == HARMS and said["blur"] == EARNS for said in found)
    return right / runs


def test_effects_of_two_points_are_told_where_seeds_scatter_by_half_a_point():
    assert told(40) > 0.95


@pytest.mark.slow
def test_effects_of_two_points_are_told_in_nearly_every_sweep():
    assert told(1000) > 0.98
