"""Resizing and padding: the picture takes another size, or gets a margin.

No side grows past 4096 px.
"""
# A table reads by rows:
# fmt: off

from explorer.choices import Param
from explorer.policy.catalog.param_rules import ExactlyOne
from explorer.policy.catalog.shared import (
    AREA_FOR_DOWNSCALE,
    BORDER,
    RESIZE_INTERPOLATION,
    RESIZE_MASK_INTERPOLATION,
)
from explorer.policy.catalog.spec import ALL_TARGETS, Transform

_FAMILY = "resize"
# 4096 px: 50 MB of pixels, 0.1 s to fill. Twice that, beside a long thin picture, is a gigabyte.
_LARGEST = 4096
_RESAMPLING = (RESIZE_INTERPOLATION, RESIZE_MASK_INTERPOLATION, AREA_FOR_DOWNSCALE)
_MAX_SIZE_HW = Param(
    name="max_size_hw", kind="pair", nullable=True, default=None, start=(224, 224), integer=True,
    open_ends=True, low=32, high=1024, step=1, min=1, max=_LARGEST, unit="px",
    help="Height and width in place of one size; one of them may be null.",
)


def _side(name: str, side_help: str) -> Param:
    return Param(
        name=name, kind="int", default=224, low=32, high=1024, step=1, min=1, max=_LARGEST,
        unit="px",
        help=side_help,
    )


def _max_size(size_help: str) -> Param:
    return Param(
        name="max_size", kind="int", nullable=True, default=224, start=224, low=32, high=1024,
        step=1, min=1, max=_LARGEST, unit="px", forms=("list",),
        help=size_help,
    )


def _least(name: str, least_help: str) -> Param:
    return Param(
        name=name, kind="int", nullable=True, default=640, start=640, low=32, high=1024, step=1,
        min=1, max=_LARGEST, unit="px",
        help=least_help,
    )


def _divisor(name: str, divisor_help: str) -> Param:
    return Param(
        name=name, kind="int", nullable=True, default=None, start=32, low=1, high=128, step=1,
        min=1, max=_LARGEST, unit="px",
        help=divisor_help,
    )


TRANSFORMS = (
    Transform(
        name="Resize", family=_FAMILY, cost="fast", targets=ALL_TARGETS, shape=True, default_p=1.0,
        summary="Brings the picture to a height and width; its proportions may change.",
        params=(
            _side("height", "The height after it."), _side("width", "The width after it."),
            *_RESAMPLING,
        ),
    ),
    Transform(
        name="LongestMaxSize", family=_FAMILY, cost="fast", targets=ALL_TARGETS, shape=True,
        default_p=1.0,
        summary="Scales the picture so that its longer side has this size.",
        rules=(ExactlyOne(("max_size", "max_size_hw")),),
        params=(
            _max_size("The longer side after it; of a list, one is drawn."), _MAX_SIZE_HW,
            *_RESAMPLING,
        ),
    ),
    Transform(
        name="SmallestMaxSize", family=_FAMILY, cost="fast", targets=ALL_TARGETS, shape=True,
        default_p=1.0,
        summary="Scales the picture so that its shorter side has this size.",
        rules=(ExactlyOne(("max_size", "max_size_hw")),),
        params=(
            _max_size("The shorter side after it; of a list, one is drawn."), _MAX_SIZE_HW,
            *_RESAMPLING,
        ),
    ),
    Transform(
        # Resampling blurs a picture by as much for a change of one pixel as for one of ten.
        name="RandomScale", family=_FAMILY, cost="fast", fades=True, exact=True,
        targets=ALL_TARGETS,
        summary="Makes the picture larger or smaller, its proportions kept.",
        params=(
            # Below -0.9 small pictures lose their last pixel; above 4 a photograph of 24 megapixels
            # takes gigabytes.
            Param(
                name="scale_limit", kind="range", default=(-0.4, 0.4), low=-0.9, high=1, step=0.01,
                min=-0.9, max=4, identity=0,
                help="The change of the size: -0.5 halves it, 1 doubles it.",
            ),
            *_RESAMPLING,
        ),
    ),
    Transform(
        name="Pad", family=_FAMILY, cost="fast", targets=ALL_TARGETS, default_p=1.0,
        summary="Adds a margin of fixed width around the picture.",
        params=(
            Param(
                name="padding", kind="int", default=16, low=0, high=256, step=1, min=0, max=2048,
                identity=0, unit="px", forms=("pair", "four"),
                help="The margin: one number for all sides, two for x and y, four for left, top, "
                     "right, bottom.",
            ),
            *BORDER,
        ),
    ),
    Transform(
        name="PadIfNeeded", family=_FAMILY, cost="fast", targets=ALL_TARGETS, shape=True,
        default_p=1.0,
        summary="Adds a margin where the picture is smaller than a size, or no multiple of one.",
        rules=(
            ExactlyOne(("min_height", "pad_height_divisor")),
            ExactlyOne(("min_width", "pad_width_divisor")),
        ),
        derived=("padding",),
        params=(
            _least("min_height", "The least height after it."),
            _least("min_width", "The least width after it."),
            _divisor("pad_height_divisor", "The height becomes a multiple of this."),
            _divisor("pad_width_divisor", "The width becomes a multiple of this."),
            Param(
                name="position", kind="choice", default="center",
                choices=(
                    "center", "top_left", "top_right", "bottom_left", "bottom_right", "random",
                ),
                labels=("centre", "top left", "top right", "bottom left", "bottom right", "random"),
                help="Where the picture lies in the larger one.",
            ),
            *BORDER,
        ),
    ),
)
