"""What a run keeps of how far its trials spread."""

import pytest

from explorer.sweep.findings.needed import can_show
from explorer.sweep.findings.spread import ASSUMED, Spread


def test_a_spread_is_read_back_from_its_json():
    assert Spread.from_json(ASSUMED.to_json()) == ASSUMED


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "wide",
        {},
        {"by_seed": 0.1, "residual": 0.1},
        {"by_seed": 0.1, "residual": 0.1, "lasting": -1},
        {"by_seed": 0.1, "residual": 0.1, "lasting": float("nan")},
        {"by_seed": "0.1", "residual": 0.1, "lasting": 0.1},
    ],
)
def test_what_is_no_spread_is_none(raw):
    assert Spread.from_json(raw) is None


def test_more_seeds_more_pictures_and_less_spread_show_more():
    base = can_show(8, 3, 500, 0.95)
    calm = Spread(ASSUMED.by_seed / 4, ASSUMED.residual / 4, ASSUMED.lasting / 4)
    for other in (
        can_show(8, 5, 500, 0.95),
        can_show(8, 3, 5000, 0.95),
        can_show(8, 3, 500, 0.95, calm),
        can_show(2, 3, 500, 0.9),
    ):
        assert other.gain < base.gain
        assert other.rules_out < base.rules_out


def test_one_seed_or_no_comparison_shows_nothing():
    assert can_show(8, 1, 500, 0.95) is None
    assert can_show(0, 5, 500, 0.95) is None


def test_to_rule_out_losses_too_takes_more():
    one, both = (can_show(8, 3, 500, 0.95, both_sides=both) for both in (False, True))
    assert both.rules_out > one.rules_out
    assert both.matters > one.matters
    assert both.gain == one.gain


def test_a_plan_takes_at_least_a_tenth_of_what_a_picture_adds_as_lasting():
    seen = Spread(0.01**2, residual=0.09, lasting=0.0)
    taken = seen.expected()
    assert taken.lasting == pytest.approx(0.1 * (taken.lasting + taken.residual))
    assert (taken.by_seed, taken.residual) == (seen.by_seed, seen.residual)
    assert ASSUMED.expected() == ASSUMED
    known = Spread(0.01**2, residual=0.09, lasting=0.03)
    assert known.expected() == known
