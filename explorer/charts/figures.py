"""Plotly figures of sweeps. Every text of a document is hostile: Plotly reads tags in names, so
`plain` takes them away.
"""

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explorer.charts.tables import arms_of, class_effect_table, classes_of, gaps_table, sweep_name
from explorer.names import apart, numbered, shortened

EDGE = 0.06  # in strength: room for the outermost markers
Document = Mapping[str, Any]

VALIDATION = "#1b8a7a"
TRAINING = "#b5651d"
OVERDONE = "#c0392b"
COMPARED = ("#1b8a7a", "#b5651d", "#5b6ee1", "#c0392b", "#8e6bbf", "#6b8e23", "#d68fb0", "#708090")
GRID = "rgba(128,128,128,0.25)"
HEIGHT_PX, LOW_PX = 420, 300
NEUTRAL = "#f4f1ea"
GOOD, BAD = (
    "#5dbaa9",
    "#e57f74",
)  # ends of a heat map, light enough for dark numbers on every shade between
CELL_TEXT = {"color": "#16211f"}
MAX_ROWS = 60
LABEL_CHARS = 28
HOVER_CHARS = 60
_LOSS_TICKS = [digit * 10.0**power for power in range(-4, 4) for digit in (1, 2, 5)]
_LOSSES = (
    ("train_loss", "Training, augmented", TRAINING, "dot"),
    ("val_loss", "Validation, clean", VALIDATION, "solid"),
)


def curve(document: Document) -> go.Figure:
    """Returns validation and training accuracy (%) against strength with 95% intervals; plateau,
    balance point and the overdone zone are marked.
    """
    arms = arms_of(document)
    figure = _figure("Strength", "Accuracy, %")
    strongest = max(document["config"]["strengths"])
    figure.update_xaxes(
        range=[-EDGE, strongest + EDGE]
    )  # the same from the first point to the last, so that nothing jumps
    _add_running(figure, document)
    if not arms:
        # Nothing to scale by, and Plotly would draw percentages below 0.
        return figure if figure.data else figure.update_yaxes(range=[0, 100])
    _mark_zones(figure, document.get("verdict"), strongest)
    _add_line(figure, arms, "train_accuracy", "Training images", TRAINING, dash="dot")
    _add_line(figure, arms, "val_accuracy", "Validation images", VALIDATION)
    _mark_balance_point(figure, document.get("verdict"), arms)
    return figure


def gain(document: Document) -> go.Figure:
    """Returns the gain in validation accuracy over strength 0 (points) against strength, paired by
    seed, with 95% intervals; marked as `curve` is.
    """
    figure = _figure("Strength", "Gain over strength 0, points")
    strongest = max(document["config"]["strengths"])
    figure.update_xaxes(range=[-EDGE, strongest + EDGE])
    _mark_zones(figure, document.get("verdict"), strongest)
    figure.add_hline(y=0, line_width=1, line_color="gray")
    _add_line(figure, arms_of(document), "gain", "Gain on validation images", VALIDATION)
    _mark_balance_point(figure, document.get("verdict"), arms_of(document), "gain")
    return figure.update_layout(height=LOW_PX)


def compared_curves(documents: Sequence[Document], *, gains: bool = False) -> go.Figure:
    """Returns the validation curves (%) of several sweeps in one figure, or their gains over
    strength 0 (points).
    """
    figure = _figure(
        "Strength", "Gain over strength 0, points" if gains else "Validation accuracy, %"
    )
    called = [sweep_name(document) for document in documents]
    short = apart(called, 60)
    for i, (document, name) in enumerate(
        zip(documents, numbered(_literal(short[name]) for name in called), strict=True)
    ):
        _add_line(
            figure,
            arms_of(document),
            "gain" if gains else "val_accuracy",
            name,
            COMPARED[i % len(COMPARED)],
        )
    if gains:
        figure.add_hline(y=0, line_width=1, line_color="gray")
    return figure


def learning_curves(arm: Mapping[str, Any]) -> go.Figure:
    """Returns training and validation loss against the epoch for every trial of one arm; the space
    between them is the gap.
    """
    figure = _figure("Epoch", "Loss (cross-entropy, nats), log scale")
    # The first epochs may be ten times as high as what matters.
    figure.update_yaxes(
        type="log", tickvals=_LOSS_TICKS, ticktext=[f"{loss:g}" for loss in _LOSS_TICKS]
    )
    told: set[str] = set()
    for trial in arm["trials"]:
        epochs = trial.get("epochs") or []
        x = [epoch["epoch"] for epoch in epochs]
        for key, name, colour, dash in _LOSSES:
            figure.add_scatter(
                x=x,
                y=[epoch.get(key) for epoch in epochs],
                name=name,
                legendgroup=key,
                showlegend=name not in told,
                line={"color": colour, "dash": dash, "width": 1.5},
                mode="lines+markers" if len(x) == 1 else "lines",
                hovertemplate=f"seed {trial['seed']}, epoch %{{x}}: %{{y:.3f}} nats<extra>{name}</extra>",
            )
            told.add(name)
    return figure


