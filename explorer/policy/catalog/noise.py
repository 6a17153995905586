"""Noise: of the sensor, of the light and of bad memory.

Standard deviations are shares of white unless a unit says otherwise.
"""
# A table reads by rows:
# fmt: off

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explorer.choices import Param
from explorer.errors import PolicyError, quoted
from explorer.frozen import Frozen
from explorer.policy.catalog.param_rules import Ends
from explorer.policy.catalog.spec import IMAGE, Transform

# What each kind of noise is drawn from: name -> (least, largest).
_NOISE_FIELDS: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "uniform": {"ranges": (-1, 1)},
    "gaussian": {"mean_range": (-1, 1), "std_range": (0, 1)},
    "laplace": {"mean_range": (-1, 1), "scale_range": (0, 1)},
    "beta": {"alpha_range": (0.001, 1e6), "beta_range": (0.001, 1e6), "scale_range": (0, 1)},
}
_MILD = (
    Frozen({"noise_type": "gaussian", "mean_range": (0.0, 0.0), "std_range": (0.02, 0.08)}),
    Frozen({"noise_type": "gaussian", "mean_range": (0.0, 0.0), "std_range": (0.05, 0.15)}),
    Frozen({"noise_type": "laplace", "mean_range": (0.0, 0.0), "scale_range": (0.05, 0.15)}),
    Frozen({"noise_type": "uniform", "ranges": ((-0.1, 0.1),)}),
    Frozen({"noise_type": "uniform", "ranges": ((-0.3, 0.3),)}),
    Frozen(
        {
            "noise_type": "beta", "alpha_range": (0.5, 1.5), "beta_range": (0.5, 1.5),
            "scale_range": (0.1, 0.3),
        },
    ),
)


@dataclass(frozen=True)
class NoiseFits:
    """`noise_params` holds what noise of the type `noise_type` is drawn from."""

    def check(self, values: Mapping[str, Any]) -> None:
        """Raises PolicyError for another type, and for fields that the type does not take.

        A number outside the bounds of its field is refused too.
        """
        fields, kind = values["noise_params"], values["noise_type"]
        expected = _NOISE_FIELDS[kind]
        if fields.get("noise_type") != kind:
            raise PolicyError(
                f"{quoted(fields.get('noise_type'))} is not the noise_type {kind}",
                "noise_params.noise_type",
            )
        if set(fields) != {"noise_type", *expected}:
            raise PolicyError(f"{kind} noise takes exactly {', '.join(expected)}", "noise_params")
        for name, bounds in expected.items():
            self._check_ranges(fields[name], bounds, name)

    def _check_ranges(self, value: Any, bounds: tuple[float, float], name: str) -> None:
        many = name == "ranges"
        # One range for all channels, or one for each: Albumentations raises where two are to serve
        # three channels.
        if (
            not isinstance(value, tuple)
            or not value
            or isinstance(value[0], tuple) is not many
            or (many and len(value) == 2)
        ):
            raise PolicyError(
                f"is not {'one range, or one for each of three channels' if many else 'one range'}",
                f"noise_params.{name}",
            )
        for low, high in value if many else (value,):
            if low < bounds[0] or high > bounds[1]:
                raise PolicyError(
                    f"[{low:g}, {high:g}] is outside {bounds[0]:g} to {bounds[1]:g}",
                    f"noise_params.{name}",
                )

    def settle(self, values: dict[str, Any]) -> dict[str, Any]:
        """Returns the values as they are: the strength does not move them."""
        return values

    def follow(self, values: dict[str, Any], name: str) -> dict[str, Any]:
        """Returns the values with the noise and its type brought together.

        The one that a hand has set decides.
        """
        if (
            name == "noise_params"
            and isinstance(values[name], Mapping)
            and values[name].get("noise_type") in _NOISE_FIELDS
        ):
            return values | {"noise_type": values[name]["noise_type"]}
        if (
            name == "noise_type"
            and values[name] in _NOISE_FIELDS
            and values["noise_params"]["noise_type"] != values[name]
        ):
            return values | {
                "noise_params": next(
                    noise for noise in _MILD if noise["noise_type"] == values[name]
                )
            }
        return values


