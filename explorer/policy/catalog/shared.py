"""Parameters that many transforms share: interpolation, border and fill.

None of them is a magnitude; the strength never moves them.
"""
# A table reads by rows:
# fmt: off

from dataclasses import replace

from explorer.choices import Param

INTERPOLATION = Param(
    name="interpolation", kind="choice",
    help="How pixels between pixels are read.",
    default=1, choices=(0, 1, 2, 3, 4), labels=("nearest", "linear", "cubic", "area", "lanczos"),
)
MASK_INTERPOLATION = replace(
    INTERPOLATION, name="mask_interpolation",
    help="How the mask is read between pixels.",
    default=0,
)
# Resizing knows two modes more than warping does.
RESIZE_INTERPOLATION = replace(
    INTERPOLATION, choices=(0, 1, 2, 3, 4, 5, 6),
    labels=(*INTERPOLATION.labels, "linear exact", "nearest exact"),
)
RESIZE_MASK_INTERPOLATION = replace(
    MASK_INTERPOLATION, choices=RESIZE_INTERPOLATION.choices, labels=RESIZE_INTERPOLATION.labels,
)
AREA_FOR_DOWNSCALE = Param(
    name="area_for_downscale", kind="choice",
    help="Averages over areas where the picture gets smaller: for the picture, or for the mask "
         "too.",
    default=None, nullable=True, choices=("image", "image_mask"),
    labels=("picture", "picture and mask"), start="image",
)
BORDER_MODE = Param(
    name="border_mode", kind="choice",
    help="What fills the parts that were outside the picture.",
    default=0, choices=(0, 1, 2, 3, 4),
    labels=("constant", "replicate", "reflect", "wrap", "reflect 101"),
)
FILL = Param(
    name="fill", kind="color",
    help="The colour of a constant border or a hole.",
    default=0, low=0, high=255, step=1, min=0, max=255,
)
FILL_MASK = replace(FILL, name="fill_mask", help="The mask's value there.")
# Borders take a colour of one part (the other channels stay 0) and of four (the last is for
# pictures with alpha) as well.
_COUNTS = (3, 1, 2, 4)
BORDER = (BORDER_MODE, replace(FILL, counts=_COUNTS), replace(FILL_MASK, counts=_COUNTS))

# Where holes are cut: a mask has one layer, and Albumentations raises on a colour for it.
HOLE_FILL = replace(
    FILL,
    help="What fills the holes: a colour, noise, or the surroundings painted in.",
    choices=("random", "random_uniform", "inpaint_telea", "inpaint_ns"),
    labels=("noise", "a random colour", "painted in (Telea)", "painted in (Navier-Stokes)"),
)
HOLE_FILL_MASK = Param(
    name="fill_mask", kind="float",
    help="The mask's value in the holes; null leaves the mask as it is.",
    default=None, nullable=True, low=0, high=255, step=1, min=0, max=255, start=0,
)
# A power of the roughness, up to the 11th at 4096 px, scales the noise: a million to the 9th
# overflowed.
ROUGHNESS = Param(
    name="roughness", kind="float",
    help="Small values give large clouds, large ones fine grain.",
    default=0.5, low=0.1, high=4, step=0.1, min=0.001, max=100,
)
PLASMA_SIZE = Param(
    name="plasma_size", kind="int",
    help="Kept for older files; Albumentations 2.0.8 ignores it.",
    default=256, low=16, high=1024, step=16, min=1,
)
