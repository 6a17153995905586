from dataclasses import replace

import numpy as np

from explorer.policy.model import Policy, Step
from explorer.preview import (
    PrefixCache,
    contact_sheet,
)
from explorer.preview.draws import Drawer
from tests.preview.pictures import FLIP, LIGHT, TURN, cut, look, photo


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
