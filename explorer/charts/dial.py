"""The curve of a run as it stands under the dial of strength: as wide as the dial's track.

A few elements of HTML: a figure of Plotly would cost a dial more than its picture, and pages take
no SVG.
"""

from collections.abc import Iterator, Sequence
from html import escape

from explorer import numbers
from explorer.charts.absent import without
from explorer.charts.curve import marks, without_any
from explorer.charts.drawing import Mark
from explorer.charts.marks import PLATEAU, zones
from explorer.policy.model import MAX_STRENGTH
from explorer.sweep.findings.result import SweepResult

HEIGHT_PX = 52
_MARGIN_PX = 7
_NARROWEST = 0.02  # in strength


def html(result: SweepResult) -> str:
    """Returns the curve of a finished run over strengths as HTML; empty where there is none.

    It shows the points, bars and zones of the chart of the curve. How all this looks stands in the
    style sheet, by class.
    """
    verdict, points = result.strength_verdict, marks(result)
    if verdict is None or not points:
        return ""
    ends = [end for mark in points for end in (mark.value, *(mark.ends or ()))]
    low, high = min(ends), max(ends)

    def y(value: float) -> float:
        room = HEIGHT_PX - 2 * _MARGIN_PX
        return _MARGIN_PX + room * (0.5 if high == low else (high - value) / (high - low))

    balance = [mark for mark in points if mark.strength == result.balance_point]
    drawn = [
        *(_zone(zone.name, *part) for zone in zones(result) for part in zone.parts),
        _mark("base", top=y(without_any(result))),
        *(
            _mark("bar", mark.strength, y(mark.ends[1]), y(mark.ends[0]) - y(mark.ends[1]))
            for mark in points
            if mark.ends
        ),
        *(
            _curve([(mark.strength, y(mark.value)) for mark in run])
            for run in _runs(result, points)
        ),
        *(_mark("point", mark.strength, y(mark.value)) for mark in points),
        *(_mark("balance", mark.strength, y(mark.value)) for mark in balance),
    ]
    said = escape(words(result))
    return f"<div class='dial-curve' role='img' aria-label='{said}'>{''.join(drawn)}</div>"


def words(result: SweepResult) -> str:
    """Returns in words what the curve shows: the accuracy at the balance point and without.

    Where no balance point is told, it is the accuracy without augmentation, and that nothing is
    clear yet.
    """
    at = {arm.strength: arm.accuracy.mean for arm in result.curve_arms if arm.accuracy}
    if result.strength_verdict is None or 0.0 not in at:
        return ""
    without = f"{numbers.percent(at[0.0])} right without augmentation"
    told = result.balance_point
    if told is None:
        return f"{without}; it is not clear yet whether augmentation helps"
    if told == 0:
        return f"{without}, which is the balance point"
    if told not in at:
        return without
    return f"{numbers.percent(at[told])} right at strength {numbers.strength(told)}, {without}"


def _runs(result: SweepResult, points: Sequence[Mark]) -> Iterator[list[Mark]]:
    """Yields the points that a line joins: none crosses a strength without a finished trial."""
    for low, high in without((0.0, MAX_STRENGTH), result.course.strengths, result.absent):
        yield [mark for mark in points if low <= mark.strength <= high]


def _zone(name: str, low: float, high: float) -> str:
    kind, width = ("plateau" if name == PLATEAU else "worse"), max(high - low, _NARROWEST)
    return f"<i class='{kind}' style='left:{_x(low)};width:{_x(width)}'></i>"


def _curve(points: list[tuple[float, float]]) -> str:
    """A line through the points: a band of two pixels is cut out of the whole width."""
    above = [f"{_x(at)} {y - 1:.1f}px" for at, y in points]
    below = [f"{_x(at)} {y + 1:.1f}px" for at, y in reversed(points)]
    return f"<i class='curve' style='clip-path:polygon({','.join([*above, *below])})'></i>"


def _mark(kind: str, at: float = 0.0, top: float = 0.0, height: float | None = None) -> str:
    tall = "" if height is None else f";height:{height:.1f}px"
    return f"<i class='{kind}' style='left:{_x(at)};top:{top:.1f}px{tall}'></i>"


def _x(strength: float) -> str:
    return f"{100 * strength / MAX_STRENGTH:.2f}%"
