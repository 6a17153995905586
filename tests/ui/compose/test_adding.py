"""The search for a transform: a match in a name comes before one in a description."""

from itertools import pairwise

import pytest

from explorer import samples
from explorer.policy.catalog import CATALOG
from explorer.policy.catalog.spec import words_of
from explorer.samples import TRANSFORM_COLUMNS
from explorer.ui.compose.adding import SHEET, _pictures
from explorer.ui.compose.lines import _ALSO, called, lines

FAMILIES = {transform.family for transform in CATALOG.values()}


def listed(typed):
    """What Streamlit lists for what was typed, in its order: see `filter_mode` of its selectbox."""
    return [name for name, line in lines().items() if typed in line.lower()]


def words():
    return sorted({word.lower() for name in CATALOG for word in words_of(name).split()})


@pytest.mark.parametrize("typed", [word for word in words() if len(word) > 3])
def test_a_word_of_a_name_finds_first_a_transform_that_is_called_so(typed):
    for length in range(4, len(typed) + 1):
        beginning = typed[:length]
        by_family = any(beginning in family for family in FAMILIES)
        assert by_family or beginning in called(listed(beginning)[0]), beginning
        assert {name for name in CATALOG if beginning in called(name)} <= set(listed(beginning))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("brightness", "RandomBrightnessContrast"),
        ("random brightness", "RandomBrightnessContrast"),
        ("randombrightness", "RandomBrightnessContrast"),
        ("rotate", "Rotate"),
        ("crop", "Crop"),
        ("blur", "Blur"),
        ("coarsedropout", "CoarseDropout"),
        ("coarse dropout", "CoarseDropout"),
        ("clahe", "CLAHE"),
        ("shift", "ShiftScaleRotate"),
    ],
)
def test_enter_takes_what_was_meant(typed, name):
    assert listed(typed)[0] == name


@pytest.mark.parametrize("name", CATALOG)
def test_a_transform_is_found_by_its_class_and_by_its_words(name):
    assert name in listed(name.lower())
    assert name in listed(words_of(name).lower())


def test_words_of_a_description_and_a_family_find_it():
    assert listed("shears the picture") == ["Affine"]
    assert "Affine" in listed("shift")
    assert set(listed("weather")) >= {
        name for name, transform in CATALOG.items() if transform.family == "weather"
    }


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("jpeg", "ImageCompression"),
        ("compression quality", "ImageCompression"),
        ("flipp", "HorizontalFlip"),
        ("mirror", "HorizontalFlip"),
        ("grayscale", "ToGray"),
        ("greyscale", "ToGray"),
        ("cutout", "CoarseDropout"),
        ("erasing", "Erasing"),
        ("saturation", "HueSaturationValue"),
        ("translate", "Affine"),
        ("snow", "RandomSnow"),
        ("zoom", "ZoomBlur"),
    ],
)
def test_other_words_find_it_and_names_stay_first(typed, name):
    assert listed(typed)[0] == name


def test_every_other_word_finds_its_transform():
    for name, words in _ALSO.items():
        assert name in CATALOG
        assert [word for word in words.split(", ") if name not in listed(word.lower())] == [], name


def test_letters_strewn_over_a_line_find_nothing():
    assert "Resize" not in listed("bright")
    assert listed("fog")[0] == "RandomFog"
    assert "Morphological" not in listed("fog")


def test_a_line_has_room_in_the_list():
    assert all(len(line) <= 150 for line in lines().values())


def test_families_stand_together_as_in_the_catalogue():
    families = [CATALOG[name].family for name in lines()]
    assert list(dict.fromkeys(families)) == [
        *dict.fromkeys(transform.family for transform in CATALOG.values())
    ]
    assert sum(one != other for one, other in pairwise(families)) == len(FAMILIES) - 1


def test_each_line_of_the_list_has_the_place_of_its_picture():
    style = _pictures("/")
    for place, name in enumerate(lines()):
        row, column = divmod(samples.transform_names().index(name), TRANSFORM_COLUMNS)
        assert f"[role=option][data-key='{place}']{{--y:{-row};--x:{-column}}}" in style, name


def test_the_pictures_are_sent_by_their_address_below_the_path_of_the_app():
    style = _pictures("/tools/my-data")
    assert f"url('/tools/my-data/app/static/{SHEET.name}?" in style
    assert "url('/app/static/" in _pictures("/")
    assert len(style) < 6000


def test_a_transform_that_was_added_since_has_no_picture_and_moves_no_other(monkeypatch):
    rest = [name for name in CATALOG if name != next(iter(lines()))]
    monkeypatch.setattr(samples, "transform_names", lambda: tuple(rest))
    style = _pictures.__wrapped__("/")
    assert "[data-key='0']" not in style
    place = list(lines()).index(rest[0])
    assert f"[data-key='{place}']{{--y:0;--x:0}}" in style
