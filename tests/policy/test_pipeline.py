"""Pipelines, their dictionaries, single draws and the training stream agree with Albumentations and
with each other.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import albumentations
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import PolicyError
from explorer.images import Box, Image, KeyPoint
from explorer.policy import draws
from explorer.policy.albumentations import construction, drawing, pipeline, signatures
from explorer.policy.albumentations.stream import training_stream
from explorer.policy.catalog import CATALOG
from explorer.policy.model import ComposeSettings, Group, Policy, Step

FLIP = Step("flip", "HorizontalFlip", p=0.5)
TURN = Step("turn", "Rotate", {"limit": (-40, 40)}, p=1)
LIGHT = Step(
    "light",
    "RandomBrightnessContrast",
    {"brightness_limit": (-0.15, 0.15), "contrast_limit": (0, 0)},
    p=1,
)


def picture(width: int = 32, height: int = 32, seed: int = 0) -> np.ndarray:
    coarse = np.random.default_rng(seed).integers(40, 215, (4, 4, 3), dtype=np.uint8)
    return np.ascontiguousarray(np.kron(coarse, np.ones((height // 4, width // 4, 1), np.uint8)))


def image(**changes: object) -> Image:
    return replace(Image("a.png", picture()), **changes)


def drawn_by(
    policy: Policy, count: int, picture: Image | None = None, strength: float = 1
) -> list[Image]:
    return [
        drawing.draw(policy, picture or image(), strength=strength, seed=5, draw=i)
        for i in range(count)
    ]


def in_fresh_process(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=120
    ).stdout.strip()


def test_torch_stays_out_until_the_user_asks_for_it() -> None:
    code = """
import sys
from explorer import Policy, Step
policy = Policy((Step("a", "Rotate"),), tail=(Step("n", "Normalize", p=1.0), Step("t", "ToTensorV2", p=1.0)))
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
            "import sys, explorer; print(sorted({'albumentations', 'torch', 'streamlit', 'cv2'} & set(sys.modules)))"
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


def test_strength_0_gives_back_the_picture_byte_for_byte() -> None:
    names = [name for name, transform in CATALOG.items() if not transform.shape]
    policy = Policy(tuple(Step(name, name, p=1) for name in names))
    annotated = image(
        mask=np.eye(32, dtype=np.uint8), boxes=(Box(2, 2, 9, 9, "a"),), keypoints=(KeyPoint(3, 4),)
    )
    assert drawing.draw(policy, annotated, strength=0, seed=1, draw=0) == annotated
    assert np.array_equal(policy.pipeline(0, 1)(image=annotated.rgb)["image"], annotated.rgb)


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


def test_a_draw_depends_on_seed_and_number() -> None:
    policy = Policy((TURN, LIGHT))
    once = drawn_by(policy, 6)
    assert once == drawn_by(policy, 6)
    assert len({drawn.digest for drawn in once}) == 6
    assert drawing.draw(policy, image(), strength=1, seed=6, draw=0) != once[0]


def test_a_step_draws_the_same_whatever_stands_beside_it() -> None:
    invert = Step("invert", "InvertImg", p=0.5)  # commutes with a flip
    for there, back in zip(
        drawn_by(Policy((FLIP, invert)), 20), drawn_by(Policy((invert, FLIP)), 20), strict=True
    ):
        assert np.array_equal(there.rgb, back.rgb)
    alone = drawn_by(Policy((TURN,)), 5)
    for other in (FLIP, LIGHT, Group("g", "OneOf", (FLIP,), p=1)):
        beside = [
            drawing.draw_steps(Policy((TURN, other)), image(), strength=1, seed=5, draw=i)[0][1]
            for i in range(5)
        ]
        assert beside == alone


def test_the_steps_of_a_draw_end_in_the_draw() -> None:
    policy = Policy((TURN, LIGHT, FLIP))
    for i, drawn in enumerate(drawn_by(policy, 4)):
        steps = drawing.draw_steps(policy, image(), strength=1, seed=5, draw=i)
        assert [step_id for step_id, _ in steps] == ["turn", "light", "flip"]
        assert steps[-1][1] == drawn


