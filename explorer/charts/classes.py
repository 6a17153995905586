"""The effect of augmentation on each class, against strength."""

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from explorer.charts.cells import scaled
from explorer.charts.chart import Chart, View
from explorer.charts.drawing import (
    BAD,
    CELL_TEXT,
    GOOD,
    MAX_ROWS,
    NEUTRAL,
    blank,
    labels,
    rows_height,
    whole,
)
from explorer.charts.naming import NAME_CHARS, called
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.tally import no_gain
from explorer.trial.arm import strength_key

_NOTICED = 0.5  # points: smaller changes of a class are not told
_NAMED = 3
_MOST_CELLS = 200  # with a number in each


def figure(result: SweepResult) -> go.Figure:
    """Returns a heat map of the gain in accuracy over strength 0, in points (class x strength).

    Red classes are harmed. Of more than 60 classes it shows those that change most.
    """
    gains = table(result).set_index("Class").astype(float)
    if len(gains) > MAX_ROWS:
        gains = gains.loc[gains.abs().max(axis=1).nlargest(MAX_ROWS).index]
    reach = max(1.0, float(gains.abs().max().max())) if gains.size else 1.0
    numbered = gains.size <= _MOST_CELLS
    drawn = blank("Strength", "Class")
    drawn.add_heatmap(
        z=gains.to_numpy(),
        x=[_label(result, strength) for strength in gains.columns],
        y=labels(gains.index),
        zmin=-reach,
        zmax=reach,
        colorscale=[[0, BAD], [0.5, NEUTRAL], [1, GOOD]],
        colorbar={"title": {"text": "points"}, "thickness": 12},
        texttemplate="%{z:+.1f}" if numbered else None,
        textfont=CELL_TEXT,
        showscale=not numbered,  # beside numbers, the room is better spent on the cells
        customdata=[[whole(name)] * len(gains.columns) for name in gains.index],
        hovertemplate="%{customdata}, strength %{x}: %{z:+.1f} points<extra></extra>",
        xgap=1,
        ygap=1,
    )
    return drawn.update_layout(
        xaxis_type="category",
        yaxis={"type": "category", "autorange": "reversed"},
        height=rows_height(len(gains)),
    )


def _label(result: SweepResult, strength: float) -> str:
    why = result.absent.get(strength)
    return f"{strength:g} ({why})" if why else f"{strength:g}"


def table(result: SweepResult) -> pd.DataFrame:
    """Returns the gain over strength 0 in points, a row a class, a column a strength.

    The column of a strength without a gain is empty.
    """
    absent = result.absent
    gains: dict[float, Mapping[str, float]] = {
        arm.strength: arm.per_class_gain or {}
        for arm in result.strength_arms
        if arm.strength and (arm.accuracy or arm.strength in absent)
    }
    rows = [
        {"Class": name, **{s: scaled(gain.get(name)) for s, gain in gains.items()}}
        for name in result.classes
    ]
    return pd.DataFrame(rows, columns=["Class", *gains])


def words(result: SweepResult, limit: int | None = NAME_CHARS) -> list[str]:
    """Returns who gains and who is harmed, at the balance point and at the strongest strength.

    Where there is no balance point above 0, the weakest strength stands for it. Names longer than
    `limit` are cut, so that different ones stay different; None shows them whole.
    """
    gains = table(result).set_index("Class").astype(float).dropna(axis=1, how="all")
    if gains.empty:
        return []
    base = result.arm(strength_key(0.0))
    best = result.recommended_arm
    balance = best.strength if best and best.is_strength else None
    first = balance if balance in gains.columns else gains.columns[0]
    names = called(gains.index, limit)
    return [
        _at(
            gains[strength].rename(names).to_dict(),
            f"At strength {strength:g}{', the balance point' if strength == balance else ''}",
        )
        for strength in dict.fromkeys([first, gains.columns[-1]])
    ] + [
        f"At {arm.name}, no gain is known: {why}."
        for arm in result.strength_arms
        if (why := no_gain(arm, base, ended=result.ended))
    ]


def _at(gains: Mapping[str, float], where: str) -> str:
    harmed = sorted((gain, name) for name, gain in gains.items() if gain <= -_NOTICED)
    helped = sorted(
        ((gain, name) for name, gain in gains.items() if gain >= _NOTICED), reverse=True
    )
    if not harmed and not helped:
        return f"{where}, no class changes by {_NOTICED:g} points or more."
    said = f"{where}, {_count(len(helped))} of {len(gains)} gain{_named(helped)}"
    if not harmed:
        return f"{said}, and none is harmed."
    return f"{said}, and {_count(len(harmed))} lose{_named(harmed)}."


def _count(number: int) -> str:
    return str(number) if number else "none"


def _named(changes: Sequence[tuple[float, str]]) -> str:
    first = ", ".join(f"{name} {gain:+.1f}" for gain, name in changes[:_NAMED])
    return f" ({'most ' if len(changes) > _NAMED else ''}{first} points)" if changes else ""


def _views(result: SweepResult) -> list[View]:
    gains = (arm.per_class_gain for arm in result.curve_arms if arm.strength)
    if not any(name in gain for gain in gains if gain for name in result.classes):
        return []
    return [
        View(
            "Effect on each class",
            lambda: table(result),
            figure=lambda: figure(result),
            words=lambda limit: words(result, limit),
        )
    ]


CHART = Chart(
    "classes",
    look="Classes",
    views=_views,
    question="strength",
    caption="Means over the seeds, in points of accuracy over strength 0, on validation images. A"
    " class has few of them: small changes are chance.",
    told="list",
    names="Class",
)
