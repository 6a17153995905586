"""What each step of a policy does: the accuracy without it, and with it alone, as bars."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean
from types import MappingProxyType

import pandas as pd
import plotly.graph_objects as go

from explorer.charts import axis
from explorer.charts.absent import COLUMN, cell
from explorer.charts.cells import harmless, interval, percent
from explorer.charts.chart import Chart, View
from explorer.charts.drawing import LOW_PX, TRAINING, VALIDATION, blank, labels, whole
from explorer.charts.gain import POSSIBLE, told
from explorer.errors import ExplorerError
from explorer.sweep.findings.ablation import ALONE, UNKNOWN, WITHOUT, AblationVerdict, StepFinding
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.texts import STEP_SAYS
from explorer.sweep.findings.values import Estimate
from explorer.sweep.questions.apart import taken_apart

_BARS = "The bars are differences in validation accuracy, in points."
_BAR = {
    "without": (
        "Without it: the accuracy without the step less that of the whole policy; above 0 the step"
        " hurts."
    ),
    "alone": "Alone: the accuracy of the step alone less that without augmentation.",
}
_PAIRED = "Every seed is compared with itself."
_INTERVALS = "The intervals are those that the verdict judges by: 95% for all steps together."
_STEP_PX = 64
_PAIRS = (
    "two trials of one seed: the whole policy and the policy without a step, or a step alone and no"
    " augmentation."
)
_NONE: Mapping[str, str] = MappingProxyType({})
_KINDS = {WITHOUT: "without it", ALONE: "alone"}
_CONTRASTS = (("without", "Without it", VALIDATION), ("alone", "Alone", TRAINING))


def figure(found: Sequence[StepFinding]) -> go.Figure:
    """Returns bars of both differences (points) with their intervals, a step a row."""
    drawn = blank("Difference in points", "")
    for name, words, colour in _CONTRASTS:
        _add_bars(drawn, found, [getattr(step, name) for step in found], words, colour)
    drawn.update_xaxes(range=_range(found))
    drawn.add_vline(x=0, line_width=1, line_color="gray")
    for step, label in zip(found, labels(step.name for step in found), strict=True):
        if not (step.without or step.alone):
            drawn.add_annotation(x=0, y=label, text="not measured", xanchor="left", showarrow=False)
    return drawn.update_layout(
        barmode="group",
        bargap=0.3,
        yaxis={"type": "category", "autorange": "reversed"},
        height=max(LOW_PX, _STEP_PX * len(found) + 130),
    )


def _range(found: Sequence[StepFinding]) -> axis.Range:
    """The range of the differences: around bars, their intervals, and 0."""
    known = [each for step in found for each in (step.without, step.alone) if each]
    ends = [end for each in known for end in (each.mean, *(each.shown or ()))]
    return axis.around([0.0, *(100 * end for end in ends)])


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
            [whole(step.name), told(estimate) if estimate else "", STEP_SAYS[step.says]]
            for step, estimate in zip(found, estimates, strict=True)
        ],
        hovertemplate="%{customdata[0]}: %{customdata[1]}<br>%{customdata[2]}"
        f"<extra>{words}</extra>",
    )


def _reach(estimate: Estimate | None, end: int) -> float:
    """How far an end of the interval lies from the mean, in points."""
    if estimate is None or estimate.shown is None:
        return 0.0
    return 100 * abs(estimate.shown[end] - estimate.mean)


def table(found: Sequence[StepFinding], gone: Mapping[str, str] = _NONE) -> pd.DataFrame:
    """Returns a row a step: what is said of it, and both differences in points.

    The differences have their intervals. `gone` says what is missing of steps, by their ids.
    """
    return pd.DataFrame(
        {
            "Step": harmless(step.name),
            "Verdict": STEP_SAYS[step.says],
            "Without it, points": percent(step.without),
            "Without it, interval": interval(step.without),
            "Alone, points": percent(step.alone),
            "Alone, interval": interval(step.alone),
            **({COLUMN: gone.get(step.step, "")} if gone else {}),
        }
        for step in found
    )


def findings(result: SweepResult) -> list[StepFinding]:
    """Returns what is known of the steps, the one that harms most first.

    For a run under way this takes the policy apart, and nothing is told.
    """
    gone = missing_of(result)
    known = (step for step in _findings(result) if step.without or step.alone or step.step in gone)
    return sorted(known, key=lambda step: -step.without.mean if step.without else 0.0)


def missing_of(result: SweepResult) -> dict[str, str]:
    """Returns what is missing of the trials about each step, by its id, such as "alone: failed"."""
    gone: dict[str, str] = {}
    for arm in result.arms:
        if arm.step and (why := cell(result, arm)):
            said = f"{_KINDS.get(arm.kind, arm.kind)}: {why}"
            gone[arm.step] = "; ".join(filter(None, (gone.get(arm.step), said)))
    return gone


def _findings(result: SweepResult) -> Sequence[StepFinding]:
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


def words(found: Sequence[StepFinding]) -> tuple[str, ...]:
    """Returns what the bars are, and their intervals: of what is drawn, and nothing else."""
    kinds = {name: [getattr(step, name) for step in found] for name in _BAR}
    drawn = [each for estimates in kinds.values() for each in estimates if each is not None]
    ends = [each for each in drawn if each.shown]
    bounded = any(any(each.open_sides) for each in ends)
    said = (_BARS, *(_BAR[name] for name, of in kinds.items() if any(of)), _PAIRED)
    return (*said, *((_INTERVALS,) if ends else ()), *((POSSIBLE,) if bounded else ()))


def _views(result: SweepResult) -> list[View]:
    found = findings(result)
    if not any(step.without or step.alone for step in found):
        return []
    return [
        View(
            "What each step does",
            lambda: table(found, missing_of(result)),
            figure=lambda: figure(found),
            words=lambda limit: words(found),
        )
    ]


CHART = Chart(
    "ablation",
    look="Steps",
    views=_views,
    question="ablation",
    live=True,
    numbers="Show the steps as a table",
    told="below",
    empty=f"There are no bars. A bar needs {_PAIRS}",
    waiting=f"There are no bars yet. A bar needs {_PAIRS}",
)
