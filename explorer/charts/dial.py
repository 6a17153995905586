"""The curve of a run as it stands under the dial of strength: as wide as the dial's track.

A few elements of HTML: a figure of Plotly would cost a dial more than its picture, and pages take
no SVG.
"""

from collections.abc import Iterator
from html import escape

from explorer import numbers
from explorer.policy.model import MAX_STRENGTH
from explorer.sweep.findings.arm import ArmResult
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.strength import StrengthVerdict
from explorer.sweep.findings.values import Interval

HEIGHT_PX = 52
_MARGIN_PX = 7
_NARROWEST = 0.02  # in strength
Point = tuple[float, float, Interval | None]  # strength, accuracy, and the bar of the gain


def html(result: SweepResult) -> str:
    """Returns the curve of a finished run over strengths as HTML; empty where there is none.

    The accuracy is a line, with the intervals of the gains that the verdict judges by. Strengths
    that may be the best are shaded where something was told apart, and those that are shown to be
    past the best, or harmful. The balance point has a ring. How all this looks stands in the style
    sheet, by class.
    """
    verdict = result.strength_verdict
    points = list(_points(result))
    if verdict is None or not points:
        return ""
    ends = [end for _, mean, bar in points for end in (mean, *(bar or ()))]
    low, high = min(ends), max(ends)

    def y(value: float) -> float:
        room = HEIGHT_PX - 2 * _MARGIN_PX
        return _MARGIN_PX + room * (0.5 if high == low else (high - value) / (high - low))

    marks = [
        *_zones(verdict, result.course.strengths),
        _mark("base", top=y(points[0][1])),
        *(_mark("bar", at, y(bar[1]), y(bar[0]) - y(bar[1])) for at, _, bar in points if bar),
        _curve([(at, y(mean)) for at, mean, _ in points]),
        *(_mark("point", at, y(mean)) for at, mean, _ in points),
        *(_mark("balance", at, y(mean)) for at, mean, _ in points if at == verdict.balance_point),
    ]
    said = escape(words(result))
    return f"<div class='dial-curve' role='img' aria-label='{said}'>{''.join(marks)}</div>"


def words(result: SweepResult) -> str:
    """Returns in words what the curve shows: the accuracy at the balance point and without."""
    verdict = result.strength_verdict
    at = {arm.strength: arm.accuracy.mean for arm in result.curve_arms if arm.accuracy}
    if verdict is None or verdict.balance_point not in at or 0.0 not in at:
        return ""
    without = f"{numbers.percent(at[0.0])} right without augmentation"
    if verdict.balance_point == 0:
        return f"{without}, which is the balance point"
    best = numbers.percent(at[verdict.balance_point])
    return f"{best} right at strength {numbers.strength(verdict.balance_point)}, {without}"


def _points(result: SweepResult) -> Iterator[Point]:
    without = next((arm.accuracy.mean for arm in result.curve_arms if arm.accuracy), 0.0)
    for arm in result.curve_arms:
        if arm.accuracy is not None:
            yield arm.strength or 0.0, arm.accuracy.mean, _bar(without, arm)


def _bar(without: float, arm: ArmResult) -> Interval | None:
    if not arm.strength or arm.gain is None or arm.gain.shown is None:
        return None
    return without + arm.gain.shown[0], without + arm.gain.shown[1]


def _zones(verdict: StrengthVerdict, strengths: tuple[float, ...]) -> Iterator[str]:
    low, high = verdict.plateau
    if verdict.told_apart and high > low:
        yield _zone("plateau", low, high)
    worse = [at for at in (verdict.overdone_from, verdict.harmful_from) if at is not None]
    if worse:
        yield _zone("worse", min(worse), max(strengths))


def _zone(kind: str, low: float, high: float) -> str:
    width = max(high - low, _NARROWEST)
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
