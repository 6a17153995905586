"""The pictures that are trained on are those of the exported pipeline, at strength 0 as well."""

import numpy as np
import pytest

from explorer import Policy, Step
from explorer.images import resize
from explorer.training.augment import augmenter

PICTURES = np.random.default_rng(0).integers(0, 255, (20, 28, 28, 3), dtype=np.uint8)
ALL = np.arange(len(PICTURES))
FLIP = Step("b", "HorizontalFlip")


@pytest.mark.parametrize("name", ["Resize", "CenterCrop", "RandomCrop"])
@pytest.mark.parametrize("strength", [0, 0.01])
def test_a_step_that_sets_a_size_runs_at_strength_0_as_just_above_it(name, strength):
    policy = Policy((Step("a", name, {"height": 14, "width": 14}, p=1), FLIP))
    if strength == 0:
        pipeline = policy.pipeline(strength=0, seed=3)
        expected = np.stack(
            [resize(pipeline(image=picture)["image"], (28, 28)) for picture in PICTURES]
        )
        assert np.array_equal(augmenter(policy, 0, 3)(PICTURES, ALL), expected)
    at = augmenter(policy, strength, 3)(PICTURES, ALL)
    plain = augmenter(Policy((policy.steps[0],)), 0, 3)(PICTURES, ALL)
    assert np.mean(np.any(at != plain, axis=(1, 2, 3))) <= 0.1


def test_at_strength_0_a_policy_that_sets_no_size_leaves_the_pictures_as_they_are():
    assert np.array_equal(
        augmenter(Policy((FLIP, Step("a", "Rotate", p=1))), 0, 3)(PICTURES, ALL), PICTURES
    )