def test_a_stronger_setting_keeps_the_random_numbers_of_a_step() -> None:
    def shifts(strength: float) -> np.ndarray:
        return np.array(
            [
                drawn.rgb.mean() - image().rgb.mean()
                for drawn in drawn_by(Policy((LIGHT,)), 8, strength=strength)
            ]
        )

    weak, strong = shifts(0.5), shifts(1)
    assert np.all(np.sign(weak) == np.sign(strong))
    assert np.allclose(strong, 2 * weak, atol=4)


def test_a_higher_probability_keeps_the_draws_that_were_applied() -> None:
    def applied(p: float) -> set[int]:
        return {
            i
            for i, drawn in enumerate(drawn_by(Policy((replace(FLIP, p=p),)), 60))
            if drawn != image()
        }

    assert applied(0.2) < applied(0.5) < applied(0.9)
    assert len(applied(1)) == 60


def test_the_same_draw_is_the_same_augmentation_on_every_picture() -> None:
    others = [Image(f"{i}.png", picture(seed=i)) for i in range(4)] + [
        Image("wide.png", picture(64, 16, 9))
    ]
    for i in range(12):
        flipped = {
            not np.array_equal(
                drawing.draw(Policy((FLIP,)), other, strength=1, seed=5, draw=i).rgb, other.rgb
            )
            for other in others
        }
        assert len(flipped) == 1


QUICK_NAMES = sorted(
    name
    for name, transform in CATALOG.items()
    if transform.cost == "fast" and not transform.shape and not transform.needs
)
quick_steps = st.lists(st.tuples(st.sampled_from(QUICK_NAMES), st.floats(0, 1)), max_size=4)


def numbered(listed: list[tuple[str, float]], prefix: str) -> tuple[Step, ...]:
    return tuple(Step(f"{prefix}{i}", name, p=p) for i, (name, p) in enumerate(listed))


@settings(max_examples=25, deadline=None)
@given(quick_steps, quick_steps, st.floats(0, 2), st.integers(0, 2**32 - 1), st.integers(0, 1000))
def test_whatever_follows_a_step_leaves_its_draw_alone(
    listed: list[tuple[str, float]],
    added: list[tuple[str, float]],
    strength: float,
    seed: int,
    draw: int,
) -> None:
    first, more = numbered(listed, "a"), numbered(added, "b")
    alone = drawing.draw(Policy(first), image(), strength=strength, seed=seed, draw=draw)
    followed = [
        image(),
        *(
            drawn
            for _, drawn in drawing.draw_steps(
                Policy(first + more), image(), strength=strength, seed=seed, draw=draw
            )
        ),
    ]
    assert followed[len(first) if strength else 0] == alone
    grouped = Group("g", "Sequential", first, p=1)
    assert (
        drawing.draw(Policy((grouped,)), image(), strength=strength, seed=seed, draw=draw) == alone
    )


def share(count: int, total: int, expected: float) -> bool:
    return abs(count / total - expected) <= 4 * (expected * (1 - expected) / total) ** 0.5


@pytest.mark.parametrize("strength", [0.5, 1.0])
def test_one_of_weighs_children_and_rest_in_draws_and_pipelines_alike(strength: float) -> None:
    group = Group(
        "g", "OneOf", (Step("h", "HorizontalFlip", p=0.2), Step("v", "VerticalFlip", p=0.6)), p=1
    )
    policy, total = Policy((group,)), 800
    rgb = picture(8, 8)
    kinds: dict[bytes, str] = {
        rgb.tobytes(): "rest",
        rgb[:, ::-1].tobytes(): "h",
        rgb[::-1].tobytes(): "v",
    }
    small = Image("s.png", rgb)
    drawn = Counter(
        kinds[drawing.draw(policy, small, strength=strength, seed=1, draw=i).rgb.tobytes()]
        for i in range(total)
    )
    built = policy.pipeline(strength, 7)
    called = Counter(kinds[built(image=rgb)["image"].tobytes()] for _ in range(total))
    for found in (drawn, called):
        assert share(found["h"], total, 0.25 * strength)
        assert share(found["v"], total, 0.75 * strength)
        assert share(found["rest"], total, 1 - strength)


