"""Files of Albumentations 0.5 to 1.4 are upgraded where the meaning stays the same.

Every change is told.
"""

import json

import pytest

from explorer.errors import PolicyError
from explorer.policy import files
from explorer.policy.albumentations import pipeline


def file_of(*transforms, version="1.3.1", **compose):
    whole = {
        "__class_fullname__": "Compose",
        "p": 1.0,
        "transforms": list(transforms),
        "bbox_params": None,
        "keypoint_params": None,
        "additional_targets": {},
    }
    return json.dumps({"__version__": version, "transform": whole | compose})


def old(name, /, p=0.5, always_apply=False, **params):
    return {"__class_fullname__": name, "always_apply": always_apply, "p": p, **params}


def loaded(*transforms, version="1.3.1"):
    return files.loads(file_of(*transforms, version=version))


SIMPLE = {"interpolation": 1, "border_mode": 4, "value": None, "mask_value": None}
UPGRADES = [
    (old("HorizontalFlip"), "HorizontalFlip", {}),
    (old("albumentations.augmentations.transforms.HorizontalFlip"), "HorizontalFlip", {}),
    (
        old("Rotate", limit=(-20, 30), **SIMPLE),
        "Rotate",
        {"limit": (-20, 30), "border_mode": 4, "fill": 0, "fill_mask": 0},
    ),
    (
        old(
            "Rotate", limit=(-20, 30), interpolation=1, border_mode=0, value=[1, 2, 3], mask_value=7
        ),
        "Rotate",
        {"fill": (1, 2, 3), "fill_mask": 7},
    ),
    (
        old(
            "CoarseDropout",
            max_holes=8,
            max_height=9,
            max_width=10,
            min_holes=4,
            min_height=5,
            min_width=6,
            fill_value=3,
            mask_fill_value=None,
        ),
        "CoarseDropout",
        {
            "num_holes_range": (4, 8),
            "hole_height_range": (5, 9),
            "hole_width_range": (6, 10),
            "fill": 3,
            "fill_mask": None,
        },
    ),
    (
        old("ImageCompression", quality_lower=60, quality_upper=90, compression_type=1),
        "ImageCompression",
        {"quality_range": (60, 90), "compression_type": "webp"},
    ),
    (
        old("JpegCompression", quality_lower=60, quality_upper=90),
        "ImageCompression",
        {"quality_range": (60, 90), "compression_type": "jpeg"},
    ),
    (
        old(
            "Downscale", scale_min=0.25, scale_max=0.5, interpolation={"upscale": 0, "downscale": 0}
        ),
        "Downscale",
        {"scale_range": (0.25, 0.5)},
    ),
    (
        old(
            "RandomResizedCrop",
            height=64,
            width=96,
            scale=(0.5, 1.0),
            ratio=(0.75, 1.25),
            interpolation=1,
        ),
        "RandomResizedCrop",
        {"size": (64, 96), "scale": (0.5, 1)},
    ),
    (
        old("GaussNoise", var_limit=(25.0, 25.0), mean=0, per_channel=True),
        "GaussNoise",
        {"std_range": (5 / 255, 5 / 255), "mean_range": (0, 0)},
    ),
    (
        old("Solarize", threshold=(100, 128)),
        "Solarize",
        {"threshold_range": (100 / 255, 128 / 255)},
    ),
    (
        old("RandomBrightness", limit=(-0.2, 0.3)),
        "RandomBrightnessContrast",
        {"brightness_limit": (-0.2, 0.3), "contrast_limit": (0, 0)},
    ),
    (
        old("RandomGamma", gamma_limit=(80, 120), eps=None),
        "RandomGamma",
        {"gamma_limit": (80, 120)},
    ),
    (
        old(
            "ShiftScaleRotate",
            shift_limit_x=(-0.1, 0.1),
            shift_limit_y=(-0.2, 0.2),
            scale_limit=(-0.1, 0.5),
            rotate_limit=(-5, 9),
            **SIMPLE,
        ),
        "Affine",
        {
            "scale": {"x": (0.9, 1.5), "y": (0.9, 1.5)},
            "rotate": (-5, 9),
            "keep_ratio": True,
            "translate_percent": {"x": (-0.1, 0.1), "y": (-0.2, 0.2)},
        },
    ),
]


@pytest.mark.parametrize(("node", "name", "params"), UPGRADES)
def test_settings_with_an_equal_are_upgraded_and_told(node, name, params):
    result = loaded(node)
    step = result.policy.steps[0]
    assert step.transform == name
    assert {key: step.params[key] for key in params} == params
    assert any(
        note.startswith("transform.transforms[0]") and ("now" in note or "dropped" in note)
        for note in result.notes
    )
    assert (
        pipeline.transform_dict(result.policy, 1.0)["transforms"][0]["__class_fullname__"] == name
    )


