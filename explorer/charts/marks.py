"""What a verdict over strengths marks in a figure: plateau, overdone zone and balance point."""

from collections.abc import Sequence

import plotly.graph_objects as go

from explorer.charts.drawing import OVERDONE, VALIDATION, Place
from explorer.sweep.findings.strength import StrengthVerdict

EDGE = 0.06  # in strength: room for the outermost markers


def mark_zones(figure: go.Figure, verdict: StrengthVerdict | None, strongest: float) -> None:
    """Shades the plateau and the strengths that are overdone."""
    if verdict is None:
        return
    low, high = verdict.plateau
    if high > low:
        _shade(figure, (low, high), VALIDATION, "plateau", "bottom left")
    if verdict.overdone_from is not None:
        ends = (verdict.overdone_from, strongest + EDGE)
        _shade(figure, ends, OVERDONE, "overdone", "bottom right")


def _shade(
    figure: go.Figure, ends: tuple[float, float], colour: str, name: str, place: str
) -> None:
    figure.add_vrect(
        x0=ends[0],
        x1=ends[1],
        fillcolor=colour,
        opacity=0.12,
        line_width=0,
        layer="below",
        annotation_text=name,
        annotation_position=place,
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
