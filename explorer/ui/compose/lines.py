"""The lines of the list in which a transform is searched, and their order.

Streamlit lists the lines that contain what was typed, in the order in which they are given, and
Enter takes the first. So what is called so has to stand before what is only described so.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from explorer.policy.catalog import CATALOG
from explorer.policy.catalog.spec import Transform, words_of

# First in their families: others hold the words of their names, too.
_FIRST = (
    "Rotate",
    "ShiftScaleRotate",
    "Crop",
    "Blur",
    "RandomBrightnessContrast",
    "HueSaturationValue",
)
# What else people call what a transform does, where neither name nor summary says so. What has a
# transform of that name ("zoom") stays with that one.
_ALSO = {
    "Rotate": "rotation",
    "HorizontalFlip": "flipping, fliplr",
    "VerticalFlip": "flipping, flipud",
    "Affine": "translate, translation, skew",
    "Perspective": "skew, warp, homography",
    "RandomCrop": "cropping",
    "CenterCrop": "centre crop",
    "RandomScale": "scaling, rescale",
    "Resize": "resizing, rescale",
    "Pad": "letterbox",
    "ElasticTransform": "warp, wave",
    "OpticalDistortion": "fisheye, barrel",
    "RandomGridShuffle": "jigsaw",
    "Morphological": "dilate, dilation, erode, erosion",
    "RandomBrightnessContrast": "exposure",
    "RGBShift": "colour shift, color shift, tint",
    "PlanckianJitter": "white balance, temperature",
    "CLAHE": "adaptive histogram",
    "Equalize": "histogram",
    "AutoContrast": "auto levels",
    "ToGray": "grayscale, greyscale, black and white",
    "InvertImg": "inversion",
    "Posterize": "quantize",
    "Illumination": "lighting, vignette",
    "HEStain": "histology",
    "Blur": "box blur, mean blur",
    "GaussianBlur": "smoothing",
    "MotionBlur": "camera shake",
    "Defocus": "bokeh",
    "Sharpen": "sharpness",
    "ShotNoise": "Poisson",
    "MultiplicativeNoise": "speckle",
    "SaltAndPepper": "impulse noise",
    "CoarseDropout": "cutout",
    "Erasing": "random erasing, cutout",
    "GridDropout": "GridMask",
    "XYMasking": "SpecAugment",
    "RandomFog": "haze, mist",
    "RandomSunFlare": "lens flare, glare",
    "Spatter": "drops, dirt",
    "ImageCompression": "JPEG, JPG, WebP, compression quality",
    "Downscale": "pixelate, low resolution",
}
_END = re.compile(r"[:;]| - |\.(?:\s|$)| \(")  # of what a summary says first
_UNSEEN = "\u200b"  # within a word, so that the search does not see it
_WORD = 4  # letters: what is shorter stands in too many words of all kinds


@cache
def lines() -> Mapping[str, str]:
    """Returns what stands in the list, and is searched, by the name of each transform, in order.

    A word that stands in the name of a transform is hidden from the search in the descriptions
    before the first that is called so.
    """
    about = {transform.name: _about(transform) for transform in _ordered()}
    for typed in sorted(set(_typed())):
        for name, said in about.items():
            if typed in called(name):
                break
            about[name] = re.sub(re.escape(typed), _hidden, said, flags=re.IGNORECASE)
    return {name: _line(CATALOG[name], said) for name, said in about.items()}


def _hidden(word: re.Match[str]) -> str:
    return f"{word[0][0]}{_UNSEEN}{word[0][1:]}"


def called(name: str) -> str:
    """Returns what a transform is called, in small letters: in words, and by its class."""
    return f"{words_of(name)} {name}".lower()


def _ordered() -> list[Transform]:
    families = list(dict.fromkeys(transform.family for transform in CATALOG.values()))
    return sorted(
        CATALOG.values(),
        key=lambda transform: (families.index(transform.family), transform.name not in _FIRST),
    )


def _typed() -> Iterator[str]:
    """Yields what may be typed of the words in names: their beginnings."""
    for name in CATALOG:
        for word in words_of(name).lower().split():
            yield from (word[:end] for end in range(_WORD, len(word) + 1))


def _about(transform: Transform) -> str:
    says = _END.split(transform.summary, maxsplit=1)[0]
    return " · ".join(filter(None, (says, _ALSO.get(transform.name))))


def _line(transform: Transform, about: str) -> str:
    name = words_of(transform.name)
    # Who knows Albumentations types the class: it stands last, for it is the same words again.
    by_class = "" if name == transform.name else f" · {transform.name}"
    return f"{name} · {transform.family} · {about}{by_class}"
