"""One scale for figures that stand beside each other, so that the eye compares what it sees."""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import plotly.graph_objects as go

_EDGE = 0.05  # of an axis, beyond its outermost points


def align(figures: Sequence[go.Figure]) -> None:
    """Gives figures of one chart the same axes, and heat maps the same colours.

    An axis of names is left as it is.
    """
    if len(figures) < 2:
        return
    maps = [trace for figure in figures for trace in figure.data if trace.type == "heatmap"]
    if maps:
        low, high = min(trace.zmin for trace in maps), max(trace.zmax for trace in maps)
        for trace in maps:
            trace.update(zmin=low, zmax=high)
        return
    for name in ("x", "y"):
        axes = [figure.layout[f"{name}axis"] for figure in figures]
        traces = [trace for figure in figures for trace in figure.data]
        ends = _ends(traces, name, logarithmic=axes[0].type == "log")
        if ends is not None:
            for axis in axes:
                axis.range = ends


def _ends(traces: Iterable[Any], name: str, *, logarithmic: bool) -> tuple[float, float] | None:
    """The ends of an axis; None for one of names, and where nothing is drawn.

    Those of a logarithmic axis are powers of ten, and it has no 0.
    """
    reached: list[float] = []
    for trace in traces:
        values = trace[name]
        if values is None or any(isinstance(value, str) for value in values):
            return None
        reached += _reached(trace, name)
    if logarithmic:
        reached = [math.log10(value) for value in reached if value > 0]
    if not reached:
        return None
    low, high = min(reached), max(reached)
    beyond = _EDGE * ((high - low) or 1.0)
    return (low - beyond, high + beyond)


def _reached(trace: Any, name: str) -> Iterator[float]:
    """Yields the values of a trace, and the ends of their intervals."""
    error = trace[f"error_{name}"]
    for place, value in enumerate(trace[name]):
        if value is None or not math.isfinite(value):
            continue
        above, below = (
            float(each[place] or 0.0) if each is not None else 0.0
            for each in (error.array, error.arrayminus)
        )
        yield from (float(value) + above, float(value) - below)
