"""The search for a transform: a match in a name comes before one in a description."""

import math

import pytest

from explorer import samples
from explorer.policy.catalog import CATALOG
from explorer.policy.catalog.spec import words_of
from explorer.samples import TRANSFORM_COLUMNS
from explorer.ui.compose.adding import _pictures, options


def score(typed, label):
    """How Streamlit's selectbox scores an option (fzy.js, as in its own script).

    Higher is better; None where the letters are not there in this order.
    """
    letters = iter(label.lower())
    if not all(letter in letters for letter in typed):
        return None
    bonus, before = [], "/"
    for char in label:
        bonus.append(
            {"/": 0.9, "-": 0.8, "_": 0.8, " ": 0.8, ".": 0.6}.get(
                before, 0.7 if before.lower() == before and char.upper() == char else 0
            )
        )
        before = char
    ends, best = [-math.inf] * len(label), [-math.inf] * len(label)
    for i, letter in enumerate(typed):
        gap = -0.005 if i == len(typed) - 1 else -0.01
        so_far, new_ends, new_best = -math.inf, [], []
        for j, char in enumerate(label.lower()):
            here = -math.inf
            if char == letter:
                here = -0.005 * j + bonus[j] if i == 0 else -math.inf
                if i and j:
                    here = max(best[j - 1] + bonus[j], ends[j - 1] + 1)
            so_far = max(here, so_far + gap)
            new_ends.append(here)
            new_best.append(so_far)
        ends, best = new_ends, new_best
    return best[-1]


def first(typed):
    scored = {name: score(typed, line) for name, line in options().items()}
    found = {name: points for name, points in scored.items() if points is not None}
    return max(found, key=found.get)


def words():
    return sorted({word.lower() for name in CATALOG for word in words_of(name).split()})


@pytest.mark.parametrize("typed", words())
def test_a_word_of_a_name_finds_a_transform_that_is_called_so(typed):
    assert typed in words_of(first(typed)).lower()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("brightness", "RandomBrightnessContrast"),
        ("random brightness", "RandomBrightnessContrast"),
        ("randombrightness", "RandomBrightnessContrast"),
        ("rotate", "Rotate"),
        ("coarsedropout", "CoarseDropout"),
        ("clahe", "CLAHE"),
    ],
)
def test_enter_takes_what_was_meant(typed, name):
    assert first(typed) == name


def test_several_words_of_a_description_still_find_it():
    assert score("shears the picture", options()["Affine"]) is not None


def test_letters_strewn_over_a_long_description_find_nothing():
    assert score("fog", options()["Morphological"]) is None
    assert first("fog") == "RandomFog"
    assert all(len(line.rstrip().replace("\u200b", "")) <= 120 for line in options().values())


def test_each_line_of_the_list_has_the_place_of_its_picture():
    style = _pictures()
    for place, name in enumerate(CATALOG):
        at = samples.transform_names().index(name)
        left, top = -32 * (at % TRANSFORM_COLUMNS), -32 * (at // TRANSFORM_COLUMNS)
        assert (
            f"[role=option][data-key='{place}']>div::before"
            f"{{background-position:{left}px {top}px;" in style
        ), name


def test_a_transform_that_was_added_since_has_no_picture_and_moves_no_other(monkeypatch):
    monkeypatch.setattr(samples, "transform_names", lambda: tuple(list(CATALOG)[1:]))
    style = _pictures.__wrapped__()
    assert "[data-key='0']" not in style
    assert "[data-key='1']>div::before{background-position:0px 0px;" in style
