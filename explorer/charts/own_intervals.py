"""The interval of each accuracy by itself, faint: wide, since seeds differ, and not judged by."""

import plotly.graph_objects as go

from explorer import numbers
from explorer.charts.cells import accuracy_interval
from explorer.charts.drawing import TRAINING, VALIDATION
from explorer.charts.gain import at, seeds_of
from explorer.sweep.findings.arm import ArmResult
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.values import Estimate, Interval

_FAINT = 0.35
_THICK_PX = 6
Found = tuple[ArmResult, Estimate, Interval]


def add_intervals(drawn: go.Figure, result: SweepResult, *, training: bool) -> list[float]:
    """Adds the intervals of the accuracies of a curve, and returns their ends in percent.

    `training` tells whether those on the training images are among them.
    """
    arms = result.curve_arms
    known = _known([(arm, arm.accuracy) for arm in arms])
    _add(drawn, known, "validation", VALIDATION)
    trained = _known([(arm, arm.train_accuracy) for arm in arms]) if training else []
    _add(drawn, trained, "training", TRAINING)
    return [100 * end for _, _, ends in (*known, *trained) for end in ends]


def _known(found: list[tuple[ArmResult, Estimate | None]]) -> list[Found]:
    return [(arm, each, each.shown) for arm, each in found if each and each.shown]


def _add(drawn: go.Figure, known: list[Found], images: str, colour: str) -> None:
    if not known:
        return
    drawn.add_scatter(
        x=[arm.strength for arm, _, _ in known],
        y=[100 * found.mean for _, found, _ in known],
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [100 * (ends[1] - found.mean) for _, found, ends in known],
            "arrayminus": [100 * (found.mean - ends[0]) for _, found, ends in known],
            "thickness": _THICK_PX,
            "width": 0,
        },
        mode="markers",
        name=f"95% interval of each accuracy, {images} images",
        opacity=_FAINT,
        # A piece of the bar, which the legend shows.
        marker={"symbol": "line-ns", "size": 4, "line": {"width": _THICK_PX, "color": colour}},
        hovertext=[_hover(arm, found, images) for arm, found, _ in known],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _hover(arm: ArmResult, found: Estimate, images: str) -> str:
    return (
        f"{at(arm)}: {numbers.percent(found.mean)} of the {images} images"
        f"<br>95% interval of the accuracy {accuracy_interval(found)}<br>{seeds_of(arm)}"
    )
