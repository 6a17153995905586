"""The limits of a gain in words: an end that is all that is possible is no measurement.

Over an accuracy of 97%, no gain can be above +3 points. Where an interval ends there, the trials
exclude nothing on that side, and every place that shows the interval says so. Pure functions.
"""

from types import MappingProxyType

from explorer import numbers
from explorer.sweep.findings.values import Estimate, Interval

Sides = tuple[bool, bool]

_SHORT = MappingProxyType(
    {
        (True, True): "{ends} (all that is possible)",
        (True, False): "{ends} ({low}: the lowest possible)",
        (False, True): "{ends} ({high}: the highest possible)",
    }
)
_WHOLE = MappingProxyType(
    {
        (True, True): "{ends}, which is all that is possible: the trials exclude nothing",
        (True, False): (
            "{ends}, where {low} is the lowest that is possible: the trials exclude nothing on"
            " this side"
        ),
        (False, True): (
            "{ends}, where {high} is the highest that is possible: the trials exclude nothing on"
            " this side"
        ),
    }
)


def interval(gain: Estimate | None) -> str:
    """Returns the interval of a gain as sentences and hovers say it; "" where there is none."""
    if gain is None or gain.shown is None:
        return ""
    return _told(gain.shown, gain.open_sides, _WHOLE)


def short(gain: Estimate | None) -> str:
    """Returns the same for a cell of a table."""
    if gain is None or gain.shown is None:
        return ""
    return _told(gain.shown, gain.open_sides, _SHORT)


def _told(ends: Interval, sides: Sides, words: MappingProxyType[Sides, str]) -> str:
    said = numbers.interval(ends)
    low, high = (numbers.in_points(100 * end) for end in ends)
    return words.get(sides, "{ends}").format(ends=said, low=low, high=high)
