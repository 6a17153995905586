"""Open marks of a curve where no trial has finished yet: how far the running ones are."""

import math

import plotly.graph_objects as go

from explorer import numbers
from explorer.charts.drawing import VALIDATION
from explorer.sweep.findings.arm import ArmResult
from explorer.sweep.findings.result import SweepResult


def add_running(drawn: go.Figure, result: SweepResult) -> list[float]:
    """Adds a mark for each strength without a finished trial, and returns the scores (%).

    They are what its running trials score after their latest epoch.
    """
    latest = {
        arm.strength: scores[-1]
        for arm in result.strength_arms
        if arm.accuracy is None and (scores := _scores(arm)) and math.isfinite(scores[-1])
    }
    if not latest or result.ended:  # a stopped sweep keeps trials that run no more
        return []
    drawn.add_scatter(
        x=list(latest),
        y=[100 * score for score in latest.values()],
        mode="markers",
        name="Validation images, still training",
        marker={"size": 9, "symbol": "circle-open", "color": VALIDATION},
        hovertext=[
            f"strength {numbers.strength(strength or 0.0)}: {numbers.percent(score)} after its"
            " latest epoch"
            for strength, score in latest.items()
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    return [100 * score for score in latest.values()]


def _scores(arm: ArmResult) -> list[float]:
    return [
        trial.epochs[-1].val_accuracy
        for trial in arm.trials
        if trial.status == "running" and trial.epochs
    ]
