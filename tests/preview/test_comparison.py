from dataclasses import replace

import numpy as np
import pytest

from explorer.images import Box, Image, KeyPoint
from explorer.policy.model import Policy, Step
from explorer.preview import (
    compare,
)
from tests.preview.pictures import HALF, look, photo


def test_a_comparison_shows_where_the_picture_changed() -> None:
    hole = Step(
        "hole",
        "CoarseDropout",
        {
            "num_holes_range": (1, 1),
            "hole_height_range": (0.25, 0.25),
            "hole_width_range": (0.25, 0.25),
        },
        p=1,
    )
    white = Image("w.png", np.full((64, 64, 3), 255, np.uint8))
    found = compare(Policy((hole,)), white, look())
    assert found.changed == pytest.approx(1 / 16)
    assert found.distance == pytest.approx(1 / 16)
    gone = (found.after == 0).all(axis=2)
    assert found.heat[gone].min(axis=0).max() > found.heat[~gone].max()
    assert np.array_equal(found.before, white.rgb)
    assert not found.resized


def test_a_comparison_brings_a_cropped_picture_back_to_size_and_counts_losses() -> None:
    image = replace(
        photo(),
        boxes=(Box(0, 0, 10, 10, "a"), Box(28, 28, 36, 36, "b")),
        keypoints=(KeyPoint(1, 1), KeyPoint(32, 32)),
    )
    found = compare(Policy((HALF,)), image, look())
    assert found.resized
    assert found.before.shape == found.after.shape == found.heat.shape
    assert (found.boxes_lost, found.keypoints_lost) == (1, 1)
