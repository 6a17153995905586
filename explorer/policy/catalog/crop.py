"""Crops: a part of the picture is kept.

Crops of a fixed size pad by default, so that they work on pictures smaller than that.
"""
# A table reads by rows:
# fmt: off

from dataclasses import replace

from explorer.choices import Form, Param
from explorer.policy.catalog.param_rules import Below, ExactlyOne, SumAtMost
from explorer.policy.catalog.shared import (
    AREA_FOR_DOWNSCALE,
    BORDER,
    FILL,
    FILL_MASK,
    RESIZE_INTERPOLATION,
    RESIZE_MASK_INTERPOLATION,
)
from explorer.policy.catalog.spec import ALL_TARGETS, Transform

_FAMILY = "crop"
_LARGEST = 4096  # px, as for resizing
_RESAMPLING = (RESIZE_INTERPOLATION, RESIZE_MASK_INTERPOLATION)
_PADDING = (
    Param(
        name="pad_if_needed", kind="bool", default=True,
        help="Pads pictures that are smaller than the crop, which are refused otherwise.",
    ),
    Param(
        name="pad_position", kind="choice", default="center",
        choices=("center", "top_left", "top_right", "bottom_left", "bottom_right", "random"),
        labels=("centre", "top left", "top right", "bottom left", "bottom right", "random"),
        help="Where a padded picture lies.",
    ),
    *BORDER,
)
_SIZE = Param(
    name="size", kind="pair", default=(224, 224), integer=True, low=32, high=1024, step=1, min=1,
    max=_LARGEST, unit="px",
    help="Height and width after it.",
)


def _side(name: str, side_help: str, default: int = 224, low: int = 32, high: int = 1024) -> Param:
    return Param(
        name=name, kind="int", default=default, low=low, high=high, step=1, min=1, max=_LARGEST,
        unit="px",
        help=side_help,
    )


# These two cannot pad, and refuse a picture smaller than the crop: their sliders end where every
# picture still does.
_SMALL_SIDES = (
    _side("height", "The height of the crop; no more than the picture's.", 48, 8, 64),
    _side("width", "The width of the crop; no more than the picture's.", 48, 8, 64),
)


def _edge(name: str, edge_help: str, default: int, low: int, high: int) -> Param:
    return Param(
        name=name, kind="int", default=default, low=low, high=high, step=1,
        min=0 if name.endswith("min") else 1, max=_LARGEST, unit="px",
        help=edge_help,
    )


def _border(name: str, edge: str, most: float) -> Param:
    return Param(
        name=name, kind="float", default=0.2, low=0, high=0.5, step=0.01, min=0, max=most,
        identity=0, unit="of the side",
        help=f"The most that is cut off {edge}.",
    )


def _erosion(name: str, erosion_help: str, *, magnitude: bool = True) -> Param:
    # At 0.95 and more an eroded box has no pixel left on a small picture, and the crop is refused.
    return Param(
        name=name, kind="float", default=0.2, low=0, high=0.9, step=0.01, min=0,
        max=0.9 if magnitude else 1.0, identity=0 if magnitude else None,
        help=erosion_help,
    )


_SIDES_FORMS: tuple[Form, ...] = ("number", "four", "ranges", "lists")
_SIDES_HELP = (
    "Below 0 cuts off, above 0 pads: a range for all sides, one number, "
    "or four (top, right, bottom, left) numbers, ranges or lists."
)

