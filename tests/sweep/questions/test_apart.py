"""A policy taken apart: which arms there are, and what each trains on."""

from dataclasses import replace

from explorer import Step
from explorer.policy.model import Group
from explorer.policy.strength import at_strength
from tests.sweep.steps import (
    BLUR,
    CROP,
    FLIP,
    FOUR,
    NOISE,
    QUESTION,
    SIZE,
    TURN,
    keys,
    spec_of,
    trained_on,
)


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


def test_steps_of_one_name_are_told_apart():
    spec = spec_of(TURN, replace(TURN, id="again"), BLUR)
    names = [arm.name for arm in QUESTION.arms(spec) if arm.kind == "without"]
    assert names[:2] == ["the policy without Rotate", "the policy without Rotate (2)"]
