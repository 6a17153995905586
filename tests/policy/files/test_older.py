"""Older spellings in Python, and in files that name no version."""

import json

import pytest

from explorer.errors import PolicyError
from explorer.frozen import thawed
from explorer.policy import files
from explorer.policy.files import older


def loaded(*calls, **more):
    text = f"import albumentations as A\nimport cv2\nt = A.Compose([{', '.join(calls)}])\n"
    return files.loads(text, "python", **more)


SPELLINGS = [
    ("A.HorizontalFlip(always_apply=True)", "HorizontalFlip", {}, 1.0),
    (
        "A.ImageCompression(quality_lower=50, quality_upper=90, p=0.25)",
        "ImageCompression",
        {"quality_range": [50, 90]},
        0.25,
    ),
    (
        "A.CoarseDropout(max_holes=5, max_height=9, max_width=7, min_holes=2, fill_value=3)",
        "CoarseDropout",
        {"num_holes_range": [2, 5], "hole_height_range": [9, 9], "fill": 3},
        0.5,
    ),
    ("A.RandomResizedCrop(64, 48)", "RandomResizedCrop", {"size": [64, 48]}, 1.0),
    (
        "A.PadIfNeeded(90, 90, border_mode=cv2.BORDER_CONSTANT, value=(1, 2, 3), "
        "position=A.PadIfNeeded.PositionType.TOP_LEFT)",
        "PadIfNeeded",
        {"min_height": 90, "position": "top_left", "border_mode": 0, "fill": [1, 2, 3]},
        1.0,
    ),
    (
        "A.ShiftScaleRotate(shift_limit=0.05, rotate_limit=12, value=0, border_mode=0)",
        "Affine",
        {
            "rotate": [-12, 12],
            "scale": {"x": [0.9, 1.1], "y": [0.9, 1.1]},
            "translate_percent": {"x": [-0.05, 0.05], "y": [-0.05, 0.05]},
        },
        0.5,
    ),
]


@pytest.mark.parametrize(("call", "name", "params", "p"), SPELLINGS)
def test_an_older_spelling_is_read_and_the_release_is_said(call, name, params, p):
    result = loaded(call, "A.VerticalFlip()", strict=True)
    step = result.policy.steps[0]
    assert (step.transform, step.p) == (name, p)
    kept = thawed(step.params)
    assert {key: kept[key] for key in params} == params
    assert any("older release: read as 1.3.1" in note for note in result.notes)


def test_what_is_left_out_takes_the_default_of_its_own_release():
    step = loaded("A.CoarseDropout(max_holes=3)").policy.steps[0]
    assert thawed(step.params)["hole_height_range"] == [8, 8]


NEAR = [
    ("A.GaussNoise(var_limit=(10.0, 50.0))", "variance"),
    ("A.Cutout(num_holes=4, max_h_size=6, max_w_size=8)", "border"),
    ("A.Normalize(), A.Transpose()", "moved to the tail"),
]


@pytest.mark.parametrize(("call", "said"), NEAR)
def test_what_does_not_mean_the_same_is_near_and_refused_where_strict(call, said):
    assert said in loaded(call).near[0]
    with pytest.raises(PolicyError, match=said):
        loaded(call, strict=True)


def test_the_noise_lies_between_the_roots_of_the_variances():
    noise = loaded("A.GaussNoise(var_limit=(10.0, 50.0))").policy.steps[0]
    assert noise.params["std_range"] == pytest.approx((10**0.5 / 255, 50**0.5 / 255))


def test_a_flip_is_one_of_three_and_torgb_is_left_out():
    result = loaded("A.ToRGB(p=1.0)", "A.Flip(p=0.6)")
    (flip,) = result.policy.steps
    assert (flip.group, flip.p) == ("OneOf", 0.6)
    assert [getattr(one, "transform", None) or one.group for one in flip.steps] == [
        "HorizontalFlip",
        "VerticalFlip",
        "Sequential",
    ]
    assert any("ToRGB is left out" in note for note in result.notes)


def test_a_class_that_is_gone_is_refused_with_what_comes_nearest():
    with pytest.raises(PolicyError, match=r"IAAAdditiveGaussianNoise.*GaussNoise comes nearest"):
        loaded("A.IAAAdditiveGaussianNoise(p=0.2)")


def test_a_file_without_a_version_in_an_older_spelling_is_upgraded():
    rotate = {"limit": [-9, 9], "border_mode": 0, "value": [0, 0, 0], "mask_value": None}
    step = {"__class_fullname__": "Rotate", "always_apply": False, "p": 0.5, **rotate}
    whole = {"__class_fullname__": "Compose", "p": 1.0, "transforms": [step]}
    result = files.loads(json.dumps({"transform": whole}))
    assert thawed(result.policy.steps[0].params)["fill"] == [0, 0, 0]
    assert "older release; 1.3.1 is taken" in result.notes[0]


def test_every_release_of_the_table_has_its_signatures():
    for release in older.RELEASES:
        assert list(older.arguments(release, "HorizontalFlip")) == ["always_apply", "p"] or (
            release.startswith("1.4")
        )
