"""A table: what each class of Albumentations 0.5 to 1.4 becomes in 2.0.8.

Checked against 0.5.2, 1.0.3, 1.1.0, 1.2.1, 1.3.0, 1.3.1, 1.4.0 and 1.4.24 themselves: where nothing
but the limits is drawn, the old class and what it becomes here give the same bytes for limits with
two equal ends.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.errors import quoted

# Affine turned the other way before this release, and Rotate about a point half a pixel away.
CLOCKWISE = (1, 2, 0)

# A change puts under this key, which no file has, what the new class does in another way.
NEAR = "\0near"
# What comes nearest to a class that has no equal.
NEAREST = {
    "IAAAdditiveGaussianNoise": "GaussNoise",
    "IAAAffine": "Affine",
    "IAAFliplr": "HorizontalFlip",
    "IAAFlipud": "VerticalFlip",
    "IAAPerspective": "Perspective",
    "IAASharpen": "Sharpen",
    "IAAEmboss": "Emboss",
    "IAAPiecewiseAffine": "PiecewiseAffine",
}

Values = dict[str, Any]
Version = tuple[int, int, int]


@dataclass(frozen=True)
class Upgrade:
    """What one old class becomes.

    Its new name, parameters that were renamed, ones that may go where they have a harmless value,
    and a function for the rest.
    """

    name: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    harmless: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    change: Callable[[Values, Version], Values] | None = None


class NoEqualError(Exception):
    """Raised where settings have no equal; the text says why."""


def _pop_pair(values: Values, low: str, high: str) -> tuple[Any, Any]:
    """Takes the two ends of a range out of `values`; an upper end without a lower one is both."""
    top = values.pop(high)
    bottom = values.pop(low, None)
    return (top if bottom is None else bottom), top


def _number(value: Any, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise NoEqualError(f"its {what}, {quoted(value)}, is not a number")
    return value


def _ends(value: Any, what: str) -> tuple[float, float]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise NoEqualError(f"its {what}, {quoted(value)}, is not a range")
    return _number(value[0], what), _number(value[1], what)


def _coarse_dropout(values: Values, version: Version) -> Values:
    if "max_holes" not in values:
        return values
    holes, heights, widths = (
        _pop_pair(values, f"min_{part}", f"max_{part}") for part in ("holes", "height", "width")
    )
    if any(
        isinstance(end, bool) or not isinstance(end, int) or end < 1
        for end in (*holes, *heights, *widths)
    ):
        raise NoEqualError("holes that are not counted in whole pixels were drawn in another way")
    return values | {
        "num_holes_range": list(holes),
        "hole_height_range": list(heights),
        "hole_width_range": list(widths),
    }


def _gauss_noise(values: Values, version: Version) -> Values:
    if "var_limit" not in values:
        return values
    low, high = _ends(values.pop("var_limit"), "var_limit")
    mean = _number(values.pop("mean", 0), "mean") / 255
    if low != high:
        values[NEAR] = (
            "the deviation is drawn evenly between the roots of var_limit, and not the variance"
        )
    ends = [math.sqrt(max(end, 0)) / 255 for end in (low, high)]
    return values | {"std_range": ends, "mean_range": [mean, mean]}


def _cutout(values: Values, version: Version) -> Values:
    holes = _number(values.pop("num_holes", 8), "num_holes")
    sizes = [_number(values.pop(key, 8), key) for key in ("max_h_size", "max_w_size")]
    return values | {
        "num_holes_range": [holes, holes],
        "hole_height_range": [sizes[0]] * 2,
        "hole_width_range": [sizes[1]] * 2,
        NEAR: "Cutout let its holes hang over the border, and CoarseDropout keeps them inside",
    }


def _compression(values: Values, version: Version) -> Values:
    if "quality_lower" in values:
        values["quality_range"] = list(_pop_pair(values, "quality_lower", "quality_upper"))
    kinds = {0: "jpeg", 1: "webp"}
    if isinstance(kind := values.get("compression_type"), int) and kind in kinds:
        values["compression_type"] = kinds[kind]
    return values


def _jpeg(values: Values, version: Version) -> Values:
    return _compression(values, version) | {"compression_type": "jpeg"}


def _downscale(values: Values, version: Version) -> Values:
    if "scale_min" in values:
        values["scale_range"] = list(_pop_pair(values, "scale_min", "scale_max"))
    if "interpolation" in values:
        mode = values.pop("interpolation")
        if any(part != 0 for part in (mode.values() if isinstance(mode, Mapping) else [mode])):
            raise NoEqualError("only interpolation 0 (nearest) gives the same picture")
        values["interpolation_pair"] = (
            dict(mode) if isinstance(mode, Mapping) else {"upscale": mode, "downscale": mode}
        )
    return values


def _sized(values: Values, version: Version) -> Values:
    if "height" in values:
        values["size"] = [values.pop("height"), values.pop("width", None)]
    return values


def _solarize(values: Values, version: Version) -> Values:
    if "threshold" not in values:
        return values
    threshold = values.pop("threshold")
    ends = _ends([threshold] * 2 if isinstance(threshold, int | float) else threshold, "threshold")
    return values | {"threshold_range": [_reaching(end / 255, end) for end in ends]}


def _reaching(share: float, end: float) -> float:
    """Returns the share of 255 that comes back as `end` when it is multiplied.

    A rounding error would move the threshold by a gray level.
    """
    neighbours = (share, math.nextafter(share, 0), math.nextafter(share, 1))
    return next((near for near in neighbours if near * 255 == end), share)


def _shift_scale_rotate(values: Values, version: Version) -> Values:
    """Gives both axes one factor.

    `Affine` with keep_ratio says that, and 2.0.8's own ShiftScaleRotate does not.
    """
    low, high = _ends(values.pop("scale_limit"), "scale_limit")
    shift = {
        axis: list(_ends(values.pop(f"shift_limit_{axis}"), f"shift_limit_{axis}"))
        for axis in ("x", "y")
    }
    rotate = list(_ends(values.pop("rotate_limit"), "rotate_limit"))
    scale = [1 + low, 1 + high]
    return values | {
        "scale": {"x": scale, "y": scale},
        "rotate": rotate,
        "translate_percent": shift,
        "translate_px": None,
        "shear": [0, 0],
        "keep_ratio": True,
    }


def _affine(values: Values, version: Version) -> Values:
    shear = values.get("shear")
    parts = list(shear.values()) if isinstance(shear, Mapping) else [shear]
    if any(part not in (None, 0, [0, 0], (0, 0)) for part in parts):
        raise NoEqualError("it sheared in another way; only a shear of 0 has the same meaning")
    if version < CLOCKWISE:
        low, high = _ends(values["rotate"], "rotate")
        values["rotate"] = [-high, -low]  # it turned the other way until 1.2
    return values | {"shear": [0, 0]}


def _kernel(values: Values, version: Version) -> Values:
    if (1, 4, 0) <= version < (1, 4, 6) and values.get("blur_limit") not in ([3, 3], (3, 3)):
        raise NoEqualError("it took a kernel of 3 px whatever its blur_limit said")
    return values


def _contrast_by_mean(values: Values, version: Version) -> Values:
    if not values.get("brightness_by_max", True) and version >= (1, 3, 0):
        raise NoEqualError("brightness_by_max false took the mean of another picture")
    return values


def _posterize(values: Values, version: Version) -> Values:
    bits = values.get("num_bits")
    if isinstance(bits, list | tuple) and len(bits) != 2:
        raise NoEqualError("its bits for each channel are given in another way")
    return values


def _equalize(values: Values, version: Version) -> Values:
    if values.get("mode") == "pil":
        raise NoEqualError("its mode 'pil' gave another picture")
    if values.get("mask") is not None or values.get("mask_params"):
        raise NoEqualError("its mask cannot be saved")
    return {key: value for key, value in values.items() if key not in ("mask", "mask_params")}


def _brightness(values: Values, version: Version) -> Values:
    return {"brightness_limit": values.pop("limit"), "contrast_limit": [0, 0]} | values


def _contrast(values: Values, version: Version) -> Values:
    return {"brightness_limit": [0, 0], "contrast_limit": values.pop("limit")} | values


# What is written in the same way, and means the same.
_SAME = (
    "HorizontalFlip", "VerticalFlip", "Transpose", "RandomRotate90", "NoOp", "ChannelShuffle",
    "InvertImg", "ToSepia", "ToGray", "Normalize", "ToTensorV2", "HueSaturationValue",
    "RGBShift", "CLAHE", "ColorJitter", "Sharpen", "Emboss", "Resize", "LongestMaxSize",
    "SmallestMaxSize", "RandomScale", "CenterCrop", "RandomCrop", "Crop", "PixelDropout",
)  # fmt: skip
_FILL = {"value": "fill", "mask_value": "fill_mask"}

UPGRADES: Mapping[str, Upgrade] = {
    **dict.fromkeys(_SAME, Upgrade()),
    "Affine": Upgrade(
        renamed={"mode": "border_mode", "cval": "fill", "cval_mask": "fill_mask"}, change=_affine
    ),
    "Blur": Upgrade(change=_kernel),
    "ChannelDropout": Upgrade(renamed={"fill_value": "fill"}),
    "CoarseDropout": Upgrade(
        renamed={"fill_value": "fill", "mask_fill_value": "fill_mask"}, change=_coarse_dropout
    ),
    "Cutout": Upgrade(name="CoarseDropout", renamed={"fill_value": "fill"}, change=_cutout),
    "Downscale": Upgrade(change=_downscale),
    "Equalize": Upgrade(change=_equalize),
    "GaussNoise": Upgrade(change=_gauss_noise),
    "ImageCompression": Upgrade(change=_compression),
    "JpegCompression": Upgrade(name="ImageCompression", change=_jpeg),
    "MedianBlur": Upgrade(change=_kernel),
    "PadIfNeeded": Upgrade(renamed=_FILL),
    "Posterize": Upgrade(change=_posterize),
    "RandomBrightness": Upgrade(name="RandomBrightnessContrast", change=_brightness),
    "RandomBrightnessContrast": Upgrade(change=_contrast_by_mean),
    "RandomContrast": Upgrade(name="RandomBrightnessContrast", change=_contrast),
    "RandomGamma": Upgrade(harmless={"eps": (None,)}),
    "RandomResizedCrop": Upgrade(change=_sized),
    "RandomSizedCrop": Upgrade(change=_sized),
    "Rotate": Upgrade(renamed=_FILL),
    "ShiftScaleRotate": Upgrade(name="Affine", renamed=_FILL, change=_shift_scale_rotate),
    "Solarize": Upgrade(change=_solarize),
}
