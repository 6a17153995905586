"""What the strength dial does to every transform of the catalogue."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.images import Image
from explorer.policy.albumentations.drawing import apply_node
from explorer.policy.albumentations.pipeline import build
from explorer.policy.catalog import CATALOG
from explorer.policy.catalog.spec import Transform
from explorer.policy.model import Group, Policy
from explorer.policy.strength import Node, at_strength
from tests.policy.catalog.pictures import distance, drawn, only, photograph, settings_of

STRENGTHS = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0)
DRAWS, DRAWS_IF_SLOW = 16, 4
SIZE = 64
# A mean over 16 draws may fall by this much and still be called level: random signs and rounding to
# whole pixels move it that far.
LEVEL_SHARE, LEVEL_GRAY = 0.03, 0.2

each_transform = pytest.mark.parametrize(
    "spec", [pytest.param(spec, id=name) for name, spec in CATALOG.items()]
)


@each_transform
def test_strength_zero_leaves_the_picture_as_it_is_or_at_its_target_size(spec: Transform):
    image = photograph(SIZE)
    result = drawn(only(spec), image, strength=0.0)
    if not spec.shape:
        assert result is image
    elif spec.at_zero == "resize":
        height, width = spec.defaults.get("size") or (
            spec.defaults["height"],
            spec.defaults["width"],
        )
        assert result.rgb.shape == (height, width, 3)
        resized = build(only(CATALOG["Resize"], {"height": height, "width": width}), 1.0)(
            image=image.rgb.copy()
        )["image"]
        assert np.array_equal(result.rgb, resized)
    else:
        assert result == drawn(only(spec), image, strength=1.0)


@each_transform
def test_distance_does_not_fall_with_strength(spec: Transform):
    draws = DRAWS_IF_SLOW if spec.cost == "slow" else DRAWS
    reference = drawn(only(spec), photograph(SIZE), strength=0.0)
    at = [
        sum(
            distance(
                reference, drawn(only(spec), photograph(SIZE), strength=strength, number=number)
            )
            for number in range(draws)
        )
        / draws
        for strength in STRENGTHS
    ]
    assert not [
        STRENGTHS[i]
        for i in range(1, len(at))
        if at[i] < max(at[:i]) * (1 - LEVEL_SHARE) - LEVEL_GRAY
    ], at


FAINT, FAINT_SHARE = 0.01, 0.1
# What sets a size at every strength alike is not moved. A crop in whole pixels needs a picture that
# is larger than it.
MOVED = [spec for spec in CATALOG.values() if not (spec.shape and spec.at_zero == "same")]


def mean_change(node: Node, image: Image, reference: Image, draws: int) -> float:
    """The mean change in gray levels over all draws.

    Those in which the probability leaves the picture alone are counted, not drawn.
    """
    if isinstance(node, Group):
        return sum(
            child.p * mean_change(replace(child, p=1.0), image, reference, draws)
            for child in node.steps
        )
    changes = [
        distance(reference, apply_node(replace(node, p=1.0), image, seed=0, draw=number))
        for number in range(draws)
    ]
    return node.p * sum(changes) / draws


def changes_at(policy: Policy, size: int, draws: int) -> tuple[float, float]:
    image = photograph(size)
    reference = drawn(policy, image, strength=0.0)
    faint, full = (at_strength(policy, strength).steps[0] for strength in (FAINT, 1.0))
    return mean_change(faint, image, reference, draws), mean_change(full, image, reference, draws)


def starts_at_nothing(spec: Transform, size: int, draws: int) -> None:
    jumps = {}
    # A slow transform takes seconds a draw on a large picture: there it is tried as it comes.
    for settings in [{}] if spec.cost == "slow" and size > 28 else settings_of(spec):
        faint, full = changes_at(only(spec, settings), size, draws)
        if faint > FAINT_SHARE * full:
            jumps[
                str(
                    {
                        name: value
                        for name, value in settings.items()
                        if value != spec.defaults[name]
                    }
                )
            ] = (faint, full)
    assert not jumps


@pytest.mark.parametrize("spec", [pytest.param(spec, id=spec.name) for spec in MOVED])
def test_the_dial_starts_at_nothing_with_every_choice(spec: Transform):
    starts_at_nothing(spec, 28, 2 if spec.cost == "slow" else 4)


@pytest.mark.slow
@pytest.mark.parametrize("size", [28, 64, 224])
@pytest.mark.parametrize("spec", [pytest.param(spec, id=spec.name) for spec in MOVED])
def test_the_dial_starts_at_nothing_at_every_size(spec: Transform, size: int):
    starts_at_nothing(spec, size, 1 if spec.cost == "slow" and size > 64 else 8)
