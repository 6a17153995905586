from dataclasses import replace

import numpy as np

from explorer.policy.albumentations import drawing
from explorer.policy.model import Group, Policy, Step
from explorer.preview import (
    contact_sheet,
    pairs_sheet,
    steps_sheet,
    strengths_sheet,
)
from tests.preview.pictures import FLIP, LIGHT, TURN, cut, look, photo


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


def test_pairs_show_each_picture_beside_a_draw_of_its_own():
    policy = Policy((TURN, FLIP))
    pictures = [photo(seed=seed) for seed in range(4)]
    sheet = pairs_sheet(policy, pictures, look())
    assert sheet.columns == 2
    for place, picture in enumerate(pictures):
        before, after = sheet.tiles[2 * place : 2 * place + 2]
        assert before.y == after.y
        assert (before.draw, after.draw, after.source) == (None, place, place)
        assert np.array_equal(cut(sheet, before), picture.rgb)
        drawn = drawing.draw(policy, picture, strength=1, seed=3, draw=place)
        assert np.array_equal(cut(sheet, after), drawn.rgb)
    assert [tile.caption for tile in sheet.tiles[:4]] == [
        "original",
        "draw 1",
        "original",
        "draw 2",
    ]


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