def chosen(name: str, n: int, *, again: bool = False) -> list[str]:
    """The initials of the children that a group runs in each of 300 draws, in their order."""
    steps = tuple(Step(kind, kind, p=1) for kind in ("HorizontalFlip", "Transpose", "VerticalFlip"))
    group = Group("g", name, steps, p=1, n=n, replace=again)  # type: ignore[arg-type]
    ran: list[str] = []
    for draw in range(300):
        drawing.apply_node(
            group,
            image(),
            seed=3,
            draw=draw,
            watch=lambda kind, began: ran.append(kind[0] if began else ""),
        )
        ran.append(" ")
    return "".join(ran).split()


def test_some_of_keeps_the_order_and_random_order_does_not() -> None:
    kept = Counter(chosen("SomeOf", 2))
    assert set(kept) == {"HT", "HV", "TV"}
    assert all(share(count, 300, 1 / 3) for count in kept.values())
    assert len(set(chosen("RandomOrder", 3))) == 6
    assert any(len(set(found)) < 3 for found in chosen("SomeOf", 3, again=True))


def test_boxes_key_points_and_masks_move_with_the_picture() -> None:
    mask = np.zeros((32, 32), np.uint8)
    mask[2:8, 4:10] = 3
    annotated = image(
        mask=mask, boxes=(Box(4, 2, 10, 8, "thing"),), keypoints=(KeyPoint(4, 2, "corner"),)
    )
    flipped = drawing.draw(Policy((replace(FLIP, p=1),)), annotated, strength=1, seed=0, draw=0)
    assert np.array_equal(flipped.mask, mask[:, ::-1])
    assert flipped.boxes[0].label == "thing"
    assert (flipped.boxes[0].x_min, flipped.boxes[0].x_max) == pytest.approx((22, 28), abs=1e-3)
    assert (
        flipped.keypoints[0].x,
        flipped.keypoints[0].y,
        flipped.keypoints[0].label,
    ) == pytest.approx((27, 2, "corner"), abs=1.1)


def test_boxes_and_points_outside_the_picture_are_lost_and_the_others_keep_their_labels() -> None:
    annotated = image(
        boxes=(Box(0, 0, 6, 6, "corner"), Box(10, 10, 20, 20, "middle")),
        keypoints=(KeyPoint(1, 1, "corner"), KeyPoint(16, 16, "middle")),
    )
    cropped = drawing.draw(
        Policy((Step("c", "CenterCrop", {"height": 16, "width": 16}, p=1),)),
        annotated,
        strength=1,
        seed=0,
        draw=0,
    )
    assert [box.label for box in cropped.boxes] == ["middle"]
    assert [point.label for point in cropped.keypoints] == ["middle"]
    assert cropped.rgb.shape == (16, 16, 3)


def test_a_step_that_cannot_be_applied_is_named_with_the_picture() -> None:
    policy = Policy(
        (Step("c", "RandomCrop", {"height": 600, "width": 600, "pad_if_needed": False}, p=1),)
    )
    with pytest.raises(
        PolicyError, match=r"RandomCrop cannot be applied to 'a\.png' \(32 x 32 px\)"
    ) as caught:
        drawn_by(policy, 1)
    assert "\n" not in str(caught.value)


def test_draws_in_threads_are_those_of_one_thread() -> None:
    policy = Policy((TURN, LIGHT, Step("hole", "CoarseDropout", p=0.7), FLIP))
    alone = drawn_by(policy, 24)
    with ThreadPoolExecutor(4) as threads:
        together = list(
            threads.map(
                lambda i: drawing.draw(policy, image(), strength=1, seed=5, draw=i), range(24)
            )
        )
    assert together == alone


def exactly_alike(policy: Policy, strength: float, count: int = 6) -> None:
    stream: Callable[[np.ndarray], np.ndarray] = training_stream(policy, strength, 11)
    built = policy.pipeline(strength, 11)
    for i in range(count):
        rgb = picture(seed=i)
        rgb.flags.writeable = False
        expected = built(image=rgb.copy())["image"]
        if expected.shape == rgb.shape:
            assert np.array_equal(stream(rgb), expected)
        else:
            assert stream(rgb).shape == rgb.shape
        assert np.array_equal(rgb, picture(seed=i))


