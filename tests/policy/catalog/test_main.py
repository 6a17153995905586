"""Every transform has one magnitude that says how much it does, or a reason why it has none."""

import pytest

from explorer.policy.catalog import CATALOG
from explorer.ui.params.shapes import shape_of

# Transforms with settings that the strength does not move, and that set no size, with the reason.
NO_MAGNITUDE = {
    "RandomGridShuffle": "tiles are shuffled or not: their number says how fine, not how much",
    "Equalize": "the settings say how the histogram is made",
    "AutoContrast": "the settings say which ends are cut off before the range is stretched",
    "ToGray": "a picture is gray or not; the settings say by which rule",
    "ChannelDropout": "a channel is there or not",
    "AdditiveNoise": "its ranges stand in a mapping that no slider edits",
}

each_transform = pytest.mark.parametrize(
    "spec", [pytest.param(spec, id=name) for name, spec in CATALOG.items()]
)


@each_transform
def test_a_transform_has_a_main_magnitude_with_a_slider_or_a_reason_why_not(spec):
    main = spec.main_magnitude(spec.defaults)
    if main is None:
        assert not spec.params or spec.shape or spec.name in NO_MAGNITUDE
        return
    assert spec.name not in NO_MAGNITUDE
    assert main.identity is not None
    assert main.low is not None
    assert main.high is not None
    assert shape_of(main, spec.defaults[main.name]) in ("number", "range")


@each_transform
def test_the_magnitude_that_is_named_exists_and_is_not_the_first_anyway(spec):
    if spec.main:
        assert spec.main in [param.name for param in spec.magnitudes[1:]]


def test_people_mean_the_turn_and_what_is_left_unset_does_not_count():
    affine = CATALOG["Affine"]
    assert affine.main_magnitude(affine.defaults).name == "rotate"
    crop = CATALOG["CropAndPad"]
    assert crop.main_magnitude(crop.defaults).name == "percent"
    assert crop.main_magnitude(crop.defaults | {"percent": None, "px": (-4, 4)}).name == "px"
