"""The range of an axis: it follows what is drawn, in whole steps, so that it seldom moves."""

import math
from collections.abc import Iterable, Sequence

import plotly.graph_objects as go

Range = tuple[float, float]
_FEWEST = 5  # steps of an axis
_PART = 0.04  # of the length, free at either end: room for the outermost marks
_AXES = ("xaxis", "yaxis")
# What is said where `cut` has moved an end.
LEAVES = (
    "Bars that reach the edge go on beyond it: with few seeds they are long, and each further seed"
    " makes them shorter."
)
_SEEN = 0.5  # points
_ROOM = 5.0  # points beside those of a curve, of which no other is known yet


def around(values: Iterable[float], least: float = 1.0) -> Range:
    """Returns a range around values (percent or points) that ends at whole steps.

    It is at least as long as `least`. There must be a value.
    """
    known = list(values)
    low, high = min(known), max(known)
    if (short := least - (high - low)) > 0:
        low, high = low - short / 2, high + short / 2
    free = _PART * (high - low)
    step = _step(high - low + 2 * free)
    return step * math.floor((low - free) / step), step * math.ceil((high + free) / step)


def _step(length: float) -> float:
    """A step of 1, 2 or 5 times a power of ten, of which at least `_FEWEST` go into a length."""
    wanted = length / _FEWEST
    power = 10.0 ** math.floor(math.log10(wanted))
    return power * max(digit for digit in (1, 2, 5) if digit * power <= wanted)


def cut(points: Sequence[float], bars: Sequence[float]) -> list[float]:
    """Returns the ends of bars, those far away from the points moved nearer to them.

    A bar of two seeds may be as long as the axis, and a third one makes it a tenth as long.
    """
    low, high = min(points), max(points)
    room = max(high - low, _ROOM)
    return [min(max(end, low - room), high + room) for end in bars]


def leaves(points: Sequence[float], bars: Sequence[float]) -> bool:
    """Tells whether a bar goes on beyond the axis, as `cut` has made it."""
    return any(abs(end - kept) > _SEEN for end, kept in zip(bars, cut(points, bars), strict=True))


def ranges(figure: go.Figure) -> dict[str, Range]:
    """Returns the ranges of a figure's axes that were set, by the name of the axis."""
    found = {name: figure.layout[name].range for name in _AXES}
    return {name: (ends[0], ends[1]) for name, ends in found.items() if ends is not None}


def widen(figure: go.Figure, before: dict[str, Range]) -> dict[str, Range]:
    """Makes the axes of a figure hold the ranges before too, and returns what they are then."""
    now = {}
    for name, ends in ranges(figure).items():
        was = before.get(name, ends)
        now[name] = (min(ends[0], was[0]), max(ends[1], was[1]))
    for name, ends in now.items():
        figure.layout[name].range = ends
    return now
