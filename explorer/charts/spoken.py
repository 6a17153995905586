"""What a figure shows in sentences, for people who hear a page: made from what is drawn in it."""

import html
import math
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import plotly.graph_objects as go

from explorer import numbers
from explorer.names import shortened

_MOST = 6  # lines, bars and marks that are told one by one
_NAME_CHARS = 60
_TAG = re.compile(r"<[^>]*>")
Write = Callable[[float], str]
Point = tuple[str, float]


def sentences(figure: go.Figure) -> str:
    """Returns what a figure shows: its axes, where each line begins, ends and turns, its marks."""
    across, up = _title(figure.layout.xaxis), _title(figure.layout.yaxis)
    told = [f"Chart: {up} against {across}." if up else f"Chart: {across}."]
    told += _at_most([_trace(traces, across, up) for traces in _by_name(figure.data)], "more")
    marks = list(dict.fromkeys(_plain(each.text) for each in figure.layout.annotations))
    if marks:
        told.append(f"Marked: {', '.join(_at_most(marks, 'more marks'))}.")
    return " ".join(part for part in told if part)


def _title(axis: Any) -> str:
    return _plain(axis.title.text)


def _by_name(traces: Iterable[Any]) -> list[list[Any]]:
    """The traces, those of one name together: each trial may have a line of its own."""
    found: dict[str, list[Any]] = {}
    for trace in traces:
        found.setdefault(trace.name or "", []).append(trace)
    return list(found.values())


def _trace(traces: Sequence[Any], across: str, up: str) -> str:
    trace, name = traces[0], _plain(traces[0].name)
    if trace.type == "heatmap":
        return _cells(trace, across, up)
    if trace.type == "bar":
        level = trace.orientation == "h"
        bars = _points(trace.y, trace.x) if level else _points(trace.x, trace.y)
        write = _writer(across if level else up)
        return _said(name, [f"{at} {write(value)}" for at, value in bars])
    write = _writer(up)
    lines = [points for each in traces if (points := _points(each.x, each.y))]
    if len(lines) > 1:
        heights = [value for points in lines for _, value in points]
        between = f"from {write(min(heights))} to {write(max(heights))}"
        return f"{name}: {numbers.count(len(lines), 'line')}, {between}."
    return _said(name, _turns(lines[0], write)) if lines else ""


def _turns(points: Sequence[Point], write: Write) -> list[str]:
    """Where a line begins and ends, and its lowest and highest points between."""
    words = {points[0]: "", points[-1]: ""}
    words.setdefault(min(points, key=lambda point: point[1]), "lowest ")
    words.setdefault(max(points, key=lambda point: point[1]), "highest ")
    return [f"{word}{write(value)} at {at}" for (at, value), word in words.items()]


def _cells(trace: Any, across: str, up: str) -> str:
    """How many cells a heat map has, and which are the lowest and the highest."""
    cells = [
        (value, row, column)
        for row, values in enumerate(trace.z)
        for column, value in enumerate(values)
        if _is_known(value)
    ]
    size = f"{len(trace.y)} by {len(trace.x)} cells"
    if not cells:
        return f"{size}."
    write, unit = _writer(_title(trace.colorbar)), _title(trace.colorbar)

    def at(cell: tuple[float, int, int]) -> str:
        value, row, column = cell
        place = f"{up} {_plain(trace.y[row])}, {across} {_plain(trace.x[column])}"
        return f"{write(value)} ({place})"

    return f"{size}, {unit}: from {at(min(cells))} to {at(max(cells))}."


def _points(places: Sequence[Any], values: Sequence[Any]) -> list[Point]:
    return [
        (_place(place), float(value))
        for place, value in zip(places, values, strict=True)
        if _is_known(value)
    ]


def _place(place: Any) -> str:
    return _plain(place) if isinstance(place, str) else numbers.number(float(place))


def _is_known(value: Any) -> bool:
    return value is not None and math.isfinite(value)


def _said(name: str, told: Sequence[str]) -> str:
    return f"{name}: {', '.join(_at_most(told, 'more'))}." if told else ""


def _at_most(told: Sequence[str], rest: str) -> list[str]:
    kept = [part for part in told if part]
    left = len(kept) - _MOST
    return [*kept[:_MOST], f"And {numbers.whole(left)} {rest}."] if left > 1 else kept


def _writer(title: str) -> Write:
    """How the numbers along an axis are written, by its unit."""
    if "point" in title:
        return numbers.in_points
    if "%" in title:
        return numbers.in_percent
    return numbers.loss if "Loss" in title else numbers.number


def _plain(text: Any) -> str:
    """A text without what was put into it for Plotly, and not longer than can be listened to."""
    return shortened(html.unescape(_TAG.sub(" ", str(text or ""))), _NAME_CHARS)
