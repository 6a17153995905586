"""Plotly figures of sweeps, and the table behind each. Reads the sweep document (`sweep.json`); the page and the report draw the same figures."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

Document = Mapping[str, Any]

VALIDATION = "#1b8a7a"
TRAINING = "#b5651d"
OVERDONE = "#c0392b"
COMPARED = ("#1b8a7a", "#b5651d", "#5b6ee1", "#c0392b", "#8e6bbf", "#6b8e23", "#d68fb0", "#708090")
GRID = "rgba(128,128,128,0.25)"
HEIGHT_PX = 420


def curve(document: Document) -> go.Figure:
    """Returns validation and training accuracy (%) against strength with 95% intervals; plateau, balance point and the overdone zone are marked."""
    arms = _arms(document)
    figure = _figure("Strength", "Accuracy, %")
    if not arms:
        return figure
    _mark_zones(figure, document.get("verdict"), max(arm["strength"] for arm in arms))
    _add_line(figure, arms, "train_accuracy", "Training images", TRAINING, dash="dot")
    _add_line(figure, arms, "val_accuracy", "Validation images", VALIDATION)
    _mark_balance_point(figure, document.get("verdict"), arms)
    return figure


def curve_table(document: Document) -> pd.DataFrame:
    """Returns a row a strength: seeds, accuracies (%) and gains (points) with their 95% intervals."""
    rows = [
        {
            "Strength": arm["strength"],
            "Seeds": sum(trial["status"] == "finished" for trial in arm["trials"]),
            "Validation, %": _percent(arm.get("val_accuracy")),
            "Validation, 95%": _interval(arm.get("val_accuracy")),
            "Training, %": _percent(arm.get("train_accuracy")),
            "Gain, points": _percent(arm.get("gain")),
            "Gain, 95%": _interval(arm.get("gain")),
        }
        for arm in _arms(document)
    ]
    return pd.DataFrame(rows)


def compared_curves(documents: Sequence[Document], *, gains: bool = False) -> go.Figure:
    """Returns the validation curves (%) of several sweeps in one figure, or their gains over strength 0 (points)."""
    figure = _figure("Strength", "Gain over strength 0, points" if gains else "Validation accuracy, %")
    for i, document in enumerate(documents):
        name = f"{document['policy']['explorer']['name']} on {document['config']['data']} ({document['sweep_id'][:8]})"
        _add_line(figure, _arms(document), "gain" if gains else "val_accuracy", name, COMPARED[i % len(COMPARED)])
    if gains:
        figure.add_hline(y=0, line_width=1, line_color="gray")
    return figure


def learning_curves(arm: Mapping[str, Any]) -> go.Figure:
    """Returns training and validation loss against the epoch for every trial of one arm; the space between them is the gap."""
    figure = _figure("Epoch", "Cross-entropy, nats")
    for trial in arm["trials"]:
        epochs = trial.get("epochs") or []
        x = [epoch["epoch"] for epoch in epochs]
        for key, name, colour, dash in (("train_loss", "Training, augmented", TRAINING, "dot"), ("val_loss", "Validation, clean", VALIDATION, "solid")):
            figure.add_scatter(
                x=x,
                y=[epoch.get(key) for epoch in epochs],
                name=f"{name}, seed {trial['seed']}",
                line={"color": colour, "dash": dash, "width": 1.5},
                mode="lines+markers" if len(x) == 1 else "lines",
            )
    return figure


def learning_table(arm: Mapping[str, Any]) -> pd.DataFrame:
    """Returns a row an epoch of every trial of one arm: losses (nats), validation accuracy (%) and the gap between the losses."""
    rows = [
        {
            "Seed": trial["seed"],
            "Epoch": epoch["epoch"],
            "Training loss": epoch.get("train_loss"),
            "Validation loss": epoch.get("val_loss"),
            "Gap": _difference(epoch.get("val_loss"), epoch.get("train_loss")),
            "Validation, %": None if epoch.get("val_accuracy") is None else round(100 * epoch["val_accuracy"], 2),
        }
        for trial in arm["trials"]
        for epoch in trial.get("epochs") or []
    ]
    return pd.DataFrame(rows)


def class_effect(document: Document) -> go.Figure:
    """Returns a heat map (class x strength) of the gain in accuracy over strength 0, in points: red classes are harmed."""
    table = class_effect_table(document).set_index("Class")
    reach = max(1.0, float(table.abs().max().max())) if table.size else 1.0
    figure = _figure("Strength", None)
    figure.add_heatmap(
        z=table.to_numpy(),
        x=[f"{strength:g}" for strength in table.columns],
        y=[str(name) for name in table.index],
        zmin=-reach,
        zmax=reach,
        colorscale=[[0, OVERDONE], [0.5, "#f4f1ea"], [1, VALIDATION]],
        colorbar={"title": {"text": "points"}},
        texttemplate="%{z:+.1f}" if table.size <= 200 else None,
        hovertemplate="%{y}, strength %{x}: %{z:+.1f} points<extra></extra>",
    )
    return figure.update_layout(xaxis_type="category", yaxis={"type": "category", "autorange": "reversed"}, height=_rows_height(len(table)))


def class_effect_table(document: Document) -> pd.DataFrame:
    """Returns the gain over strength 0 in points, a row a class, a column a strength."""
    gains = {arm["strength"]: arm.get("per_class_gain") or {} for arm in _arms(document) if arm["strength"] > 0}
    rows = [{"Class": name, **{s: _scaled(gain.get(name)) for s, gain in gains.items()}} for name in document["dataset"]["classes"]]
    return pd.DataFrame(rows, columns=["Class", *gains])


def confusion(document: Document, matrix: Sequence[Sequence[int]]) -> go.Figure:
    """Returns a confusion matrix (true class x predicted class, counts) as a heat map coloured by the share of the true class."""
    names = [str(name) for name in document["dataset"]["classes"]]
    shares = [[100 * cell / max(sum(row), 1) for cell in row] for row in matrix]
    figure = _figure("Predicted class", "True class")
    figure.add_heatmap(
        z=shares,
        x=names,
        y=names,
        customdata=matrix,
        zmin=0,
        zmax=100,
        colorscale=[[0, "#f4f1ea"], [1, VALIDATION]],
        colorbar={"title": {"text": "% of class"}},
        texttemplate="%{customdata}" if len(names) <= 20 else None,
        hovertemplate="%{y} taken for %{x}: %{customdata} images, %{z:.1f}%<extra></extra>",
    )
    return figure.update_layout(xaxis_type="category", yaxis={"type": "category", "autorange": "reversed"}, height=_rows_height(len(names)) + 80)


def confusion_table(document: Document, matrix: Sequence[Sequence[int]]) -> pd.DataFrame:
    """Returns the confusion matrix as counts: a row a true class, a column a predicted class."""
    names = [str(name) for name in document["dataset"]["classes"]]
    return pd.DataFrame([[name, *row] for name, row in zip(names, matrix, strict=True)], columns=["True class", *names])


def report_table(report: Mapping[str, Any]) -> pd.DataFrame:
    """Returns scikit-learn's classification report as a table: precision, recall, F1 and support, a row a class and an average."""
    rows = []
    for name, scores in report.items():
        if isinstance(scores, Mapping):  # "accuracy" is a bare number
            rows.append(
                {"Class": name, "Precision": scores["precision"], "Recall": scores["recall"], "F1": scores["f1-score"], "Support": int(scores["support"])}
            )
    return pd.DataFrame(rows)


