"""Blur: lens, motion, glass and plain smoothing.

Kernel sizes are in pixels of the picture that the policy gets.
"""
# A table reads by rows:
# fmt: off

from explorer.choices import Param
from explorer.policy.catalog.param_rules import Ends
from explorer.policy.catalog.spec import IMAGE, Transform


def _kernel(default: tuple[int, int], text: str = "Size of the kernel; odd.") -> Param:
    return Param(
        name="blur_limit", kind="int_range",
        help=text,
        default=default, low=3, high=31, step=2, min=3, max=255, identity=1, unit="px", odd=True,
    )


TRANSFORMS = (
    Transform(
        name="GaussianBlur", family="blur", cost="fast", targets=IMAGE,
        summary="Blurs softly, as a lens a little out of focus.",
        params=(
            # Exactly 0 divides by zero and gives a black picture; below 0.29 the automatic kernel
            # is one pixel, which changes nothing.
            Param(
                name="sigma_limit", kind="range",
                help="Standard deviation of the blur.",
                default=(0.5, 3.0), low=0.1, high=10, step=0.1, min=0, max=100, identity=0,
                unit="px",
            ),
            Param(
                name="blur_limit", kind="int_range",
                help="Size of the kernel; 0 fits it to sigma.",
                default=(0, 0), low=0, high=31, step=1, min=0, max=255, unit="px",
            ),
        ),
        rules=(Ends("sigma_limit", high_at_least=0.01),),
    ),
    Transform(
        name="Blur", family="blur", cost="fast", targets=IMAGE, fades=True,
        summary="Averages over a square.",
        params=(_kernel((3, 7)),),
    ),
    Transform(
        name="MedianBlur", family="blur", cost="fast", targets=IMAGE, fades=True,
        summary="Takes the median of the surroundings: smooth patches, sharp edges.",
        params=(_kernel((3, 7)),),
    ),
    Transform(
        name="MotionBlur", family="blur", cost="fast", targets=IMAGE, fades=True,
        summary="Blurs along a line, as a moving camera does.",
        params=(
            _kernel((5, 11), "Length of the movement; odd."),
            Param(
                name="allow_shifted", kind="bool",
                help="The line need not pass through the centre, so that the picture may move a "
                     "little.",
                default=True,
            ),
            Param(
                name="angle_range", kind="range",
                help="Direction of the movement.",
                default=(0, 360), low=0, high=360, step=1, min=0, max=360, unit="deg",
            ),
            Param(
                name="direction_range", kind="range",
                help="-1 only backwards, 1 only forwards, 0 both ways.",
                default=(-1, 1), low=-1, high=1, step=0.1, min=-1, max=1,
            ),
        ),
    ),
    Transform(
        name="AdvancedBlur", family="blur", cost="medium", targets=IMAGE, fades=True,
        summary="Blurs with a generalised Gaussian: stretched, turned and noisy (as Real-ESRGAN "
                "does).",
        params=(
            Param(
                name="sigma_x_limit", kind="range",
                help="Standard deviation along the first axis.",
                default=(0.5, 2.5), low=0.1, high=10, step=0.1, min=0.01, max=100, identity=0,
                unit="px",
            ),
            Param(
                name="sigma_y_limit", kind="range",
                help="Standard deviation along the second axis.",
                default=(0.5, 2.5), low=0.1, high=10, step=0.1, min=0.01, max=100, identity=0,
                unit="px",
            ),
            Param(
                name="blur_limit", kind="int_range",
                help="Size of the kernel; odd.",
                default=(7, 11), low=3, high=31, step=2, min=3, max=255, unit="px", odd=True,
            ),
            Param(
                name="rotate_limit", kind="range",
                help="How the kernel is turned.",
                default=(-90, 90), low=-180, high=180, step=1, unit="deg",
            ),
            Param(
                name="beta_limit", kind="range",
                help="Shape: 1 is Gaussian, less has long tails, more is flat. The range must "
                     "contain 1.",
                default=(0.5, 8), low=0.1, high=10, step=0.1, min=0,
            ),
            Param(
                name="noise_limit", kind="range",
                help="Each weight of the kernel is multiplied by this.",
                default=(0.9, 1.1), low=0.1, high=2, step=0.05, min=0, unit="x",
            ),
        ),
        rules=(
            Ends("beta_limit", low_at_most=0.999, high_at_least=1.001),
            Ends("noise_limit", high_at_least=0.01),
        ),
    ),
    Transform(
        name="Defocus", family="blur", cost="medium", targets=IMAGE, fades=True,
        summary="Blurs with a disc, as a real lens out of focus.",
        params=(
            Param(
                name="radius", kind="int_range",
                help="Radius of the disc.",
                default=(2, 5), low=1, high=20, step=1, min=1, max=200, identity=0, unit="px",
            ),
            Param(
                name="alias_blur", kind="range",
                help="Softens the rim of the disc.",
                default=(0.1, 0.5), low=0, high=2, step=0.1, min=0, unit="px",
            ),
        ),
    ),
    Transform(
        name="GlassBlur", family="blur", cost="slow", targets=IMAGE, fades=True,
        summary="Swaps pixels nearby, as patterned glass does.",
        params=(
            Param(
                name="max_delta", kind="int",
                help="How far a pixel may travel.",
                default=2, low=1, high=8, step=1, min=1, max=13, identity=0, unit="px",
            ),
            # Over 50 passes of the swap take seconds at 512 px, and a sigma of 100 takes 2 s.
            Param(
                name="sigma", kind="float",
                help="Blur before and after the swap.",
                default=0.7, low=0.1, high=3, step=0.1, min=0.05, max=20, unit="px",
            ),
            Param(
                name="iterations", kind="int",
                help="How often pixels are swapped.",
                default=2, low=1, high=4, step=1, min=1, max=10,
            ),
            Param(
                name="mode", kind="choice",
                help="All swaps at once, or one by one (some seconds for a large picture).",
                default="fast", choices=("fast", "exact"), labels=("at once", "one by one"),
            ),
        ),
    ),
    Transform(
        name="ZoomBlur", family="blur", cost="medium", targets=IMAGE, fades=True,
        summary="Blurs away from the centre, as zooming during the exposure does.",
        params=(
            Param(
                name="max_factor", kind="range",
                help="How far the zoom goes.",
                default=(1.05, 1.2), low=1, high=1.5, step=0.01, min=1, max=3, identity=1, unit="x",
            ),
            Param(
                name="step_factor", kind="range",
                help="Step between two exposures; smaller is smoother and slower.",
                default=(0.01, 0.03), low=0.01, high=0.1, step=0.01, min=0.005,
            ),
        ),
    ),
)
