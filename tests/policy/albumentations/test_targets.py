"""Masks, boxes and key points move as Albumentations moves them."""

from collections.abc import Sequence
from dataclasses import replace

import albumentations
import numpy as np
import pytest

from explorer.images import Box, Image, KeyPoint
from explorer.policy import draws
from explorer.policy.albumentations import drawing
from explorer.policy.albumentations.stream import training_stream
from explorer.policy.catalog import CATALOG
from explorer.policy.model import Group, Policy, Step
from tests.policy.albumentations.pictures import FLIP, drawn_by, image, picture


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


def fully_annotated() -> Image:
    rng = np.random.default_rng(2)
    boxes = tuple(
        Box(x, y, x + w, y + h, str(i))
        for i, (x, y, w, h) in enumerate(rng.uniform(2, 25, (12, 4)).tolist())
    )
    points = tuple(
        KeyPoint(x, y, str(i)) for i, (x, y) in enumerate(rng.uniform(1, 47, (12, 2)).tolist())
    )
    mask = np.kron(rng.integers(0, 4, (12, 16), dtype=np.uint8), np.ones((4, 4), np.uint8))
    return Image("a.png", picture(64, 48), mask, boxes, points)


def corners(boxes: Sequence[Box]) -> np.ndarray:
    listed = [(box.x_min, box.y_min, box.x_max, box.y_max) for box in boxes]
    return np.array(listed, np.float32).reshape(-1, 4)


def places(points: Sequence[KeyPoint]) -> np.ndarray:
    return np.array([(point.x, point.y) for point in points], np.float32).reshape(-1, 2)


def composed(step: Step) -> albumentations.Compose:
    """What somebody would write with Albumentations alone."""
    plain = {k: dict(v) if hasattr(v, "keys") else v for k, v in step.params.items()}
    return albumentations.Compose(
        [getattr(albumentations, step.transform)(**plain, p=1)],
        bbox_params=albumentations.BboxParams("pascal_voc", label_fields=["names"], min_area=1),
        keypoint_params=albumentations.KeypointParams(
            "xy", label_fields=["points"], remove_invisible=True
        ),
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
    sized = CATALOG[name].param("height") and CATALOG[name].shape
    step = Step("s", name, {"height": 24, "width": 40} if sized else {}, p=1)
    annotated, reference, targets = fully_annotated(), composed(step), CATALOG[name].targets
    for draw in range(4):
        moved = drawing.draw(Policy((step,)), annotated, strength=1, seed=9, draw=draw)
        reference.transforms[0].set_random_seed(draws.random_bits(9, draws.STEP, "s", draw, 0)[1])
        expected = reference(
            image=annotated.rgb.copy(),
            mask=annotated.mask.copy(),
            bboxes=corners(annotated.boxes),
            names=[box.label for box in annotated.boxes],
            keypoints=places(annotated.keypoints),
            points=[point.label for point in annotated.keypoints],
        )
        assert np.array_equal(moved.rgb, expected["image"])
        if "mask" in targets:
            assert np.array_equal(moved.mask, expected["mask"])
        if "bboxes" in targets:
            assert [box.label for box in moved.boxes] == list(expected["names"])
            wanted = np.asarray(expected["bboxes"]).reshape(-1, 4)
            assert np.allclose(corners(moved.boxes), wanted, atol=1e-3)
        if "keypoints" in targets:
            assert [point.label for point in moved.keypoints] == list(expected["points"])
            wanted = np.asarray(expected["keypoints"]).reshape(-1, 2)
            assert np.allclose(places(moved.keypoints), wanted, atol=1e-3)


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
