"""What the views show: every tile where its geometry says, the same draw on every picture, losses
counted.
"""

from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import ImageError
from explorer.images import Box, Image, KeyPoint
from explorer.policy.albumentations import drawing
from explorer.policy.model import ComposeSettings, Group, Policy, Step
from explorer.preview import (
    Look,
    PrefixCache,
    Sheet,
    Tile,
    compare,
    contact_sheet,
    extremes,
    overlaid,
    steps_sheet,
    strengths_sheet,
)
from explorer.preview.draws import Drawer
from explorer.preview.overlay import COLOURS

FLIP = Step("flip", "HorizontalFlip", p=0.5)
TURN = Step("turn", "Rotate", {"limit": (-40, 40)}, p=1)
LIGHT = Step("light", "RandomBrightnessContrast", p=1)
HALF = Step("half", "CenterCrop", {"height": 32, "width": 32}, p=1)


def photo(width: int = 64, height: int = 64, seed: int = 0) -> Image:
    rng = np.random.default_rng(seed)
    return Image(
        f"{seed}.png",
        np.kron(
            rng.integers(20, 235, (height // 8, width // 8, 3), dtype=np.uint8),
            np.ones((8, 8, 1), np.uint8),
        ),
    )


def cut(sheet: Sheet, tile: Tile) -> np.ndarray:
    return sheet.rgb[tile.y : tile.y + tile.height, tile.x : tile.x + tile.width]


def look(**changes: object) -> Look:
    return replace(Look(strength=1, seed=3, tile_px=64, work_px=64), **changes)


def test_a_contact_sheet_shows_the_original_and_then_the_draws() -> None:
    policy, image = Policy((TURN, FLIP)), photo()
    sheet = contact_sheet(policy, [image], look(), 5)
    assert [tile.caption for tile in sheet.tiles] == [
        "original",
        *(f"draw {i}" for i in range(1, 6)),
    ]
    assert np.array_equal(cut(sheet, sheet.tiles[0]), image.rgb)
    for i, tile in enumerate(sheet.tiles[1:]):
        assert np.array_equal(
            cut(sheet, tile), drawing.draw(policy, image, strength=1, seed=3, draw=i).rgb
        )


def test_several_pictures_stand_in_rows_of_their_own_under_the_same_draws() -> None:
    pictures = [photo(seed=1), photo(64, 32, seed=2), photo(seed=3)]
    sheet = contact_sheet(Policy((FLIP,)), pictures, look(), 4)
    assert sheet.columns == 5
    for draw in range(4):
        column = [tile for tile in sheet.tiles if tile.draw == draw]
        assert len({tile.x for tile in column}) == 1
        assert len({tile.changed for tile in column}) == 1
    assert {tile.changed for tile in sheet.tiles[1:5]} == {True, False}


def test_a_strip_shows_one_draw_at_every_strength() -> None:
    policy, image, strengths = Policy((TURN, LIGHT)), photo(), (0.0, 0.5, 1.0, 2.0)
    sheet = strengths_sheet(policy, image, look(), strengths)
    assert [tile.caption for tile in sheet.tiles] == [f"strength {s:g}" for s in strengths]
    assert sheet.columns == len(strengths)
    assert np.array_equal(cut(sheet, sheet.tiles[0]), image.rgb)
    for strength, tile in zip(strengths, sheet.tiles, strict=True):
        drawn = drawing.draw(policy, image, strength=strength, seed=3, draw=0)
        assert np.array_equal(cut(sheet, tile), drawn.rgb)


def test_a_strip_takes_the_first_draw_that_changes_something() -> None:
    rare, image = Policy((Step("rare", "Rotate", {"limit": (-40, 40)}, p=0.1),)), photo()
    changed = [
        not np.array_equal(drawing.draw(rare, image, strength=1, seed=3, draw=i).rgb, image.rgb)
        for i in range(40)
    ]
    first = changed.index(True)
    assert first > 0
    sheet = strengths_sheet(rare, image, look(), (0.0, 1.0, 2.0), draws=40)
    assert {tile.draw for tile in sheet.tiles} == {first}
    assert [tile.changed for tile in sheet.tiles] == [False, True, True]
    never = Policy((Step("turn", "Rotate", {"limit": (-40, 40)}, p=0),))
    assert {tile.draw for tile in strengths_sheet(never, image, look(), (0.0, 1.0)).tiles} == {0}


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


def test_at_strength_0_every_tile_is_the_original() -> None:
    sheet = contact_sheet(Policy((TURN, FLIP)), [photo()], look(strength=0), 3)
    assert not any(tile.changed for tile in sheet.tiles)
    assert all(np.array_equal(cut(sheet, tile), photo().rgb) for tile in sheet.tiles)


def test_steps_name_the_culprit_and_say_which_step_did_nothing() -> None:
    policy = Policy(
        (TURN, replace(FLIP, p=0.0), Group("g", "OneOf", (LIGHT, Step("b", "GaussianBlur")), p=1))
    )
    sheet = steps_sheet(policy, photo(), look())
    assert [tile.caption for tile in sheet.tiles] == [
        "original",
        "Rotate",
        "Horizontal flip",
        "One of: Random brightness contrast, Gaussian blur",
    ]
    assert [tile.changed for tile in sheet.tiles] == [False, True, False, True]
    assert np.array_equal(
        cut(sheet, sheet.tiles[-1]), drawing.draw(policy, photo(), strength=1, seed=3, draw=0).rgb
    )


def test_every_view_says_which_draws_the_whole_probability_leaves_alone() -> None:
    policy, image = Policy((replace(FLIP, p=1), TURN), compose=ComposeSettings(p=0.5)), photo()
    sheet = contact_sheet(policy, [image, photo(seed=1)], look(), 12)
    alone = {tile.draw for tile in sheet.tiles if tile.caption.endswith(", left alone")}
    assert 0 < len(alone) < 12
    for tile in sheet.tiles:
        if tile.draw is not None:
            assert tile.changed is (tile.draw not in alone)
            assert (
                tile.caption
                == f"draw {tile.draw + 1}{', left alone' if tile.draw in alone else ''}"
            )
    for draw in range(12):
        steps = steps_sheet(policy, image, look(), draw).tiles[1:]
        left = draw in alone
        assert [tile.caption for tile in steps] == [
            f"{name}{', left alone' if left else ''}" for name in ("Horizontal flip", "Rotate")
        ]
        assert {tile.changed for tile in steps} == {not left}
        found = compare(policy, image, look(), draw)
        assert found.left_alone is left
        assert (found.distance == 0) is left
    ranked = extremes(policy, image, look(), 12, 4).sheet.tiles[1:]
    assert (
        {tile.draw for tile in ranked if tile.caption.endswith(", left alone")}
        == {tile.draw for tile in ranked if tile.draw in alone}
        != set()
    )


def test_a_crop_that_fades_into_a_resize_keeps_its_name() -> None:
    policy = Policy((Step("crop", "RandomCrop", {"height": 32, "width": 32}, p=1),))
    for strength, name in ((0, "Resize"), (0.5, "Random crop"), (1, "Random crop")):
        assert [
            tile.caption for tile in steps_sheet(policy, photo(), look(strength=strength)).tiles
        ] == ["original", name]


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


def test_extremes_rank_the_draws_by_their_change() -> None:
    policy = Policy((LIGHT,))
    found = extremes(policy, photo(), look(), 40, 4, budget_s=60)
    assert found.considered == 40
    amounts = [
        abs(
            drawing.draw(policy, photo(), strength=1, seed=3, draw=i).rgb.astype(int) - photo().rgb
        ).mean()
        / 255
        for i in range(40)
    ]
    assert [draw for draw, _ in found.mildest] == list(np.argsort(amounts, kind="stable")[:3])
    assert [draw for draw, _ in found.harshest] == list(
        np.argsort(amounts, kind="stable")[::-1][:4]
    )
    assert found.mildest[0][1] == pytest.approx(min(amounts), abs=1e-9)
    assert (len(found.sheet.tiles), found.sheet.columns) == (8, 4)


def test_extremes_stop_at_their_budget_and_say_how_many_draws_they_saw() -> None:
    found = extremes(Policy((LIGHT,)), photo(), look(), 200, 2, budget_s=0)
    assert 4 <= found.considered < 200


def test_the_size_switch_applies_the_policy_to_the_middle_square_at_the_training_size() -> None:
    policy, image = Policy((LIGHT, HALF)), photo(64, 48)
    sheet = contact_sheet(policy, [image], look(work_px=40, tile_px=80, training=True), 1)
    assert (sheet.tiles[0].width, sheet.tiles[1].width, sheet.tiles[1].height) == (80, 80, 80)
    doubled = cut(sheet, sheet.tiles[0])
    assert np.array_equal(doubled[::2, ::2], doubled[1::2, 1::2])


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


def test_annotations_can_be_left_out() -> None:
    image = replace(photo(), boxes=(Box(0, 0, 10, 10, "a"),))
    sheet = contact_sheet(Policy(), [image], look(annotations=False), 0)
    assert sheet.boxes == 0
    assert np.array_equal(sheet.rgb, image.rgb)


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


def test_the_cache_gives_the_same_pictures_and_skips_the_steps_before_the_changed_one() -> None:
    image, cache = photo(), PrefixCache()
    seen: list[str] = []
    first = contact_sheet(
        Policy((TURN, LIGHT)),
        [image],
        look(),
        3,
        cache=cache,
        watch=lambda name, began: seen.append(name) if began else None,
    )
    assert sorted(seen) == ["RandomBrightnessContrast"] * 3 + ["Rotate"] * 3
    again = contact_sheet(Policy((TURN, LIGHT)), [image], look(), 3, cache=cache)
    assert np.array_equal(first.rgb, again.rgb)
    seen.clear()
    changed = Policy((TURN, replace(LIGHT, params={"brightness_limit": (0.3, 0.3)})))
    cached = contact_sheet(
        changed,
        [image],
        look(),
        3,
        cache=cache,
        watch=lambda name, began: seen.append(name) if began else None,
    )
    assert seen == ["RandomBrightnessContrast"] * 3
    assert np.array_equal(cached.rgb, contact_sheet(changed, [image], look(), 3).rgb)


def test_a_cached_picture_says_unchanged_like_a_fresh_one() -> None:
    cache = PrefixCache()
    for _ in range(2):
        sheet = contact_sheet(Policy((FLIP,)), [photo()], look(), 6, cache=cache)
        assert [tile.changed for tile in sheet.tiles[1:]] == [
            not np.array_equal(cut(sheet, tile), photo().rgb) for tile in sheet.tiles[1:]
        ]


def test_the_cache_stays_below_its_limit() -> None:
    cache = PrefixCache(max_bytes=5 * photo().rgb.nbytes)
    contact_sheet(Policy((TURN, LIGHT)), [photo()], look(), 8, cache=cache)
    assert 1 <= len(cache) <= 5
    assert cache.size_bytes == len(cache) * photo().rgb.nbytes


def test_a_picture_kept_by_the_cache_is_not_written_to() -> None:
    cache = PrefixCache()
    drawer = Drawer(Policy((TURN, LIGHT, FLIP)), 1, 0, cache)
    kept = [picture.digest for picture in drawer.steps(photo(), 0)]
    again = Drawer(Policy((TURN, Step("blur", "Blur", p=1))), 1, 0, cache)
    again.draw(photo(), 0)
    assert [picture.digest for picture in drawer.steps(photo(), 0)] == kept
    assert cache.hits > 0


@pytest.mark.parametrize("wrong", [{"tile_px": 0}, {"work_px": 10_000}])
def test_a_size_outside_1_to_4096_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ImageError, match=str(next(iter(wrong.values())))):
        look(**wrong)


def test_no_picture_and_too_many_tiles_are_refused() -> None:
    with pytest.raises(ImageError, match="no picture"):
        contact_sheet(Policy(), [], look(), 8)
    with pytest.raises(ImageError, match="200 tiles"):
        contact_sheet(Policy(), [photo()] * 21, look(), 9)


def test_a_box_that_a_reflecting_border_repeats_counts_once_and_is_not_lost():
    """Albumentations adds the mirrored copies of a box; counting boxes would make the loss
    negative.
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
