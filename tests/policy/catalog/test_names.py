"""The catalogue and Albumentations name the same things."""

import math
from typing import Any, Literal, get_args, get_origin

import pytest

from explorer.choices import Param
from explorer.errors import PolicyError
from explorer.frozen import Frozen
from explorer.policy.albumentations.library import A
from explorer.policy.albumentations.signatures import REQUIRED, canonical_params, parameters
from explorer.policy.catalog import CATALOG, STRUCTURAL, TAIL
from explorer.policy.catalog.left_out import LEFT_OUT
from explorer.policy.catalog.spec import Transform

# What the constructor takes and `to_dict` does not give back, with the reason.
NOT_WRITTEN = {
    ("ShiftScaleRotate", "shift_limit"): "written as shift_limit_x and shift_limit_y",
}
# Targets of ours that are fewer than Albumentations' own, with the reason.
NARROWER_TARGETS = {
    "Morphological": "moves boxes along the wrong axes, and raises from 512 px on",
}
# Choices of theirs that we do not offer, with the reason.
NARROWER_CHOICES = {
    ("HEStain", "method"): "vahadane takes 14 s at 512 px, macenko raises on a white picture",
    (
        "ChromaticAberration",
        "interpolation",
    ): "the two exact modes are accepted and raise when applied",
}
BASES = {"BasicTransform", "DualTransform", "ImageOnlyTransform", "Transform3D"}
TARGET_NAMES = {"Image": "image", "Mask": "mask", "BBoxes": "bboxes", "Keypoints": "keypoints"}

each_transform = pytest.mark.parametrize(
    "spec", [pytest.param(spec, id=name) for name, spec in CATALOG.items()]
)


def fields_of(spec: Transform) -> dict[str, Any]:
    return {
        name: field
        for name, field in getattr(A, spec.name).InitSchema.model_fields.items()
        if name not in ("p", "strict")
    }


def test_every_transform_is_in_the_catalogue_or_left_out_for_a_reason():
    theirs = {
        name
        for name in dir(A)
        if isinstance(getattr(A, name), type) and issubclass(getattr(A, name), A.BasicTransform)
    }
    ours = [*CATALOG, *STRUCTURAL, *TAIL, *LEFT_OUT]
    theirs -= {"ToTensor3D"}  # 3-D, and there only where torch was imported first
    assert sorted(ours) == sorted(theirs - BASES | {"ToTensorV2"})
    assert all(reason and "\n" not in reason for reason in LEFT_OUT.values())


def test_the_catalogue_holds_at_least_eighty_transforms():
    assert len(CATALOG) >= 80


@each_transform
def test_parameters_are_those_that_albumentations_writes(spec: Transform):
    written = set(canonical_params(spec.name, spec.defaults))
    ours = {param.name for param in spec.params}
    assert ours <= written
    assert written <= ours | set(spec.derived)


@each_transform
def test_parameters_are_those_that_the_constructor_takes(spec: Transform):
    ours = {param.name for param in spec.params}
    exceptions = {name for transform, name in NOT_WRITTEN if transform == spec.name} | set(
        spec.derived
    )
    assert ours <= set(parameters(spec.name))
    assert set(parameters(spec.name)) | set(fields_of(spec)) <= ours | exceptions
    assert not ours & set(spec.derived)


@each_transform
def test_targets_are_those_of_albumentations(spec: Transform):
    named = getattr(A, spec.name)._targets
    theirs = {
        TARGET_NAMES[target.value]
        for target in (named if isinstance(named, tuple | list) else [named])
        if target.value in TARGET_NAMES
    }
    if spec.name in NARROWER_TARGETS:
        assert set(spec.targets) < theirs
    else:
        assert set(spec.targets) == theirs


@each_transform
def test_choices_are_those_of_albumentations(spec: Transform):
    for param in spec.params:
        if param.kind != "choice" or any(isinstance(choice, Frozen) for choice in param.choices):
            continue
        words = set(literals(fields_of(spec)[param.name].annotation)) - {None}
        if (spec.name, param.name) in NARROWER_CHOICES:
            assert set(param.choices) < words, param.name
        elif words:
            assert set(param.choices) == words, param.name
        assert not param.labels or len(param.labels) == len(param.choices), param.name


def literals(annotation: Any) -> list[Any]:
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    return [word for part in get_args(annotation) for word in literals(part)]


@each_transform
def test_defaults_of_albumentations_are_legal_and_kept(spec: Transform):
    required = {
        name: spec.defaults[name]
        for name, default in parameters(spec.name).items()
        if default is REQUIRED
    }
    try:
        written = canonical_params(spec.name, required)
    except PolicyError:  # a few have no legal setting of their own: one of two sizes must be given
        written = canonical_params(spec.name, spec.defaults)
    for param in spec.params:
        assert plain(param.check(written[param.name])) == written[param.name], param.name


@each_transform
def test_our_defaults_are_canonical(spec: Transform):
    written = canonical_params(spec.name, spec.defaults)
    for param in spec.params:
        assert plain(param.check(param.default)) == plain(param.default), param.name
        assert near(plain(param.default), written[param.name]), param.name


def plain(value: Any) -> Any:
    if hasattr(value, "items"):
        return {name: plain(part) for name, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list | tuple) else value


def near(value: Any, other: Any) -> bool:
    """Equal but for the last digits: ShiftScaleRotate keeps a scale and writes it less 1."""
    if isinstance(value, dict):
        return value.keys() == other.keys() and all(
            near(part, other[name]) for name, part in value.items()
        )
    if isinstance(value, list):
        return len(value) == len(other) and all(
            near(part, there) for part, there in zip(value, other, strict=True)
        )
    return value == other or (isinstance(value, float) and abs(value - other) < 1e-12)


@each_transform
def test_texts_are_one_line_that_ends_with_a_full_stop(spec: Transform):
    for text in (spec.summary, *(param.help for param in spec.params)):
        assert text.endswith("."), text
        assert "\n" not in text, text
        assert 8 < len(text) <= 200, text
    assert spec.family


@each_transform
def test_ranges_hold_together(spec: Transform):
    for param in spec.params:
        if param.kind in ("float", "int", "range", "int_range", "xy_range"):
            assert_range_holds(param, spec.fades)


def assert_range_holds(param: Param, fades: bool):
    where = param.name
    assert None not in (param.low, param.high, param.step), where
    least, most = (
        (-math.inf if param.min is None else param.min),
        (math.inf if param.max is None else param.max),
    )
    assert least <= param.low < param.high <= most, where
    assert 0 < param.step <= param.high - param.low, where
    if param.identity is not None and not fades and not param.log:
        assert least <= param.identity <= most, where
    if param.log:
        assert param.identity, where
        assert least > 0, where
    if param.odd and param.min is not None:
        assert param.min % 2 == 1 or param.min == 0, where
    for number in numbers_of(param.default):
        assert param.low <= number <= param.high or (param.odd and number == 0), where


def numbers_of(value: Any) -> list[float]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [value]
    if hasattr(value, "values"):
        value = tuple(value.values())
    return (
        [number for part in value for number in numbers_of(part)]
        if isinstance(value, tuple)
        else []
    )
