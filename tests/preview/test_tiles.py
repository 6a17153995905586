from dataclasses import replace

import numpy as np
import pytest

from explorer.images import Box, Image, KeyPoint
from explorer.policy.albumentations import drawing
from explorer.policy.model import Policy, Step
from explorer.preview import (
    contact_sheet,
)
from tests.preview.pictures import FLIP, HALF, look, photo


def test_rows_wrap_at_the_wished_number_of_columns() -> None:
    sheet = contact_sheet(Policy((FLIP,)), [photo(seed=1), photo(seed=2)], look(columns=2), 2)
    assert sheet.rgb.shape[1] == 2 * 64 + 6
    assert [tile.x for tile in sheet.tiles] == [0, 70, 0] * 2
    assert sheet.tiles[3].y == sheet.tiles[2].y + 70


@pytest.mark.parametrize(
    ("width", "height", "columns"), [(96, 64, 3), (64, 64, 3), (64, 112, 5), (160, 8, 1)]
)
def test_there_are_as_many_columns_as_show_the_tiles_largest(
    width: int, height: int, columns: int
) -> None:
    assert contact_sheet(Policy(), [photo(width, height)], look(), 8).columns == columns


def test_no_tile_covers_another() -> None:
    sheet = contact_sheet(
        Policy((Step("t", "Transpose", p=0.5),)), [photo(64, 32), photo(32, 64, 1)], look(), 6
    )
    covered = np.zeros(sheet.rgb.shape[:2], int)
    for tile in sheet.tiles:
        covered[tile.y : tile.y + tile.height, tile.x : tile.x + tile.width] += 1
    assert covered.max() == 1


def test_lost_boxes_and_points_are_counted_a_tile() -> None:
    image = replace(
        photo(),
        boxes=(Box(0, 0, 10, 10, "a"), Box(28, 28, 36, 36, "b")),
        keypoints=(KeyPoint(1, 1),),
    )
    sheet = contact_sheet(Policy((HALF,)), [image], look(), 3)
    assert [(tile.boxes_lost, tile.keypoints_lost) for tile in sheet.tiles] == [
        (0, 0),
        (1, 1),
        (1, 1),
        (1, 1),
    ]
    assert (sheet.boxes, sheet.boxes_lost, sheet.keypoints_lost) == (2, 3, 3)


def test_a_box_that_a_reflecting_border_repeats_counts_once_and_is_not_lost():
    """Counting boxes would make the loss negative.

    Albumentations adds the mirrored copies of a box.
    """
    image = Image(
        "square",
        np.zeros((64, 64, 3), np.uint8),
        boxes=(Box(24, 24, 40, 40, "a"), Box(0, 0, 6, 6, "b")),
    )
    smaller = Step("s", "Affine", {"scale": (0.4, 0.4), "border_mode": 4}, p=1.0)
    shifted = Step("t", "Affine", {"translate_percent": (-0.5, -0.5), "border_mode": 0}, p=1.0)
    copies = drawing.draw(Policy(steps=(smaller,)), image, strength=1, seed=0, draw=0)
    assert len(copies.boxes) > 2
    assert image.lost(copies) == (0, 0)
    gone = drawing.draw(Policy(steps=(shifted,)), image, strength=1, seed=0, draw=0)
    assert image.lost(gone) == (1, 0)
