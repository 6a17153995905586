"""What the strength dial does to every transform of the catalogue."""

from itertools import pairwise

import numpy as np
import pytest

from explorer.policy.catalog import CATALOG
from explorer.policy.catalog.spec import Transform
from explorer.policy.pipeline import build
from tests.policy.catalog.pictures import distance, drawn, only, photograph

STRENGTHS = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0)
DRAWS, DRAWS_IF_SLOW = 16, 4
SIZE = 64
# A mean over 16 draws may fall by this much and still be called level: random signs and rounding to whole pixels move it that far.
LEVEL_SHARE, LEVEL_GRAY = 0.03, 0.2

each_transform = pytest.mark.parametrize("spec", [pytest.param(spec, id=name) for name, spec in CATALOG.items()])


@each_transform
def test_strength_zero_leaves_the_picture_as_it_is_or_at_its_target_size(spec: Transform):
    image = photograph(SIZE)
    result = drawn(only(spec), image, strength=0.0)
    if not spec.shape:
        assert result is image
    elif spec.at_zero == "resize":
        height, width = spec.defaults.get("size") or (spec.defaults["height"], spec.defaults["width"])
        assert result.rgb.shape == (height, width, 3)
        resized = build(only(CATALOG["Resize"], {"height": height, "width": width}), 1.0)(image=image.rgb.copy())["image"]
        assert np.array_equal(result.rgb, resized)
    else:
        assert result == drawn(only(spec), image, strength=1.0)


@each_transform
def test_distance_does_not_fall_with_strength(spec: Transform):
    if spec.not_monotone:
        pytest.skip(spec.not_monotone)
    draws = DRAWS_IF_SLOW if spec.cost == "slow" else DRAWS
    reference = drawn(only(spec), photograph(SIZE), strength=0.0)
    at = [
        sum(distance(reference, drawn(only(spec), photograph(SIZE), strength=strength, number=number)) for number in range(draws)) / draws
        for strength in STRENGTHS
    ]
    assert not [STRENGTHS[i] for i in range(1, len(at)) if at[i] < max(at[:i]) * (1 - LEVEL_SHARE) - LEVEL_GRAY], at


@pytest.mark.slow
@pytest.mark.parametrize("spec", [pytest.param(spec, id=name) for name, spec in CATALOG.items() if spec.not_monotone])
def test_an_exception_to_rising_distance_is_one(spec: Transform):
    """A reason in `not_monotone` is worth its place only where the distance is seen to fall."""
    image = photograph(128)
    draws = 4 if spec.cost == "slow" else 64
    at = [sum(distance(image, drawn(only(spec), image, strength=s, number=n)) for n in range(draws)) / draws for s in (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)]
    assert any(later < earlier for earlier, later in pairwise(at))
