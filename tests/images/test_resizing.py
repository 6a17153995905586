import numpy as np
import pytest

from explorer.errors import ImageError
from explorer.images import Box, Image, KeyPoint, resize
from tests.images.files import noise, smooth


def test_resizing_takes_the_annotations_along():
    mask = np.zeros((40, 60), np.uint8)
    mask[:20] = 7
    small = resize(
        Image("a", smooth(), mask, (Box(6, 4, 60, 40, "b"),), (KeyPoint(30, 20, "k"),)), max_side=30
    )
    assert small.rgb.shape == (20, 30, 3)
    assert set(np.unique(small.mask)) == {0, 7}
    assert small.boxes == (Box(3, 2, 30, 20, "b"),)
    assert small.keypoints == (KeyPoint(15, 10, "k"),)


def test_shrinking_averages_areas():
    checks = (np.indices((20, 20)).sum(0) % 2)[:, :, None].repeat(3, 2).astype(np.uint8) * 255
    assert np.abs(resize(checks, 10).astype(int) - 128).max() <= 1


def test_a_picture_is_never_enlarged_to_a_max_side():
    assert resize(noise(), max_side=500).shape == (40, 60, 3)
    assert resize(noise(), (120, 80)).shape == (80, 120, 3)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"size": 0},
        {"size": 3, "max_side": 3},
        {"max_side": 0},
        {"size": (5, -1)},
        {"size": 100_000},
    ],
)
def test_an_impossible_size_is_refused(arguments):
    with pytest.raises(ImageError):
        resize(noise(), **arguments)
