"""The presets: valid, different from each other, and what their line promises."""

import numpy as np
import pytest

from explorer.images import Image, load_image, resize
from explorer.policy.albumentations.drawing import draw
from explorer.policy.albumentations.library import A
from explorer.policy.albumentations.pipeline import build, transform_dict
from explorer.policy.model import Step, walk
from explorer.policy.presets import PRESETS, Preset

DRAWS = 12
MIRRORING = {
    "HorizontalFlip",
    "VerticalFlip",
    "Transpose",
    "D4",
    "SquareSymmetry",
    "RandomRotate90",
}

each_preset = pytest.mark.parametrize(
    "preset", [pytest.param(preset, id=preset.name) for preset in PRESETS]
)


def picture(name: str) -> Image:
    return resize(load_image(f"sample_data/{name}"), (96, 96))


def distances(preset: Preset, image: Image, strength: float) -> list[float]:
    draws = (
        draw(preset.policy, image, strength=strength, seed=0, draw=number).rgb
        for number in range(DRAWS)
    )
    return [float(np.abs(image.rgb.astype(np.int16) - rgb).mean()) for rgb in draws]


def transforms(preset: Preset) -> set[str]:
    return {node.transform for _, node, _ in walk(preset.policy.steps) if isinstance(node, Step)}


def test_there_are_at_least_six_presets_with_names_titles_and_uses_of_their_own():
    assert len(PRESETS) >= 6
    for texts in (
        [p.name for p in PRESETS],
        [p.title for p in PRESETS],
        [p.when for p in PRESETS],
        [p.policy.name for p in PRESETS],
    ):
        assert len(set(texts)) == len(PRESETS)
    assert all(preset.when.endswith(".") and len(preset.when) <= 120 for preset in PRESETS)


@each_preset
def test_a_preset_builds_and_round_trips_at_every_strength(preset: Preset):
    for strength in (0.0, 0.25, 1.0, 2.0):
        written = transform_dict(preset.policy, strength)
        assert (
            A.from_dict({"__version__": "2.0.8", "transform": written})
            .to_dict()["transform"]
            .keys()
            == written.keys()
        )
        result = build(preset.policy, strength, seed=1)(image=picture("chelsea.jpg").rgb.copy())[
            "image"
        ]
        assert result.dtype == np.uint8


@each_preset
def test_a_preset_is_visible_and_grows_with_strength(preset: Preset):
    image = picture("page.png" if preset.name == "documents" else "chelsea.jpg")
    half, full = (float(np.mean(distances(preset, image, strength))) for strength in (0.5, 1.0))
    assert full > 3.0
    assert full > half > 0.5
    assert sum(distance > 1.0 for distance in distances(preset, image, 1.0)) > DRAWS / 2


@each_preset
def test_a_preset_does_nothing_at_strength_zero(preset: Preset):
    image = picture("chelsea.jpg")
    assert distances(preset, image, 0.0) == [0.0] * DRAWS


def test_light_changes_less_than_standard_and_standard_less_than_strong():
    image = picture("chelsea.jpg")
    by_name = {preset.name: preset for preset in PRESETS}
    light, standard, strong = (
        float(np.mean(distances(by_name[name], image, 1.0)))
        for name in ("light", "classification", "strong")
    )
    assert light < standard < strong


def test_documents_and_medical_pictures_are_never_mirrored():
    by_name = {preset.name: preset for preset in PRESETS}
    for name in ("documents", "medical"):
        assert not transforms(by_name[name]) & MIRRORING


def test_a_gray_picture_stays_gray_under_the_medical_preset():
    gray = picture("camera.png")
    medical = next(preset for preset in PRESETS if preset.name == "medical")
    for number in range(DRAWS):
        rgb = draw(medical.policy, gray, strength=1.0, seed=0, draw=number).rgb.astype(np.int16)
        assert np.ptp(rgb, axis=2).max() <= 2  # CLAHE goes through Lab, and rounds
