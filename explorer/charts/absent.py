"""What figures and tables show of strengths that no trial finished at: never a line or a zone."""

from collections.abc import Collection, Mapping, Sequence

import plotly.graph_objects as go

from explorer.charts.drawing import OVERDONE
from explorer.sweep.findings.arm import ArmResult
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.tally import missing

COLUMN = "Missing"


def mark_absent(figure: go.Figure, absent: Mapping[float, str]) -> None:
    """Names the strengths that have nothing to draw on the axis, and breaks the lines there.

    `absent` says why, by strength.
    """
    for strength, why in absent.items():
        figure.add_vline(x=strength, line_width=1, line_dash="dot", line_color=OVERDONE)
        figure.add_annotation(
            x=strength,
            y=0.5,  # zones have their names at the ends
            yref="paper",
            text=why,
            textangle=-90,
            xanchor="right",
            yanchor="middle",
            showarrow=False,
            font={"color": OVERDONE},
        )
    for trace in figure.data:
        if trace.mode == "lines+markers":
            break_line(trace, absent)


def break_line(trace: go.Scatter, absent: Collection[float]) -> None:
    """Puts a hole into a line over strength at every strength that is absent."""
    places = sorted([*((x, i) for i, x in enumerate(trace.x)), *((x, -1) for x in absent)])
    order = [i for _, i in places]

    def spread(values: Sequence[object] | None, hole: object) -> list[object] | None:
        return None if values is None else [hole if i < 0 else values[i] for i in order]

    errors = {name: spread(trace.error_y[name], 0) for name in ("array", "arrayminus")}
    hover = trace.hovertext if isinstance(trace.hovertext, tuple) else None
    trace.update(x=[x for x, _ in places], y=spread(trace.y, None), hovertext=spread(hover, ""))
    if errors["array"] is not None:
        trace.update(error_y=errors)


def without(
    ends: tuple[float, float], strengths: Sequence[float], absent: Collection[float]
) -> list[tuple[float, float]]:
    """Returns the parts of a range of strengths between those that are absent.

    Each reaches from one strength that was measured to another one.
    """
    parts: list[list[float]] = [[]]
    for strength in strengths:
        if strength in absent:
            parts.append([])
        elif ends[0] <= strength <= ends[1]:
            parts[-1].append(strength)
    return [(part[0], part[-1]) for part in parts if part]


def cell(result: SweepResult, arm: ArmResult) -> str:
    """Returns what is missing of an arm, for a table; empty where nothing is."""
    return missing(arm, ended=result.ended)
