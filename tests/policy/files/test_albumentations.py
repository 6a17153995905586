"""Pipelines as people write them with Albumentations 2.0.8.

Saved or pasted, they import, and are exported as Albumentations would save them.
"""

import json
import warnings

import albumentations as A
import numpy as np
import pytest

from explorer.images import Image
from explorer.policy import files
from explorer.policy.albumentations import drawing, pipeline, signatures
from explorer.policy.catalog import CATALOG
from explorer.policy.effect import why_idle
from explorer.policy.model import Group, Policy, Step

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
NEEDED = {
    "height": 64,
    "width": 64,
    "size": (64, 64),
    "min_max_height": (32, 64),
    "num_grid_xy": (4, 4),
    "magnitude": 5,
    "padding": 4,
}
ALSO = {
    "LongestMaxSize": {"max_size": 64},
    "SmallestMaxSize": {"max_size": 64},
    "CropAndPad": {"px": 4},
}
WRITTEN = [
    'A.Affine(scale=(0.8, 1.2), translate_percent={"x": (-0.1, 0.1), "y": (-0.2, 0.2)}, '
    'shear={"x": (-15, 15), "y": (-5, 5)}, keep_ratio=True)',
    "A.Affine(scale=0.5, translate_px=(-40, 40), shear=20, balanced_scale=True, "
    "border_mode=2, fill=(255, 255, 255))",
    "A.CoarseDropout((3, 60), (10, 200), (10, 20), 'random_uniform')",
    "A.CropAndPad(px=(-10, 10, -20, 20), keep_size=False)",
    "A.CropAndPad(px=((1, 5), (2, 3), (0, 1), (4, 9)))",
    "A.Downscale(scale_range=(0.05, 0.9), interpolation_pair={'downscale': 3, 'upscale': 1})",
    "A.GaussianBlur(blur_limit=0, sigma_limit=(0.1, 10))",
    "A.GridDropout(ratio=0.7, unit_size_range=(8, 64), fill='inpaint_telea')",
    "A.HueSaturationValue(180, 255, 255)",
    "A.LongestMaxSize(max_size=[512, 768, 1024])",
    "A.Normalize(mean=0.5, std=0.25)",
    "A.PadIfNeeded(min_height=None, min_width=None, pad_height_divisor=32, pad_width_divisor=32)",
    "A.PixelDropout(dropout_prob=0.3, drop_value=None, mask_drop_value=0)",
    "A.Posterize(num_bits=[(1, 7), (2, 4), (3, 3)])",
    "A.RandomResizedCrop(size=(512, 384), scale=(0.01, 1), ratio=(0.1, 10), "
    "area_for_downscale='image')",
    "A.CoarseDropout(num_holes_range=(1, 1), hole_height_range=(192, 192), "
    "hole_width_range=(100, 192))",
    "A.RandomScale(scale_limit=(-0.9, 3))",
    "A.ShiftScaleRotate(shift_limit=0.3, scale_limit=0.15, rotate_limit=180)",
    "A.SmallestMaxSize(max_size_hw=(512, None))",
    "A.Spatter(mode='mud', mean=0.6, color=(10, 20, 30))",
    "A.AdditiveNoise('uniform', 'per_pixel', {'ranges': [(-0.2, 0.2)]})",
    "A.XYMasking(num_masks_x=(1, 5), num_masks_y=4, mask_x_length=(5, 40), mask_y_length=20)",
    "A.SomeOf([A.HorizontalFlip(), A.Transpose(), A.Compose([A.Rotate(10)], p=0.3, "
    "keypoint_params=A.KeypointParams('xy'))], n=5, replace=False)",
    "A.RandomOrder([A.Sequential([A.Blur(9), A.NoOp()], p=0.2), "
    "A.OneOf([A.ToGray(p=0.1), A.Compose([A.D4()])])], n=2, replace=True, p=0.7)",
]


def as_data(value):
    return json.loads(json.dumps(value))


def imported_like(built, text):
    """Checks that `text` imports as what Albumentations itself reads again.

    Returns the notes.
    """
    again = as_data(A.to_dict(A.from_dict(as_data(A.to_dict(built))))["transform"])
    loaded = files.loads(text)
    assert pipeline.transform_dict(loaded.policy, 1.0) == again
    return loaded.notes


@pytest.mark.parametrize("name", sorted(CATALOG))
def test_a_transform_with_albumentations_own_defaults_imports_without_a_note(name):
    required = {
        key: NEEDED[key]
        for key, default in signatures.parameters(name).items()
        if default is signatures.REQUIRED
    }
    built = A.Compose([getattr(A, name)(**required, **ALSO.get(name, {}))])
    assert imported_like(built, json.dumps(A.to_dict(built))) == ()


@pytest.mark.parametrize("kind", ["SomeOf", "RandomOrder", "Sequential", "Compose"])
@pytest.mark.parametrize("again", [False, True])
def test_an_empty_group_is_exported_as_what_is_imported_again(kind, again):
    counts = {"n": 3, "replace": again} if kind in ("SomeOf", "RandomOrder") else {}
    policy = Policy((Group("g", kind, (), p=1, **counts), Step("a", "HorizontalFlip", p=1)))
    transform = pipeline.transform_dict(policy, 1)
    A.from_dict({"transform": as_data(transform)})(image=np.zeros((4, 4, 3), np.uint8))
    for text in (
        json.dumps({"transform": transform}),
        files.dumps(policy, 1),
        files.dumps(policy, 1, "python"),
    ):
        assert pipeline.transform_dict(files.loads(text).policy, 1) == transform


@pytest.mark.parametrize("kind", ["SomeOf", "RandomOrder"])
def test_a_group_that_takes_none_of_its_steps_imports_and_changes_nothing(kind):
    built = A.Compose([getattr(A, kind)([A.HorizontalFlip(p=1)], n=0, p=1)])
    imported_like(built, json.dumps(A.to_dict(built)))
    policy = files.loads(json.dumps(A.to_dict(built))).policy
    picture = Image("p.png", np.arange(48, dtype=np.uint8).reshape(4, 4, 3))
    assert drawing.draw(policy, picture, strength=1, seed=0, draw=0) is picture
    assert why_idle(policy) == "every probability is 0"


@pytest.mark.parametrize("call", WRITTEN)
def test_what_people_write_imports_from_json_and_from_python(call):
    code = f"A.Compose([{call}], additional_targets={{'image2': 'image'}})"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        built = eval(code)
    assert imported_like(built, json.dumps(A.to_dict(built))) == ()
    imported_like(built, f"import albumentations as A\npipeline = {code}\n")
