import pickle

import numpy as np
import pytest

from explorer.errors import ImageError
from explorer.images import Box, Image, KeyPoint
from tests.images.files import noise


def test_an_image_copies_what_its_caller_can_write_to():
    mine = noise()
    image = Image("a", mine)
    mine[:] = 0
    assert np.array_equal(image.rgb, noise())
    with pytest.raises(ValueError, match="read-only"):
        image.rgb[0] = 1


def test_the_digest_changes_with_pixels_and_annotations_but_not_with_the_name():
    rgb = noise()
    mask = np.zeros((40, 60), np.uint8)
    images = [
        Image("a", rgb),
        Image("a", noise(seed=1)),
        Image("a", rgb.reshape(60, 40, 3)),
        Image("a", rgb, mask=mask),
        Image("a", rgb, boxes=(Box(0, 0, 1, 1, "cat"),)),
        Image("a", rgb, keypoints=(KeyPoint(0, 0, "nose"),)),
    ]
    assert len({image.digest for image in images}) == len(images)
    assert Image("a", rgb).digest == Image("b", rgb).digest
    assert Image("a", rgb) != Image("b", rgb)
    assert Image("a", rgb) == Image("a", rgb)


def test_an_image_survives_pickling():
    image = Image(
        "a",
        noise(),
        mask=np.ones((40, 60), np.uint8),
        boxes=(Box(0, 0, 5, 5),),
        keypoints=(KeyPoint(1, 2, "x"),),
    )
    copy = pickle.loads(pickle.dumps(image))
    assert copy == image
    assert not copy.rgb.flags.writeable


@pytest.mark.parametrize(
    "bad",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((4, 4, 3)),
        np.zeros((0, 4, 3), np.uint8),
        None,
    ],
)
def test_an_image_is_rgb_or_not_at_all(bad):
    with pytest.raises(ImageError):
        Image("a", bad)


def test_a_mask_of_another_size_is_refused():
    with pytest.raises(ImageError, match="the mask of 'a' has the shape"):
        Image("a", noise(), mask=np.zeros((4, 4), np.uint8))


@pytest.mark.parametrize(
    "corners", [(1, 0, 1, 5), (0, 5, 5, 0), (float("nan"), 0, 1, 1), (0, 0, float("inf"), 1)]
)
def test_an_impossible_box_is_refused(corners):
    with pytest.raises(ImageError, match="not a box"):
        Box(*corners)
