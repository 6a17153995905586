"""The gain over strength 0, against strength."""

import pandas as pd
import plotly.graph_objects as go

from explorer.charts.absent import mark_absent
from explorer.charts.cells import percent
from explorer.charts.chart import Chart, View
from explorer.charts.drawing import LOW_PX, VALIDATION, add_line, blank
from explorer.charts.marks import EDGE, mark_balance_point, mark_zones
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.tally import no_gain
from explorer.sweep.findings.values import Estimate
from explorer.trial.arm import strength_key

WORDS = (
    "Every seed is compared with itself at strength 0 (same images, weights and batches), so what"
    " makes one seed easier than another drops out. An interval that does not hold 0 tells of a"
    " gain or a loss; the verdict also allows for looking at many strengths at once."
)


def figure(result: SweepResult) -> go.Figure:
    """Returns the gain in validation accuracy over strength 0 (points) against strength.

    Gains are paired by seed and have 95% intervals. The marks are those of the curve.
    """
    drawn = blank("Strength", "Gain over strength 0, points")
    strongest = max(result.course.strengths)
    drawn.update_xaxes(range=[-EDGE, strongest + EDGE])
    mark_zones(drawn, result)
    drawn.add_hline(y=0, line_width=1, line_color="gray")
    gains = [(arm.strength or 0.0, arm.gain) for arm in result.curve_arms if arm.gain]
    add_line(drawn, gains, "Gain on validation images", VALIDATION)
    mark_balance_point(drawn, result.strength_verdict, gains)
    mark_absent(drawn, _without_gain(result))
    return drawn.update_layout(height=LOW_PX)


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


def _without_gain(result: SweepResult) -> dict[float, str]:
    """Why strengths have no gain, in a word or two."""
    base = result.arm(strength_key(0.0))
    apart = {
        arm.strength or 0.0: "no gain"
        for arm in result.strength_arms
        if no_gain(arm, base, ended=result.ended)
    }
    return apart | result.absent


def _end(gain: Estimate | None, end: int) -> float | None:
    return None if gain is None or gain.ci95 is None else round(100 * gain.ci95[end], 2)


def side(gain: Estimate) -> str:
    """Returns on which side of 0 the interval of a gain lies, in words."""
    if gain.ci95 is None:
        return "not known from one seed"
    low, high = gain.ci95
    if low > 0:
        return "lies above 0"
    return "lies below 0" if high < 0 else "holds 0"


def _views(result: SweepResult) -> list[View]:
    if not any(arm.strength and arm.gain for arm in result.curve_arms):
        return []
    return [
        View(
            "Gain over strength 0",
            lambda: table(result),
            figure=lambda: figure(result),
            words=lambda limit: (WORDS,),
        )
    ]


CHART = Chart(
    "gain",
    look="Curve",
    views=_views,
    question="strength",
    live=True,
    numbers="The numbers of the gain",
    told="below",
)