@pytest.mark.parametrize(
    ("node", "named"),
    [
        (old("IAAAffine"), "'IAAAffine' of 1.3.1 has no equal in 2.0.8: it needs imgaug"),
        (old("albumentations.imgaug.transforms.IAAPerspective"), "'IAAPerspective'"),
        (old("GaussianBlur", blur_limit=(3, 7), sigma_limit=(0, 0)), "'GaussianBlur'"),
        (old("CoarseDropout", max_holes=8, max_height=0.2, max_width=0.2), "whole pixels"),
        (old("Downscale", scale_min=0.25, scale_max=0.5, interpolation=1), "interpolation 0"),
        (
            old(
                "Affine",
                scale={"x": (1, 1), "y": (1, 1)},
                rotate=(0, 0),
                shear={"x": (-5, 5), "y": (0, 0)},
            ),
            "shear",
        ),
        (old("SomeOf", n=1, replace=True, transforms=[old("HorizontalFlip")]), "'SomeOf' of 1.3.1"),
        (old("Rotate", limit=(-20, 30), method="x"), "transform.transforms[0].method"),
        (old("Rotate", always_apply="yes"), "transform.transforms[0].always_apply"),
        (old("RandomGamma", eps=1e-7), "transform.transforms[0].eps"),
        (
            old("JpegCompression", quality_lower=3),
            "transform.transforms[0].quality_upper: is missing",
        ),
    ],
)
def test_what_has_no_equal_is_refused_by_name(node, named):
    with pytest.raises(PolicyError) as caught:
        loaded(node)
    assert named in str(caught.value)


def test_always_apply_becomes_p_1_and_inside_a_one_of_changes_nothing():
    inside = {
        "__class_fullname__": "OneOf",
        "p": 0.5,
        "transforms": [old("HorizontalFlip", p=0.25, always_apply=True), old("VerticalFlip")],
    }
    result = loaded(old("HorizontalFlip", p=0.25, always_apply=True), inside)
    assert result.policy.steps[0].p == 1.0
    assert result.policy.steps[1].steps[0].p == 0.25
    assert "transform.transforms[0].always_apply: true is p = 1 now" in result.notes


def test_a_sequential_before_1_4_4_did_not_heed_its_p():
    node = {"__class_fullname__": "Sequential", "p": 0.5, "transforms": [old("HorizontalFlip")]}
    assert loaded(node).policy.steps[0].p == 1.0
    assert loaded(node, version="1.4.3").policy.steps[0].p == 1.0
    assert loaded(node, version="1.4.4").policy.steps[0].p == 0.5


def test_blur_of_the_first_1_4_releases_is_refused_for_it_took_no_heed_of_its_limit():
    node = old("Blur", blur_limit=(3, 7))
    assert loaded(node, version="1.3.1").policy.steps[0].params["blur_limit"] == (3, 7)
    assert loaded(node, version="1.4.6").policy.steps[0].params["blur_limit"] == (3, 7)
    with pytest.raises(PolicyError, match="a kernel of 3 px"):
        loaded(node, version="1.4.3")


def test_affine_turned_the_other_way_before_1_2():
    node = old(
        "Affine",
        scale={"x": (1, 1), "y": (1, 1)},
        translate_px={"x": (0, 0), "y": (0, 0)},
        rotate=(-10, 20),
        shear={"x": (0, 0), "y": (0, 0)},
        mode=0,
    )
    assert loaded(node, version="1.1.0").policy.steps[0].params["rotate"] == (-20, 10)
    assert loaded(node, version="1.3.1").policy.steps[0].params["rotate"] == (-10, 20)


def test_the_tail_of_an_older_release_is_the_tail():
    result = loaded(
        old("HorizontalFlip"),
        old("Normalize", p=1.0, mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5), max_pixel_value=255.0),
        old(
            "albumentations.pytorch.transforms.ToTensorV2",
            p=1.0,
            always_apply=True,
            transpose_mask=False,
        ),
    )
    assert [step.transform for step in result.policy.tail] == ["Normalize", "ToTensorV2"]


@pytest.mark.parametrize(
    "version", ["0.4.6", "2.1.0", "3.0.0", "1.5.0", "latest", "1.3", "", "1.3.1\n"]
)
def test_other_releases_are_refused(version):
    with pytest.raises(
        PolicyError, match=r"__version__: .* is not a release of Albumentations that is read"
    ):
        loaded(old("HorizontalFlip"), version=version)


def test_a_file_of_2_0_5_is_read_as_it_stands():
    flip = {"__class_fullname__": "HorizontalFlip", "p": 0.5}
    result = loaded(flip, version="2.0.5")
    assert result.policy.steps[0].transform == "HorizontalFlip"
    assert any("2.0.5 is read as 2.0.8" in note for note in result.notes)
