"""Distortions: parts of the picture move against each other, or trade places."""
# A table reads by rows:
# fmt: off

from explorer.choices import Param
from explorer.policy.catalog.param_rules import Ends
from explorer.policy.catalog.shared import BORDER, INTERPOLATION, MASK_INTERPOLATION
from explorer.policy.catalog.spec import ALL_TARGETS, Transform

_FAMILY = "distortion"
_MORPHOLOGICAL = (
    "With boxes, the exported file fails in Albumentations on pictures more than 128 px wide."
)
_REMAP = (
    INTERPOLATION, MASK_INTERPOLATION,
    Param(
        name="keypoint_remapping_method", kind="choice", default="mask", choices=("mask", "direct"),
        help="How key points are moved: mask is exact and rounds to pixels, direct is faster and "
             "less exact.",
    ),
    *BORDER,
)


def _grid(name: str, grid_help: str, most: int) -> Param:
    return Param(
        name=name, kind="int_range", default=(4, 4), low=2, high=8, step=1, min=2, max=most,
        help=grid_help,
    )


TRANSFORMS = (
    Transform(
        name="ElasticTransform", family=_FAMILY, cost="medium", targets=ALL_TARGETS,
        summary="Bends the picture like rubber, in a different direction at every place.",
        params=(
            Param(
                name="alpha", kind="float", default=250.0, low=0, high=500, step=1, min=0,
                max=10000, identity=0,
                help="The strength of the bending; with a larger sigma it takes a larger alpha.",
            ),
            # The kernel is 8 sigma wide: 300 takes 0.4 s at 512 px.
            Param(
                name="sigma", kind="float", default=8.0, low=2, high=50, step=0.5, min=1, max=300,
                unit="px",
                help="The width of the waves.",
            ),
            Param(
                name="approximate", kind="bool", default=False,
                help="Smooths with a fixed kernel of 17 px: faster for a large sigma.",
            ),
            Param(
                name="same_dxdy", kind="bool", default=False,
                help="Uses one field of shifts for x and y: faster, along the diagonal only.",
            ),
            Param(
                name="noise_distribution", kind="choice", default="gaussian",
                choices=("gaussian", "uniform"),
                help="The noise that the field is made of.",
            ),
            *_REMAP,
        ),
    ),
    Transform(
        # At every limit the whole picture moves by half a pixel and more, for its cells end at
        # whole pixels.
        name="GridDistortion", family=_FAMILY, cost="fast", fades=True, targets=ALL_TARGETS,
        summary="Stretches and squeezes the columns and rows of a grid.",
        params=(
            # A cell needs a pixel: more cells than 32 fail on the small pictures of training.
            Param(
                name="num_steps", kind="int", default=5, low=2, high=16, step=1, min=1, max=32,
                help="The number of cells to a side.",
            ),
            Param(
                name="distort_limit", kind="range", default=(-0.3, 0.3), low=-0.9, high=0.9,
                step=0.01, min=-1, max=1, identity=0,
                help="How much wider or narrower a cell becomes.",
            ),
            Param(
                name="normalized", kind="bool", default=True,
                help="Keeps the whole picture in view.",
            ),
            *_REMAP,
        ),
    ),
    Transform(
        # The camera model moves the whole picture by half a pixel, at every coefficient.
        name="OpticalDistortion", family=_FAMILY, cost="fast", fades_with=(("mode", "camera"),),
        exact=False, targets=ALL_TARGETS,
        summary="Bends straight lines as a lens does: barrel or pincushion.",
        params=(
            Param(
                name="distort_limit", kind="range", default=(-0.3, 0.3), low=-1, high=1, step=0.01,
                min=-10, max=10, identity=0,
                help="The coefficient of the lens; the sign decides between barrel and pincushion.",
            ),
            Param(
                name="mode", kind="choice", default="camera", choices=("camera", "fisheye"),
                help="The model of the lens.",
            ),
            *_REMAP,
        ),
    ),
    Transform(
        name="ThinPlateSpline", family=_FAMILY, cost="medium", targets=ALL_TARGETS,
        summary="Bends the picture smoothly, like a metal sheet pushed at a few points.",
        params=(
            Param(
                name="scale_range", kind="range", default=(0.1, 0.2), low=0, high=1, step=0.01,
                min=0, max=1, identity=0,
                help="How far the points are pushed.",
            ),
            # Time and memory grow with pixels times the square of this: 10 takes 0.5 s at 512 px,
            # 15 takes 1.2 s.
            Param(
                name="num_control_points", kind="int", default=4, low=2, high=6, step=1, min=2,
                max=10,
                help="The number of points to a side.",
            ),
            *_REMAP,
        ),
    ),
    Transform(
        # It weighs the points by distance, so even unmoved points pull the picture towards them:
        # the mildest scale is no identity.
        name="PiecewiseAffine", family=_FAMILY, cost="slow", targets=ALL_TARGETS, fades=True,
        summary="Moves the points of a grid and the picture with them; very slow on large pictures "
                "(12 s at 1024 px).",
        # 0 to 0 is legal in Albumentations and fails when applied
        rules=(Ends("scale", high_at_least=0.0001),),
        params=(
            Param(
                name="scale", kind="range", default=(0.03, 0.05), low=0.01, high=0.1, step=0.01,
                min=0, max=10, identity=0, unit="of the side",
                help="How far the points move (in pixels with absolute_scale).",
            ),
            _grid("nb_rows", "The number of rows is drawn from this range.", 16),
            _grid("nb_cols", "The number of columns is drawn from this range.", 16),
            Param(
                name="absolute_scale", kind="bool", default=False,
                help="Reads the scale in pixels.",
            ),
            *_REMAP,
        ),
    ),
    Transform(
        # One pixel is the least that it moves.
        name="GridElasticDeform", family=_FAMILY, cost="medium", targets=ALL_TARGETS, fades=True,
        default_p=0.5,
        summary="Moves the inner corners of a grid; the cells follow.",
        params=(
            # Each cell warps the whole picture: 20 x 20 take 1.1 s at 512 px, 70 x 70 take 25 s.
            Param(
                name="num_grid_xy", kind="pair", default=(4, 4), integer=True, low=2, high=10,
                step=1, min=1, max=20,
                help="The number of cells along x and y.",
            ),
            Param(
                name="magnitude", kind="int", default=10, low=1, high=50, step=1, min=1, max=1000,
                identity=0, unit="px",
                help="How far the corners move.",
            ),
            INTERPOLATION, MASK_INTERPOLATION,
        ),
    ),
    Transform(
        # Only tiles of the same size trade places, so more tiles need not mean more change: it
        # fades by its probability.
        name="RandomGridShuffle", family=_FAMILY, cost="fast", targets=ALL_TARGETS,
        summary="Cuts the picture into tiles and shuffles them.",
        params=(
            Param(
                name="grid", kind="pair", default=(3, 3), integer=True, low=1, high=10, step=1,
                min=1, max=64,
                help="The number of tiles to a side.",
            ),
        ),
    ),
    Transform(
        # Albumentations moves boxes by eroding a stack of their masks, along the wrong axes; OpenCV
        # refuses a stack more than 128 wide.
        name="Morphological", family=_FAMILY, cost="fast", targets=("image", "mask", "keypoints"),
        summary="Thickens the bright parts (dilation) or the dark ones (erosion): "
                f"made for drawings and writing. {_MORPHOLOGICAL}",
        caution=_MORPHOLOGICAL,
        params=(
            Param(
                name="scale", kind="int_range", default=(3, 3), low=1, high=9, step=1, min=1,
                max=64, identity=1, unit="px",
                help="Width and height of the brush, the smaller one first.",
            ),
            Param(
                name="operation", kind="choice", default="dilation",
                choices=("dilation", "erosion"),
                help="Whether bright or dark parts grow.",
            ),
        ),
    ),
)
