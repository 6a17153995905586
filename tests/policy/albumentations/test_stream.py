"""The training stream gives the bytes of the pipeline."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import PolicyError
from explorer.policy.albumentations.stream import training_stream
from explorer.policy.catalog import CATALOG
from explorer.policy.model import Group, Policy, Step
from tests.policy.albumentations.pictures import FLIP, LIGHT, TURN, picture


def exactly_alike(policy: Policy, strength: float, count: int = 6) -> None:
    stream: Callable[[np.ndarray], np.ndarray] = training_stream(policy, strength, 11)
    built = policy.pipeline(strength, 11)
    for i in range(count):
        rgb = picture(seed=i)
        rgb.flags.writeable = False
        expected = built(image=rgb.copy())["image"]
        if expected.shape == rgb.shape:
            assert np.array_equal(stream(rgb), expected)
        else:
            assert stream(rgb).shape == rgb.shape
        assert np.array_equal(rgb, picture(seed=i))


@pytest.mark.parametrize(
    "name",
    sorted(
        name
        for name, transform in CATALOG.items()
        if not transform.needs and not transform.shape and transform.cost != "slow"
    ),
)
def test_the_training_stream_gives_the_bytes_of_the_pipeline(name: str) -> None:
    exactly_alike(Policy((FLIP, Step("s", name, p=0.8), TURN)), 0.8, 4)


AFFINE = (
    {"rotate": (-15, 15), "translate_percent": (-0.1, 0.1), "scale": (0.9, 1.1), "shear": (-5, 5)},
    {"translate_px": (-3, 4), "balanced_scale": True, "scale": (0.5, 2)},
    {"rotate": (0, 0), "scale": (1, 1)},
    {
        "rotate": (-180, 180),
        "fill": (10, 20, 30),
        "interpolation": 2,
        "keep_ratio": True,
        "scale": (0.7, 1.3),
    },
    {"rotate": (90, 90), "border_mode": 4, "fit_output": True},
)


HOLES = (
    {},
    {"hole_height_range": (3, 7), "hole_width_range": (1, 9), "num_holes_range": (1, 5)},
    {"fill": 77},
    {"fill": "random"},
    {"fill": (1, 2, 3)},
)


@pytest.mark.parametrize(("affine", "holes"), zip(AFFINE, HOLES, strict=True))
def test_the_shortcuts_of_affine_and_coarse_dropout_keep_every_byte(
    affine: dict[str, object], holes: dict[str, object]
) -> None:
    policy = Policy((Step("a", "Affine", affine, p=0.9), Step("h", "CoarseDropout", holes, p=0.8)))
    for strength in (0.3, 1, 2):
        exactly_alike(policy, strength, 60)


def test_the_training_stream_runs_groups_as_the_pipeline_does() -> None:
    inner = Group(
        "one", "OneOf", (Step("a", "Rotate", p=0.3), Step("b", "VerticalFlip", p=0.5)), p=0.9
    )
    some = Group("some", "SomeOf", (LIGHT, inner, FLIP), p=0.8, n=2)
    exactly_alike(
        Policy(
            (
                some,
                Group("nested", "Compose", (TURN,), p=0.5),
                Group(
                    "rand",
                    "RandomOrder",
                    (replace(TURN, id="t2"), replace(FLIP, id="f2")),
                    n=2,
                    p=1,
                ),
            )
        ),
        0.6,
        30,
    )


def test_the_training_stream_brings_back_the_size() -> None:
    stream = training_stream(
        Policy((Step("c", "CenterCrop", {"height": 20, "width": 12}, p=1),)), 1, 0
    )
    assert stream(picture()).shape == (32, 32, 3)


def test_the_training_stream_refuses_a_step_that_needs_annotations() -> None:
    with pytest.raises(PolicyError, match="BBoxSafeRandomCrop needs boxes"):
        training_stream(
            Policy((Group("g", "Sequential", (Step("c", "BBoxSafeRandomCrop"),)),)), 1, 0
        )
    off = replace(FLIP, id="off", enabled=False)
    for strength in (0.5, 1):
        with pytest.raises(
            PolicyError, match=r"^steps\[1\]: CropNonEmptyMaskIfExists needs a mask"
        ):
            training_stream(Policy((off, Step("c", "CropNonEmptyMaskIfExists"))), strength, 0)
    assert training_stream(Policy((Step("c", "CropNonEmptyMaskIfExists"),)), 0, 0)(
        picture()
    ).shape == (32, 32, 3)
