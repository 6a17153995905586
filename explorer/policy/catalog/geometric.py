"""Geometric transforms: the picture is mirrored, turned, moved or tilted as a whole."""
# A table reads by rows:
# fmt: off

from explorer.choices import XY, Param
from explorer.policy.catalog.param_rules import ExactlyOne, SameXY
from explorer.policy.catalog.shared import BORDER, INTERPOLATION, MASK_INTERPOLATION
from explorer.policy.catalog.spec import ALL_TARGETS, Transform

_FAMILY = "geometric"
_WARP = (INTERPOLATION, MASK_INTERPOLATION, *BORDER)
_ROTATE_METHOD = Param(
    name="rotate_method", kind="choice", default="largest_box", choices=("largest_box", "ellipse"),
    labels=("largest box", "ellipse"),
    help="How a turned box is drawn straight again: around its corners, or around the ellipse "
         "inside it (tighter).",
)
_ANGLE = Param(
    name="limit", kind="range", default=(-30.0, 30.0), low=-180, high=180, step=1, min=-360,
    max=360, identity=0, unit="deg",
    help="The angle is drawn from this range; positive turns counter-clockwise.",
)

TRANSFORMS = (
    Transform(
        name="HorizontalFlip", family=_FAMILY, cost="fast", targets=ALL_TARGETS,
        summary="Mirrors the picture left to right.",
    ),
    Transform(
        name="VerticalFlip", family=_FAMILY, cost="fast", targets=ALL_TARGETS,
        summary="Mirrors the picture top to bottom.",
    ),
    Transform(
        name="Transpose", family=_FAMILY, cost="fast", targets=ALL_TARGETS,
        summary="Mirrors the picture along its diagonal; width and height change places.",
    ),
    Transform(
        name="RandomRotate90", family=_FAMILY, cost="fast", targets=ALL_TARGETS,
        summary="Turns the picture by 0, 90, 180 or 270 degrees.",
    ),
    Transform(
        name="D4", family=_FAMILY, cost="fast", targets=ALL_TARGETS,
        summary="Draws one of the eight quarter turns and mirrorings of a square: right for aerial "
                "and microscope pictures.",
    ),
    Transform(
        name="SquareSymmetry", family=_FAMILY, cost="fast", targets=ALL_TARGETS,
        summary="The same as D4, under the name that says what it is.",
    ),
    Transform(
        # The border that is cut is at least a pixel wide, and the rest is enlarged where training
        # brings back the size.
        name="Rotate", family=_FAMILY, cost="fast", fades_with=(("crop_border", True),),
        targets=ALL_TARGETS,
        summary="Turns the picture by a random angle about its centre; corners are cut off.",
        params=(
            _ANGLE,
            Param(
                name="crop_border", kind="bool", default=False,
                help="Cuts the empty corners away; the picture gets smaller.",
            ),
            _ROTATE_METHOD, *_WARP,
        ),
    ),
    Transform(
        # At every angle, 0 included, the whole picture moves by half a pixel.
        name="SafeRotate", family=_FAMILY, cost="fast", fades=True, targets=ALL_TARGETS,
        summary="Turns the picture by a random angle and shrinks it so that no corner is lost.",
        # It is an Affine inside, and writes what it set there beside its own parameters.
        derived=(
            "rotate", "scale", "shear", "translate_percent", "translate_px", "fit_output",
            "keep_ratio", "balanced_scale",
        ),
        params=(_ANGLE, _ROTATE_METHOD, *_WARP),
    ),
    Transform(
        # A fitted picture is a pixel or two larger at the least, and all of it is resampled.
        name="Affine", family=_FAMILY, cost="fast", main="rotate",
        fades_with=(("fit_output", True),),
        targets=ALL_TARGETS,
        summary="Scales, shifts, turns and shears the picture in one step.",
        rules=(ExactlyOne(("translate_percent", "translate_px")), SameXY("keep_ratio", "scale")),
        params=(
            Param(
                name="scale", kind="xy_range", default=XY((0.9, 1.1), (0.9, 1.1)), low=0.5, high=2,
                step=0.01, min=0.05, max=10, identity=1, log=True, unit="x",
                help="The factor of the size: below 1 shrinks, above 1 enlarges.",
            ),
            # Moved out of sight at 1; five pictures further there is nothing new to see.
            Param(
                name="translate_percent", kind="xy_range", nullable=True,
                default=XY((-0.06, 0.06), (-0.06, 0.06)), start=XY((-0.06, 0.06), (-0.06, 0.06)),
                low=-0.5, high=0.5, step=0.01, min=-5, max=5, identity=0, unit="of the side",
                help="The shift, as a share of width and height.",
            ),
            Param(
                name="translate_px", kind="xy_range", nullable=True, default=None,
                start=XY((-16, 16), (-16, 16)), integer=True, low=-64, high=64, step=1, min=-4096,
                max=4096, identity=0, unit="px",
                help="The shift in pixels, in place of the share.",
            ),
            Param(
                name="rotate", kind="range", default=(-15.0, 15.0), low=-180, high=180, step=1,
                min=-360, max=360, identity=0, unit="deg",
                help="The angle is drawn from this range; positive turns clockwise.",
            ),
            # Past 80 degrees a sheared picture is a line, and with fit_output thousands of pixels
            # long (17 s at 89 degrees and 512 px).
            Param(
                name="shear", kind="xy_range", default=XY((-8.0, 8.0), (-8.0, 8.0)), low=-45,
                high=45, step=1, min=-80, max=80, identity=0, unit="deg",
                help="The slant along x and y.",
            ),
            Param(
                name="fit_output", kind="bool", default=False,
                help="Changes the size of the picture so that all of it stays in view.",
            ),
            Param(
                name="keep_ratio", kind="bool", default=False,
                help="Scales x and y alike; their ranges must then be the same.",
            ),
            Param(
                name="balanced_scale", kind="bool", default=False,
                help="Shrinks and enlarges equally often, whatever the range.",
            ),
            _ROTATE_METHOD, *_WARP,
        ),
    ),
    Transform(
        name="ShiftScaleRotate", family=_FAMILY, cost="fast", main="rotate_limit",
        targets=ALL_TARGETS,
        summary="Shifts, scales and turns the picture in one step; Affine is its successor.",
        params=(
            Param(
                name="shift_limit_x", kind="range", default=(-0.06, 0.06), low=-0.5, high=0.5,
                step=0.01, min=-1, max=1, identity=0, unit="of the width",
                help="The shift to the side.",
            ),
            Param(
                name="shift_limit_y", kind="range", default=(-0.06, 0.06), low=-0.5, high=0.5,
                step=0.01, min=-1, max=1, identity=0, unit="of the height",
                help="The shift up and down.",
            ),
            Param(
                name="scale_limit", kind="range", default=(-0.15, 0.15), low=-0.5, high=1,
                step=0.01, min=-0.95, max=9, identity=0,
                help="The change of the size: -0.1 is a tenth smaller, 0.1 a tenth larger.",
            ),
            Param(
                name="rotate_limit", kind="range", default=(-20.0, 20.0), low=-180, high=180,
                step=1, min=-360, max=360, identity=0, unit="deg",
                help="The angle is drawn from this range.",
            ),
            _ROTATE_METHOD, *_WARP,
        ),
    ),
    Transform(
        # The mildest tilt moves the whole picture by half a pixel.
        name="Perspective", family=_FAMILY, cost="fast", fades=True, exact=True,
        targets=ALL_TARGETS,
        summary="Tilts the picture, as if the camera stood elsewhere.",
        params=(
            # Corners move by |normal(0, scale)| modulo 0.32 of the side: beyond 0.3 the tilt is
            # noise, though harmless.
            Param(
                name="scale", kind="range", default=(0.05, 0.1), low=0, high=0.3, step=0.01, min=0,
                max=10, identity=0, unit="of the side",
                help="How far the corners move.",
            ),
            Param(
                name="keep_size", kind="bool", default=True,
                help="Brings the picture back to its size.",
            ),
            Param(
                name="fit_output", kind="bool", default=False,
                help="Keeps all of the picture in view.",
            ),
            *_WARP,
        ),
    ),
)
