"""What a verdict over strengths marks in a figure: plateau, overdone zone and balance point."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from explorer import numbers
from explorer.charts.absent import without
from explorer.charts.drawing import OVERDONE, VALIDATION, Mark
from explorer.sweep.findings.result import SweepResult

EDGE = 0.06  # in strength: room for the outermost markers


@dataclass(frozen=True)
class Zone:
    """Strengths that a verdict marks: what they are, and the parts of the axis that they take."""

    name: str
    parts: Sequence[tuple[float, float]]


PLATEAU, PAST_BEST, HARMFUL = "plateau", "past its best", "harmful"
_BOTH = f"{PAST_BEST}, {HARMFUL}"
# Where curves fall, there is room for names at the top right.
_LOOKS = {
    PLATEAU: (VALIDATION, "bottom left"),
    **dict.fromkeys((PAST_BEST, HARMFUL, _BOTH), (OVERDONE, "top right")),
}
_LINE_PX = 16
_RING = "Ring: balance point, the weakest strength that is about as accurate as the best one"
_GREEN = "Green: plateau, the strengths that may be the best"
_RED = {PAST_BEST: "less accurate than the best", HARMFUL: "less accurate than no augmentation"}


def zones(result: SweepResult) -> Iterator[Zone]:
    """Yields the plateau, the strengths that are overdone, and those that are harmful.

    There is a plateau only where something was told apart: else it is no finding. No part crosses a
    strength without a finished trial.
    """
    verdict = result.strength_verdict
    if verdict is None:
        return
    strengths = result.course.strengths
    low, high = verdict.plateau
    if high > low and verdict.told_apart:
        yield Zone(PLATEAU, without((low, high), strengths, result.absent))
    starts = {PAST_BEST: verdict.overdone_from, HARMFUL: verdict.harmful_from}
    if not verdict.best and verdict.harmful_from is not None:
        del starts[PAST_BEST]  # a curve that never rose is past nothing
    for name, start in starts.items():
        if start is not None:
            yield Zone(name, without((start, max(strengths)), strengths, result.absent))


def legend(result: SweepResult) -> str:
    """Returns what the ring and the colours of a figure mean, in one line; "" where there are none.

    It names only those that are drawn.
    """
    shaded = {zone.name for zone in zones(result)}
    said = [f"{_RING}."] if result.balance_point is not None else []
    said += [f"{_GREEN}."] if PLATEAU in shaded else []
    red = [f"{name}, {_RED[name]}" for name in _RED if name in shaded]
    said += [f"Red: {'; '.join(red)}."] if red else []
    return " ".join(said)


def mark_zones(figure: go.Figure, result: SweepResult) -> None:
    """Shades the zones of a result; those that take the same strengths have one name together."""
    lines = 0
    for zone in _together(list(zones(result))):
        colour, place = _LOOKS[zone.name]
        if zone.name == PLATEAU:
            # A strength that stands between two holes has a narrow band.
            parts = [(a, b) if b > a else (a - EDGE / 2, b + EDGE / 2) for a, b in zone.parts]
        else:
            parts = [(low, high + EDGE) for low, high in zone.parts]
        line = 0 if zone.name == PLATEAU else lines
        _shade(figure, parts, colour, zone.name, place, -_LINE_PX * line)
        lines += zone.name != PLATEAU


def _together(found: list[Zone]) -> list[Zone]:
    *others, last = found or [Zone("", ())]
    if others and others[-1].parts == last.parts and last.name == HARMFUL:
        return [*others[:-1], Zone(_BOTH, last.parts)]
    return found


def _shade(
    figure: go.Figure,
    parts: Sequence[tuple[float, float]],
    colour: str,
    name: str,
    place: str,
    shift_px: int,
) -> None:
    """Shades the parts of a zone; the widest has the name, moved up by `shift_px`."""
    label = {"text": name, "yshift": shift_px}
    named = max(parts, key=lambda part: part[1] - part[0], default=None)
    for part in parts:
        figure.add_vrect(
            x0=part[0],
            x1=part[1],
            fillcolor=colour,
            opacity=0.12,
            line_width=0,
            layer="below",
            **({"annotation": label, "annotation_position": place} if part == named else {}),
        )


def mark_balance_point(figure: go.Figure, result: SweepResult, marks: Sequence[Mark]) -> None:
    """Draws a ring around the mark at the balance point, where it is told."""
    at = next((mark for mark in marks if mark.strength == result.balance_point), None)
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
