from dataclasses import replace

from explorer.policy.model import ComposeSettings, Policy, Step
from explorer.preview import (
    compare,
    contact_sheet,
    extremes,
    steps_sheet,
)
from tests.preview.pictures import FLIP, TURN, look, photo


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
        assert (found.changed == 0) is (found.distance == 0) is left
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