def gaps(document: Document) -> go.Figure:
    """Returns both losses (nats) at the last epoch against strength: where they meet, the model no
    longer overfits.
    """
    table = gaps_table(document)
    figure = _figure("Strength", "Loss (cross-entropy, nats)")
    for (_, name, colour, dash), column in zip(
        _LOSSES, ("Training loss", "Validation loss"), strict=True
    ):
        line = {"color": colour, "dash": dash, "width": 2}
        figure.add_scatter(
            x=table["Strength"],
            y=table[column],
            name=name,
            mode="lines+markers",
            line=line,
            hovertemplate="strength %{x:g}: %{y:.3f} nats",
        )
    return figure.update_layout(height=LOW_PX)


def class_effect(document: Document) -> go.Figure:
    """Returns a heat map (class x strength) of the gain in accuracy over strength 0, in points: red
    classes are harmed.

    Of more than 60 classes it shows those that change most.
    """
    table = class_effect_table(document).set_index("Class").astype(float)
    if len(table) > MAX_ROWS:
        table = table.loc[table.abs().max(axis=1).nlargest(MAX_ROWS).index]
    reach = max(1.0, float(table.abs().max().max())) if table.size else 1.0
    figure = _figure("Strength", "Class")
    figure.add_heatmap(
        z=table.to_numpy(),
        x=[f"{strength:g}" for strength in table.columns],
        y=labels(table.index),
        zmin=-reach,
        zmax=reach,
        colorscale=[[0, BAD], [0.5, NEUTRAL], [1, GOOD]],
        colorbar={"title": {"text": "points"}, "thickness": 12},
        texttemplate="%{z:+.1f}" if table.size <= 200 else None,
        textfont=CELL_TEXT,
        showscale=table.size
        > 200,  # with a number in every cell, the room is better spent on the cells
        customdata=[[whole(name)] * len(table.columns) for name in table.index],
        hovertemplate="%{customdata}, strength %{x}: %{z:+.1f} points<extra></extra>",
        xgap=1,
        ygap=1,
    )
    return figure.update_layout(
        xaxis_type="category",
        yaxis={"type": "category", "autorange": "reversed"},
        height=_rows_height(len(table)),
    )


def confusion(document: Document, matrix: Sequence[Sequence[int]]) -> go.Figure:
    """Returns a confusion matrix (true class x predicted class, counts) as a heat map coloured by
    the share of the true class.

    Of more than 60 classes it shows those with the most mistakes.
    """
    counts = np.asarray(matrix)
    names = classes_of(document)
    shares = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    if len(names) > MAX_ROWS:
        wrong = counts.sum(axis=1) - counts.diagonal()
        kept = np.sort(np.argsort(-wrong, kind="stable")[:MAX_ROWS])
        counts, shares, names = (
            counts[np.ix_(kept, kept)],
            shares[np.ix_(kept, kept)],
            [names[i] for i in kept],
        )
    figure = _figure("Predicted class", "True class")
    figure.add_heatmap(
        z=shares.tolist(),
        x=labels(names),
        y=labels(names),
        hovertext=[
            [f"{whole(true)}<br>taken for {whole(predicted)}" for predicted in names]
            for true in names
        ],
        zmin=0,
        zmax=100,
        colorscale=[[0, NEUTRAL], [1, GOOD]],
        colorbar={"title": {"text": "% of class"}, "thickness": 12},
        text=counts.tolist(),
        texttemplate="%{text}" if len(names) <= 20 else None,
        textfont=CELL_TEXT,
        showscale=len(names) > 20,
        hovertemplate="%{hovertext}:<br>%{text} images, %{z:.1f}%<extra></extra>",
        xgap=1,
        ygap=1,
    )
    return figure.update_layout(
        xaxis_type="category",
        yaxis={"type": "category", "autorange": "reversed"},
        height=_rows_height(len(names)) + 80,
    )


def plain(text: str, limit: int = 40) -> str:
    """Returns a text that Plotly shows as it is: no tags, templates or formulas, and not too long
    for an axis.
    """
    return _literal(shortened(text, limit))


