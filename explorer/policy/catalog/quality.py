"""Quality: what storing, shrinking and cheap processing do to a picture."""
# A table reads by rows:
# fmt: off

from itertools import product

from explorer.choices import Param
from explorer.frozen import Frozen
from explorer.policy.catalog.shared import RESIZE_INTERPOLATION
from explorer.policy.catalog.spec import IMAGE, Transform

_MODES = tuple(zip(RESIZE_INTERPOLATION.choices, RESIZE_INTERPOLATION.labels, strict=True))
_PAIRS = tuple(
    (Frozen({"upscale": up, "downscale": down}), f"{down_name} down, {up_name} up")
    for (down, down_name), (up, up_name) in product(_MODES, _MODES)
)

TRANSFORMS = (
    Transform(
        name="ImageCompression", family="quality", cost="fast", targets=IMAGE, fades=True,
        summary="Compresses the picture, and shows what is left.",
        params=(
            Param(
                name="quality_range", kind="int_range",
                help="Quality; lower loses more.",
                default=(25, 60), low=1, high=100, step=1, min=1, max=100, identity=100,
            ),
            Param(
                name="compression_type", kind="choice",
                help="The format.",
                default="jpeg", choices=("jpeg", "webp"), labels=("JPEG", "WebP"),
            ),
        ),
    ),
    Transform(
        name="Downscale", family="quality", cost="fast", targets=IMAGE,
        # a scale of 0.99 resamples as much as one of 0.9
        fades=True, exact=True,
        summary="Shrinks the picture and enlarges it again.",
        params=(
            Param(
                name="scale_range", kind="range",
                help="Size in between, as a share of the picture's; lower loses more.",
                default=(0.3, 0.6), low=0.05, high=1, step=0.01, min=0.02, max=1, identity=1,
            ),
            Param(
                name="interpolation_pair", kind="choice",
                help="How it is shrunk and enlarged.",
                default=Frozen({"upscale": 1, "downscale": 3}),
                choices=tuple(pair for pair, _ in _PAIRS),
                labels=tuple(label for _, label in _PAIRS),
            ),
        ),
    ),
    Transform(
        name="Superpixels", family="quality", cost="slow", targets=IMAGE,
        # a picture larger than `max_size` is shrunk and enlarged for a single patch
        fades=True, exact=True,
        summary="Replaces patches of alike pixels by their mean, and works on a shrunk picture.",
        params=(
            Param(
                name="p_replace", kind="range",
                help="Share of the patches that is replaced.",
                default=(0.2, 0.6), low=0, high=1, step=0.05, min=0, max=1, identity=0,
            ),
            Param(
                name="n_segments", kind="int_range",
                help="Number of patches.",
                default=(80, 120), low=10, high=300, step=10, min=1, max=300, unit="patches",
            ),
            Param(
                name="max_size", kind="int",
                help="Larger pictures are shrunk to this side for the work.",
                default=128, low=32, high=256, step=16, min=32, max=256, unit="px",
            ),
            RESIZE_INTERPOLATION,
        ),
    ),
)
