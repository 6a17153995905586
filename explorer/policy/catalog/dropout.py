"""Dropout: parts of the picture are removed, so that a model cannot lean on one of them."""
# A table reads by rows:
# fmt: off

from typing import Any

from explorer.choices import Param
from explorer.policy.catalog.following import SameScale
from explorer.policy.catalog.param_rules import Ends
from explorer.policy.catalog.shared import HOLE_FILL, HOLE_FILL_MASK
from explorer.policy.catalog.spec import ALL_TARGETS, Transform


def _side(name: str, side: str, default: tuple[float, float]) -> Param:
    # From 1 on Albumentations reads pixels: a fraction that the strength lifts to 1 would become a
    # hole of one pixel.
    text = f"{side} of a hole, as a share of the picture's; from 1 on in pixels."
    return Param(
        name=name, kind="range",
        help=text,
        default=default, low=0, high=0.9, step=0.01, min=0, max=4096, identity=0,
        switch=(0.999, 1.0),
    )


def _length(axis: str) -> Param:
    # Albumentations raises where a stripe may be longer than the picture; 64 px is the smallest
    # that the catalogue answers for.
    what = "Width of a vertical" if axis == "x" else "Height of a horizontal"
    return Param(
        name=f"mask_{axis}_length", kind="int_range",
        help=f"{what} stripe.",
        default=(4, 12), low=0, high=32, step=1, min=0, max=64, identity=0, unit="px",
    )


def _count(name: str, text: str, default: tuple[int, int], **changes: Any) -> Param:
    limits: dict[str, Any] = {"low": 1, "high": 12, "min": 1, "max": 1000} | changes
    return Param(name=name, kind="int_range", help=text, default=default, step=1, **limits)


TRANSFORMS = (
    Transform(
        name="CoarseDropout", family="dropout", cost="fast", targets=ALL_TARGETS,
        summary="Cuts rectangular holes (Cutout).",
        params=(
            _count("num_holes_range", "How many holes.", (1, 3), unit="holes"),
            _side("hole_height_range", "Height", (0.1, 0.25)),
            _side("hole_width_range", "Width", (0.1, 0.25)), HOLE_FILL, HOLE_FILL_MASK,
        ),
        rules=(SameScale(("hole_height_range", "hole_width_range"), 1.0),),
    ),
    Transform(
        name="Erasing", family="dropout", cost="fast", targets=ALL_TARGETS, exact=False,
        summary="Erases one rectangle of random area and shape (Random Erasing).",
        params=(
            Param(
                name="scale", kind="range",
                help="Area of the rectangle, as a share of the picture.",
                default=(0.02, 0.25), low=0, high=0.6, step=0.01, min=0, max=1, identity=0,
            ),
            Param(
                name="ratio", kind="range",
                help="Width over height.",
                default=(0.3, 3.3), low=0.2, high=5, step=0.1, min=0.2, max=5,
            ),
            HOLE_FILL, HOLE_FILL_MASK,
        ),
        # No rectangle of a large least area fits at a ratio of 1:5, not even in a picture of 1:2,
        # and Albumentations 2.0.8 then raises.
        rules=(Ends("scale", low_at_most=0.1, high_at_least=0.001),),
    ),
    Transform(
        name="GridDropout", family="dropout", cost="fast", targets=ALL_TARGETS, fades=True,
        summary="Cuts a regular grid of holes (GridMask).",
        params=(
            Param(
                name="ratio", kind="float",
                help="Side of a hole, as a share of its cell.",
                default=0.4, low=0.05, high=0.9, step=0.05, min=0.001, max=1, identity=0,
            ),
            Param(
                name="random_offset", kind="bool",
                help="The grid starts anywhere; off: at the shift.",
                default=True,
            ),
            Param(
                name="unit_size_range", kind="int_range",
                help="Size of a cell; null: a tenth of the picture, or the number of holes.",
                default=None, nullable=True, low=2, high=64, step=1, min=2, max=64, distinct=True,
                start=(8, 24), unit="px",
            ),
            Param(
                name="holes_number_xy", kind="pair", integer=True,
                help="Holes across and down; null: by the size of a cell.",
                default=None, nullable=True, low=1, high=16, step=1, min=1, max=64, start=(6, 6),
                unit="holes",
            ),
            Param(
                name="shift_xy", kind="pair", integer=True,
                help="Where the grid starts, while the offset is not random.",
                default=(0, 0), low=0, high=64, step=1, min=0, max=4096, unit="px",
            ),
            HOLE_FILL, HOLE_FILL_MASK,
        ),
    ),
    Transform(
        name="XYMasking", family="dropout", cost="fast", targets=ALL_TARGETS,
        summary="Blanks whole rows and columns in stripes.",
        params=(
            _count(
                "num_masks_x", "How many vertical stripes.", (1, 3), low=0, min=0, unit="stripes",
            ),
            _count(
                "num_masks_y", "How many horizontal stripes.", (1, 3), low=0, min=0, unit="stripes",
            ),
            _length("x"), _length("y"), HOLE_FILL, HOLE_FILL_MASK,
        ),
    ),
    Transform(
        name="PixelDropout", family="dropout", cost="medium", targets=ALL_TARGETS,
        summary="Blanks single pixels at random.",
        params=(
            Param(
                name="dropout_prob", kind="float",
                help="Share of the pixels.",
                default=0.05, low=0, high=0.5, step=0.01, min=0, max=1, identity=0,
            ),
            Param(
                name="per_channel", kind="bool",
                help="Each channel loses pixels of its own.",
                default=False,
            ),
            Param(
                name="drop_value", kind="color", nullable=True,
                help="What stands in a blank pixel; null: a random colour.",
                default=0, low=0, high=255, step=1, min=0, max=255, start=0,
            ),
            Param(
                name="mask_drop_value", kind="float", nullable=True,
                help="The mask's value there; null leaves the mask as it is.",
                default=None, low=0, high=255, step=1, min=0, max=255, start=0,
            ),
        ),
    ),
)
