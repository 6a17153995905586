"""The pictures that are trained on are those of the exported pipeline, at strength 0 as well."""

from dataclasses import replace

import numpy as np
import pytest

from explorer import Policy, Step
from explorer.images import resize
from explorer.trial.arm import strength_arm
from explorer.trial.pictures import Chunk, pictures_of
from explorer.trial.pictures.plain import pictures
from explorer.trial.setting import Setting
from explorer.trial.subset import Subset

PICTURES = np.random.default_rng(0).integers(0, 255, (20, 28, 28, 3), dtype=np.uint8)
SUBSET = Subset(PICTURES, np.arange(20) % 2)
SETTING = Setting("small-cnn", shots=10, epochs=2, image_size=28)
FLIP = Step("b", "HorizontalFlip")
TURNS = Policy((FLIP, Step("a", "Rotate", {"limit": (-30, 30)}, p=1)))


def draw_of(policy, strength, seed=3):
    return pictures(strength_arm(policy, strength, SETTING), SUBSET, seed)


def drawn(draw, *indices):
    return draw(Chunk(0, 0, np.array(indices or range(20)))).pictures


@pytest.mark.parametrize("name", ["Resize", "CenterCrop", "RandomCrop"])
@pytest.mark.parametrize("strength", [0, 0.01])
def test_a_step_that_sets_a_size_runs_at_strength_0_as_just_above_it(name, strength):
    policy = Policy((Step("a", name, {"height": 14, "width": 14}, p=1), FLIP))
    if strength == 0:
        pipeline = policy.pipeline(strength=0, seed=3)
        expected = np.stack(
            [resize(pipeline(image=picture)["image"], (28, 28)) for picture in PICTURES]
        )
        assert np.array_equal(drawn(draw_of(policy, 0)), expected)
    at = drawn(draw_of(policy, strength))
    plain = drawn(draw_of(Policy((policy.steps[0],)), 0))
    assert np.mean(np.any(at != plain, axis=(1, 2, 3))) <= 0.1


def test_at_strength_0_a_policy_that_sets_no_size_leaves_the_pictures_as_they_are():
    assert np.array_equal(drawn(draw_of(TURNS, 0)), PICTURES)


@pytest.mark.parametrize("strength", [0, 1])
def test_pictures_come_in_the_order_of_the_indices_and_the_subset_stays_as_it_is(strength):
    before = PICTURES.copy()
    draw = draw_of(TURNS, strength)
    taken = drawn(draw, 5, 2, 2)
    assert taken.shape == (3, 28, 28, 3)
    assert taken.dtype == np.uint8
    assert np.array_equal(PICTURES, before)
    if strength == 0:
        assert np.array_equal(taken, PICTURES[[5, 2, 2]])


def test_a_stream_depends_on_policy_strength_and_seed_alone():
    arm = strength_arm(TURNS, 1, SETTING)
    other = replace(arm, key="k", setting=replace(SETTING, shots=2, epochs=9, model="nets:tiny"))
    assert np.array_equal(
        drawn(pictures(arm, SUBSET, 3)),
        drawn(pictures(other, Subset(PICTURES, SUBSET.labels[::-1]), 3)),
    )
    assert not np.array_equal(drawn(draw_of(TURNS, 1, 3)), drawn(draw_of(TURNS, 1, 4)))


def test_a_stream_goes_on_from_chunk_to_chunk():
    one, two = draw_of(TURNS, 1), draw_of(TURNS, 1)
    together = drawn(one, *range(6))
    parts = np.concatenate([drawn(two, 0, 1), drawn(two, 2, 3, 4, 5)])
    assert np.array_equal(together, parts)
    assert not np.array_equal(drawn(one, *range(6)), together)


def test_the_recipe_of_an_arm_names_its_pictures():
    assert pictures_of(strength_arm(TURNS, 1, SETTING)) is pictures
