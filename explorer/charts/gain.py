"""The gain over strength 0, against strength."""

import pandas as pd
import plotly.graph_objects as go

from explorer import numbers
from explorer.charts import axis
from explorer.charts.absent import mark_absent
from explorer.charts.cells import percent, scaled
from explorer.charts.chart import Chart, View
from explorer.charts.drawing import LOW_PX, VALIDATION, Mark, add_line, blank
from explorer.charts.marks import EDGE, mark_balance_point, mark_zones
from explorer.sweep.findings import limits
from explorer.sweep.findings.arm import ArmResult
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.tally import no_gain
from explorer.sweep.findings.values import Estimate
from explorer.trial.arm import strength_key

WORDS = (
    "Every seed is compared with itself at strength 0 (same images, weights and batches), so what"
    " makes one seed easier than another drops out."
)
INTERVALS = "An interval that lies above 0 shows a gain, one that lies below 0 a loss."
NO_INTERVALS = "There are no intervals: one seed cannot show what is chance."
TOGETHER = (
    "All intervals hold together with 95%, however many strengths there are; the verdict judges by"
    " them."
)
ALONE = (
    "Each interval holds with 95% for its strength alone: among several strengths, one may lie"
    " beside 0 by chance. The verdict allows for that."
)

POSSIBLE = (
    "Where an interval ends at the lowest or the highest gain that is possible (no accuracy is"
    " below 0% or above 100%), the trials exclude nothing on that side; the table names these ends."
)
# Behind the side of 0 that an interval lies on, in the table.
_ENDS = {
    (True, True): "; all that is possible",
    (True, False): "; from the lowest possible",
    (False, True): "; to the highest possible",
}


def figure(result: SweepResult) -> go.Figure:
    """Returns the gain in validation accuracy over strength 0 (points) against strength.

    Gains are paired by seed and have 95% intervals. The marks are those of the curve.
    """
    drawn = blank("Strength", "Gain over strength 0, points")
    strongest = max(result.course.strengths)
    drawn.update_xaxes(range=[-EDGE, strongest + EDGE])
    mark_zones(drawn, result)
    drawn.add_hline(y=0, line_width=1, line_color="gray")
    gains = marks(result)
    drawn.update_yaxes(range=_range(result, gains))
    add_line(drawn, gains, "Gain on validation images", VALIDATION)
    mark_balance_point(drawn, result, gains)
    mark_absent(drawn, without_gain(result))
    return drawn.update_layout(height=LOW_PX)


def _range(result: SweepResult, shown: list[Mark]) -> axis.Range:
    """The range of the gains: around points, bars and 0."""
    points = [0.0, *(100 * mark.value for mark in shown)]
    bars = [100 * end for mark in shown for end in mark.ends or ()]
    return axis.around([*points, *(bars if result.ended else axis.cut(points, bars))])


def table(result: SweepResult) -> pd.DataFrame:
    """Returns a row a strength above 0, with its gain over strength 0 in points.

    Beside it stand both ends of the 95% interval, and on which side of 0 the interval lies, or why
    there is no gain.
    """
    base = result.arm(strength_key(0.0))
    rows = [
        {
            "Strength": arm.strength,
            "Gain, points": percent(arm.gain),
            "From": _end(arm.gain, 0),
            "To": _end(arm.gain, 1),
            "The 95% interval": side(arm.gain) if arm.gain else why,
        }
        for arm in result.strength_arms
        if arm.strength
        and ((why := no_gain(arm, base, ended=result.ended)) or (arm.gain and arm.accuracy))
    ]
    return pd.DataFrame(rows)


def without_gain(result: SweepResult) -> dict[float, str]:
    """Why strengths have no gain, in a word or two."""
    base = result.arm(strength_key(0.0))
    apart = {
        arm.strength or 0.0: "no gain"
        for arm in result.strength_arms
        if no_gain(arm, base, ended=result.ended)
    }
    return apart | result.absent


def _end(gain: Estimate | None, end: int) -> float | None:
    return scaled(gain.shown[end]) if gain and gain.shown else None


def marks(result: SweepResult) -> list[Mark]:
    """Returns the gains over strength, with the intervals that are shown."""
    return [
        Mark(arm.strength or 0.0, arm.gain.mean, arm.gain.shown, _hover(arm, arm.gain))
        for arm in result.curve_arms
        if arm.gain
    ]


def _hover(arm: ArmResult, gain: Estimate) -> str:
    return f"{at(arm)}: {told(gain)}<br>{seeds_of(arm)}"


def seeds_of(arm: ArmResult) -> str:
    """Returns how many seeds an arm has, as a hover says it."""
    return numbers.count(arm.finished, "seed")


def at(arm: ArmResult) -> str:
    """Returns the strength of an arm, as a hover says it."""
    return f"strength {numbers.strength(arm.strength or 0.0)}"


def told(gain: Estimate) -> str:
    """Returns a gain with its interval, as a hover says it."""
    between = limits.interval(gain).replace(": ", ":<br>")
    return ", 95% interval ".join(filter(None, (numbers.gain(gain.mean), between)))


def held(result: SweepResult) -> str:
    """Returns what the intervals of the gains hold for; empty where there is none."""
    gains = [arm.gain for arm in result.curve_arms if arm.strength and arm.gain and arm.gain.shown]
    if not gains:
        return ""
    holds = ALONE if any(gain.ci95_simultaneous is None for gain in gains) else TOGETHER
    return f"{holds} {POSSIBLE}" if any(any(gain.open_sides) for gain in gains) else holds


def side(gain: Estimate) -> str:
    """Returns on which side of 0 the interval of a gain lies, in words."""
    if gain.shown is None:
        return "not known from one seed"
    low, high = gain.shown
    ends = _ENDS.get(gain.open_sides, "")
    if low > 0:
        return f"lies above 0{ends}"
    return f"lies below 0{ends}" if high < 0 else f"holds 0{ends}"


def _words(result: SweepResult) -> tuple[str, ...]:
    holds = held(result)
    return (WORDS, INTERVALS, holds) if holds else (WORDS, *no_intervals(result))


def no_intervals(result: SweepResult) -> tuple[str, ...]:
    """Returns that no interval is drawn, where that is because of a single seed."""
    gains = [arm for arm in result.curve_arms if arm.strength and arm.gain]
    return (NO_INTERVALS,) if gains and all(arm.finished == 1 for arm in gains) else ()


def _views(result: SweepResult) -> list[View]:
    if not any(arm.strength and arm.gain for arm in result.curve_arms):
        return []
    return [
        View(
            "Gain over strength 0",
            lambda: table(result),
            figure=lambda: figure(result),
            words=lambda limit: _words(result),
        )
    ]


CHART = Chart(
    "gain",
    look="Curve",
    views=_views,
    question="strength",
    live=True,
    numbers="Show the gains as a table",
    told="below",
)
