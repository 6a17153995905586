"""Pipelines and their dictionaries agree with Albumentations."""

import json
import subprocess
import sys
from dataclasses import replace

import albumentations
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import PolicyError
from explorer.images import Image
from explorer.policy.albumentations import construction, pipeline, signatures
from explorer.policy.catalog import CATALOG
from explorer.policy.model import ComposeSettings, Group, Policy, Step
from tests.policy.albumentations.pictures import FLIP, LIGHT, TURN, drawn_by, picture, share


def in_fresh_process(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=120
    ).stdout.strip()


def test_torch_stays_out_until_the_user_asks_for_it() -> None:
    code = """
import sys
from explorer import Policy, Step
tail = (Step("n", "Normalize", p=1.0), Step("t", "ToTensorV2", p=1.0))
policy = Policy((Step("a", "Rotate"),), tail=tail)
from explorer.policy.albumentations import construction, pipeline
exported = pipeline.transform_dict(policy, 0.5)
policy.pipeline(1, 0)
print("torch" in sys.modules, end=" ")
import albumentations, albumentations.pytorch
print(albumentations.ToTensorV2 is albumentations.pytorch.ToTensorV2, end=" ")
loaded = albumentations.from_dict({"transform": exported})
print(construction.plain(albumentations.to_dict(loaded)["transform"]) == exported)
"""
    assert in_fresh_process(code) == "False True True"


def test_importing_the_package_loads_no_albumentations() -> None:
    assert (
        in_fresh_process(
            "import sys, explorer\n"
            "print(sorted({'albumentations', 'torch', 'streamlit', 'cv2'} & set(sys.modules)))"
        )
        == "[]"
    )


@pytest.mark.parametrize("name", sorted(CATALOG))
def test_every_transform_is_written_as_albumentations_writes_it(name: str) -> None:
    transform = pipeline.transform_dict(Policy((Step("s", name, p=0.4),)), 1)
    assert json.loads(json.dumps(transform)) == transform
    rebuilt = albumentations.from_dict({"transform": transform})
    assert construction.plain(albumentations.to_dict(rebuilt)["transform"]) == transform


def test_compose_settings_and_tail_are_in_the_export_and_only_the_probability_elsewhere() -> None:
    settings = ComposeSettings(
        p=0.9,
        bbox_params={"format": "coco", "label_fields": ["names"]},
        additional_targets={"second": "image"},
        is_check_shapes=False,
    )
    policy = Policy((FLIP,), tail=(Step("n", "Normalize", p=1.0),), compose=settings)
    exported = pipeline.transform_dict(policy, 1)
    assert [step["__class_fullname__"] for step in exported["transforms"]] == [
        "HorizontalFlip",
        "Normalize",
    ]
    assert exported["p"] == 0.9
    assert exported["bbox_params"]["format"] == "coco"
    assert exported["additional_targets"] == {"second": "image"}
    assert exported["is_check_shapes"] is False
    plain = albumentations.to_dict(policy.pipeline(1))["transform"]
    assert [step["__class_fullname__"] for step in plain["transforms"]] == ["HorizontalFlip"]
    assert plain["p"] == 0.9
    assert plain["bbox_params"] is None


def test_a_disabled_step_is_not_exported() -> None:
    policy = Policy(
        (replace(FLIP, enabled=False), TURN), tail=(Step("n", "Normalize", p=1.0, enabled=False),)
    )
    assert [
        step["__class_fullname__"] for step in pipeline.transform_dict(policy, 1)["transforms"]
    ] == ["Rotate"]


def test_refused_compose_settings_give_one_line() -> None:
    with pytest.raises(PolicyError, match=r"^compose: Compose refuses") as caught:
        pipeline.transform_dict(
            Policy((FLIP,), compose=ComposeSettings(bbox_params={"nonsense": 1})), 1
        )
    assert "\n" not in str(caught.value)


def test_canonical_params_are_what_albumentations_keeps() -> None:
    assert signatures.canonical_params("Rotate", {"limit": 20})["limit"] == [-20, 20]
    assert signatures.canonical_params("ToTensorV2", {}) == {"transpose_mask": False}
    for name, params in (
        ("Rotate", {"limt": 20}),
        ("Rotate", {"limit": "wide"}),
        ("Nothing", {}),
        ("ToTensorV2", {"x": 1}),
    ):
        with pytest.raises(PolicyError) as caught:
            signatures.canonical_params(name, params)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("n", [1, 2, 5])
def test_some_of_takes_no_more_than_its_children(n: int) -> None:
    group = Group("g", "SomeOf", (FLIP, TURN), p=1, n=n)
    assert pipeline.transform_dict(Policy((group,)), 1)["transforms"][0]["n"] == min(n, 2)
    assert (
        pipeline.transform_dict(Policy((replace(group, replace=True),)), 1)["transforms"][0]["n"]
        == n
    )


def test_the_same_seed_gives_the_same_stream_and_another_seed_another() -> None:
    policy = Policy((FLIP, TURN, LIGHT))

    def first(seed: int) -> bytes:
        built = policy.pipeline(1, seed)
        return b"".join(built(image=picture())["image"].tobytes() for _ in range(3))

    assert first(3) == first(3)
    assert first(3) != first(4)


def test_steps_of_a_seeded_pipeline_do_not_march_in_step() -> None:
    built = Policy((FLIP, Step("second", "HorizontalFlip", p=0.5))).pipeline(1, 0)
    # Two flips that always came together would cancel out: every picture would be unchanged.
    unchanged = sum(np.array_equal(built(image=picture())["image"], picture()) for _ in range(200))
    assert share(unchanged, 200, 0.5)


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5, "0", True])
def test_a_pipeline_is_not_built_from_what_is_no_seed(seed: object) -> None:
    with pytest.raises(PolicyError, match="seed"):
        Policy((FLIP,)).pipeline(1, seed)  # type: ignore[arg-type]


sides = st.lists(st.lists(st.integers(-12, 12), min_size=1, max_size=3), min_size=4, max_size=4)


@settings(max_examples=150, deadline=None)
@given(sides, st.sampled_from(("px", "percent")))
def test_sides_of_crop_and_pad_that_are_taken_can_be_drawn(
    listed: list[list[int]], name: str
) -> None:
    values = listed if name == "px" else [[number / 50 for number in side] for side in listed]
    try:
        step = Step("c", "CropAndPad", {name: values}, p=1)
    except PolicyError:
        return
    drawn_by(Policy((step,)), 3, Image("p.png", picture(64, 64)))


def test_four_sides_of_crop_and_pad_of_mixed_lengths_are_refused_where_the_first_is_a_range() -> (
    None
):
    with pytest.raises(PolicyError, match=r"^params\.px\[1\]: \[30\] is not two numbers"):
        Step("c", "CropAndPad", {"px": [[-40, -29], [30], [0], [-3, -1, 2]]})
    with pytest.raises(PolicyError):
        Step("c", "CropAndPad", {"px": [[40, -29], [30], [0], [-3, -1, 2]]})
    assert Step("c", "CropAndPad", {"px": [[30], [40, -29], [0], [-3, -1, 2]]}).params["px"] == (
        (30,),
        (40, -29),
        (0,),
        (-3, -1, 2),
    )
