"""Colour: gray and tints, levels, channels, uneven light, stains and fringes.

No pixel moves, save for ChromaticAberration's fringes. The second half of the family `color`.
"""
# A table reads by rows:
# fmt: off

from explorer.choices import Param
from explorer.policy.catalog.following import ByChoice
from explorer.policy.catalog.shared import INTERPOLATION, PLASMA_SIZE, ROUGHNESS
from explorer.policy.catalog.spec import IMAGE, Transform

_STAINS = ("ruifrok", "macenko", "standard", "high_contrast", "h_heavy", "e_heavy", "dark", "light")

TRANSFORMS = (
    Transform(
        name="ToGray", family="color", cost="fast", targets=IMAGE,
        summary="Takes the colour away.",
        default_p=0.3,
        params=(
            Param(
                name="num_output_channels", kind="choice",
                help="Three equal channels, so that later steps still see a colour picture.",
                default=3, choices=(3,), labels=("3",),
            ),
            Param(
                name="method", kind="choice",
                help="How grey is computed from the colours.",
                default="weighted_average",
                choices=("weighted_average", "from_lab", "desaturation", "average", "max", "pca"),
                labels=(
                    "weighted average", "Lab lightness", "desaturation", "average", "maximum",
                    "principal component",
                ),
            ),
        ),
    ),
    Transform(
        name="ToSepia", family="color", cost="fast", targets=IMAGE, default_p=0.3,
        summary="Tints the picture brown, as old photographs are.",
    ),
    Transform(
        name="InvertImg", family="color", cost="fast", targets=IMAGE, default_p=0.3,
        summary="Makes a negative: black becomes white.",
    ),
    Transform(
        name="Solarize", family="color", cost="fast", targets=IMAGE, fades=True,
        summary="Inverts all tones above a threshold.",
        params=(
            Param(
                name="threshold_range", kind="range",
                help="Tones above this share of white are inverted; lower inverts more.",
                default=(0.5, 0.8), low=0, high=1, step=0.01, min=0, max=1, identity=1,
            ),
        ),
    ),
    Transform(
        name="Posterize", family="color", cost="fast", targets=IMAGE, fades=True,
        summary="Keeps only a few levels of each colour channel.",
        params=(
            Param(
                name="num_bits", kind="int_range", forms=("channels",),
                help="Bits kept of 8; fewer is stronger.",
                default=(3, 5), low=1, high=7, step=1, min=1, max=7, identity=8, unit="bits",
            ),
        ),
    ),
    Transform(
        name="ChannelShuffle", family="color", cost="fast", targets=IMAGE, default_p=0.3,
        summary="Puts the colour channels in a random order.",
    ),
    Transform(
        name="ChannelDropout", family="color", cost="fast", targets=IMAGE, default_p=0.3,
        summary="Replaces one or two colour channels by a constant.",
        params=(
            Param(
                name="channel_drop_range", kind="int_range",
                help="How many channels are dropped.",
                default=(1, 1), low=1, high=2, step=1, min=1, max=2, unit="channels",
            ),
            Param(
                name="fill", kind="float",
                help="What stands in a dropped channel.",
                default=0, low=0, high=255, step=1, min=0, max=255, unit="levels",
            ),
        ),
    ),
    Transform(
        name="FancyPCA", family="color", cost="slow", targets=IMAGE,
        summary="Moves colours along the picture's own main colour directions (as AlexNet was "
                "trained).",
        params=(
            Param(
                name="alpha", kind="float",
                help="Standard deviation of the shift along each direction.",
                default=2.0, low=0, high=10, step=0.1, min=0, identity=0,
            ),
        ),
    ),
    Transform(
        name="Illumination", family="color", cost="medium", targets=IMAGE, fades=True,
        summary="Lays light or shade over the picture: from a side, a corner or a spot.",
        params=(
            Param(
                name="mode", kind="choice",
                help="Where the light comes from.",
                default="linear", choices=("linear", "corner", "gaussian"),
                labels=("a side", "a corner", "a spot"),
            ),
            Param(
                name="intensity_range", kind="range",
                help="How strong it is.",
                default=(0.05, 0.15), low=0.01, high=0.2, step=0.01, min=0.01, max=0.2, identity=0,
            ),
            Param(
                name="effect_type", kind="choice",
                help="Light, shade, or either.",
                default="both", choices=("brighten", "darken", "both"),
                labels=("light", "shade", "light or shade"),
            ),
            Param(
                name="angle_range", kind="range",
                help="The side's direction.",
                default=(0, 360), low=0, high=360, step=1, min=0, max=360, unit="deg",
            ),
            Param(
                name="center_range", kind="range",
                help="Where the spot's centre lies, across and down.",
                default=(0.1, 0.9), low=0, high=1, step=0.05, min=0, max=1,
            ),
            Param(
                name="sigma_range", kind="range",
                help="How wide the spot is.",
                default=(0.2, 1.0), low=0.2, high=1, step=0.05, min=0.2, max=1,
            ),
        ),
    ),
    Transform(
        name="PlasmaBrightnessContrast", family="color", cost="medium", targets=IMAGE,
        summary="Varies brightness and contrast in cloud-like patches.",
        params=(
            Param(
                name="brightness_range", kind="range",
                help="Brightness added at most.",
                default=(-0.3, 0.3), low=-1, high=1, step=0.05, min=-1, max=1, identity=0,
            ),
            Param(
                name="contrast_range", kind="range",
                help="Contrast added at most.",
                default=(-0.3, 0.3), low=-1, high=1, step=0.05, min=-1, max=1, identity=0,
            ),
            PLASMA_SIZE, ROUGHNESS,
        ),
    ),
    Transform(
        name="HEStain", family="color", cost="slow", targets=IMAGE, fades=True,
        summary="Varies the two stains of a tissue slide (haematoxylin and eosin).",
        params=(
            # vahadane took 12 s at 512 px, macenko raises on a white picture: both stay out.
            Param(
                name="method", kind="choice",
                help="Whose stain colours are assumed: one set, or any.",
                default="random_preset", choices=("preset", "random_preset"),
                labels=("one set", "any set"),
            ),
            Param(
                name="preset", kind="choice",
                help="The set of stain colours.",
                default=None, nullable=True, choices=_STAINS,
                labels=tuple(name.replace("_", " ") for name in _STAINS), start="standard",
            ),
            Param(
                name="intensity_scale_range", kind="range",
                help="Each stain is multiplied by this.",
                default=(0.7, 1.3), low=0, high=2, step=0.05, min=0, identity=1, unit="x",
            ),
            Param(
                name="intensity_shift_range", kind="range",
                help="Added to each stain.",
                default=(-0.2, 0.2), low=-1, high=1, step=0.05, min=-1, max=1, identity=0,
            ),
            Param(
                name="augment_background", kind="bool",
                help="The glass around the tissue changes too.",
                default=False,
            ),
        ),
        rules=(
            ByChoice(
                "method", "preset", (("preset", True), ("random_preset", False)), start="standard",
            ),
        ),
    ),
    Transform(
        name="ChromaticAberration", family="color", cost="medium", targets=IMAGE,
        summary="Adds the colour fringes of a cheap lens.",
        params=(
            Param(
                name="primary_distortion_limit", kind="range",
                help="How far red and blue are bent apart.",
                default=(-0.05, 0.05), low=-0.5, high=0.5, step=0.01, identity=0,
            ),
            Param(
                name="secondary_distortion_limit", kind="range",
                help="How much more so near the corners.",
                default=(-0.1, 0.1), low=-0.5, high=0.5, step=0.01, identity=0,
            ),
            Param(
                name="mode", kind="choice",
                help="The colours of the fringes.",
                default="green_purple", choices=("green_purple", "red_blue", "random"),
                labels=("green and purple", "red and blue", "any"),
            ),
            INTERPOLATION,
        ),
    ),
)
