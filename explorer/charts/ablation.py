"""What each step of a policy does: the accuracy without it, and with it alone, as bars."""

from collections.abc import Iterator, Sequence
from statistics import fmean

import pandas as pd
import plotly.graph_objects as go

from explorer.charts.cells import harmless, interval, percent
from explorer.charts.chart import Chart, View
from explorer.charts.drawing import LOW_PX, TRAINING, VALIDATION, blank, labels, whole
from explorer.errors import ExplorerError
from explorer.sweep.findings.ablation import UNKNOWN, AblationVerdict, StepFinding
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.values import Estimate
from explorer.sweep.questions.apart import taken_apart

WORDS = (
    "The bars are differences in validation accuracy, in points. Without: the accuracy without the"
    " step less that of the whole policy; above 0 the step harms. Alone: that of the step alone"
    " less that without augmentation. Every seed is compared with itself. The intervals are those"
    " that the verdict judges by: 95% for all steps together."
)
_STEP_PX = 64
_PAIRS = (
    "two trials of one seed: the whole policy and the policy without a step, or a step alone and no"
    " augmentation."
)
_CONTRASTS = (("without", "Without it", VALIDATION), ("alone", "Alone", TRAINING))


def figure(result: SweepResult) -> go.Figure:
    """Returns bars of both differences (points) with their intervals, a step a row.

    The step that harms most stands at the top.
    """
    found = _sorted(result)
    drawn = blank("Difference in points", "")
    for name, words, colour in _CONTRASTS:
        _add_bars(drawn, found, [getattr(step, name) for step in found], words, colour)
    drawn.add_vline(x=0, line_width=1, line_color="gray")
    return drawn.update_layout(
        barmode="group",
        bargap=0.3,
        yaxis={"type": "category", "autorange": "reversed"},
        height=max(LOW_PX, _STEP_PX * len(found) + 130),
    )


def _add_bars(
    drawn: go.Figure,
    found: Sequence[StepFinding],
    estimates: Sequence[Estimate | None],
    words: str,
    colour: str,
) -> None:
    drawn.add_bar(
        orientation="h",
        y=labels(step.name for step in found),
        x=[None if estimate is None else 100 * estimate.mean for estimate in estimates],
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [_reach(estimate, 1) for estimate in estimates],
            "arrayminus": [_reach(estimate, 0) for estimate in estimates],
            "color": colour,
            "thickness": 1.6,
            "width": 5,
        },
        name=words,
        marker={"color": colour, "opacity": 0.45},
        customdata=[
            [whole(step.name), _between(estimate), step.says]
            for step, estimate in zip(found, estimates, strict=True)
        ],
        hovertemplate="%{customdata[0]}: %{x:+.1f} points%{customdata[1]}<br>%{customdata[2]}"
        f"<extra>{words}</extra>",
    )


def _reach(estimate: Estimate | None, end: int) -> float:
    """How far an end of the interval lies from the mean, in points."""
    if estimate is None or estimate.ci95 is None:
        return 0.0
    return 100 * abs(estimate.ci95[end] - estimate.mean)


def _between(estimate: Estimate | None) -> str:
    ends = interval(estimate)
    return f", {ends}" if ends else ""


def table(result: SweepResult) -> pd.DataFrame:
    """Returns a row a step: what is said of it, and both differences in points.

    The differences have their intervals.
    """
    return pd.DataFrame(
        {
            "Step": harmless(step.name),
            "Verdict": step.says,
            "Without it, points": percent(step.without),
            "Without it, interval": interval(step.without),
            "Alone, points": percent(step.alone),
            "Alone, interval": interval(step.alone),
        }
        for step in _sorted(result)
    )


def _sorted(result: SweepResult) -> list[StepFinding]:
    known = (step for step in findings(result) if step.without or step.alone)
    return sorted(known, key=lambda step: -step.without.mean if step.without else 0.0)


def findings(result: SweepResult) -> Sequence[StepFinding]:
    """Returns what the verdict says of the steps.

    For a run under way it returns what is known so far, and nothing is told.
    """
    if isinstance(result.verdict, AblationVerdict):
        return result.verdict.steps
    try:
        return list(_so_far(result))
    except ExplorerError:  # a policy that this release refuses
        return ()


def _so_far(result: SweepResult) -> Iterator[StepFinding]:
    strength = result.course.options["strength"]
    for part in taken_apart(result.policy, strength, result.setting).parts:
        without, alone = (_difference(result, *pair) for pair in part.contrasts)
        yield StepFinding(part.step, part.name, without, alone, UNKNOWN)


def _difference(result: SweepResult, key: str, base: str) -> Estimate | None:
    """The difference of two arms, paired by seed; its interval is known with the verdict."""
    mine, other = (_accuracies(result, arm) for arm in (key, base))
    both = [mine[seed] - other[seed] for seed in mine.keys() & other.keys()]
    return Estimate(fmean(both), None) if both else None


def _accuracies(result: SweepResult, key: str) -> dict[int, float]:
    arm = result.arm(key)
    trials = arm.trials if arm else ()
    return {trial.seed: trial.accuracy for trial in trials if trial.accuracy is not None}


def _views(result: SweepResult) -> list[View]:
    if not _sorted(result):
        return []
    return [
        View(
            "What each step does",
            lambda: table(result),
            figure=lambda: figure(result),
            words=lambda limit: (WORDS,),
        )
    ]


CHART = Chart(
    "ablation",
    look="Steps",
    views=_views,
    question="ablation",
    live=True,
    numbers="The numbers of the steps",
    told="below",
    empty=f"There are no bars. A bar needs {_PAIRS}",
    waiting=f"There are no bars yet. A bar needs {_PAIRS}",
)
