"""Weather and light outdoors: fog, rain, snow, shadow, sun and dirt on the lens."""
# A table reads by rows:
# fmt: off

from typing import Any

from explorer.choices import Param
from explorer.policy.catalog.param_rules import Region
from explorer.policy.catalog.shared import PLASMA_SIZE, ROUGHNESS
from explorer.policy.catalog.spec import IMAGE, Transform


def _region(name: str, text: str, default: tuple[float, float, float, float]) -> Param:
    return Param(
        name=name, kind="list", size=4,
        help=f"{text}: x_min, y_min, x_max, y_max in shares of the picture.",
        default=default, low=0, high=1, step=0.05, min=0, max=1,
    )


def _colour(name: str, text: str, default: tuple[int, int, int]) -> Param:
    return Param(
        name=name, kind="list", size=3, integer=True,
        help=f"{text}: red, green, blue.",
        default=default, low=0, high=255, step=1, min=0, max=255, unit="levels",
    )


def _share(name: str, text: str, default: tuple[float, float], **changes: Any) -> Param:
    limits: dict[str, Any] = {"low": 0, "high": 1, "step": 0.01, "min": 0, "max": 1} | changes
    return Param(name=name, kind="range", help=text, default=default, **limits)


TRANSFORMS = (
    Transform(
        name="RandomFog", family="weather", cost="slow", targets=IMAGE, fades=True,
        summary="Covers the picture with patches of fog, and softens it.",
        params=(
            Param(
                name="alpha_coef", kind="float",
                help="How opaque a patch is.",
                default=0.08, low=0, high=0.3, step=0.01, min=0, max=1, identity=0,
            ),
            # Below 0.1 the patches get so small and many that one picture of 512 px takes 2 to 7 s.
            _share("fog_coef_range", "How dense the fog is.", (0.3, 0.8), low=0.1, min=0.1),
        ),
    ),
    Transform(
        name="RandomRain", family="weather", cost="fast", targets=IMAGE, fades=True,
        summary="Draws streaks of rain, and darkens the picture.",
        params=(
            Param(
                name="brightness_coefficient", kind="float",
                help="The picture is multiplied by this; lower is darker.",
                default=0.7, low=0.2, high=1, step=0.05, min=0.001, max=1, identity=1, unit="x",
            ),
            Param(
                name="drop_width", kind="int",
                help="Width of a streak.",
                default=1, low=1, high=5, step=1, min=1, max=100, unit="px",
            ),
            # The streak must fit into the picture, or Albumentations raises.
            Param(
                name="drop_length", kind="int", nullable=True,
                help="Length of a streak; null: an eighth of the picture's height.",
                default=None, low=1, high=60, step=1, min=0, max=63, start=10, unit="px",
            ),
            _colour("drop_color", "Colour of a streak", (200, 200, 200)),
            Param(
                name="slant_range", kind="range",
                help="How the streaks lean.",
                default=(-10, 10), low=-20, high=20, step=1, min=-20, max=20, unit="px",
            ),
            Param(
                name="blur_value", kind="int",
                help="Blur of the streaks.",
                default=3, low=1, high=15, step=1, min=1, max=255, unit="px",
            ),
            Param(
                name="rain_type", kind="choice",
                help="How many streaks fall.",
                default="default", choices=("drizzle", "default", "heavy", "torrential"),
            ),
        ),
    ),
    Transform(
        name="RandomSnow", family="weather", cost="fast", targets=IMAGE, fades=True,
        summary="Bleaches the darker parts, or lays a texture of snow over the picture.",
        params=(
            _share(
                "snow_point_range", "How much snow: the tone below which the picture is bleached.",
                (0.1, 0.3), identity=0,
            ),
            Param(
                name="brightness_coeff", kind="float",
                help="How much snow brightens.",
                default=2.0, low=1, high=4, step=0.1, min=0.01, unit="x",
            ),
            Param(
                name="method", kind="choice",
                help="Bleaching, or a texture with sparkles.",
                default="bleach", choices=("bleach", "texture"),
            ),
        ),
    ),
    Transform(
        name="RandomShadow", family="weather", cost="medium", targets=IMAGE,
        summary="Lays hard-edged polygons of shadow over a part of the picture.",
        params=(
            _share("shadow_intensity_range", "How dark the shadow is.", (0.3, 0.6), identity=0),
            Param(
                name="num_shadows_limit", kind="int_range",
                help="How many shadows.",
                default=(1, 2), low=1, high=5, step=1, min=1, max=50, unit="shadows",
            ),
            Param(
                name="shadow_dimension", kind="int",
                help="Corners of a shadow.",
                default=5, low=3, high=12, step=1, min=3, max=100, unit="corners",
            ),
            _region("shadow_roi", "Where shadows fall", (0.0, 0.3, 1.0, 1.0)),
        ),
        rules=(Region("shadow_roi", 0.05),),
    ),
    Transform(
        name="PlasmaShadow", family="weather", cost="medium", targets=IMAGE,
        summary="Lays soft, cloud-like shadow over the picture.",
        params=(
            _share("shadow_intensity_range", "How dark the shadow is.", (0.3, 0.7), identity=0),
            PLASMA_SIZE, ROUGHNESS,
        ),
    ),
    Transform(
        name="RandomSunFlare", family="weather", cost="fast", targets=IMAGE, fades=True,
        summary="Adds the sun and the circles of light it throws into a lens.",
        params=(
            Param(
                name="src_radius", kind="int",
                help="Radius of the sun.",
                default=100, low=10, high=400, step=10, min=2, max=1000, identity=0, unit="px",
            ),
            _colour("src_color", "Colour of the sun", (255, 255, 255)),
            _region("flare_roi", "Where the sun stands", (0.0, 0.0, 1.0, 0.5)),
            _share("angle_range", "Direction of the circles, in turns.", (0, 1), unit="turns"),
            Param(
                name="num_flare_circles_range", kind="int_range",
                help="How many circles.",
                default=(6, 10), low=1, high=20, step=1, min=1, max=50, unit="circles",
            ),
            Param(
                name="method", kind="choice",
                help="Plain overlay, or a model of a lens.",
                default="overlay", choices=("overlay", "physics_based"),
                labels=("overlay", "lens model"),
            ),
        ),
        rules=(Region("flare_roi", 0.05),),
    ),
    Transform(
        name="RandomGravel", family="weather", cost="medium", targets=IMAGE, fades=True,
        summary="Scatters specks of gravel over a part of the picture; small pictures get few.",
        params=(
            Param(
                name="number_of_patches", kind="int",
                help="How many patches of gravel.",
                default=30, low=1, high=100, step=1, min=1, max=500, identity=0, unit="patches",
            ),
            _region("gravel_roi", "Where gravel lies", (0.0, 0.0, 1.0, 1.0)),
        ),
        rules=(Region("gravel_roi", 0.1),),
    ),
    Transform(
        name="Spatter", family="weather", cost="medium", targets=IMAGE, fades=True,
        summary="Splashes rain or mud onto the lens.",
        params=(
            _share("intensity", "How strong the drops show (rain).", (0.4, 0.8), identity=0),
            Param(
                name="mode", kind="choice",
                help="Rain or mud.",
                default="rain", choices=("rain", "mud"),
            ),
            _share("mean", "Mean of the liquid layer; more is wetter.", (0.65, 0.65)),
            _share("std", "Standard deviation of the layer.", (0.3, 0.3)),
            Param(
                name="gauss_sigma", kind="range",
                help="Size of a drop.",
                default=(1.5, 2), low=0.5, high=6, step=0.1, min=0, max=20, unit="px",
            ),
            _share(
                "cutout_threshold", "Where the layer becomes a drop; lower is more.", (0.68, 0.68),
            ),
            _colour("color", "Colour of the drops", (238, 238, 175)),
        ),
    ),
)
