"""The gap between the losses at the last epoch, against strength."""

import pandas as pd
import plotly.graph_objects as go

from explorer import numbers
from explorer.charts.absent import mark_absent
from explorer.charts.chart import Chart, View
from explorer.charts.drawing import LOW_PX, blank
from explorer.charts.learning import LOSSES, last_losses
from explorer.sweep.findings.result import SweepResult

TITLE = "The gap at the last epoch, at every strength"
_COLUMNS = ("Training loss", "Validation loss")


def figure(result: SweepResult) -> go.Figure:
    """Returns both losses (nats) at the last epoch against strength.

    Where they meet, the model no longer overfits.
    """
    rows = table(result)
    drawn = blank("Strength", "Loss (cross-entropy, nats)")
    for (_, name, colour, dash), column in zip(LOSSES, _COLUMNS, strict=True):
        drawn.add_scatter(
            x=rows["Strength"],
            y=rows[column],
            name=name,
            mode="lines+markers",
            line={"color": colour, "dash": dash, "width": 2},
            hovertext=[
                f"strength {numbers.strength(strength)}: {numbers.loss(loss)} nats"
                for strength, loss in zip(rows["Strength"], rows[column], strict=True)
            ],
            hovertemplate="%{hovertext}<extra>" + name + "</extra>",
        )
    mark_absent(drawn, result.absent)
    return drawn.update_layout(height=LOW_PX)


def table(result: SweepResult) -> pd.DataFrame:
    """Returns a row a strength: the losses (nats) at the last epoch, and the gap between them.

    They are averaged over the finished trials.
    """
    rows = []
    for arm in result.strength_arms:
        losses = last_losses(arm)
        if losses:
            training, validation = (sum(each) / len(losses) for each in zip(*losses, strict=True))
            rows.append((arm.strength, training, validation, validation - training))
    return pd.DataFrame(rows, columns=["Strength", *_COLUMNS, "Gap"])


def _views(result: SweepResult) -> list[View]:
    if sum(bool(last_losses(arm)) for arm in result.strength_arms) < 2:
        return []
    return [View(TITLE, lambda: table(result), figure=lambda: figure(result))]


CHART = Chart(
    "gaps",
    look="Learning curves",
    views=_views,
    question="strength",
    numbers="Show the gap as a table",
    heading=TITLE,
)
