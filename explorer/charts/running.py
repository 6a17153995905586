"""Open marks of a curve where no trial has finished: how far the running ones are, or were."""

import math

import plotly.graph_objects as go

from explorer import numbers
from explorer.charts.drawing import VALIDATION
from explorer.sweep.findings.arm import ArmResult
from explorer.sweep.findings.result import SweepResult

_LEFT = "#808a88"  # of a trial that did not get to its end


def add_running(drawn: go.Figure, result: SweepResult) -> list[float]:
    """Adds a mark for each strength without a finished trial, and returns the scores (%).

    They are what its trials scored after their latest epoch. Once the run has ended they are gray:
    a trial that did not get to its end counts for nothing.
    """
    latest = {
        arm.strength: scores[-1]
        for arm in result.strength_arms
        if arm.accuracy is None and (scores := _scores(arm)) and math.isfinite(scores[-1])
    }
    if not latest:
        return []
    drawn.add_scatter(
        x=list(latest),
        y=[100 * score for score in latest.values()],
        mode="markers",
        name=f"Validation images, {'not finished' if result.ended else 'still training'}",
        marker={
            "size": 9,
            "symbol": "circle-open",
            "color": _LEFT if result.ended else VALIDATION,
        },
        hovertext=[_hover(strength or 0.0, score, result) for strength, score in latest.items()],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    return [100 * score for score in latest.values()]


def _hover(strength: float, score: float, result: SweepResult) -> str:
    said = f"strength {numbers.strength(strength)}: {numbers.percent(score)} after its"
    return f"{said} {'last epoch; it did not finish' if result.ended else 'latest epoch'}"


def _scores(arm: ArmResult) -> list[float]:
    return [
        trial.epochs[-1].val_accuracy
        for trial in arm.trials
        if trial.status == "running" and trial.epochs
    ]
