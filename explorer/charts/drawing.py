"""What all figures share: colours, axes, lines with intervals, and names that are safe to show.

Every text of a result is hostile: Plotly reads tags in names.
"""

import html
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from explorer import numbers
from explorer.names import apart, shortened
from explorer.sweep.findings.values import Interval

VALIDATION = "#1b8a7a"
TRAINING = "#b5651d"
OVERDONE = "#c0392b"
COMPARED = ("#1b8a7a", "#b5651d", "#5b6ee1", "#c0392b", "#8e6bbf", "#6b8e23", "#d68fb0", "#708090")
NEUTRAL = "#f4f1ea"
# Interval of a heat map, light enough for dark numbers on every shade between.
GOOD, BAD = "#5dbaa9", "#e57f74"
CELL_TEXT = {"color": "#16211f"}
GRID = "rgba(128,128,128,0.25)"
HEIGHT_PX, LOW_PX = 420, 300
LABEL_CHARS = 28
HOVER_CHARS = 60
MAX_ROWS = 60


@dataclass(frozen=True)
class Mark:
    """A point of a line over strength: its value, its interval (shares), and what a hover says.

    The interval may be that of another number, drawn beside this one, and need not hold it.
    """

    strength: float
    value: float
    ends: Interval | None
    words: str


# Plotly writes the numbers of an axis with a minus sign of its own; everything else has "-".
_MINUS = {
    f"\N{MINUS SIGN}{text}": f"-{text}"
    for step in (100, 10, 1)
    for text in (numbers.number(place / step) for place in range(1, 101))
}


def blank(x_title: str, y_title: str) -> go.Figure:
    """Returns a figure with titled axes and nothing in it."""
    look = {"gridcolor": GRID, "zeroline": False, "automargin": True, "labelalias": _MINUS}
    layout = {  # all at once: Plotly checks and copies it whole at every change
        "height": HEIGHT_PX,
        "margin": {"l": 8, "r": 8, "t": 36, "b": 8},
        # Its room is measured in the page; a saved picture must have the same letters.
        "legend": {
            "orientation": "h",
            "y": 1.02,
            "yanchor": "bottom",
            "x": 0,
            "font": {"family": "Arial, sans-serif"},
        },
        "hovermode": "closest",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": {"title": {"text": x_title}, **look},
        "yaxis": {"title": {"text": y_title}, **look},
    }
    return go.Figure(layout=layout)


def add_line(
    figure: go.Figure, marks: Sequence[Mark], name: str, colour: str, dash: str = "solid"
) -> None:
    """Adds a line over strength, in percent or points, with the intervals of its marks."""
    ends = [mark.ends or (mark.value, mark.value) for mark in marks]
    figure.add_scatter(
        x=[mark.strength for mark in marks],
        y=[100 * mark.value for mark in marks],
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [100 * (end[1] - mark.value) for end, mark in zip(ends, marks, strict=True)],
            "arrayminus": [
                100 * (mark.value - end[0]) for end, mark in zip(ends, marks, strict=True)
            ],
            "thickness": 1.2,
            "width": 4,
        },
        name=name,
        mode="lines+markers",
        line={"color": colour, "dash": dash, "width": 2},
        marker={"size": 7},
        hovertext=[mark.words for mark in marks],
        hovertemplate="%{hovertext}<extra>" + name + "</extra>",
    )


def rows_height(rows: int) -> int:
    """Returns the height in px of a heat map with that many rows."""
    return max(HEIGHT_PX, 26 * rows + 120)


def plain(text: str, limit: int = 40) -> str:
    """Returns a text that Plotly shows as it is.

    Tags, templates and formulas are taken out, and it is cut to fit an axis.
    """
    return literal(shortened(text, limit))


def labels(names: Iterable[object]) -> list[str]:
    """Returns the names as labels of an axis.

    Long ones are cut, and different ones stay different.
    """
    everything = [str(name) for name in names]
    short = apart(everything, LABEL_CHARS)
    return [literal(short[name]) for name in everything]


def whole(name: object) -> str:
    """Returns a name in full, for a hover: in lines, since Plotly wraps none."""
    text = str(name)
    return "<br>".join(
        literal(text[start : start + HOVER_CHARS]) for start in range(0, len(text), HOVER_CHARS)
    )


def literal(text: str) -> str:
    """Returns a text without what Plotly reads as a tag, a template or a formula."""
    return html.escape(text.replace("%{", "% {"), quote=False).replace("$", "&#36;")


def known(value: float) -> float | None:
    """Returns a number that can be drawn, or None for one that ran away."""
    return value if math.isfinite(value) else None