TRANSFORMS = (
    Transform(
        name="GaussNoise", family="noise", cost="medium", targets=IMAGE,
        summary="Adds Gaussian noise, as a warm sensor does.",
        params=(
            Param(
                name="std_range", kind="range",
                help="Standard deviation of the noise, as a share of white.",
                default=(0.03, 0.12), low=0, high=0.5, step=0.01, min=0, max=1, identity=0,
            ),
            Param(
                name="mean_range", kind="range",
                help="Mean of the noise, as a share of white.",
                default=(0, 0), low=-0.5, high=0.5, step=0.01, min=-1, max=1, identity=0,
            ),
            Param(name="per_channel", kind="bool", help="Coloured noise; off: grey.", default=True),
            Param(
                name="noise_scale_factor", kind="float",
                help="1 is pixel noise; less is drawn smaller and enlarged, which makes blotches.",
                default=1.0, low=0.1, high=1, step=0.05, min=0.001, max=1,
            ),
        ),
    ),
    Transform(
        name="ISONoise", family="noise", cost="medium", targets=IMAGE,
        summary="Adds the brightness and colour noise of a camera in the dark.",
        params=(
            Param(
                name="intensity", kind="range",
                help="How strong the noise is.",
                default=(0.3, 0.7), low=0, high=2, step=0.05, min=0, identity=0,
            ),
            Param(
                name="color_shift", kind="range",
                help="How far the hue wanders.",
                default=(0.02, 0.08), low=0, high=0.5, step=0.01, min=0, max=1, unit="turns",
            ),
        ),
    ),
    Transform(
        name="ShotNoise", family="noise", cost="slow", targets=IMAGE,
        # the noise grows with the root of the scale: a hundredth of it is a tenth of the noise
        fades=True, exact=True,
        summary="Adds the noise of few photons: stronger where the picture is bright.",
        params=(
            Param(
                name="scale_range", kind="range",
                help="Inverse of the light: more is noisier.",
                default=(0.01, 0.06), low=0, high=0.5, step=0.01, min=0, identity=0,
            ),
        ),
        rules=(Ends("scale_range", high_at_least=1e-6),),
    ),
    Transform(
        name="MultiplicativeNoise", family="noise", cost="fast", targets=IMAGE,
        summary="Multiplies the picture, its channels or its pixels by a random factor.",
        params=(
            Param(
                name="multiplier", kind="range",
                help="The factor is drawn from this range; 1 changes nothing.",
                default=(0.7, 1.3), low=0, high=2, step=0.05, min=0, identity=1, unit="x",
            ),
            Param(
                name="per_channel", kind="bool",
                help="A factor for each channel, which tints.",
                default=False,
            ),
            Param(
                name="elementwise", kind="bool",
                help="A factor for each pixel, which makes grain.",
                default=True,
            ),
        ),
    ),
    Transform(
        name="AdditiveNoise", family="noise", cost="medium", targets=IMAGE,
        summary="Adds noise of a chosen distribution: to pixels, to all channels alike, or to the "
                "whole picture.",
        params=(
            Param(
                name="noise_type", kind="choice",
                help="The distribution; it must be the one of the noise.",
                default="gaussian", choices=tuple(_NOISE_FIELDS),
            ),
            Param(
                name="spatial_mode", kind="choice",
                help="One value a channel, one a pixel and channel, or one a pixel.",
                default="per_pixel", choices=("constant", "per_pixel", "shared"),
                labels=("whole picture", "coloured pixels", "grey pixels"),
            ),
            Param(
                name="noise_params", kind="choice", forms=("fields",),
                help="What the noise is drawn from, in shares of white.",
                default=_MILD[1], choices=_MILD,
                labels=(
                    "mild Gaussian", "Gaussian", "Laplace (rare strong grains)", "uniform",
                    "strong uniform", "beta (two-sided)",
                ),
            ),
            Param(
                name="approximation", kind="float",
                help="1 is pixel noise; less is drawn smaller and enlarged, faster and blotchy.",
                default=1.0, low=0.1, high=1, step=0.05, min=0, max=1,
            ),
        ),
        rules=(NoiseFits(),),
    ),
    Transform(
        name="SaltAndPepper", family="noise", cost="fast", targets=IMAGE,
        summary="Turns single pixels white or black.",
        params=(
            Param(
                name="amount", kind="range",
                help="Share of the pixels.",
                default=(0.01, 0.06), low=0, high=0.5, step=0.01, min=0, max=1, identity=0,
            ),
            Param(
                name="salt_vs_pepper", kind="range",
                help="Share of white among them.",
                default=(0.4, 0.6), low=0, high=1, step=0.05, min=0, max=1,
            ),
        ),
    ),
)
