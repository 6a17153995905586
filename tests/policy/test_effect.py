"""A policy is called idle where it certainly changes nothing, and only there."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.errors import PolicyError
from explorer.policy.albumentations import drawing
from explorer.policy.catalog import CATALOG
from explorer.policy.effect import why_idle
from explorer.policy.model import ComposeSettings, Group, Policy, Step, walk
from explorer.policy.strength import moved_value
from tests import strategies
from tests.policy.catalog.pictures import other_values, photograph

FLIP = Step("flip", "HorizontalFlip", p=0.5)
STILL = Step("turn", "Rotate", {"limit": (0, 0)}, p=1)


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        (Policy(), "it has no step"),
        (Policy((replace(FLIP, enabled=False),)), "no step is switched on"),
        (Policy((Group("g", "OneOf", (FLIP,), enabled=False),)), "no step is switched on"),
        (Policy((Group("g", "SomeOf"),)), "no step is switched on"),
        (Policy((replace(FLIP, p=0),)), "every probability is 0"),
        (Policy((Group("g", "Sequential", (FLIP,), p=0),)), "every probability is 0"),
        (Policy((FLIP,), compose=ComposeSettings(p=0)), "the probability of the whole policy is 0"),
        (Policy((STILL,)), "every step is set so that it changes nothing"),
        (
            Policy((Group("g", "OneOf", (Step("n", "NoOp", p=1),), p=1),)),
            "every step is set so that it changes nothing",
        ),
        (
            Policy((Step("x", "XYMasking", {"num_masks_x": (0, 0), "num_masks_y": (0, 0)}),)),
            "every step is set so that it changes nothing",
        ),
        (
            Policy((STILL, replace(FLIP, p=0))),
            "every step has the probability 0 or is set so that it changes nothing",
        ),
    ],
)
def test_a_policy_that_can_do_nothing_says_why(policy: Policy, reason: str) -> None:
    assert why_idle(policy) == reason


@pytest.mark.parametrize(
    "node",
    [
        FLIP,
        Step("gray", "ToGray", p=0.01),
        Step("size", "Resize", p=1),
        Step("crop", "RandomCrop", p=1),
        Step("grid", "GridDistortion", {"distort_limit": (0, 0)}),  # resampling alone moves pixels
        Group("g", "OneOf", (replace(FLIP, p=0), Step("v", "VerticalFlip", p=0.1)), p=0.1),
    ],
)
def test_a_policy_that_can_do_something_has_no_reason(node: Step | Group) -> None:
    assert why_idle(Policy((node,))) == ""


def nothings() -> list[object]:
    """Each transform that moves by magnitudes alone, with these at their identity.

    It comes with each value of each choice.
    """
    found = []
    for name, spec in CATALOG.items():
        if not spec.magnitudes:
            continue
        choices = [
            {},
            *(
                {param.name: value}
                for param in spec.params
                if param.kind in ("choice", "bool")
                for value in other_values(param)
            ),
        ]
        for extra in choices:
            try:
                params = dict(Step("s", name, extra).params)
                still = {
                    param.name: moved_value(param, params[param.name], 0) for param in spec.params
                }
                step = Step("s", name, spec.settled(still), p=1)
            except PolicyError:
                continue
            if why_idle(Policy((step,))):
                found.append(
                    pytest.param(
                        step, id=f"{name}-{'-'.join(map(str, itertools.chain(*extra.items())))}"
                    )
                )
    return found


def changes_nothing(policy: Policy, *strengths: float, draws: int = 3, size: int = 28) -> bool:
    image = photograph(size)  # its boxes and points may move by the last bits of a float
    return all(
        np.array_equal(drawing.draw(policy, image, strength=s, seed=1, draw=i).rgb, image.rgb)
        for s in strengths
        for i in range(draws)
    )


@pytest.mark.parametrize("step", nothings())
def test_every_step_at_its_identities_that_is_called_idle_leaves_every_pixel(step: Step) -> None:
    assert changes_nothing(Policy((step,)), 0.3, 1, 2)


@pytest.mark.slow
@pytest.mark.parametrize("step", nothings())
def test_a_step_that_is_called_idle_leaves_larger_pictures_too(step: Step) -> None:
    for size in (64, 97, 224):
        assert changes_nothing(Policy((step,)), 0.3, 1, 2, draws=6, size=size)


def weakened(policy: Policy, at: float) -> Policy:
    """The policy with every magnitude moved to `at` of its value.

    At 0 a generated policy is often idle.
    """

    def node_at(node: Step | Group) -> Step | Group:
        if isinstance(node, Group):
            return replace(node, steps=tuple(map(node_at, node.steps)))
        params = {
            param.name: moved_value(param, node.params[param.name], at)
            for param in node.spec.params
        }
        return replace(node, params=node.spec.settled(params))

    return replace(policy, steps=tuple(map(node_at, policy.steps)))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    strategies.policies(max_steps=2),
    st.sampled_from((0.0, 0.0, 0.0, 1.0)),
    st.integers(0, 2**32 - 1),
)
def test_no_policy_that_changes_pictures_is_called_idle(
    policy: Policy, at: float, seed: int
) -> None:
    if any(
        isinstance(node, Step) and node.spec.cost == "slow" for _, node, _ in walk(policy.steps)
    ):
        return
    policy = replace(weakened(policy, at), seed=seed)
    if why_idle(policy):
        assert changes_nothing(policy, 0.3, 1, 2, draws=4)
