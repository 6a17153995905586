"""The strength keeps ranges on their side of Albumentations' switch of units.

Albumentations reads them as shares of a whole when small, and as pixels or levels when large.
"""

import pytest

from explorer.errors import PolicyError
from explorer.policy import edit
from explorer.policy.model import Policy, Step
from explorer.policy.strength import at_strength

STRENGTHS = (0.001, 0.02, 0.1, 0.5, 1.0, 1.5, 2.0)


def moved(step: Step, strength: float) -> Step:
    (result,) = at_strength(Policy(steps=(step,)), strength).steps
    assert isinstance(result, Step)
    return result


@pytest.mark.parametrize("limit", [(-20, 20), (-30, 0), (-40, -5), (5, 40), (0, 3), (-255, 255)])
@pytest.mark.parametrize("strength", STRENGTHS)
def test_a_shift_in_levels_never_becomes_a_share_of_white(
    limit: tuple[float, float], strength: float
):
    low, high = moved(Step("a", "RGBShift", {"r_shift_limit": limit}), strength).params[
        "r_shift_limit"
    ]
    assert low <= high
    assert max(abs(low), abs(high)) > 1


@pytest.mark.parametrize("strength", STRENGTHS)
def test_a_shift_in_shares_stays_one(strength: float):
    low, high = moved(Step("a", "RGBShift", {"r_shift_limit": (-0.2, 0.7)}), strength).params[
        "r_shift_limit"
    ]
    assert -1 <= low <= high <= 1


@pytest.mark.parametrize(
    ("sides", "fraction"),
    [
        ((0.1, 0.25), True),
        ((0.6, 0.8), True),
        ((0.999, 0.999), True),
        ((8, 32), False),
        ((1, 1), False),
        ((0.5, 8), False),
    ],
)
@pytest.mark.parametrize("strength", STRENGTHS)
def test_holes_in_shares_of_the_picture_stay_so_and_holes_in_pixels_too(
    sides: tuple[float, float], fraction: bool, strength: float
):
    low, high = moved(
        Step("a", "CoarseDropout", {"hole_height_range": sides, "hole_width_range": sides}),
        strength,
    ).params["hole_height_range"]
    assert 0 <= low <= high
    assert (high < 1) is fraction


def test_holes_do_not_mix_shares_and_pixels():
    with pytest.raises(PolicyError, match="both fractions"):
        Step("a", "CoarseDropout", {"hole_height_range": (0.1, 0.2), "hole_width_range": (8, 16)})


def test_setting_one_side_of_the_holes_in_pixels_takes_the_other_along():
    policy = edit.set_param(
        Policy(steps=(Step("a", "CoarseDropout"),)), "a", "hole_width_range", (8, 16)
    )
    step = edit.find(policy, "a")
    assert isinstance(step, Step)
    assert step.params["hole_height_range"] == (8.0, 16.0)


def test_choosing_a_kind_of_noise_brings_its_settings_and_the_other_way_round():
    policy = edit.set_param(Policy(steps=(Step("a", "AdditiveNoise"),)), "a", "noise_type", "beta")
    step = edit.find(policy, "a")
    assert isinstance(step, Step)
    assert step.params["noise_params"]["noise_type"] == "beta"
    policy = edit.set_param(
        policy, "a", "noise_params", {"noise_type": "uniform", "ranges": [[-0.2, 0.2]]}
    )
    step = edit.find(policy, "a")
    assert isinstance(step, Step)
    assert step.params["noise_type"] == "uniform"


@pytest.mark.parametrize(
    "noise",
    [
        {"noise_type": "gaussian", "mean_range": [0, 0]},
        {"noise_type": "gaussian", "mean_range": [0, 0], "std_range": [0, 2]},
        {"noise_type": "gaussian", "mean_range": [0, 0], "std_range": [[0, 1]]},
        {"noise_type": "gaussian", "mean_range": [0, 0], "std_range": "much"},
        {"noise_type": "gaussian", "mean_range": [0, 0], "std_range": [0.2, 0.1]},
        {"noise_type": "uniform", "ranges": [[-0.1, 0.1]]},
        {"noise_type": ["gaussian"]},
        {},
        {"noise type": "gaussian"},
        {"noise_type": "gaussian", "mean_range": [0, float("nan")], "std_range": [0, 1]},
        "gaussian",
        [],
        7,
    ],
)
def test_noise_that_does_not_fit_its_kind_is_refused_in_one_line(noise: object):
    with pytest.raises(PolicyError) as caught:
        Step("a", "AdditiveNoise", {"noise_type": "gaussian", "noise_params": noise})
    assert caught.value.path.startswith("params.noise_params")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "ranges", [[], [[-0.1, 0.1]] * 2, [[-0.1, 2]], [0.1, 0.2], [[0.2, 0.1]], [["a", "b"]]]
)
def test_uniform_noise_takes_one_range_or_one_a_channel(ranges: object):
    with pytest.raises(PolicyError):
        Step(
            "a",
            "AdditiveNoise",
            {"noise_type": "uniform", "noise_params": {"noise_type": "uniform", "ranges": ranges}},
        )
