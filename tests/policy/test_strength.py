"""Strength moves magnitudes, fades probabilities, and leaves the rest alone."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from explorer.choices import Param
from explorer.errors import PolicyError
from explorer.policy.albumentations.drawing import apply_node
from explorer.policy.catalog import CATALOG
from explorer.policy.model import MAX_DEPTH, MAX_STEPS, Group, GroupKind, Policy, Step, walk
from explorer.policy.strength import at_strength, crop_of, drawn_as, moved_value
from tests import strategies
from tests.policy.catalog.pictures import photograph

ANGLE = Param(
    name="limit", kind="range", help="", default=(-30.0, 30.0), min=-360, max=360, identity=0
)
KERNEL = Param(
    name="blur_limit",
    kind="int_range",
    help="",
    default=(3, 7),
    min=1,
    max=31,
    identity=1,
    odd=True,
)
GAIN = Param(
    name="scale", kind="float", help="", default=1.5, min=0.1, max=10, identity=1, log=True
)
FLIP = Step("flip", "HorizontalFlip", p=0.5)
TURN = Step("turn", "Rotate", {"limit": (-30, 30)}, p=0.8)


def magnitudes() -> list[tuple[str, Param]]:
    return [(name, param) for name, transform in CATALOG.items() for param in transform.magnitudes]


@pytest.mark.parametrize(
    ("strength", "expected"),
    [(0, (0, 0)), (0.5, (-15, 15)), (1, (-30, 30)), (1.5, (-45, 45)), (2, (-60, 60))],
)
def test_a_linear_range_moves_from_its_identity_end_by_end(
    strength: float, expected: tuple[float, float]
) -> None:
    assert moved_value(ANGLE, (-30.0, 30.0), strength) == expected


def test_a_value_is_clipped_to_its_legal_bound() -> None:
    assert moved_value(ANGLE, (-300.0, 10.0), 2) == (-360, 20)


@pytest.mark.parametrize(("strength", "expected"), [(0, 1), (0.5, 1.5**0.5), (1, 1.5), (2, 2.25)])
def test_a_logarithmic_value_moves_geometrically(strength: float, expected: float) -> None:
    assert moved_value(GAIN, 1.5, strength) == pytest.approx(expected, rel=1e-11)


def test_kernel_sizes_stay_odd_whole_numbers_at_every_strength() -> None:
    for percent in range(0, 201, 5):
        low, high = moved_value(KERNEL, (3, 7), percent / 100)
        assert isinstance(low, int)
        assert low % 2 == high % 2 == 1
        assert 1 <= low <= high <= 31


def test_an_automatic_kernel_size_of_0_stays_automatic() -> None:
    automatic = replace(KERNEL, min=0)
    assert moved_value(automatic, (0, 0), 0.5) == (0, 0)
    assert moved_value(automatic, (0, 7), 2)[0] == 0


def test_an_odd_value_at_an_even_bound_goes_to_the_odd_number_below() -> None:
    assert moved_value(replace(KERNEL, max=10), (3, 9), 2) == (5, 9)


def test_null_and_words_are_not_moved() -> None:
    assert moved_value(replace(ANGLE, nullable=True), None, 0.5) is None
    assert moved_value(replace(ANGLE, kind="color", choices=("random",)), "random", 0.5) == "random"


@pytest.mark.parametrize(
    ("name", "param"),
    magnitudes(),
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_every_magnitude_of_the_catalogue_moves_to_legal_values(name: str, param: Param) -> None:
    if param.log:
        assert param.identity, f"{name}.{param.name} is logarithmic around 0"
    default = param.check(param.default)
    assert moved_value(param, default, 1) == default
    for percent in range(0, 201, 10):
        moved = moved_value(param, default, percent / 100)
        assert param.check(moved) == moved


def test_disabled_steps_and_groups_are_left_out() -> None:
    policy = Policy(
        (
            replace(FLIP, enabled=False),
            TURN,
            Group("g", "OneOf", (replace(FLIP, id="f1"),), enabled=False),
            Group("h", "Sequential", (replace(FLIP, id="f2", enabled=False),)),
        )
    )
    assert at_strength(policy, 1).steps == (TURN,)


def test_strength_1_leaves_enabled_steps_as_they_are() -> None:
    steps = (
        FLIP,
        TURN,
        Group("g", "OneOf", (Step("a", "Rotate", p=0.3), Step("b", "HorizontalFlip", p=0.2))),
    )
    assert at_strength(Policy(steps), 1).steps == steps


def test_a_step_without_a_magnitude_fades_and_one_with_a_magnitude_keeps_its_probability() -> None:
    flip, turn = at_strength(Policy((FLIP, TURN)), 0.25).steps
    assert flip.p == 0.125
    assert turn.p == 0.8
    flip, turn = at_strength(Policy((FLIP, TURN)), 2).steps
    assert flip.p == 0.5
    assert turn.p == 0.8


def test_a_transform_that_fades_scales_both_magnitude_and_probability() -> None:
    fading = [(t, {}) for t in CATALOG.values() if t.fades and t.magnitudes and not t.shape]
    fading += [(t, {name: value}) for t in CATALOG.values() for name, value in t.fades_with]
    for transform, params in fading:
        step = at_strength(Policy((Step("s", transform.name, params, p=0.6),)), 0.5).steps[0]
        assert step.p == pytest.approx(0.3)
        assert (
            at_strength(Policy((Step("s", transform.name, params, p=0.6),)), 1.5).steps[0].p == 0.6
        )
    for name in ("Rotate", "Affine"):
        assert at_strength(Policy((Step("s", name, p=0.6),)), 0.5).steps[0].p == 0.6


def test_the_weight_that_children_of_a_one_of_lose_goes_to_a_no_op_at_its_end() -> None:
    group = Group(
        "g", "OneOf", (Step("a", "HorizontalFlip", p=0.4), Step("b", "Rotate", p=0.4)), p=1
    )
    moved = at_strength(Policy((group,)), 0.25).steps[0]
    assert [(child.transform, child.p) for child in moved.steps] == [
        ("HorizontalFlip", 0.1),
        ("Rotate", 0.4),
        ("NoOp", pytest.approx(0.3)),
    ]
    for strength in (1, 2):
        assert [
            child.transform for child in at_strength(Policy((group,)), strength).steps[0].steps
        ] == ["HorizontalFlip", "Rotate"]


def test_a_lost_weight_above_1_takes_several_no_ops() -> None:
    group = Group("g", "OneOf", tuple(Step(f"f{i}", "HorizontalFlip", p=1) for i in range(3)), p=1)
    moved = at_strength(Policy((group,)), 0.1).steps[0]
    resting = [child for child in moved.steps if child.transform == "NoOp"]
    assert sum(child.p for child in resting) == pytest.approx(2.7)
    assert list(moved.steps[-len(resting) :]) == resting


def test_a_disabled_child_of_a_one_of_gives_its_weight_to_nobody() -> None:
    group = Group(
        "g",
        "OneOf",
        (Step("a", "Rotate", p=0.4), Step("b", "HorizontalFlip", p=0.4, enabled=False)),
        p=1,
    )
    assert [child.transform for child in at_strength(Policy((group,)), 0.5).steps[0].steps] == [
        "Rotate"
    ]


def test_a_one_of_whose_weights_are_all_0_is_left_out() -> None:
    assert (
        at_strength(
            Policy((Group("g", "OneOf", (replace(FLIP, p=0.0), replace(TURN, p=0.0))),)), 1
        ).steps
        == ()
    )


def test_a_step_with_probability_0_stays_in_the_pipeline() -> None:
    assert at_strength(Policy((replace(FLIP, p=0.0),)), 1).steps[0].p == 0


def test_groups_nested_in_a_one_of_keep_their_weight_until_strength_0_empties_them() -> None:
    inner = Group("inner", "Sequential", (FLIP,), p=0.6)
    outer = Group("outer", "OneOf", (inner, TURN), p=1)
    moved = at_strength(Policy((outer,)), 0.5).steps[0]
    assert [child.p for child in moved.steps] == [0.6, 0.8]
    assert moved.steps[0].steps[0].p == 0.25
    assert at_strength(Policy((outer,)), 0).steps == ()


def test_strength_outside_0_to_2_is_refused_with_its_value() -> None:
    for wrong in (-0.1, 2.5, float("nan"), True, "1"):
        with pytest.raises(PolicyError, match="strength"):
            at_strength(Policy(), wrong)  # type: ignore[arg-type]


def test_shape_steps_run_at_every_strength_with_their_own_probability() -> None:
    shapes = [t for t in CATALOG.values() if t.shape]
    for transform in shapes:
        policy = Policy((Step("s", transform.name, p=0.7),))
        for strength in (0, 0.5, 1, 2):
            (node,) = at_strength(policy, strength).steps
            assert node.p == 0.7
            fading = transform.at_zero == "resize" and strength < 1
            assert (
                transforms_in(node) == (transform.name,)
                if not fading
                else ("Resize",)
                if strength == 0
                else ("Resize", transform.name)
            )


def transforms_in(node: Step | Group) -> tuple[str, ...]:
    return (
        (node.transform,)
        if isinstance(node, Step)
        else tuple(name for child in node.steps for name in transforms_in(child))
    )


CROPS = [name for name, transform in CATALOG.items() if transform.at_zero == "resize"]


@pytest.mark.parametrize("name", CROPS)
def test_a_random_crop_fades_into_a_resize_to_its_size(name: str) -> None:
    crop = Step("crop", name, p=0.7)
    for strength in (1e-6, 0.25, 0.5, 0.999):
        (pair,) = at_strength(Policy((crop,)), strength).steps
        resize, cropped = pair.steps
        assert (pair.group, pair.p) == ("OneOf", 0.7)
        assert (resize.transform, resize.p) == ("Resize", pytest.approx(1 - strength))
        assert (cropped.id, cropped.transform, cropped.p) == ("crop", name, pytest.approx(strength))
        (rested,) = at_strength(Policy((crop,)), 0).steps
        assert resize.params == rested.params
        assert crop_of(pair) == cropped
        assert drawn_as(pair) == "crop"
    assert (
        len(
            {
                pair.steps[0].id
                for pair in (at_strength(Policy((crop,)), s).steps[0] for s in (0.1, 0.9))
            }
        )
        == 1
    )


@pytest.mark.parametrize("kind", ["OneOf", "SomeOf", "RandomOrder", "Sequential", "Compose"])
def test_a_crop_inside_a_group_keeps_its_place_and_its_weight(kind: GroupKind) -> None:
    group = Group("g", kind, (FLIP, Step("crop", "RandomCrop", p=0.4), TURN), p=1)
    moved = at_strength(Policy((group,)), 0.5).steps[0]
    assert [child.p for child in moved.steps[:3]] == [0.25, 0.4, 0.8]
    assert drawn_as(moved.steps[1]) == "crop"
    assert moved.n == group.n


@pytest.mark.parametrize("name", CROPS)
def test_draws_that_crop_at_strength_1_crop_or_resize_below_it_and_come_one_by_one(
    name: str,
) -> None:
    size = {"size": (12, 12)} if CATALOG[name].param("size") else {"height": 12, "width": 12}
    policy = Policy((Group("g", "SomeOf", (Step("crop", name, size, p=0.6), FLIP), p=1),))
    picture = photograph(64)

    def cropped(strength: float) -> tuple[set[int], set[int]]:
        ran: list[list[str]] = [[] for _ in range(60)]
        for i in range(60):
            for node in at_strength(policy, strength).steps:
                apply_node(
                    node,
                    picture,
                    seed=3,
                    draw=i,
                    watch=lambda kind, began, i=i: ran[i].append(kind) if began else None,
                )
        return {i for i in range(60) if name in ran[i]}, {
            i for i in range(60) if {name, "Resize"} & set(ran[i])
        }

    at = [cropped(strength) for strength in (0.2, 0.5, 0.8, 1)]
    assert all(sized == at[-1][0] for _, sized in at)
    assert at[0][0] < at[1][0] < at[2][0] <= at[3][0]


def test_what_a_strength_adds_is_not_counted_against_a_policy() -> None:
    deepest: Step | Group = Step("crop", "RandomCrop", p=1)
    for depth in range(MAX_DEPTH - 1):
        deepest = Group(f"g{depth}", "OneOf", (deepest,), p=1)
    assert len(list(walk(at_strength(Policy((deepest,)), 0.5).steps))) == MAX_DEPTH + 2
    many = Group(
        "many",
        "OneOf",
        tuple(Step(f"s{i}", "HorizontalFlip", p=1) for i in range(MAX_STEPS - 1)),
        p=1,
    )
    assert len(at_strength(Policy((many,)), 0.1).steps[0].steps) > MAX_STEPS


@pytest.mark.parametrize(
    "settings",
    [
        {"crop_left": 0.7, "crop_right": 0.2},
        {"crop_top": 0.99, "crop_bottom": 0.008},
        {"crop_left": 0.5, "crop_right": 0.5},
    ],
)
def test_what_is_cut_off_two_sides_does_not_shrink_above_strength_1(
    settings: dict[str, float],
) -> None:
    step = Step("s", "RandomCropFromBorders", settings)
    moved = [
        at_strength(Policy((step,)), 1 + percent / 100).steps[0].params
        for percent in range(0, 101, 5)
    ]
    for weaker, stronger in pairwise(moved):
        assert all(stronger[name] >= weaker[name] - 1e-6 for name in settings)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.steps(), strategies.strengths, strategies.strengths)
def test_no_magnitude_comes_back_towards_its_identity_as_strength_grows(
    step: Step, one: float, other: float
) -> None:
    weak, strong = sorted((one, other))
    if not weak or step.spec.at_zero == "resize":
        return
    (before,), (after,) = (
        at_strength(Policy((replace(step, enabled=True),)), strength).steps
        for strength in (weak, strong)
    )
    for param in step.spec.magnitudes:
        for near, far in zip(
            numbers_in(before.params[param.name]), numbers_in(after.params[param.name]), strict=True
        ):
            assert abs(far - param.identity) >= abs(near - param.identity) * (1 - 1e-6) - (
                1e-6 if not param.whole else 1
            )


def numbers_in(value: object) -> list[float]:
    if isinstance(value, Mapping):
        value = tuple(value.values())
    if isinstance(value, tuple):
        return [number for part in value for number in numbers_in(part)]
    return [value] if isinstance(value, int | float) else []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.policies(), strategies.strengths)
def test_any_policy_moves_to_a_valid_policy_at_any_strength(
    policy: Policy, strength: float
) -> None:
    moved = at_strength(policy, strength)
    assert all(node.enabled for _, node, _ in walk(moved.steps))
    assert at_strength(moved, 1) == moved
    if strength == 0:
        assert all(
            node.spec.shape
            for _, node, _ in walk(moved.steps)
            if isinstance(node, Step) and node.transform != "NoOp"
        )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.policies(), strategies.strengths)
def test_the_weights_of_a_one_of_add_up_to_the_designed_ones_below_strength_1(
    policy: Policy, strength: float
) -> None:
    designed = {node.id: node for _, node, _ in walk(at_strength(policy, 1).steps)}
    for _, node, _ in walk(at_strength(policy, strength).steps):
        if isinstance(node, Group) and node.group == "OneOf" and crop_of(node) is None:
            expected = sum(child.p for child in designed[node.id].steps)
            assert sum(child.p for child in node.steps) == pytest.approx(expected, abs=1e-6)
