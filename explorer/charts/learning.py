"""Training and validation loss against the epoch, of every trial of one arm."""

import math

import pandas as pd
import plotly.graph_objects as go

from explorer import numbers
from explorer.charts.cells import scaled, text
from explorer.charts.chart import Chart, View
from explorer.charts.drawing import TRAINING, VALIDATION, blank, known
from explorer.sweep.findings.ablation import NONE
from explorer.sweep.findings.arm import ArmResult, TrialOutcome
from explorer.sweep.findings.result import SweepResult
from explorer.trial.arm import strength_key

LOSSES = (
    ("train_loss", "Training, augmented", TRAINING, "dot"),
    ("val_loss", "Validation, clean", VALIDATION, "solid"),
)
_LOSS_TICKS = [digit * 10.0**power for power in range(-4, 4) for digit in (1, 2, 5)]


def figure(arm: ArmResult) -> go.Figure:
    """Returns training and validation loss against the epoch, for every finished trial of one arm.

    The space between them is the gap.
    """
    drawn = blank("Epoch", "Loss (cross-entropy, nats), log scale")
    # The first epochs may be ten times as high as what matters.
    drawn.update_yaxes(
        type="log", tickvals=_LOSS_TICKS, ticktext=[numbers.number(loss) for loss in _LOSS_TICKS]
    )
    for place, trial in enumerate(finished(arm)):
        x = [epoch.epoch for epoch in trial.epochs]
        for key, name, colour, dash in LOSSES:
            called = name if augmented(arm) else name.partition(",")[0]
            losses = [known(getattr(epoch, key)) for epoch in trial.epochs]
            hover = f"seed {trial.seed}, epoch %{{x}}: %{{hovertext}} nats<extra>{called}</extra>"
            drawn.add_scatter(
                x=x,
                y=losses,
                name=called,
                hovertext=[text(loss, numbers.loss) for loss in losses],
                legendgroup=key,
                showlegend=place == 0,
                line={"color": colour, "dash": dash, "width": 1.5},
                mode="lines+markers" if len(x) == 1 else "lines",
                hovertemplate=hover,
            )
    return drawn


def table(arm: ArmResult) -> pd.DataFrame:
    """Returns a row an epoch of every finished trial of one arm.

    It holds losses (nats), validation accuracy (%) and the gap between the losses.
    """
    rows = [
        {
            "Seed": trial.seed,
            "Epoch": epoch.epoch,
            "Training loss": known(epoch.train_loss),
            "Validation loss": known(epoch.val_loss),
            "Gap": known(epoch.val_loss - epoch.train_loss),
            "Validation, %": scaled(known(epoch.val_accuracy)),
        }
        for trial in finished(arm)
        for epoch in trial.epochs
    ]
    return pd.DataFrame(rows)


def finished(arm: ArmResult) -> list[TrialOutcome]:
    """Returns the finished trials of an arm whose epochs are known."""
    return [trial for trial in arm.trials if trial.finished and trial.epochs]


def last_losses(arm: ArmResult) -> list[tuple[float, float]]:
    """Returns training and validation loss at the last epoch that all finished trials have.

    Those of every finished trial in which both are known.
    """
    trials = finished(arm)
    last = min((trial.epochs[-1].epoch for trial in trials), default=0)
    at = (epoch for trial in trials for epoch in trial.epochs if epoch.epoch == last)
    both = ((epoch.train_loss, epoch.val_loss) for epoch in at)
    return [losses for losses in both if all(map(math.isfinite, losses))]


def final_gap(arm: ArmResult) -> str:
    """Returns the gap between validation and training loss at the last epoch.

    It is averaged over the trials, and empty where none has finished.
    """
    gaps = [validation - training for training, validation in last_losses(arm)]
    if not gaps:
        return ""
    gap = sum(gaps) / len(gaps)
    side = "above" if gap >= 0 else "below"
    taken = ", which is taken on augmented pictures" if augmented(arm) else ""
    return (
        f"At the last epoch the validation loss is {numbers.loss(abs(gap))} nats {side} the"
        f" training loss{taken}."
    )


def augmented(arm: ArmResult) -> bool:
    """Returns whether the pictures that an arm is trained on are augmented."""
    return arm.kind != NONE and arm.strength != 0


def _views(result: SweepResult) -> list[View]:
    recommended = result.verdict.recommends if result.verdict else None
    strengths = [arm for arm in result.strength_arms if _begun(arm)]
    # Without augmentation, at the balance point, at the strongest: a section of the report each.
    told = {strength_key(0.0), recommended, *(arm.key for arm in strengths[-1:])}
    others = [arm for arm in result.arms if not arm.is_strength and _begun(arm)]
    return [
        *(_view(result, arm, recommended, reported=arm.key in told) for arm in strengths),
        *(_view(result, arm, recommended, reported=True) for arm in others),
    ]


def _begun(arm: ArmResult) -> bool:
    return bool(finished(arm))


def _view(result: SweepResult, arm: ArmResult, recommended: str | None, *, reported: bool) -> View:
    return View(
        f"Learning curves at {arm.name}" if arm.is_strength else f"Learning curves: {arm.name}",
        lambda: table(arm),
        figure=lambda: figure(arm),
        words=lambda limit: [text for text in (final_gap(arm),) if text],
        key=arm.key,
        choice=_choice(arm, result.balance_point),
        chosen=arm.key == recommended,
        reported=reported,
    )


def _choice(arm: ArmResult, balance_point: float | None) -> str:
    if not arm.is_strength:
        return arm.name
    if arm.strength == balance_point:
        return f"{numbers.strength(arm.strength or 0.0)}, the balance point"
    return numbers.strength(arm.strength) if arm.strength else "0, no augmentation"


CHART = Chart("learning", look="Learning curves", views=_views, pick="At strength", pick_arm="Arm")
