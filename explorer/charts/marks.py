"""What a verdict over strengths marks in a figure: plateau, overdone zone and balance point."""

from collections.abc import Sequence

import plotly.graph_objects as go

from explorer import numbers
from explorer.charts.drawing import OVERDONE, VALIDATION, Mark
from explorer.sweep.findings.strength import StrengthVerdict

EDGE = 0.06  # in strength: room for the outermost markers


def mark_zones(figure: go.Figure, verdict: StrengthVerdict | None, strongest: float) -> None:
    """Shades the plateau, the strengths that are overdone, and those that are harmful.

    A plateau is shaded only where something was told apart: else it is no finding.
    """
    if verdict is None:
        return
    low, high = verdict.plateau
    if high > low and verdict.told_apart:
        _shade(figure, (low, high), VALIDATION, "plateau", "bottom left")
    if verdict.overdone_from is not None:
        ends = (verdict.overdone_from, strongest + EDGE)
        _shade(figure, ends, OVERDONE, "too strong", "bottom right")
    if verdict.harmful_from is not None:
        ends = (verdict.harmful_from, strongest + EDGE)
        _shade(figure, ends, OVERDONE, "harmful", "top right")


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
    figure: go.Figure, verdict: StrengthVerdict | None, marks: Sequence[Mark]
) -> None:
    """Draws a ring around the mark at the balance point."""
    if verdict is None:
        return
    at = next((mark for mark in marks if mark.strength == verdict.balance_point), None)
    if at is None:
        return
    figure.add_scatter(
        x=[at.strength],
        y=[100 * at.value],
        mode="markers",
        name=f"Balance point, strength {numbers.strength(at.strength)}",
        marker={"size": 16, "symbol": "circle-open", "color": VALIDATION, "line": {"width": 3}},
        hoverinfo="skip",
    )
