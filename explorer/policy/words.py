"""What a step does right now, in words: the settings as the strength has moved them, said as a
person would. Knows no Albumentations.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from explorer.choices import XY, Param
from explorer.frozen import Frozen
from explorer.policy.catalog.spec import Transform
from explorer.policy.effect import is_set_to_nothing
from explorer.policy.model import Group, Policy, Step
from explorer.policy.strength import at_strength, crop_of

# {name} is a setting, {a|b} the first of two that is set, {name%} a share in percent, {*} every
# magnitude that is not at its identity.
PHRASES: Mapping[str, str] = {
    "HorizontalFlip": "mirrors left to right",
    "VerticalFlip": "mirrors top to bottom",
    "Transpose": "mirrors along the diagonal",
    "RandomRotate90": "turns by quarter turns",
    "D4": "turns by quarter turns and mirrors",
    "SquareSymmetry": "turns by quarter turns and mirrors",
    "Rotate": "turns by {limit}",
    "SafeRotate": "turns by {limit}, with no corner lost",
    "Affine": "moves as a whole: {*}",
    "ShiftScaleRotate": "moves as a whole: {*}",
    "Perspective": "tilts: corners move by {scale}",
    "RandomResizedCrop": "keeps {scale}, at {size}",
    "RandomSizedCrop": "keeps a part {min_max_height} high, at {size}",
    "RandomCrop": "cuts out {height} by {width}",
    "CenterCrop": "cuts out the middle {height} by {width}",
    "Crop": "keeps {x_min} to {x_max} across and {y_min} to {y_max} down",
    "RandomCropFromBorders": "cuts off at most: {*}",
    "CropAndPad": "cuts (below 0) or pads (above 0) sides by {percent|px}",
    "CropNonEmptyMaskIfExists": "cuts out {height} by {width} that shows some of the mask",
    "AtLeastOneBBoxRandomCrop": "cuts out {height} by {width} that shows a box",
    "BBoxSafeRandomCrop": "cuts out a part that holds all boxes, eroded by {erosion_rate%}",
    "RandomSizedBBoxSafeCrop": "cuts out a part that holds all boxes, at {height} by {width}",
    "Resize": "resizes to {height} by {width}",
    "LongestMaxSize": "scales the longer side to {max_size|max_size_hw}",
    "SmallestMaxSize": "scales the shorter side to {max_size|max_size_hw}",
    "RandomScale": "scales the size by {scale_limit%}",
    "Pad": "adds a margin of {padding}",
    "PadIfNeeded": "pads to {min_height|pad_height_divisor} by {min_width|pad_width_divisor}",
    "ElasticTransform": "bends like rubber, by {alpha} smoothed over {sigma}",
    "GridDistortion": "bends a grid of {num_steps} cells by {distort_limit}",
    "OpticalDistortion": "bends like a lens, by {distort_limit}",
    "ThinPlateSpline": "bends smoothly, by {scale_range}",
    "PiecewiseAffine": "moves grid points by {scale}",
    "GridElasticDeform": "moves the corners of a {num_grid_xy} grid by up to {magnitude}",
    "RandomGridShuffle": "shuffles {grid} tiles",
    "RandomBrightnessContrast": "adds {*}",
    "ColorJitter": "varies {*}",
    "HueSaturationValue": "shifts {*}",
    "RandomGamma": "bends tones by gamma {gamma_limit}",
    "RGBShift": "adds {*}",
    "PlanckianJitter": "lights with {temperature_limit}",
    "RandomToneCurve": "bends the tone curve by {scale}",
    "CLAHE": "raises local contrast up to a limit of {clip_limit}, in {tile_grid_size}",
    "Equalize": "spreads tones over the whole range",
    "AutoContrast": "stretches tones to black and white, letting {cutoff} go",
    "ToGray": "takes the colour away",
    "ToSepia": "tints brown",
    "InvertImg": "makes a negative",
    "Solarize": "inverts tones above {threshold_range%} of white",
    "Posterize": "keeps {num_bits} a channel",
    "ChannelShuffle": "shuffles the colour channels",
    "ChannelDropout": "drops {channel_drop_range}",
    "FancyPCA": "moves colours along their main directions by {alpha}",
    "Illumination": "lays {effect_type} from {mode} over it, {intensity_range%} strong",
    "PlasmaBrightnessContrast": "adds in clouds: {*}",
    "HEStain": "varies the stains: {*}",
    "ChromaticAberration": "fringes colours: {*}",
    "GaussianBlur": "blurs by sigma {sigma_limit}",
    "Blur": "averages over {blur_limit}",
    "MedianBlur": "takes the median over {blur_limit}",
    "MotionBlur": "smears along {blur_limit}",
    "AdvancedBlur": "blurs unevenly: {*}",
    "Defocus": "defocuses to discs of radius {radius}",
    "GlassBlur": "swaps pixels up to {max_delta} apart",
    "ZoomBlur": "smears outwards, up to {max_factor}",
    "Sharpen": "sharpens, {alpha%} mixed in",
    "UnsharpMask": "strengthens detail, {alpha%} mixed in",
    "Emboss": "embosses, {alpha%} mixed in",
    "RingingOvershoot": "rings beside edges, cut at {cutoff}",
    "GaussNoise": "adds Gaussian noise: {*}",
    "ISONoise": "adds camera noise, {intensity} strong",
    "ShotNoise": "adds photon noise of {scale_range}",
    "MultiplicativeNoise": "multiplies by {multiplier}",
    "AdditiveNoise": "adds {noise_type} noise to {spatial_mode}",
    "SaltAndPepper": "turns {amount%} of the pixels white or black",
    "CoarseDropout": "cuts {num_holes_range}: {*}",
    "Erasing": "erases {scale%} of the area",
    "GridDropout": "cuts a grid of holes, {ratio%} of each cell's side",
    "XYMasking": "blanks stripes: {*}",
    "PixelDropout": "blanks {dropout_prob%} of the pixels",
    "RandomFog": "covers with fog, {alpha_coef%} opaque a patch",
    "RandomRain": "rains: {*}",
    "RandomSnow": "snows up to tone {snow_point_range}, {brightness_coeff} as bright",
    "RandomShadow": "casts {num_shadows_limit}, {shadow_intensity_range%} dark",
    "PlasmaShadow": "casts cloudy shadow, {shadow_intensity_range%} dark",
    "RandomSunFlare": "adds a sun of radius {src_radius}",
    "RandomGravel": "scatters {number_of_patches} of gravel",
    "Spatter": "splashes {mode}, {intensity%} strong",
    "ImageCompression": "compresses as {compression_type}, quality {quality_range}",
    "Downscale": "shrinks to {scale_range%} and enlarges again",
    "Superpixels": "replaces {p_replace%} of {n_segments}",
    "Morphological": "thickens by {operation}, with a brush of {scale}",
}
# What a setting is called where its own name is not a word; others lose their `_limit`, `_range`
# and underscores.
_CALLED = {
    "translate_percent": "shift",
    "translate_px": "shift",
    "shift_limit_x": "shift across",
    "shift_limit_y": "shift down",
    "rotate": "turn",
    "rotate_limit": "turn",
    "hue_shift_limit": "hue",
    "sat_shift_limit": "saturation",
    "val_shift_limit": "value",
    "r_shift_limit": "red",
    "g_shift_limit": "green",
    "b_shift_limit": "blue",
    "crop_left": "left",
    "crop_right": "right",
    "crop_top": "top",
    "crop_bottom": "bottom",
    "sigma_x_limit": "sigma across",
    "sigma_y_limit": "sigma down",
    "std_range": "deviation",
    "hole_height_range": "height",
    "hole_width_range": "width",
    "mask_x_length": "width",
    "mask_y_length": "height",
    "intensity_scale_range": "strength",
    "intensity_shift_range": "shift",
    "primary_distortion_limit": "everywhere",
    "secondary_distortion_limit": "near corners",
    "brightness_coefficient": "brightness",
    "drop_width": "streaks",
}
_GROUPS = {
    "OneOf": "applies one of {steps}",
    "SomeOf": "applies {n} of {steps}",
    "RandomOrder": "applies {n} of {steps}, in random order",
    "Sequential": "applies {steps} in order",
    "Compose": "applies {steps} in order",
}
_PLACE = re.compile(r"\{([^}]+)\}")
_TWICE = re.compile(r"(?<=\d) px(?= by \d+ px)")


def describe(node: Step | Group, strength: float) -> str:
    """Returns what a step or group does at `strength`, in a few words, such as `turns by -15° to
    15°, 50% of the time`.
    """
    moved = at_strength(Policy(steps=(replace(node, enabled=True),)), strength).steps
    if not moved:
        return "does nothing at strength 0" if strength == 0 else "does nothing"
    now = moved[0]
    crop = crop_of(now)
    if crop is not None:
        return f"{_step(crop)}, {_often(now.p * crop.p)}; otherwise resizes to that size"
    said = _group(now) if isinstance(now, Group) else _step(now)
    return f"{said}, {_often(now.p)}{_fading(node, strength)}"


def _fading(node: Step | Group, strength: float) -> str:
    """Says that the probability falls with the strength where magnitudes move too: the number alone
    might be taken for the slider's.
    """
    fades = isinstance(node, Step) and node.spec.magnitudes and node.spec.fading(node.params)
    return " (falls with the strength)" if fades and strength < 1 else ""


def _group(group: Group) -> str:
    count = sum(not (isinstance(step, Step) and step.transform == "NoOp") for step in group.steps)
    return _GROUPS[group.group].format(
        n=group.n, steps="1 step" if count == 1 else f"{count} steps"
    )


def _step(step: Step) -> str:
    spec = step.spec
    if is_set_to_nothing(step):
        return "changes nothing as it is set"
    phrase = PHRASES.get(
        spec.name,
        f"{spec.summary[0].lower()}{spec.summary[1:].rstrip('.')}: {{*}}"
        if spec.magnitudes
        else spec.summary.rstrip("."),
    )
    return _TWICE.sub("", _PLACE.sub(lambda place: _filled(place[1], spec, step.params), phrase))


def _filled(place: str, spec: Transform, params: Mapping[str, Any]) -> str:
    if place == "*":
        return (
            ", ".join(
                f"{_called(param.name)} {said(param, params[param.name])}"
                for param in spec.active(params)
            )
            or "nothing as it is set"
        )
    names = place.removesuffix("%").split("|")
    name = next((name for name in names if params[name] is not None), names[0])
    param = next(param for param in spec.params if param.name == name)
    return (
        said(replace(param, unit="%"), _percent(params[name]))
        if place.endswith("%")
        else said(param, params[name])
    )


def _percent(value: Any) -> Any:
    return tuple(_percent(part) for part in value) if isinstance(value, tuple) else value * 100


def _called(name: str) -> str:
    return _CALLED.get(name) or re.sub(r"_(limit|range)$", "", name).replace("_", " ")


def said(param: Param, value: Any) -> str:
    """Returns a parameter's value as words with its unit, such as `3 to 7 px`."""
    if value is None:
        return "what fits"
    if isinstance(value, str | bool | Frozen) or param.kind == "choice":
        return _choice(param, value)
    if isinstance(value, XY):
        return (
            said(param, value["x"])
            if value["x"] == value["y"]
            else f"{said(param, value['x'])} across and {said(param, value['y'])} down"
        )
    if isinstance(value, tuple):
        return _several(param, value)
    return _with_unit(param, _number(param, value), plural=value != 1)


