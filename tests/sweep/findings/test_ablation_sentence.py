"""What is said of the steps in words, in the verdict and beside the button."""

import pytest

from explorer import numbers
from explorer.sweep.findings.ablation import UNKNOWN, AblationVerdict, HandedOn, StepFinding
from explorer.sweep.findings.ablation_sentence import caution, head, short
from tests.sweep.steps import (
    BLUR,
    FLIP,
    FOUR,
    QUESTION,
    RUINED,
    TURN,
    judged,
    outcomes_of,
    spec_of,
    truth_of,
)


def test_several_that_harm_are_said_to_have_been_left_out_one_at_a_time():
    spec = spec_of(*FOUR)
    truth = truth_of(spec, {"turn": -0.03, "blur": -0.05})
    verdict = judged(spec, outcomes_of(truth)).verdict
    apart = "The steps that hurt were left out one at a time, never together."
    assert apart in verdict.sentence
    tested = "If there is a final test, it is of the policy that leaves out Gaussian blur only."
    assert tested in verdict.sentence
    advice = QUESTION.advice(verdict)
    assert advice.label == "Use it without Rotate and Gaussian blur"
    assert apart in advice.meaning
    assert tested in advice.meaning
    assert (verdict.handed_on.arm, verdict.handed_on.exact) == ("without-blur", False)


def test_several_that_harm_are_judged_together_where_an_arm_has_none_of_them():
    spec = spec_of(TURN, BLUR, FLIP)
    verdict = judged(spec, outcomes_of(truth_of(spec, {"turn": -0.03, "blur": -0.05}))).verdict
    assert (verdict.left_out, verdict.handed_on.arm) == (("turn", "blur"), "alone-flip")
    assert (
        "With every step left out that hurts, 80.0% of the validation images are classified"
        " correctly." in verdict.sentence
    )
    assert "one at a time" not in verdict.sentence + QUESTION.advice(verdict).meaning
    assert QUESTION.confirmed(spec, verdict) == ("whole", "alone-flip")


def test_a_step_that_cannot_be_told_says_what_it_does_alone():
    verdict = judged(spec_of(*FOUR), outcomes_of(RUINED, noise=0.004)).verdict
    assert verdict.named(UNKNOWN) == ["Rotate", "Gaussian blur", "Horizontal flip"]
    assert (
        "For each of Rotate, Gaussian blur and Horizontal flip, it is not clear yet whether it"
        " helps or hurts the whole policy." in verdict.sentence
    )
    flip, blur = verdict.steps[3].alone, verdict.steps[1].alone
    assert "Used alone, Horizontal flip hurts: with Horizontal flip alone, " in verdict.sentence
    assert f"({numbers.gain(flip.mean)}, 95% interval {numbers.interval(flip.shown)})" in (
        verdict.sentence
    )
    assert "Used alone, Gaussian blur helps: with Gaussian blur alone, " in verdict.sentence
    assert f"({numbers.gain(blur.mean)}, 95% interval {numbers.interval(blur.shown)})" in (
        verdict.sentence
    )


def test_a_single_step_that_cannot_be_told_helps_or_harms():
    spec = spec_of(*FOUR)
    truth = truth_of(spec, {"turn": -0.03, "blur": -0.03, "noise": -0.03})
    verdict = judged(spec, outcomes_of(truth, noise=0.004)).verdict
    assert verdict.named(UNKNOWN) == ["Horizontal flip"]
    said = "It is not clear yet whether Horizontal flip helps or hurts the whole policy."
    assert said in verdict.sentence


def test_a_policy_that_is_worse_than_none_even_without_what_harms_is_said_to_be():
    spec = spec_of(*FOUR)
    verdict = judged(spec, outcomes_of(RUINED)).verdict
    said = (
        "The policy that leaves out Gauss noise is worse than no augmentation: with that"
        " policy, 37.7% of the validation images are classified correctly;"
        " without augmentation, 75.5% ("
    )
    assert said in verdict.sentence
    advice = QUESTION.advice(verdict)
    assert said in advice.meaning
    again = QUESTION.read_verdict(verdict.to_json())
    assert QUESTION.advice(again) == advice
    assert not caution(judged(spec, outcomes_of(RUINED | {"none": 0.377})).verdict)


def test_a_whole_policy_that_is_worse_than_none_is_said_to_be_where_a_step_harms_too():
    truth = dict.fromkeys(RUINED, 0.4) | {"without-noise": 0.6, "none": 0.755}
    verdict = judged(spec_of(*FOUR), outcomes_of(truth, noise=0.002)).verdict
    assert verdict.left_out == ("noise",)
    said = "The whole policy is worse than no augmentation: with the whole policy at strength 1, "
    assert verdict.sentence.count(said) == 1
    assert "The policy that leaves out Gauss noise is worse than no" in verdict.sentence


def test_a_whole_policy_that_is_worse_than_none_is_said_to_be_where_no_step_harms():
    truth = dict.fromkeys(RUINED, 0.121) | {"none": 0.755}
    verdict = judged(spec_of(*FOUR), outcomes_of(truth, noise=0.002)).verdict
    assert verdict.left_out == ()
    said = "The whole policy is worse than no augmentation: with the whole policy"
    assert f"{said} at strength 1, 12." in verdict.sentence
    assert verdict.sentence.count("with the whole policy") == 1, "both accuracies are told once"
    assert f"{said}, 12." in QUESTION.advice(verdict).meaning


@pytest.mark.parametrize(
    ("says", "answer", "in_a_list"),
    [
        (("harms", "cannot be told"), "A hurts", "A hurts; not clear yet: 1 of 2 steps"),
        (("harms", "earns its place"), "A hurts, and B helps", "A hurts, and B helps"),
        (
            ("harms", "harms", "earns its place", "useless"),
            "A and B hurt, and C helps",
            "A and B hurt, and C helps",
        ),
        (("harms",) * 5, "A, B, C and 2 more hurt", "A, B, C and 2 more hurt"),
        (
            ("cannot be told", "useless"),
            "no step is shown to help or to hurt",
            "no step is shown to help or to hurt; not clear yet: 1 of 2 steps",
        ),
        (
            ("useless",),
            "no step makes a difference that matters",
            "no step makes a difference that matters",
        ),
    ],
)
def test_the_answer_names_the_steps_that_hurt_and_that_help(says, answer, in_a_list):
    found = tuple(
        StepFinding(name, name, None, None, told) for name, told in zip("ABCDE", says, strict=False)
    )
    verdict = AblationVerdict(found, None, "", HandedOn("whole", True, 0.8, 0.8, None))
    assert (head(verdict), short(verdict)) == (answer, in_a_list)
