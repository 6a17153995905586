from dataclasses import replace

from explorer import Group, Policy, Step
from explorer.policy.files.content import content_of, transforms_of
from explorer.policy.model import ComposeSettings

TURN = Step("turn", "Rotate", {"limit": (-20, 20)}, p=0.8)
FLIP = Step("flip", "HorizontalFlip")
POLICY = Policy(
    steps=(TURN, Group("some", "SomeOf", (FLIP, TURN_2 := replace(TURN, id="t2")), n=1))
)


def test_name_ids_seed_strength_and_tail_are_no_content():
    other = Policy(
        steps=(
            replace(TURN, id="a"),
            Group("b", "SomeOf", (replace(FLIP, id="c"), replace(TURN_2, id="d")), n=1),
        ),
        name="another",
        seed=7,
        strength=0.5,
        tail=(Step("n", "Normalize", p=1.0),),
    )
    assert content_of(other) == content_of(POLICY)


def test_a_step_that_is_off_is_no_content():
    off = replace(POLICY, steps=(*POLICY.steps, replace(FLIP, id="off", enabled=False)))
    assert content_of(off) == content_of(POLICY)
    assert transforms_of(off) == transforms_of(POLICY) == ("Rotate", "HorizontalFlip", "Rotate")


def test_whatever_changes_pictures_is_content():
    first, group = POLICY.steps
    for other in (
        replace(POLICY, steps=(replace(first, p=0.7), group)),
        replace(POLICY, steps=(replace(first, params={"limit": (-21, 20)}), group)),
        replace(POLICY, steps=(group, first)),
        replace(POLICY, steps=(first, replace(group, n=2))),
        replace(POLICY, steps=(first, replace(group, replace=True))),
        replace(POLICY, compose=ComposeSettings(p=0.5)),
    ):
        assert content_of(other) != content_of(POLICY)


def test_a_moved_slider_leaves_the_transforms():
    moved = replace(POLICY, steps=(replace(TURN, params={"limit": (-5, 5)}), POLICY.steps[1]))
    assert transforms_of(moved) == transforms_of(POLICY)
    off = replace(POLICY, steps=(TURN, replace(POLICY.steps[1], enabled=False)))
    assert transforms_of(off) == ("Rotate",)
