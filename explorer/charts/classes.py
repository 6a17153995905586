"""The effect of augmentation on each class, against strength."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from explorer import numbers
from explorer.charts.cells import Write, scaled, text
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
from explorer.charts.gain import without_gain
from explorer.charts.naming import NAME_CHARS, called
from explorer.sweep.findings.arm import ArmResult
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.tally import no_gain
from explorer.sweep.findings.values import Interval
from explorer.trial.arm import strength_key

_NAMED = 3
_WHY = {"failed": "all its trials failed", "not run": "none of its trials was run"}
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
        text=[[text(cell, numbers.in_points) for cell in row] for row in gains.to_numpy()],
        texttemplate="%{text}" if numbered else None,
        textfont=CELL_TEXT,
        showscale=not numbered,  # beside numbers, the room is better spent on the cells
        customdata=[[whole(name)] * len(gains.columns) for name in gains.index],
        hovertemplate="class %{customdata}, strength %{x}: %{text} points<extra></extra>",
        xgap=1,
        ygap=1,
    )
    return drawn.update_layout(
        xaxis_type="category",
        yaxis={"type": "category", "autorange": "reversed"},
        height=rows_height(len(gains)),
    )


def _label(result: SweepResult, strength: float) -> str:
    why = without_gain(result).get(strength)
    name = numbers.strength(strength)
    return f"{name} ({why})" if why else name


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

    Where there is no balance point above 0, the weakest strength stands for it. A class gains or is
    harmed where its interval, which allows for all classes and strengths, does not hold 0. Names
    longer than `limit` are cut, so that different ones stay different; None shows them whole.
    """
    arms = {arm.strength: arm for arm in result.curve_arms if arm.strength and _known(result, arm)}
    if not arms:
        return []
    base = result.arm(strength_key(0.0))
    balance = result.balance_point
    strengths = list(arms)
    first = balance if balance in arms else strengths[0]
    names = called(result.classes, limit)
    return [
        _at(
            _changes(arms[strength], names),
            f"At strength {numbers.strength(strength)}"
            f"{', the balance point' if strength == balance else ''}",
        )
        for strength in dict.fromkeys([first, strengths[-1]])
    ] + [
        f"At {arm.name}, no gain is known: {_WHY.get(why, why)}."
        for arm in result.strength_arms
        if (why := no_gain(arm, base, ended=result.ended))
    ]


def _known(result: SweepResult, arm: ArmResult) -> bool:
    return any(name in (arm.per_class_gain or {}) for name in result.classes)


@dataclass(frozen=True)
class _Change:
    """How much a class changes; `told` is whether its interval lies on one side of 0."""

    name: str
    gain: float
    told: bool


def _changes(arm: ArmResult, names: Mapping[str, str]) -> list[_Change]:
    """The changes of all classes, the largest first."""
    gains: Mapping[str, float] = arm.per_class_gain or {}
    ends: Mapping[str, Interval] = arm.per_class_gain_ci95 or {}
    found = [
        _Change(short, gains[name], name in ends and not ends[name][0] <= 0 <= ends[name][1])
        for name, short in names.items()
        if name in gains
    ]
    return sorted(found, key=lambda change: (-abs(change.gain), change.name))


def _at(changes: Sequence[_Change], where: str) -> str:
    helped = [change for change in changes if change.told and change.gain > 0]
    harmed = [change for change in changes if change.told and change.gain < 0]
    if not helped and not harmed:
        return _nothing(changes, where)
    of = numbers.count(len(changes), "class", "classes")
    said = f"{where}, {_count(helped, 'gain', f' of {of}')}"
    return f"{said}, and {_count(harmed, 'lose')}."


def _nothing(changes: Sequence[_Change], where: str) -> str:
    said = f"{where}, no class is shown to gain or to lose"
    largest = [change for change in changes[:_NAMED] if change.gain]
    if not largest:
        return f"{said}: none changes."
    return f"{said}. The largest changes may be chance{_named(largest)}."


def _count(changes: Sequence[_Change], verb: str, of: str = "") -> str:
    """How many gain or lose, and which do most."""
    if not changes:
        return f"none{of} is shown to {verb}"
    one = "s" if len(changes) == 1 else ""
    return f"{numbers.whole(len(changes))}{of} {verb}{one}{_named(changes)}"


def _named(changes: Sequence[_Change]) -> str:
    first = ", ".join(
        f"{change.name} {numbers.in_points(100 * change.gain)}" for change in changes[:_NAMED]
    )
    most = "most of all " if len(changes) > _NAMED else ""
    return f" ({most}{first} points)" if changes else ""


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


def _written(title: str) -> Write | None:
    return None if title == "Class" else numbers.in_points


CHART = Chart(
    "classes",
    look="Classes",
    views=_views,
    question="strength",
    caption="Means over the seeds, in points of accuracy over strength 0, on validation images. A"
    " class has few of them: small changes are chance. A class is said to gain or to lose where"
    " that is shown with 95% for all classes and strengths together.",
    told="list",
    names="Class",
    written=_written,
)
