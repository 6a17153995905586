from dataclasses import replace

import numpy as np
import pytest

from explorer.policy.albumentations import drawing
from explorer.policy.model import Policy, Step
from explorer.preview.sheets import steps_sheet
from explorer.preview.single import single
from tests.preview.pictures import LIGHT, TURN, cut, look, photo

POLICY = Policy((TURN, replace(LIGHT, enabled=False), Step("b", "GaussianBlur", p=1)))


def test_a_draw_by_itself_is_the_draw_of_the_sheet() -> None:
    sheet = single(POLICY, photo(), look(), 4)
    assert np.array_equal(sheet.rgb, drawing.draw(POLICY, photo(), strength=1, seed=3, draw=4).rgb)
    assert sheet.tiles[0].caption == "draw 5"


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_step_by_itself_is_the_tile_of_its_sheet(steps: int) -> None:
    among = steps_sheet(POLICY, photo(), look(), 1)
    alone = single(POLICY, photo(), look(), 1, steps)
    assert np.array_equal(alone.rgb, cut(among, among.tiles[steps]))
    assert alone.tiles[0].caption == ["original", "Rotate, draw 2", "Gaussian blur, draw 2"][steps]


def test_without_a_draw_or_with_a_step_that_there_is_not_it_is_the_original() -> None:
    for sheet in (single(POLICY, photo(), look(), None), single(POLICY, photo(), look(), 0, 9)):
        assert np.array_equal(sheet.rgb, photo().rgb)


def test_it_is_as_large_as_is_wished() -> None:
    sheet = single(POLICY, photo(96, 64), look(tile_px=480, work_px=96), 0)
    assert sheet.rgb.shape == (320, 480, 3)
