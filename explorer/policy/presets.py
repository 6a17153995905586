"""Ready-made policies, each with a line on when to use it.

Every setting that differs from the catalogue's default has its reason in the use.
"""

from dataclasses import dataclass

from explorer.policy.model import Group, Policy, Step


@dataclass(frozen=True)
class Preset:
    """A policy with a title and a line on when to use it; `name` is a short key."""

    name: str
    title: str
    when: str
    policy: Policy


def _preset(name: str, title: str, when: str, *steps: Step | Group) -> Preset:
    return Preset(name, title, when, Policy(steps=steps, name=title.lower()))


PRESETS: tuple[Preset, ...] = (
    _preset(
        "light",
        "Light",
        "A first step: many images, a small model, or objects whose position and colour matter.",
        Step("flip", "HorizontalFlip", p=0.5),
        Step(
            "affine",
            "Affine",
            {
                "scale": (0.95, 1.05),
                "translate_percent": (-0.03, 0.03),
                "rotate": (-5, 5),
                "shear": (0, 0),
                "border_mode": 4,
            },
            p=0.5,
        ),
        Step(
            "light",
            "RandomBrightnessContrast",
            {"brightness_limit": (-0.1, 0.1), "contrast_limit": (-0.1, 0.1)},
            p=0.5,
        ),
    ),
    _preset(
        "classification",
        "Standard classification",
        "Photographs of objects, animals and scenes, from a few dozen to a few thousand a class.",
        Step("flip", "HorizontalFlip", p=0.5),
        Step(
            "affine",
            "Affine",
            {
                "scale": (0.8, 1.2),
                "translate_percent": (-0.08, 0.08),
                "rotate": (-15, 15),
                "shear": (-5, 5),
                "border_mode": 4,
            },
            p=0.8,
        ),
        Step(
            "colour",
            "ColorJitter",
            {
                "brightness": (0.75, 1.25),
                "contrast": (0.75, 1.25),
                "saturation": (0.75, 1.25),
                "hue": (-0.03, 0.03),
            },
            p=0.7,
        ),
        Step(
            "holes",
            "CoarseDropout",
            {
                "num_holes_range": (1, 2),
                "hole_height_range": (0.1, 0.25),
                "hole_width_range": (0.1, 0.25),
            },
            p=0.4,
        ),
    ),
    _preset(
        "strong",
        "Strong",
        "Few images, a large model or a long training: "
        "when the gap between training and validation is wide.",
        Step("flip", "HorizontalFlip", p=0.5),
        Step(
            "affine",
            "Affine",
            {
                "scale": (0.65, 1.35),
                "translate_percent": (-0.15, 0.15),
                "rotate": (-30, 30),
                "shear": (-12, 12),
                "border_mode": 4,
            },
            p=0.9,
        ),
        Group(
            "colour",
            "OneOf",
            (
                Step(
                    "jitter",
                    "ColorJitter",
                    {
                        "brightness": (0.5, 1.5),
                        "contrast": (0.5, 1.5),
                        "saturation": (0.4, 1.6),
                        "hue": (-0.1, 0.1),
                    },
                    p=0.6,
                ),
                Step("gray", "ToGray", p=0.15),
                Step("posterize", "Posterize", {"num_bits": (3, 5)}, p=0.1),
                Step("equalize", "Equalize", p=0.15),
            ),
            p=0.9,
        ),
        Group(
            "soften",
            "OneOf",
            (
                Step("blur", "GaussianBlur", {"sigma_limit": (0.5, 2.0)}, p=0.5),
                Step("noise", "GaussNoise", {"std_range": (0.02, 0.1)}, p=0.5),
            ),
            p=0.3,
        ),
        Step(
            "holes",
            "CoarseDropout",
            {
                "num_holes_range": (1, 4),
                "hole_height_range": (0.1, 0.3),
                "hole_width_range": (0.1, 0.3),
            },
            p=0.6,
        ),
    ),
    _preset(
        "documents",
        "Documents",
        "Scans and photographs of pages: text stays upright and unmirrored; "
        "paper, light and copying vary.",
        Step("perspective", "Perspective", {"scale": (0.02, 0.06), "border_mode": 1}, p=0.5),
        Step("rotate", "Rotate", {"limit": (-4, 4), "border_mode": 1}, p=0.5),
        Step("light", "Illumination", {"intensity_range": (0.05, 0.15)}, p=0.4),
        Step("print", "Morphological", {"scale": (2, 2)}, p=0.2),
        Step(
            "tone",
            "RandomBrightnessContrast",
            {"brightness_limit": (-0.15, 0.1), "contrast_limit": (-0.25, 0.25)},
            p=0.6,
        ),
        Step("blur", "GaussianBlur", {"sigma_limit": (0.3, 1.2)}, p=0.3),
        Step("jpeg", "ImageCompression", {"quality_range": (30, 75)}, p=0.4),
    ),
    _preset(
        "aerial",
        "Aerial and microscope",
        "Pictures from straight above, which have no up and down: satellites, drones, slides.",
        Step("square", "D4", p=1.0),
        Step(
            "affine",
            "Affine",
            {
                "scale": (0.8, 1.25),
                "translate_percent": (-0.05, 0.05),
                "rotate": (-45, 45),
                "shear": (0, 0),
                "border_mode": 4,
            },
            p=0.6,
        ),
        Step(
            "tone",
            "RandomBrightnessContrast",
            {"brightness_limit": (-0.15, 0.15), "contrast_limit": (-0.2, 0.2)},
            p=0.6,
        ),
        Step(
            "season",
            "HueSaturationValue",
            {"hue_shift_limit": (-8, 8), "sat_shift_limit": (-25, 25), "val_shift_limit": (0, 0)},
            p=0.4,
        ),
        Step("haze", "RandomFog", {"alpha_coef": 0.04, "fog_coef_range": (0.4, 0.7)}, p=0.15),
    ),
    _preset(
        "medical",
        "Medical gray",
        "X-ray, CT and ultrasound slices: no colour, no mirroring, "
        "anatomy bends a little, scanners differ.",
        Step(
            "affine",
            "Affine",
            {
                "scale": (0.9, 1.1),
                "translate_percent": (-0.05, 0.05),
                "rotate": (-10, 10),
                "shear": (-3, 3),
                "border_mode": 1,
            },
            p=0.7,
        ),
        Step("bend", "ElasticTransform", {"alpha": 40, "sigma": 8}, p=0.3),
        Step("gamma", "RandomGamma", {"gamma_limit": (75, 130)}, p=0.5),
        Step(
            "contrast",
            "RandomBrightnessContrast",
            {"brightness_limit": (-0.1, 0.1), "contrast_limit": (-0.15, 0.15)},
            p=0.5,
        ),
        Step("local", "CLAHE", {"clip_limit": (1, 3), "tile_grid_size": (4, 4)}, p=0.2),
        # One amount for all channels: a gray picture stays gray.
        Step("noise", "GaussNoise", {"std_range": (0.01, 0.05), "per_channel": False}, p=0.3),
    ),
    _preset(
        "weather",
        "Outdoors in all weathers",
        "Cameras on cars, streets and fields: "
        "rain, fog, snow, low sun, a dirty lens and poor links.",
        Step("flip", "HorizontalFlip", p=0.5),
        Group(
            "weather",
            "OneOf",
            (
                Step("rain", "RandomRain", {"brightness_coefficient": 0.8}, p=0.3),
                Step("fog", "RandomFog", {"alpha_coef": 0.08, "fog_coef_range": (0.4, 0.8)}, p=0.2),
                Step("snow", "RandomSnow", {"snow_point_range": (0.1, 0.25)}, p=0.2),
                Step("shadow", "RandomShadow", {"shadow_intensity_range": (0.3, 0.6)}, p=0.2),
                Step("dirt", "Spatter", p=0.1),
            ),
            p=0.6,
        ),
        Step(
            "light",
            "RandomBrightnessContrast",
            {"brightness_limit": (-0.3, 0.2), "contrast_limit": (-0.2, 0.2)},
            p=0.6,
        ),
        Step("motion", "MotionBlur", {"blur_limit": (3, 9)}, p=0.25),
        Step("noise", "ISONoise", {"intensity": (0.2, 0.6)}, p=0.25),
        Step("jpeg", "ImageCompression", {"quality_range": (35, 80)}, p=0.3),
    ),
)
