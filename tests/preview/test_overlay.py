from dataclasses import replace

import numpy as np
import pytest

from explorer.images import Box, Image, KeyPoint
from explorer.preview import (
    overlaid,
)
from explorer.preview.overlay import COLOURS
from tests.preview.pictures import photo


@pytest.mark.parametrize("background", [0, 255])
def test_annotations_read_on_dark_and_on_light(background: int) -> None:
    mask = np.zeros((200, 200), np.uint8)
    mask[120:180, 120:180] = 1
    plain = Image("p.png", np.full((200, 200, 3), background, np.uint8))
    image = replace(
        plain, mask=mask, boxes=(Box(20, 40, 90, 90, "thing"),), keypoints=(KeyPoint(150, 40),)
    )
    drawn = overlaid(image, image.rgb, ("thing",))
    assert drawn is not image.rgb
    for y, x in (
        (90, 55),
        (40, 150),
        (120, 150),
    ):  # a side of the box, the point, the outline of the mask
        spot = drawn[y - 2 : y + 3, x - 2 : x + 3].reshape(-1, 3).astype(int)
        assert abs(spot - background).sum(axis=1).max() > 100
    assert (drawn == COLOURS[0]).all(axis=2).any()


def test_boxes_far_outside_a_picture_are_drawn_without_harm() -> None:
    image = replace(
        photo(),
        boxes=(Box(-1e6, -1e6, 1e6, 1e6, "far"), Box(70, 70, 1e5, 90, "out")),
        keypoints=(KeyPoint(1e6, -1e6),),
    )
    assert overlaid(image, image.rgb).shape == image.rgb.shape