@pytest.mark.parametrize(
    "name",
    sorted(
        name
        for name, transform in CATALOG.items()
        if not transform.needs and not transform.shape and transform.cost != "slow"
    ),
)
def test_the_training_stream_gives_the_bytes_of_the_pipeline(name: str) -> None:
    exactly_alike(Policy((FLIP, Step("s", name, p=0.8), TURN)), 0.8, 4)


AFFINE = (
    {"rotate": (-15, 15), "translate_percent": (-0.1, 0.1), "scale": (0.9, 1.1), "shear": (-5, 5)},
    {"translate_px": (-3, 4), "balanced_scale": True, "scale": (0.5, 2)},
    {"rotate": (0, 0), "scale": (1, 1)},
    {
        "rotate": (-180, 180),
        "fill": (10, 20, 30),
        "interpolation": 2,
        "keep_ratio": True,
        "scale": (0.7, 1.3),
    },
    {"rotate": (90, 90), "border_mode": 4, "fit_output": True},
)
HOLES = (
    {},
    {"hole_height_range": (3, 7), "hole_width_range": (1, 9), "num_holes_range": (1, 5)},
    {"fill": 77},
    {"fill": "random"},
    {"fill": (1, 2, 3)},
)


@pytest.mark.parametrize(("affine", "holes"), zip(AFFINE, HOLES, strict=True))
def test_the_shortcuts_of_affine_and_coarse_dropout_keep_every_byte(
    affine: dict[str, object], holes: dict[str, object]
) -> None:
    policy = Policy((Step("a", "Affine", affine, p=0.9), Step("h", "CoarseDropout", holes, p=0.8)))
    for strength in (0.3, 1, 2):
        exactly_alike(policy, strength, 60)


def test_the_training_stream_runs_groups_as_the_pipeline_does() -> None:
    inner = Group(
        "one", "OneOf", (Step("a", "Rotate", p=0.3), Step("b", "VerticalFlip", p=0.5)), p=0.9
    )
    some = Group("some", "SomeOf", (LIGHT, inner, FLIP), p=0.8, n=2)
    exactly_alike(
        Policy(
            (
                some,
                Group("nested", "Compose", (TURN,), p=0.5),
                Group(
                    "rand",
                    "RandomOrder",
                    (replace(TURN, id="t2"), replace(FLIP, id="f2")),
                    n=2,
                    p=1,
                ),
            )
        ),
        0.6,
        30,
    )


def test_the_training_stream_brings_back_the_size() -> None:
    stream = training_stream(
        Policy((Step("c", "CenterCrop", {"height": 20, "width": 12}, p=1),)), 1, 0
    )
    assert stream(picture()).shape == (32, 32, 3)


def test_the_training_stream_refuses_a_step_that_needs_annotations() -> None:
    with pytest.raises(PolicyError, match="BBoxSafeRandomCrop needs boxes"):
        training_stream(
            Policy((Group("g", "Sequential", (Step("c", "BBoxSafeRandomCrop"),)),)), 1, 0
        )
    off = replace(FLIP, id="off", enabled=False)
    for strength in (0.5, 1):
        with pytest.raises(
            PolicyError, match=r"^steps\[1\]: CropNonEmptyMaskIfExists needs a mask"
        ):
            training_stream(Policy((off, Step("c", "CropNonEmptyMaskIfExists"))), strength, 0)
    assert training_stream(Policy((Step("c", "CropNonEmptyMaskIfExists"),)), 0, 0)(
        picture()
    ).shape == (32, 32, 3)


def test_a_fading_crop_is_named_by_the_step_that_was_designed() -> None:
    policy = Policy((FLIP, Step("crop", "RandomCrop", {"height": 8, "width": 8}, p=1)))
    for strength in (0, 0.5, 1):
        steps = drawing.draw_steps(policy, image(), strength=strength, seed=5, draw=0)
        assert [step_id for step_id, _ in steps][-1] == "crop"


