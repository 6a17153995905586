"""The model's tail: what turns an augmented picture into a tensor.

Not augmentation: it takes no part in previews and strength.
"""
# A table reads by rows:
# fmt: off

from explorer.choices import Param
from explorer.policy.catalog.spec import IMAGE, IMAGE_MASK, Transform

TRANSFORMS = (
    Transform(
        name="Normalize", family="tail", cost="fast", targets=IMAGE, default_p=1.0,
        summary="Subtracts a mean and divides by a standard deviation, channel by channel.",
        params=(
            Param(
                name="mean", kind="list", forms=("number",),
                help="The mean of each channel, or of all, for pixels from 0 to 1.",
                default=(0.485, 0.456, 0.406), min=-1000, max=1000,
            ),
            Param(
                name="std", kind="list", forms=("number",),
                help="The standard deviation of each channel, or of all.",
                default=(0.229, 0.224, 0.225), min=-1000, max=1000,
            ),
            Param(
                name="max_pixel_value", kind="float",
                help="The value of white.",
                default=255.0, min=0, max=100000,
            ),
            Param(
                name="normalization", kind="choice",
                help="Where mean and deviation come from.",
                default="standard",
                choices=(
                    "standard", "image", "image_per_channel", "min_max", "min_max_per_channel",
                ),
            ),
        ),
    ),
    Transform(
        name="ToTensorV2", family="tail", cost="fast", targets=IMAGE_MASK, default_p=1.0,
        summary="Turns the picture into a torch tensor, channels first.",
        params=(
            Param(
                name="transpose_mask", kind="bool",
                help="Puts the channels of a mask first too.",
                default=False,
            ),
        ),
    ),
)
