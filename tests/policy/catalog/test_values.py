"""Settings that a hand can reach build and apply, on small pictures and large ones."""

import time

import pytest

from explorer.errors import PolicyError
from explorer.policy.catalog import CATALOG
from explorer.policy.catalog.spec import Transform
from explorer.policy.model import Step
from tests.policy.catalog.pictures import (
    distance,
    drawn,
    only,
    other_values,
    photograph,
    settings_with,
)

SMALL, LARGE = 64, 512
# Gray levels, on average over the picture and a few draws: what an eye finds when it compares.
VISIBLE = 1.0
DRAWS = 4

each_transform = pytest.mark.parametrize(
    "spec", [pytest.param(spec, id=name) for name, spec in CATALOG.items()]
)

# Legal, for larger pictures have room for them; on a picture that has none the pipeline says so.
NEEDS_A_LARGER_PICTURE = {
    ("AtLeastOneBBoxRandomCrop", "height"),
    ("AtLeastOneBBoxRandomCrop", "width"),
    ("CropNonEmptyMaskIfExists", "height"),
    ("CropNonEmptyMaskIfExists", "width"),
    ("CropAndPad", "px"),
    ("RandomCrop", "pad_if_needed"),
    ("CenterCrop", "pad_if_needed"),
    ("Crop", "pad_if_needed"),
}


def runs(spec: Transform, params: dict, size: int) -> None:
    result = drawn(only(spec, params), photograph(size))
    assert result.rgb.shape[2:] == (3,)
    assert result.rgb.dtype == "uint8"
    assert result.rgb.size


@each_transform
def test_the_default_differs_visibly_from_the_input(spec: Transform):
    sizes = (SMALL,) if spec.cost == "slow" else (SMALL, LARGE)
    for size in sizes:
        image = photograph(size)
        results = [drawn(only(spec), image, number=number) for number in range(DRAWS)]
        changed = any(result.rgb.shape != image.rgb.shape for result in results)
        assert changed or sum(distance(image, result) for result in results) / DRAWS >= VISIBLE, (
            size
        )


@each_transform
def test_low_and_high_apply_to_a_small_picture(spec: Transform):
    for param in spec.params:
        for number in (param.low, param.high):
            params = None if number is None else settings_with(spec, param, number)
            if params is not None:
                runs(spec, params, SMALL)


@each_transform
def test_low_and_high_of_every_magnitude_apply_to_a_large_picture(spec: Transform):
    if spec.cost == "slow":
        pytest.skip("takes seconds at this size; the slow tests apply it")
    for param in spec.magnitudes:
        for number in (param.low, param.high):
            params = None if number is None else settings_with(spec, param, number)
            if params is not None:
                runs(spec, params, LARGE)


@each_transform
def test_low_and_high_of_every_number_are_legal_settings(spec: Transform):
    for param in spec.params:
        if param.low is not None and param.high is not None:
            assert settings_with(spec, param, param.low) is not None, param.name
            assert settings_with(spec, param, param.high) is not None, param.name


@each_transform
def test_every_choice_applies(spec: Transform):
    for param in spec.params:
        for value in other_values(param):
            given = dict.fromkeys(spec.partners(param.name)) | {param.name: value}
            if value is None and spec.partners(param.name):
                given = {param.name: None} | {
                    name: spec.param(name).start for name in spec.partners(param.name)
                }
            try:
                params = dict(Step("a", spec.name, given).params)
            except PolicyError:
                assert spec.rules, param.name  # legal by itself, and bound to another parameter
                continue
            try:
                runs(spec, params, SMALL)
            except PolicyError:
                if value is not False or (spec.name, param.name) not in NEEDS_A_LARGER_PICTURE:
                    raise


@pytest.mark.slow
@each_transform
def test_slider_ends_apply_to_a_large_picture(spec: Transform):
    for param in spec.params:
        for number in (param.low, param.high):
            params = (
                None
                if number is None or (param.kind == "color" and spec.cost == "slow")
                else settings_with(spec, param, number)
            )
            if params is None:
                continue
            try:
                runs(spec, params, LARGE)
            except PolicyError:
                if (spec.name, param.name) not in NEEDS_A_LARGER_PICTURE:
                    raise


@pytest.mark.slow
@each_transform
@pytest.mark.parametrize("size", [64, 256])
def test_legal_ends_neither_raise_nor_hang(spec: Transform, size: int):
    """2 s at 256 px is where the preview gives up.

    Three times that in processor time here, for machines differ.
    """
    for param in spec.params:
        for number in (param.min, param.max):
            params = None if number is None else settings_with(spec, param, number)
            if params is None:
                continue
            begun = time.process_time()
            try:
                runs(spec, params, size)
            except PolicyError:
                if (spec.name, param.name) not in NEEDS_A_LARGER_PICTURE:
                    raise
            assert time.process_time() - begun < 6, (param.name, number)