def _choice(param: Param, value: Any) -> str:
    if param.labels and value in param.choices:
        return param.labels[param.choices.index(value)]
    return (
        {True: "on", False: "off"}[value]
        if isinstance(value, bool)
        else str(value).replace("_", " ")
    )


def _several(param: Param, value: tuple[Any, ...]) -> str:
    if any(isinstance(part, tuple) for part in value):
        return " / ".join(said(param, part) for part in value)
    if param.kind in ("pair", "list", "color"):
        return _with_unit(
            param,
            (" by " if len(value) == 2 else ", ").join(
                "any" if part is None else _number(param, part) for part in value
            ),
        )
    low, high = (_number(param, end) for end in (value[0], value[-1]))
    if low == high:
        return _with_unit(param, low, plural=value[0] != 1)
    return (
        f"{low}{_unit(param, low)} to {_with_unit(param, high)}"
        if _unit(param, low) in ("°", "%")
        else f"{low} to {_with_unit(param, high)}"
    )


def _number(param: Param, value: float) -> str:
    if param.unit.startswith("of "):
        value = value * 100
    if value == int(value):
        return f"{int(value)}"
    return (
        f"{value:.0f}"
        if abs(value) >= 100
        else f"{value:.1f}"
        if abs(value) >= 10
        else f"{value:.2f}".rstrip("0").rstrip(".")
        if abs(value) >= 0.1
        else f"{value:.1g}"
    )


def _unit(param: Param, number: str) -> str:
    return {"deg": "°", "%": "%", "x": "×"}.get(
        param.unit, "%" if param.unit.startswith("of ") else ""
    )


def _with_unit(param: Param, number: str, *, plural: bool = True) -> str:
    sign = _unit(param, number)
    if sign:
        return f"{number}{sign}{f' {param.unit}' if param.unit.startswith('of ') else ''}"
    unit = param.unit if plural or not param.unit.endswith("s") else param.unit.removesuffix("s")
    return f"{number} {unit}" if unit else number


def _often(p: float) -> str:
    percent = p * 100
    return (
        "every time"
        if p == 1
        else f"{percent:.3g}% of the time"
        if percent >= 1 or p == 0
        else "under 1% of the time"
    )
