import numpy as np

from explorer.images import resize
from explorer.policy.albumentations import drawing
from explorer.policy.model import Policy, Step
from explorer.preview import PreviewService
from explorer.preview.alone import alone, only
from tests.preview.pictures import look, photo

FLIP = Step("a", "HorizontalFlip", p=0.01, enabled=False)
SQUARE = photo()


def test_a_step_is_applied_whatever_its_probability_and_its_switch() -> None:
    shown = alone(only(FLIP), SQUARE, look())
    assert np.array_equal(shown, SQUARE.rgb[:, ::-1])


def test_what_fades_is_applied_below_strength_1_too() -> None:
    faded = look(strength=0.1)
    assert np.array_equal(alone(only(FLIP), SQUARE, faded), SQUARE.rgb[:, ::-1])


def test_at_strength_0_the_picture_is_untouched() -> None:
    shown = alone(only(Step("a", "Rotate")), SQUARE, look(strength=0))
    assert np.array_equal(shown, SQUARE.rgb)


def test_it_is_the_first_draw_of_the_stage_where_the_step_is_always_applied_there() -> None:
    turn = Step("a", "Rotate", p=1)
    drawn = drawing.draw(Policy((turn,)), SQUARE, strength=1, seed=3, draw=0)
    assert np.array_equal(alone(only(turn), SQUARE, look()), drawn.rgb)


def test_a_crop_that_fades_into_a_resize_is_shown_as_the_crop() -> None:
    crop = Step("a", "RandomCrop", {"height": 20, "width": 20})
    half = alone(only(crop), SQUARE, look(tile_px=20, strength=0.5))
    assert np.array_equal(half, alone(only(crop), SQUARE, look(tile_px=20, strength=1)))
    assert not np.array_equal(half, resize(SQUARE.rgb, 20))


def test_it_is_the_middle_square_and_as_small_as_is_wished() -> None:
    wide = photo(64, 32)
    shown = alone(only(Step("a", "NoOp")), wide, look(tile_px=16))
    assert np.array_equal(shown, resize(wide.rgb[:, 16:48], 16))


def test_a_slow_step_is_made_in_a_process(service: PreviewService, started) -> None:
    policy = only(Step("a", "GlassBlur"))
    shown = service.alone(policy, SQUARE, look(tile_px=32))
    assert shown.shape == (32, 32, 3)
    assert len(started()) == 1
