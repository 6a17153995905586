"""What a verdict over strengths marks in a figure: plateau, overdone zone and balance point."""

from collections.abc import Sequence

import plotly.graph_objects as go

from explorer.charts.absent import without
from explorer.charts.drawing import OVERDONE, VALIDATION, Place
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.strength import StrengthVerdict

EDGE = 0.06  # in strength: room for the outermost markers


def mark_zones(figure: go.Figure, result: SweepResult) -> None:
    """Shades the plateau and the strengths that are overdone, but for those without a trial."""
    verdict = result.strength_verdict
    if verdict is None:
        return
    strengths = result.course.strengths
    low, high = verdict.plateau
    if high > low:
        parts = without((low, high), strengths, result.absent)
        wide = [part for part in parts if part[1] > part[0]]
        _shade(figure, wide, VALIDATION, "plateau", "bottom left")
    if verdict.overdone_from is not None:
        parts = without((verdict.overdone_from, max(strengths)), strengths, result.absent)
        zones = [(start, end + EDGE) for start, end in parts]
        _shade(figure, zones, OVERDONE, "overdone", "bottom right")


def _shade(
    figure: go.Figure, parts: Sequence[tuple[float, float]], colour: str, name: str, place: str
) -> None:
    """Shades the parts of a zone; the widest has the name."""
    named = max(parts, key=lambda part: part[1] - part[0], default=None)
    for part in parts:
        figure.add_vrect(
            x0=part[0],
            x1=part[1],
            fillcolor=colour,
            opacity=0.12,
            line_width=0,
            layer="below",
            **({"annotation_text": name, "annotation_position": place} if part == named else {}),
        )


def mark_balance_point(
    figure: go.Figure, verdict: StrengthVerdict | None, places: Sequence[Place]
) -> None:
    """Draws a ring around the estimate at the balance point."""
    if verdict is None:
        return
    at = next((place for place in places if place[0] == verdict.balance_point), None)
    if at is None:
        return
    strength, estimate = at
    figure.add_scatter(
        x=[strength],
        y=[100 * estimate.mean],
        mode="markers",
        name=f"Balance point, strength {strength:g}",
        marker={"size": 16, "symbol": "circle-open", "color": VALIDATION, "line": {"width": 3}},
        hoverinfo="skip",
    )