def _figure(x_title: str, y_title: str | None) -> go.Figure:
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


def _arms(document: Document) -> list[Mapping[str, Any]]:
    arms = [arm for arm in document["arms"] if arm["kind"] == "strength" and arm.get("val_accuracy")]
    return sorted(arms, key=lambda arm: arm["strength"])


def _add_line(figure: go.Figure, arms: Sequence[Mapping[str, Any]], key: str, name: str, colour: str, dash: str = "solid") -> None:
    arms = [arm for arm in arms if arm.get(key)]
    means = [100 * arm[key]["mean"] for arm in arms]
    ends = [arm[key].get("ci95") for arm in arms]
    figure.add_scatter(
        x=[arm["strength"] for arm in arms],
        y=means,
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [100 * end[1] - mean if end else 0 for end, mean in zip(ends, means, strict=True)],
            "arrayminus": [mean - 100 * end[0] if end else 0 for end, mean in zip(ends, means, strict=True)],
            "thickness": 1.2,
            "width": 4,
        },
        name=name,
        mode="lines+markers",
        line={"color": colour, "dash": dash, "width": 2},
        marker={"size": 7},
        hovertemplate="strength %{x:g}: %{y:.1f}<extra>" + name + "</extra>",
    )


def _mark_zones(figure: go.Figure, verdict: Mapping[str, Any] | None, strongest: float) -> None:
    if not verdict:
        return
    low, high = verdict["plateau"][0], verdict["plateau"][-1]
    if high > low:
        figure.add_vrect(x0=low, x1=high, fillcolor=VALIDATION, opacity=0.12, line_width=0, annotation_text="plateau", annotation_position="bottom left")
    if verdict["overdone_from"] is not None:
        end = strongest + 0.05
        figure.add_vrect(
            x0=verdict["overdone_from"], x1=end, fillcolor=OVERDONE, opacity=0.12, line_width=0, annotation_text="overdone", annotation_position="bottom right"
        )


def _mark_balance_point(figure: go.Figure, verdict: Mapping[str, Any] | None, arms: Sequence[Mapping[str, Any]]) -> None:
    arm = next((arm for arm in arms if verdict and arm["strength"] == verdict["balance_point"]), None)
    if arm is None:
        return
    figure.add_scatter(
        x=[arm["strength"]],
        y=[100 * arm["val_accuracy"]["mean"]],
        mode="markers",
        name=f"Balance point, strength {arm['strength']:g}",
        marker={"size": 16, "symbol": "circle-open", "color": VALIDATION, "line": {"width": 3}},
        hoverinfo="skip",
    )


def _rows_height(rows: int) -> int:
    return max(HEIGHT_PX, 26 * rows + 120)


def _percent(estimate: Mapping[str, Any] | None) -> float | None:
    return None if not estimate else round(100 * estimate["mean"], 2)


def _interval(estimate: Mapping[str, Any] | None) -> str:
    ends = estimate.get("ci95") if estimate else None
    return "" if not ends else f"{100 * ends[0]:.1f} to {100 * ends[1]:.1f}"


def _scaled(gain: float | None) -> float | None:
    return None if gain is None else round(100 * gain, 2)


def _difference(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a - b