@pytest.mark.parametrize("strength", [0.3, 0.7])
def test_a_fading_crop_is_resized_or_cropped_in_draws_and_pipelines_alike(strength: float) -> None:
    policy, total = Policy((Step("crop", "RandomCrop", {"height": 8, "width": 8}, p=1),)), 500
    rgb = picture(16, 16)
    resized = albumentations.Resize(8, 8)(image=rgb)["image"].tobytes()
    built = policy.pipeline(strength, 3)
    drawn = sum(
        drawing.draw(policy, Image("s.png", rgb), strength=strength, seed=1, draw=i).rgb.tobytes()
        == resized
        for i in range(total)
    )
    called = sum(built(image=rgb)["image"].tobytes() == resized for _ in range(total))
    assert share(drawn, total, 1 - strength)
    assert share(called, total, 1 - strength)


def test_a_fading_crop_takes_mask_boxes_and_key_points_along() -> None:
    policy = Policy((Step("crop", "RandomCrop", {"height": 16, "width": 16}, p=1),))
    annotated = image(
        mask=np.eye(32, dtype=np.uint8),
        boxes=(Box(0, 0, 32, 32, "all"),),
        keypoints=(KeyPoint(16, 16),),
    )
    for drawn in drawn_by(policy, 12, annotated, strength=0.5):
        assert drawn.mask is not None
        assert drawn.mask.shape == (16, 16)
        assert [(box.x_max, box.y_max) for box in drawn.boxes] == [
            (pytest.approx(16), pytest.approx(16))
        ]
        assert all(point.x <= 16 for point in drawn.keypoints)


@pytest.mark.parametrize(("width", "height"), [(1, 8), (8, 1), (1, 1)])
@pytest.mark.parametrize("method", CATALOG["ToGray"].param("method").choices)
def test_a_picture_one_pixel_wide_turns_gray_and_keeps_its_shape(
    width: int, height: int, method: str
) -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)
    gray = Step("gray", "ToGray", {"method": method}, p=1)
    drawn = drawing.draw(Policy((gray,)), Image("thin.png", rgb), strength=1, seed=0, draw=0).rgb
    assert drawn.shape == rgb.shape
    assert (drawn == drawn[..., :1]).all()
    for node in (gray, Group("g", "OneOf", (gray,), p=1)):
        assert np.array_equal(training_stream(Policy((node,)), 1, 0)(rgb), drawn)
    if method not in (
        "pca",
        "from_lab",
    ):  # those two look at more than one pixel, or round elsewhere
        wider = np.repeat(np.repeat(rgb, 2, axis=0), 2, axis=1)
        assert np.array_equal(
            albumentations.ToGray(method=method, p=1)(image=wider)["image"][::2, ::2], drawn
        )


@pytest.mark.parametrize("size", [28, 32, 48, 97, 224, 300, 1000])
def test_a_box_of_one_pixel_is_kept_and_lost_as_albumentations_keeps_and_loses_it(
    size: int,
) -> None:
    picture_ = Image("b.png", np.zeros((size, size, 3), np.uint8))
    boxes = tuple(Box(x, x, x + 1, x + 1, str(x)) for x in range(0, size, 3))
    reference = albumentations.Compose(
        [albumentations.HorizontalFlip(p=1)],
        bbox_params=albumentations.BboxParams("pascal_voc", label_fields=["names"], min_area=1),
    )
    corners = np.array([(b.x_min, b.y_min, b.x_max, b.y_max) for b in boxes], np.float32)
    expected = reference(image=picture_.rgb.copy(), bboxes=corners, names=[b.label for b in boxes])[
        "names"
    ]
    flipped = drawing.draw(
        Policy((replace(FLIP, p=1),)), replace(picture_, boxes=boxes), strength=1, seed=0, draw=0
    )
    assert [box.label for box in flipped.boxes] == list(expected)


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


