"""What Albumentations 2.0.8 has and the catalogue has not, each with its reason.

Docs/catalogue.md prints it.
"""

_THREE_D = "works on volumes, not on photographs"
_REFERENCE = "needs other pictures, passed with every call, and cannot be written to a policy file"
_SPECTROGRAM = "is made for spectrograms: its axes are time and frequency"
_DTYPE = "changes the type of the pixels, not the picture; pictures are 8-bit RGB throughout"

LEFT_OUT: dict[str, str] = {
    "CenterCrop3D": _THREE_D,
    "CoarseDropout3D": _THREE_D,
    "ConstrainedCoarseDropout": (
        "cuts holes into what a mask or labelled boxes show, and does nothing without them; "
        "CoarseDropout needs neither"
    ),
    "CubicSymmetry": _THREE_D,
    "FDA": _REFERENCE,
    "FrequencyMasking": _SPECTROGRAM,
    "FromFloat": _DTYPE,
    "HistogramMatching": _REFERENCE,
    "Lambda": "runs a function of yours, which a policy file cannot hold",
    "MaskDropout": "raises on every picture without a mask, as those of a classification set are",
    "Mosaic": "needs other pictures and their annotations, passed with every call",
    "OverlayElements": "needs the pictures to lay over, passed with every call",
    "Pad3D": _THREE_D,
    "PadIfNeeded3D": _THREE_D,
    "PixelDistributionAdaptation": _REFERENCE,
    "RandomCrop3D": _THREE_D,
    "RandomCropNearBBox": (
        "needs one box to crop near, passed with every call under a name of its own; "
        "RandomSizedBBoxSafeCrop works with a picture's boxes"
    ),
    "TextImage": "needs a font file, and the text and place of every word, passed with every call",
    "TimeMasking": _SPECTROGRAM,
    "TimeReverse": f"{_SPECTROGRAM}; on a picture it is HorizontalFlip",
    "ToFloat": _DTYPE,
    "ToRGB": "turns gray pictures into RGB, and every picture here is RGB",
}
