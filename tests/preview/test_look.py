from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import ImageError
from explorer.images import Box
from explorer.policy.model import Policy
from explorer.preview import (
    contact_sheet,
)
from tests.preview.pictures import HALF, LIGHT, cut, look, photo


def test_the_size_switch_applies_the_policy_to_the_middle_square_at_the_training_size() -> None:
    policy, image = Policy((LIGHT, HALF)), photo(64, 48)
    sheet = contact_sheet(policy, [image], look(work_px=40, tile_px=80, training=True), 1)
    assert (sheet.tiles[0].width, sheet.tiles[1].width, sheet.tiles[1].height) == (80, 80, 80)
    doubled = cut(sheet, sheet.tiles[0])
    assert np.array_equal(doubled[::2, ::2], doubled[1::2, 1::2])


def test_annotations_can_be_left_out() -> None:
    image = replace(photo(), boxes=(Box(0, 0, 10, 10, "a"),))
    sheet = contact_sheet(Policy(), [image], look(annotations=False), 0)
    assert sheet.boxes == 0
    assert np.array_equal(sheet.rgb, image.rgb)


@pytest.mark.parametrize("wrong", [{"tile_px": 0}, {"work_px": 10_000}])
def test_a_size_outside_1_to_4096_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ImageError, match=str(next(iter(wrong.values())))):
        look(**wrong)


def test_no_picture_and_too_many_tiles_are_refused() -> None:
    with pytest.raises(ImageError, match="no picture"):
        contact_sheet(Policy(), [], look(), 8)
    with pytest.raises(ImageError, match="200 tiles"):
        contact_sheet(Policy(), [photo()] * 21, look(), 9)