@pytest.mark.parametrize(
    "name",
    sorted(
        name
        for name, transform in CATALOG.items()
        if {"bboxes", "keypoints"} & set(transform.targets) and transform.cost != "slow"
    ),
)
def test_boxes_and_key_points_move_as_a_compose_of_albumentations_moves_them(name: str) -> None:
    step = Step(
        "s",
        name,
        {"height": 24, "width": 40}
        if CATALOG[name].param("height") and CATALOG[name].shape
        else {},
        p=1,
    )
    rng = np.random.default_rng(2)
    boxes = tuple(
        Box(x, y, x + w, y + h, str(i))
        for i, (x, y, w, h) in enumerate(rng.uniform(2, 25, (12, 4)).tolist())
    )
    points = tuple(
        KeyPoint(x, y, str(i)) for i, (x, y) in enumerate(rng.uniform(1, 47, (12, 2)).tolist())
    )
    annotated = Image(
        "a.png",
        picture(64, 48),
        np.kron(rng.integers(0, 4, (12, 16), dtype=np.uint8), np.ones((4, 4), np.uint8)),
        boxes,
        points,
    )
    reference = albumentations.Compose(
        [
            getattr(albumentations, name)(
                **{
                    key: dict(value) if hasattr(value, "keys") else value
                    for key, value in step.params.items()
                },
                p=1,
            )
        ],
        bbox_params=albumentations.BboxParams("pascal_voc", label_fields=["names"], min_area=1),
        keypoint_params=albumentations.KeypointParams(
            "xy", label_fields=["points"], remove_invisible=True
        ),
    )
    for draw in range(4):
        moved = drawing.draw(Policy((step,)), annotated, strength=1, seed=9, draw=draw)
        reference.transforms[0].set_random_seed(draws.random_bits(9, draws.STEP, "s", draw, 0)[1])
        expected = reference(
            image=annotated.rgb.copy(),
            mask=annotated.mask.copy(),
            bboxes=np.array([(b.x_min, b.y_min, b.x_max, b.y_max) for b in boxes], np.float32),
            names=[b.label for b in boxes],
            keypoints=np.array([(p.x, p.y) for p in points], np.float32),
            points=[p.label for p in points],
        )
        assert np.array_equal(moved.rgb, expected["image"])
        if "mask" in CATALOG[name].targets:
            assert np.array_equal(moved.mask, expected["mask"])
        if "bboxes" in CATALOG[name].targets:
            assert [box.label for box in moved.boxes] == list(expected["names"])
            corners = np.array([(b.x_min, b.y_min, b.x_max, b.y_max) for b in moved.boxes]).reshape(
                -1, 4
            )
            assert np.allclose(corners, np.asarray(expected["bboxes"]).reshape(-1, 4), atol=1e-3)
        if "keypoints" in CATALOG[name].targets:
            assert [point.label for point in moved.keypoints] == list(expected["points"])
            assert np.allclose(
                [(p.x, p.y) for p in moved.keypoints],
                np.asarray(expected["keypoints"]).reshape(-1, 2),
                atol=1e-3,
            )


def test_a_key_point_on_the_edge_and_a_box_beyond_it_stop_no_preview() -> None:
    annotated = image(
        boxes=(Box(-5, 20, 40, 50, "wide"),),
        keypoints=(KeyPoint(32, 32), KeyPoint(-1, 5), KeyPoint(31, 0)),
    )
    flipped = drawing.draw(Policy((replace(FLIP, p=1),)), annotated, strength=1, seed=0, draw=0)
    assert [(box.x_min, box.x_max, box.y_max) for box in flipped.boxes] == [(0, 32, 32)]
    assert 1 <= len(flipped.keypoints) <= 3


def test_a_draw_that_loses_every_box_leaves_a_picture_without_boxes() -> None:
    boxes = (Box(2, 2, 6, 6, "first"), Box(3, 3, 8, 8, "second"))
    annotated = Image("b.png", np.zeros((28, 28, 3), np.uint8), boxes=boxes)
    away = Step("c", "Crop", {"x_min": 20, "y_min": 20, "x_max": 28, "y_max": 28}, p=1)
    assert drawing.draw(Policy((away,)), annotated, strength=1, seed=0, draw=0).boxes == ()
    masked = Policy((Step("m", "XYMasking", p=1),))
    counts = {
        len(drawing.draw(masked, annotated, strength=1, seed=0, draw=number).boxes)
        for number in range(200)
    }
    assert counts <= {0, 1, 2}
