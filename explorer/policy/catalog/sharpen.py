"""Sharpening: edges and detail made stronger, up to the ringing of a bad resize."""
# A table reads by rows:
# fmt: off

import math

from explorer.choices import Param
from explorer.policy.catalog.spec import IMAGE, Transform


def _alpha(default: tuple[float, float]) -> Param:
    return Param(
        name="alpha", kind="range",
        help="How much of the effect is mixed in.",
        default=default, low=0, high=1, step=0.05, min=0, max=1, identity=0,
    )


TRANSFORMS = (
    Transform(
        name="Sharpen", family="sharpen", cost="fast", targets=IMAGE,
        summary="Sharpens, and mixes the result with the picture.",
        params=(
            _alpha((0.2, 0.5)),
            Param(
                name="lightness", kind="range",
                help="Brightness of the sharpened part; 1 keeps it (method kernel).",
                default=(0.8, 1.2), low=0, high=2, step=0.05, min=0, unit="x",
            ),
            Param(
                name="method", kind="choice",
                help="By a fixed kernel, or against a blurred copy.",
                default="kernel", choices=("kernel", "gaussian"), labels=("kernel", "blurred copy"),
            ),
            Param(
                name="kernel_size", kind="int",
                help="Size of the blur's kernel; odd (method gaussian).",
                default=5, low=3, high=21, step=2, min=3, max=255, unit="px", odd=True,
            ),
            Param(
                name="sigma", kind="float",
                help="Standard deviation of the blur (method gaussian).",
                default=1.0, low=0.1, high=5, step=0.1, min=0.001, unit="px",
            ),
        ),
    ),
    Transform(
        name="UnsharpMask", family="sharpen", cost="medium", targets=IMAGE,
        summary="Strengthens what a blurred copy lacks, where it differs enough.",
        params=(
            _alpha((0.4, 1.0)),
            Param(
                name="blur_limit", kind="int_range",
                help="Size of the blur's kernel; odd.",
                default=(5, 11), low=3, high=31, step=2, min=3, max=255, unit="px", odd=True,
            ),
            Param(
                name="sigma_limit", kind="range",
                help="Standard deviation of the blur; 0 fits it to the kernel.",
                default=(0, 0), low=0, high=5, step=0.1, min=0, unit="px",
            ),
            Param(
                name="threshold", kind="int",
                help="Smaller differences stay as they are.",
                default=3, low=0, high=50, step=1, min=0, max=255, unit="levels",
            ),
        ),
    ),
    Transform(
        name="Emboss", family="sharpen", cost="fast", targets=IMAGE,
        summary="Raises edges like a relief lit from one side.",
        params=(
            _alpha((0.2, 0.5)),
            Param(
                name="strength", kind="range",
                help="Depth of the relief.",
                default=(0.2, 0.7), low=0, high=2, step=0.05, min=0,
            ),
        ),
    ),
    Transform(
        name="RingingOvershoot", family="sharpen", cost="medium", targets=IMAGE, fades=True,
        summary="Adds the ripples beside edges that a sharp frequency cut leaves.",
        params=(
            Param(
                name="cutoff", kind="range",
                help="Frequency of the cut; lower is stronger, pi keeps nearly everything.",
                default=(0.785, 1.571), low=0.1, high=3.14, step=0.01, min=0.01, max=math.pi,
                identity=math.pi, unit="rad",
            ),
            Param(
                name="blur_limit", kind="int_range",
                help="Size of the kernel; odd.",
                default=(7, 15), low=3, high=31, step=2, min=3, max=255, unit="px", odd=True,
            ),
        ),
    ),
)