TRANSFORMS = (
    Transform(
        name="RandomResizedCrop", family=_FAMILY, cost="fast", targets=ALL_TARGETS, shape=True,
        at_zero="resize", default_p=1.0,
        summary="Cuts out a part of random size and proportions and brings it to one size: the "
                "standard crop of image classification.",
        params=(
            _SIZE,
            Param(
                name="scale", kind="range", default=(0.4, 1.0), low=0.05, high=1, step=0.01,
                min=0.0001, max=1, identity=1, log=True, unit="of the area",
                help="How much of the picture's area is kept.",
            ),
            Param(
                name="ratio", kind="range", default=(0.75, 1.3333333333333333), low=0.5, high=2,
                step=0.01, min=0.01, max=100, identity=1, log=True,
                help="Width over height of the part that is kept.",
            ),
            *_RESAMPLING, AREA_FOR_DOWNSCALE,
        ),
    ),
    Transform(
        name="RandomSizedCrop", family=_FAMILY, cost="fast", targets=ALL_TARGETS, shape=True,
        at_zero="resize", default_p=1.0,
        summary="Cuts out a part whose height in pixels is random and brings it to one size.",
        params=(
            _SIZE,
            # Together with the ratio: a part narrower than a pixel is refused when it is drawn.
            Param(
                name="min_max_height", kind="int_range", default=(96, 224), low=32, high=1024,
                step=1, min=8, max=_LARGEST, unit="px",
                help="The height of the part is drawn from this range; the picture's own is the "
                     "most.",
            ),
            Param(
                name="w2h_ratio", kind="float", default=1.0, low=0.5, high=2, step=0.01, min=0.125,
                max=8,
                help="Width over height of the part.",
            ),
            *_RESAMPLING, AREA_FOR_DOWNSCALE,
        ),
    ),
    Transform(
        name="RandomCrop", family=_FAMILY, cost="fast", targets=ALL_TARGETS, shape=True,
        at_zero="resize", default_p=1.0,
        summary="Cuts out a part of fixed size at a random place.",
        params=(
            _side("height", "The height of the crop."), _side("width", "The width of the crop."),
            *_PADDING,
        ),
    ),
    Transform(
        name="CenterCrop", family=_FAMILY, cost="fast", targets=ALL_TARGETS, shape=True,
        default_p=1.0,
        summary="Cuts out the middle of the picture.",
        params=(
            _side("height", "The height of the crop."), _side("width", "The width of the crop."),
            *_PADDING,
        ),
    ),
    Transform(
        name="Crop", family=_FAMILY, cost="fast", targets=ALL_TARGETS, shape=True, default_p=1.0,
        summary="Cuts out a fixed part of the picture, given by its corners.",
        rules=(Below("x_min", "x_max", 1), Below("y_min", "y_max", 1)),
        params=(
            _edge("x_min", "The left edge.", 8, 0, 200),
            _edge("y_min", "The upper edge.", 8, 0, 200),
            _edge("x_max", "The right edge.", 232, 32, 1024),
            _edge("y_max", "The lower edge.", 232, 32, 1024), *_PADDING,
        ),
    ),
    Transform(
        # Rounded to whole pixels: the mildest strip is one pixel wide.
        name="RandomCropFromBorders", family=_FAMILY, cost="fast", fades=True, exact=True,
        targets=ALL_TARGETS, default_p=1.0,
        summary="Cuts a random strip off every side; the picture gets smaller.",
        rules=(
            SumAtMost(("crop_left", "crop_right"), 1.0),
            SumAtMost(("crop_top", "crop_bottom"), 1.0),
        ),
        params=(
            # At 1 nothing may be left to the right of the cut, and the draw fails.
            _border("crop_left", "the left", 0.99), _border("crop_right", "the right", 1.0),
            _border("crop_top", "the top", 0.99), _border("crop_bottom", "the bottom", 1.0),
        ),
    ),
    Transform(
        name="CropAndPad", family=_FAMILY, cost="fast", targets=ALL_TARGETS, default_p=1.0,
        summary="Cuts off or pads every side by a random amount.",
        rules=(ExactlyOne(("px", "percent")),),
        params=(
            Param(
                name="percent", kind="range", nullable=True, default=(-0.15, 0.15),
                start=(-0.15, 0.15), low=-0.4, high=0.4, step=0.01, min=-1, max=2, identity=0,
                unit="of the side", forms=_SIDES_FORMS,
                help=_SIDES_HELP,
            ),
            # The upper end of a range is never drawn. A cut of the whole side or more is refused
            # when it is drawn.
            Param(
                name="px", kind="int_range", nullable=True, default=None, start=(-16, 16), low=-30,
                high=64, step=1, min=-2048, max=2048, identity=0, unit="px", forms=_SIDES_FORMS,
                distinct=True,
                help=_SIDES_HELP,
            ),
            Param(
                name="keep_size", kind="bool", default=True,
                help="Brings the picture back to its size.",
            ),
            Param(
                name="sample_independently", kind="bool", default=True,
                help="Draws a number for every side, not one for all.",
            ),
            *_RESAMPLING, BORDER[0],
            replace(
                FILL, counts=(3, 1, 2, 4),
                help="The colour of the margin: a number; two to draw between; more to choose "
                     "from.",
            ),
            replace(FILL_MASK, counts=(3, 1, 2, 4)),
        ),
    ),
    Transform(
        name="CropNonEmptyMaskIfExists", family=_FAMILY, cost="fast", targets=ALL_TARGETS,
        shape=True, at_zero="resize", needs=("mask",), default_p=1.0,
        summary="Cuts out a part of fixed size that shows some of the mask, where there is one.",
        params=(
            *_SMALL_SIDES,
            Param(
                name="ignore_values", kind="list", nullable=True, default=None, start=(0,),
                integer=True, min=0, max=255,
                help="Mask values that do not count.",
            ),
            Param(
                name="ignore_channels", kind="list", nullable=True, default=None, start=(0,),
                integer=True, min=0, max=255,
                help="Mask channels that do not count, for masks that have channels.",
            ),
        ),
    ),
    Transform(
        name="AtLeastOneBBoxRandomCrop", family=_FAMILY, cost="fast", targets=ALL_TARGETS,
        shape=True, at_zero="resize", needs=("bboxes",), default_p=1.0,
        summary="Cuts out a part of fixed size that shows at least one box, where there are any.",
        params=(
            *_SMALL_SIDES,
            _erosion("erosion_factor", "How much of the box may be cut off.", magnitude=False),
        ),
    ),
    Transform(
        # A picture without boxes is cropped by the erosion rate, one with boxes at any rate.
        name="BBoxSafeRandomCrop", family=_FAMILY, cost="fast", targets=ALL_TARGETS,
        needs=("bboxes",), fades=True, default_p=1.0,
        summary="Cuts out a random part that holds all boxes; the picture gets smaller.",
        params=(
            _erosion(
                "erosion_rate",
                "How much of the boxes may be cut off; without boxes, of the height.",
            ),
        ),
    ),
    Transform(
        name="RandomSizedBBoxSafeCrop", family=_FAMILY, cost="fast", targets=ALL_TARGETS,
        shape=True, at_zero="resize", needs=("bboxes",), default_p=1.0,
        summary="Cuts out a random part that holds all boxes and brings it to one size.",
        params=(
            _side("height", "The height after it."), _side("width", "The width after it."),
            _erosion(
                "erosion_rate",
                "How much of the boxes may be cut off; without boxes, of the height.",
            ),
            *_RESAMPLING,
        ),
    ),
)
