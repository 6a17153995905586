"""Masks, boxes and key points move with the picture where the transform says so."""

import numpy as np
import pytest

from explorer.images import Image
from explorer.policy.catalog import CATALOG
from explorer.policy.catalog.spec import Transform
from tests.policy.catalog.pictures import DISCS, discs, drawn, only, photograph

DRAWS = 6
CHANNELS = {name: channel for name, (_, _, channel) in DISCS.items()}

movers = pytest.mark.parametrize(
    "spec",
    [pytest.param(spec, id=name) for name, spec in CATALOG.items() if "mask" in spec.targets],
)
others = pytest.mark.parametrize(
    "spec",
    [pytest.param(spec, id=name) for name, spec in CATALOG.items() if spec.targets == ("image",)],
)
# Tiles take their key points along and cut boxes in pieces; holes are cut out of boxes.
BOXES_FOLLOW_PIECES = {"RandomGridShuffle"}
# Draws the pixels of the mask apart from those of the picture.
MASK_DRAWN_APART = {"PixelDropout"}


def exact(spec: Transform) -> dict:
    """Settings at which picture and mask are treated alike: nearest pixels, black filling."""
    alike = {
        "interpolation": 0,
        "mask_interpolation": 0,
        "fill": 0,
        "fill_mask": 0,
        "drop_value": 0,
        "mask_drop_value": 0,
    }
    return {name: value for name, value in alike.items() if spec.param(name) is not None}


def results(spec: Transform, image: Image) -> list[Image]:
    policy = only(spec, exact(spec))
    return [drawn(policy, image, number=number) for number in range(DRAWS)]


@movers
def test_the_mask_moves_with_the_picture(spec: Transform):
    if spec.name in MASK_DRAWN_APART:
        pytest.skip("draws the mask apart from the picture")
    white = np.repeat(discs().mask[..., None] * np.uint8(255), 3, axis=2)
    white.flags.writeable = False
    image = Image("white discs", white, discs().mask, discs().boxes, discs().keypoints)
    for result in results(spec, image):
        assert result.mask.shape == result.rgb.shape[:2]
        differing = np.mean((result.rgb[..., 0] > 127) != (result.mask > 0))
        assert differing < 0.002


@movers
def test_key_points_stay_on_what_they_mark(spec: Transform):
    if "keypoints" not in spec.targets:
        pytest.skip("does not move key points")
    seen = 0
    for result in results(spec, discs()):
        for point in result.keypoints:
            x, y = min(int(point.x), result.width - 1), min(int(point.y), result.height - 1)
            colours = (
                result.rgb[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2].reshape(-1, 3).max(axis=0)
            )
            if colours.max() > 100:  # else a hole lies there, or the disc has shrunk away
                seen += 1
                assert colours.argmax() == CHANNELS[point.label]
    assert seen >= DRAWS


@movers
def test_boxes_hold_what_they_held(spec: Transform):
    if "bboxes" not in spec.targets or spec.name in BOXES_FOLLOW_PIECES:
        pytest.skip("does not move boxes as wholes")
    seen = 0
    for result in results(spec, discs()):
        for box in result.boxes:
            ys, xs = np.nonzero(result.rgb[..., CHANNELS[box.label]] > 200)
            if len(xs) == 0:
                continue
            seen += 1
            slack = 2 + 0.02 * max(result.width, result.height)
            assert box.x_min - slack <= xs.mean() <= box.x_max + slack
            assert box.y_min - slack <= ys.mean() <= box.y_max + slack
    assert seen >= DRAWS / 2


@others
def test_annotations_stay_where_the_picture_does(spec: Transform):
    image = photograph(64)
    result = drawn(only(spec), image)
    assert result.rgb.shape == image.rgb.shape
    assert np.array_equal(result.mask, image.mask)
    assert (result.boxes, result.keypoints) == (image.boxes, image.keypoints)
