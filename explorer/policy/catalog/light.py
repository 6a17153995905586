"""Light and tone: brightness, contrast, hue, tone curves and histograms. No pixel moves.

The first half of the family `color`.
"""
# A table reads by rows:
# fmt: off

from explorer.choices import Param
from explorer.policy.catalog.param_rules import AtLeastBy, Ends
from explorer.policy.catalog.spec import IMAGE, Transform


def _shift(channel: str) -> Param:
    # Albumentations takes a range within -1 to 1 as a share of 255: a shift that the strength has
    # made small must not become a huge one.
    name = f"{channel[0]}_shift_limit"
    text = f"What is added to the {channel} channel; ranges within -1 to 1 are shares of 255."
    return Param(
        name=name, kind="range",
        help=text,
        default=(-30, 30), low=-100, high=100, step=1, min=-255, max=255, identity=0, unit="levels",
        switch=(1.0, 1.01),
    )


def _factor(name: str, text: str, default: tuple[float, float] = (0.7, 1.3)) -> Param:
    return Param(
        name=name, kind="range",
        help=text,
        default=default, low=0, high=2, step=0.05, min=0, identity=1, unit="x",
    )


TRANSFORMS = (
    Transform(
        name="RandomBrightnessContrast", family="color", cost="fast", targets=IMAGE,
        summary="Makes the picture brighter or darker, and stronger or weaker in contrast.",
        params=(
            Param(
                name="brightness_limit", kind="range",
                help="Brightness added, as a share of white.",
                default=(-0.2, 0.2), low=-1, high=1, step=0.01, identity=0,
            ),
            Param(
                name="contrast_limit", kind="range",
                help="Contrast added, as a share of the present one.",
                default=(-0.2, 0.2), low=-1, high=1, step=0.01, identity=0,
            ),
            Param(
                name="brightness_by_max", kind="bool",
                help="Brightness is a share of white; off: of the picture's mean.",
                default=True,
            ),
            Param(
                name="ensure_safe_range", kind="bool",
                help="Holds back what would clip to black or white.",
                default=False,
            ),
        ),
    ),
    Transform(
        name="ColorJitter", family="color", cost="fast", targets=IMAGE,
        summary="Varies brightness, contrast, saturation and hue together, in a random order.",
        params=(
            _factor("brightness", "Brightness is multiplied by this."),
            _factor("contrast", "Contrast is multiplied by this."),
            _factor("saturation", "Saturation is multiplied by this."),
            Param(
                name="hue", kind="range",
                help="Hue is turned by this share of the colour circle.",
                default=(-0.05, 0.05), low=-0.5, high=0.5, step=0.01, min=-0.5, max=0.5, identity=0,
                unit="turns",
            ),
        ),
    ),
    Transform(
        name="HueSaturationValue", family="color", cost="fast", targets=IMAGE,
        summary="Shifts hue, saturation and value.",
        params=(
            Param(
                name="hue_shift_limit", kind="range",
                help="Hue shift; the colour circle has 180 of these.",
                default=(-15, 15), low=-90, high=90, step=1, min=-180, max=180, identity=0,
            ),
            Param(
                name="sat_shift_limit", kind="range",
                help="Saturation added.",
                default=(-30, 30), low=-128, high=128, step=1, min=-255, max=255, identity=0,
                unit="levels",
            ),
            Param(
                name="val_shift_limit", kind="range",
                help="Value (brightness) added.",
                default=(-20, 20), low=-128, high=128, step=1, min=-255, max=255, identity=0,
                unit="levels",
            ),
        ),
    ),
    Transform(
        name="RandomGamma", family="color", cost="fast", targets=IMAGE, exact=False,
        summary="Bends the tones by a gamma curve: below 100 % brighter, above darker.",
        params=(
            Param(
                name="gamma_limit", kind="range",
                help="Gamma in percent; 100 changes nothing.",
                default=(70, 140), low=30, high=300, step=1, min=1, max=100_000, identity=100,
                log=True, unit="%",
            ),
        ),
    ),
    Transform(
        name="RGBShift", family="color", cost="fast", targets=IMAGE,
        summary="Adds a random amount to each colour channel.",
        params=(_shift("red"), _shift("green"), _shift("blue")),
        derived=("approximation", "noise_params", "noise_type", "spatial_mode"),
    ),
    Transform(
        name="PlanckianJitter", family="color", cost="fast", targets=IMAGE, fades=True,
        summary="Changes the colour of the light, from candle-warm to sky-blue.",
        params=(
            Param(
                name="mode", kind="choice",
                help="The family of light sources: glowing bodies or daylight (CIE D).",
                default="blackbody", choices=("blackbody", "cied"),
            ),
            Param(
                name="temperature_limit", kind="int_range",
                help="Colour temperature; 6000 K is white and must be inside.",
                default=(4000, 12000), low=3000, high=15000, step=100, min=3000, max=15000,
                identity=6000, unit="K",
            ),
            Param(
                name="sampling_method", kind="choice",
                help="How the temperature is drawn between its ends.",
                default="uniform", choices=("uniform", "gaussian"),
            ),
        ),
        rules=(
            Ends("temperature_limit", low_at_most=6000, high_at_least=6000),
            AtLeastBy("mode", "cied", "temperature_limit", 4000),
        ),
    ),
    Transform(
        name="RandomToneCurve", family="color", cost="fast", targets=IMAGE, fades=True,
        summary="Bends the tone curve at its shadows and lights.",
        params=(
            Param(
                name="scale", kind="float",
                help="How far the curve's two handles wander.",
                default=0.2, low=0, high=0.5, step=0.01, min=0, max=1, identity=0,
            ),
            Param(
                name="per_channel", kind="bool",
                help="Each channel gets a curve of its own, which tints the picture.",
                default=False,
            ),
        ),
    ),
    Transform(
        name="CLAHE", family="color", cost="medium", targets=IMAGE, fades=True,
        summary="Raises local contrast (adaptive histogram equalisation with a limit).",
        params=(
            Param(
                name="clip_limit", kind="range",
                help="How much contrast is allowed.",
                default=(1, 4), low=1, high=20, step=0.5, min=1, max=100_000, identity=1,
            ),
            Param(
                name="tile_grid_size", kind="pair", integer=True,
                help="Tiles across and down; more tiles are more local.",
                default=(2, 2), low=1, high=16, step=1, min=1, max=256, unit="tiles",
            ),
        ),
    ),
    Transform(
        name="Equalize", family="color", cost="fast", targets=IMAGE,
        summary="Spreads the tones over the whole range (histogram equalisation).",
        params=(
            Param(
                name="mode", kind="choice",
                help="Whose algorithm: OpenCV's or Pillow's.",
                default="cv", choices=("cv", "pil"), labels=("OpenCV", "Pillow"),
            ),
            Param(
                name="by_channels", kind="bool",
                help="Each channel by itself, which shifts colours; off: brightness alone.",
                default=False,
            ),
        ),
        derived=("mask", "mask_params"),
    ),
    Transform(
        name="AutoContrast", family="color", cost="fast", targets=IMAGE,
        summary="Stretches each channel to the full range from black to white.",
        params=(
            Param(
                name="cutoff", kind="float",
                help="Share of the darkest and of the brightest pixels that is let go.",
                default=5, low=0, high=30, step=1, min=0, max=100, unit="%",
            ),
            Param(
                name="ignore", kind="int",
                help="A grey value that stays as it is and is not counted.",
                default=None, nullable=True, low=0, high=255, step=1, min=0, max=255, start=0,
                unit="levels",
            ),
            Param(
                name="method", kind="choice",
                help="By the cumulated histogram, or as Pillow does it.",
                default="cdf", choices=("cdf", "pil"), labels=("cumulated histogram", "Pillow"),
            ),
        ),
    ),
)
