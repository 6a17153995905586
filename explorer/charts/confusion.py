"""Which class is taken for which."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from explorer import numbers
from explorer.charts.chart import Chart, View, Words
from explorer.charts.drawing import (
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
from explorer.sweep.findings.arm import Matrix
from explorer.sweep.findings.final import FinalTest
from explorer.sweep.findings.result import SweepResult

_NAMED = 3
_WORTH = 0.01  # of the images of a class: rarer mistakes are not told
_MOST_NUMBERED = 20  # classes, with a number in every cell


def figure(classes: Sequence[str], matrix: Matrix) -> go.Figure:
    """Returns a confusion matrix as a heat map (true class x predicted class, counts).

    It is coloured by the share of the true class. Of more than 60 classes it shows those with the
    most mistakes.
    """
    counts, names = np.asarray(matrix), list(classes)
    shares = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    if len(names) > MAX_ROWS:
        wrong = counts.sum(axis=1) - counts.diagonal()
        kept = np.sort(np.argsort(-wrong, kind="stable")[:MAX_ROWS])
        counts, shares = counts[np.ix_(kept, kept)], shares[np.ix_(kept, kept)]
        names = [names[i] for i in kept]
    numbered = len(names) <= _MOST_NUMBERED
    drawn = blank("Predicted class", "True class")
    drawn.add_heatmap(
        z=shares.tolist(),
        x=labels(names),
        y=labels(names),
        hovertext=[
            [f"class {whole(true)}<br>taken for class {whole(predicted)}" for predicted in names]
            for true in names
        ],
        zmin=0,
        zmax=100,
        colorscale=[[0, NEUTRAL], [1, GOOD]],
        colorbar={"title": {"text": "% of class"}, "thickness": 12},
        text=counts.tolist(),
        texttemplate="%{text}" if numbered else None,
        textfont=CELL_TEXT,
        showscale=not numbered,
        customdata=[[numbers.percent(share / 100) for share in row] for row in shares],
        hovertemplate="%{hovertext}:<br>%{text} images, %{customdata}<extra></extra>",
        xgap=1,
        ygap=1,
    )
    return drawn.update_layout(
        xaxis_type="category",
        yaxis={"type": "category", "autorange": "reversed"},
        height=rows_height(len(names)) + 80,
    )


def table(classes: Sequence[str], matrix: Matrix) -> pd.DataFrame:
    """Returns the confusion matrix as counts: a row a true class, a column a predicted class."""
    return pd.DataFrame(
        [[name, *row] for name, row in zip(classes, matrix, strict=True)],
        columns=["True class", *classes],
    )


def words(classes: Sequence[str], matrix: Matrix, limit: int | None = NAME_CHARS) -> list[str]:
    """Returns the three pairs of classes that are mistaken most, as shares of the true class.

    Names are cut to `limit`; None leaves them whole.
    """
    short = called(classes, limit)
    names = [short[name] for name in classes]
    mistakes = sorted(
        (
            (cell / sum(row), i, j)
            for i, row in enumerate(matrix)
            for j, cell in enumerate(row)
            if i != j and cell
        ),
        reverse=True,
    )
    return [
        f"Class {names[i]} is taken for {names[j]} in {numbers.percent(share)} of its images."
        for share, i, j in mistakes[:_NAMED]
        if share >= _WORTH
    ]


def _views(result: SweepResult) -> list[View]:
    final = result.final_test
    tested = [] if final is None or not final.confusion else [_tested(result, final)]
    return tested + [
        View(
            f"Confusion matrix at {arm.name}, validation images",
            *_drawn(result, arm.confusion),
            key=arm.key,
            choice=f"Validation images, {arm.name}",
            reported=False,
        )
        for arm in result.arms
        if arm.confusion
    ]


def _tested(result: SweepResult, final: FinalTest) -> View:
    arm = result.arm(final.arm)
    name = (
        f"strength {numbers.strength(final.strength)}"
        if arm is None or arm.is_strength
        else arm.name
    )
    return View(
        f"Confusion matrix at {name}, test split",
        *_drawn(result, final.confusion or ()),
        key="test",
        choice=f"Test split, {name}",
    )


def _drawn(
    result: SweepResult, matrix: Matrix
) -> tuple[Callable[[], pd.DataFrame], Callable[[], go.Figure], Words]:
    classes = result.classes
    return (
        lambda: table(classes, matrix),
        lambda: figure(classes, matrix),
        lambda limit: words(classes, matrix, limit),
    )


CHART = Chart(
    "confusion",
    look="Confusion matrix",
    views=_views,
    caption="Counts over all seeds; the colour is the share of the true class.",
    told="list",
    pick="Matrix of",
    names="True class",
)