def labels(names: Iterable[object]) -> list[str]:
    """Returns the names as labels of an axis: long ones are cut, and different ones stay different."""
    everything = [str(name) for name in names]
    short = apart(everything, LABEL_CHARS)
    return [_literal(short[name]) for name in everything]


def whole(name: object) -> str:
    """Returns a name in full, for a hover: in lines, since Plotly wraps none."""
    text = str(name)
    return "<br>".join(
        _literal(text[start : start + HOVER_CHARS]) for start in range(0, len(text), HOVER_CHARS)
    )


def _literal(text: str) -> str:
    return html.escape(text.replace("%{", "% {"), quote=False).replace("$", "&#36;")


def _figure(x_title: str, y_title: str) -> go.Figure:
    figure = go.Figure()
    figure.update_layout(
        height=HEIGHT_PX,
        margin={"l": 8, "r": 8, "t": 36, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        hovermode="closest",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
    )
    figure.update_xaxes(title=x_title, gridcolor=GRID, zeroline=False, automargin=True)
    figure.update_yaxes(title=y_title, gridcolor=GRID, zeroline=False, automargin=True)
    return figure


def _add_line(
    figure: go.Figure,
    arms: Sequence[Mapping[str, Any]],
    key: str,
    name: str,
    colour: str,
    dash: str = "solid",
) -> None:
    arms = [arm for arm in arms if arm.get(key)]
    means = [100 * arm[key]["mean"] for arm in arms]
    ends = [arm[key].get("ci95") for arm in arms]
    figure.add_scatter(
        x=[arm["strength"] for arm in arms],
        y=means,
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [
                100 * end[1] - mean if end else 0 for end, mean in zip(ends, means, strict=True)
            ],
            "arrayminus": [
                mean - 100 * end[0] if end else 0 for end, mean in zip(ends, means, strict=True)
            ],
            "thickness": 1.2,
            "width": 4,
        },
        name=name,
        mode="lines+markers",
        line={"color": colour, "dash": dash, "width": 2},
        marker={"size": 7},
        hovertemplate="strength %{x:g}: %{y:.1f}<extra>" + name + "</extra>",
    )


def _add_running(figure: go.Figure, document: Document) -> None:
    """Open marks where no trial has finished yet: what the running ones score after their latest
    epoch.
    """
    latest: dict[float, float] = {}
    for arm in document["arms"]:
        scores = [
            trial["epochs"][-1]["val_accuracy"]
            for trial in arm["trials"]
            if trial["status"] == "running" and trial["epochs"]
        ]
        if not arm.get("val_accuracy") and scores and scores[-1] is not None:
            latest[arm["strength"]] = scores[-1]
    if latest:
        figure.add_scatter(
            x=list(latest),
            y=[100 * score for score in latest.values()],
            mode="markers",
            name="Validation images, still training",
            marker={"size": 9, "symbol": "circle-open", "color": VALIDATION},
            hovertemplate="strength %{x:g}: %{y:.1f} after its latest epoch<extra></extra>",
        )


def _mark_zones(figure: go.Figure, verdict: Mapping[str, Any] | None, strongest: float) -> None:
    if not verdict:
        return
    low, high = verdict["plateau"][0], verdict["plateau"][-1]
    if high > low:
        _mark_zone(figure, low, high, VALIDATION, "plateau", "bottom left")
    if verdict["overdone_from"] is not None:
        _mark_zone(
            figure, verdict["overdone_from"], strongest + EDGE, OVERDONE, "overdone", "bottom right"
        )


def _mark_zone(
    figure: go.Figure, low: float, high: float, colour: str, name: str, place: str
) -> None:
    figure.add_vrect(
        x0=low,
        x1=high,
        fillcolor=colour,
        opacity=0.12,
        line_width=0,
        layer="below",
        annotation_text=name,
        annotation_position=place,
    )


def _mark_balance_point(
    figure: go.Figure,
    verdict: Mapping[str, Any] | None,
    arms: Sequence[Mapping[str, Any]],
    key: str = "val_accuracy",
) -> None:
    arm = next(
        (
            arm
            for arm in arms
            if verdict and arm["strength"] == verdict["balance_point"] and arm.get(key)
        ),
        None,
    )
    if arm is None:
        return
    figure.add_scatter(
        x=[arm["strength"]],
        y=[100 * arm[key]["mean"]],
        mode="markers",
        name=f"Balance point, strength {arm['strength']:g}",
        marker={"size": 16, "symbol": "circle-open", "color": VALIDATION, "line": {"width": 3}},
        hoverinfo="skip",
    )


def _rows_height(rows: int) -> int:
    return max(HEIGHT_PX, 26 * rows + 120)
