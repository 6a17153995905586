"""Where an interval ends at what is possible, that is said, wherever the interval stands."""

import pytest

from explorer.charts.cells import interval as cell
from explorer.charts.gain import side, told
from explorer.sweep.findings import limits
from explorer.sweep.findings.sentence import compared
from explorer.sweep.findings.values import Estimate, Pair, room


def gain(low, high, other=0.556):
    ends = (low, high)
    return Estimate(0.0, ends, ci95_simultaneous=ends, possible=room(other))


@pytest.mark.parametrize(
    ("found", "words", "in_a_table"),
    [
        (gain(-0.1, 0.2), "-10.0 to +20.0", "-10.0 to +20.0"),
        (
            gain(-0.9, 0.2),
            "-55.6 to +20.0, where -55.6 is the lowest that is possible: the trials exclude nothing"
            " on this side",
            "-55.6 to +20.0 (-55.6: the lowest possible)",
        ),
        (
            gain(-0.1, 0.444),
            "-10.0 to +44.4, where +44.4 is the highest that is possible: the trials exclude"
            " nothing on this side",
            "-10.0 to +44.4 (+44.4: the highest possible)",
        ),
        (
            gain(-2.0, 2.0),
            "-55.6 to +44.4, which is all that is possible: the trials exclude nothing",
            "-55.6 to +44.4 (all that is possible)",
        ),
    ],
)
def test_an_end_that_is_all_that_is_possible_is_said_to_be_no_measurement(found, words, in_a_table):
    assert limits.interval(found) == words
    assert limits.short(found) == cell(found) == in_a_table
    assert compared(Pair(0.556, 0.556, found, 3))["interval"] == words
    assert told(found).replace("<br>", " ") == f"0.0 points, 95% interval {words}"


def test_what_is_not_known_has_no_words():
    assert limits.interval(None) == limits.short(None) == limits.interval(Estimate(0.1, None)) == ""
    assert limits.interval(Estimate(0.1, (-3.0, 3.0))) == "-300.0 to +300.0"  # release 0.1


def test_the_side_of_0_is_told_with_the_ends_that_exclude_nothing():
    assert side(gain(-0.1, 0.2)) == "holds 0"
    assert side(gain(-2.0, 2.0)) == "holds 0; all that is possible"
    assert side(gain(0.1, 0.5)) == "lies above 0; to the highest possible"
    assert side(gain(-0.6, -0.5)) == "lies below 0; from the lowest possible"
