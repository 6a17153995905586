"""Accuracy against strength."""

import pandas as pd
import plotly.graph_objects as go

from explorer import numbers
from explorer.charts import axis
from explorer.charts.absent import COLUMN, cell, mark_absent
from explorer.charts.cells import accuracy_interval, interval, percent, scaled
from explorer.charts.chart import Chart, Part, View
from explorer.charts.drawing import TRAINING, VALIDATION, Mark, add_line, blank
from explorer.charts.gain import at, held, no_intervals, seeds_of, told
from explorer.charts.marks import EDGE, legend, mark_balance_point, mark_zones
from explorer.charts.own_intervals import add_intervals
from explorer.charts.running import add_running
from explorer.sweep.findings.arm import ArmResult
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.tally import paired
from explorer.sweep.findings.values import Estimate, Interval
from explorer.trial.arm import strength_key

WORDS = (
    "The bars are the intervals of the gains over strength 0, drawn from the accuracy without"
    " augmentation (the dashed line): a bar that lies above the line shows a gain, one that lies"
    " below it a loss."
)
UNEQUAL = (
    "Where a strength and strength 0 have different seeds, its point is drawn in the middle of its"
    " bar: at the accuracy without augmentation plus the gain over the seeds that both have. The"
    " table has its accuracy over all its seeds as well."
)
_BY_GAIN = "the accuracy without augmentation, plus the gain over the seeds that both have"
_BEYOND = 2.0  # percent below 0 and above 100
_SAME = 1e-9  # what differs less is left over from floating point
PARTS = (
    Part("training", "Training accuracy", usual=True),
    Part("intervals", "Intervals of each accuracy", usual=False),
)


def figure(result: SweepResult, *, training: bool = True, intervals: bool = False) -> go.Figure:
    """Returns validation and training accuracy (%) against strength.

    The intervals are those of the gains, drawn from the accuracy at strength 0, which has a line:
    what the verdict judges by. Those of the accuracies themselves are wide, since seeds differ, and
    are drawn, faint, only where `intervals` asks for them; they stand in the table. `training`
    tells whether the training accuracy is drawn. The plateau, the balance point and the overdone
    zone are marked.
    """
    drawn = blank("Strength", "Accuracy, %")
    strongest = max(result.course.strengths)
    # The same from the first point to the last, so that nothing jumps.
    drawn.update_xaxes(range=[-EDGE, strongest + EDGE])
    latest = add_running(drawn, result)
    found = marks(result)
    shown = _training(result) if training else []
    drawn.update_yaxes(range=_range(result, found, shown, latest))
    if not found:
        mark_absent(drawn, result.absent)
        return drawn
    mark_zones(drawn, result)
    if training:
        add_line(drawn, shown, "Training images", TRAINING, dash="dot")
    add_line(drawn, found, "Validation images", VALIDATION)
    if intervals:
        ends = add_intervals(drawn, result, training=training)
        axis.widen(drawn, {"yaxis": _possible(axis.around(ends))} if ends else {})
    if any(mark.ends for mark in found):
        drawn.add_hline(
            y=100 * without_any(result), line_width=1, line_color="gray", line_dash="dash"
        )
    mark_balance_point(drawn, result, found)
    mark_absent(drawn, result.absent)
    return drawn


def _range(
    result: SweepResult, found: list[Mark], training: list[Mark], latest: list[float]
) -> axis.Range:
    """The range of the accuracies: around points and bars, once every strength has a point.

    Before that, while a run goes on, it is all that is possible: marks of running trials climb.
    """
    complete = len(result.curve_arms) + len(result.absent) >= len(result.course.strengths)
    points = [100 * mark.value for mark in found]
    if not points or not (complete or result.ended):
        return 0.0, 100.0
    bars = [100 * end for mark in found for end in mark.ends or ()]
    bars = bars if result.ended else axis.cut(points, bars)
    trained = [100 * mark.value for mark in training]
    return _possible(axis.around([*points, *bars, *trained, *latest]))


def _possible(ends: axis.Range) -> axis.Range:
    """Cuts a range where accuracies end, with room for the marks there."""
    return max(ends[0], -_BEYOND), min(ends[1], 100 + _BEYOND)


def _training(result: SweepResult) -> list[Mark]:
    return [
        Mark(arm.strength or 0.0, found.mean, None, _trained(arm, found))
        for arm in result.curve_arms
        if (found := arm.train_accuracy)
    ]


def _trained(arm: ArmResult, found: Estimate) -> str:
    return f"{at(arm)}: {numbers.percent(found.mean)} of the training images<br>{seeds_of(arm)}"


def without_any(result: SweepResult) -> float:
    """Returns the accuracy without augmentation, from which the bars are drawn."""
    return next((arm.accuracy.mean for arm in result.curve_arms if arm.accuracy), 0.0)


def marks(result: SweepResult) -> list[Mark]:
    """Returns the points of the curve, each with the bar of its gain."""
    none = without_any(result)
    return [
        Mark(
            arm.strength or 0.0,
            _drawn(none, arm, arm.accuracy),
            _beside(none, arm),
            _hover(none, arm, arm.accuracy),
        )
        for arm in result.curve_arms
        if arm.accuracy
    ]


def _drawn(none: float, arm: ArmResult, accuracy: Estimate) -> float:
    """Where an accuracy is drawn: in the middle of its bar, at that of strength 0 plus the gain.

    Where both have the same seeds, that is the accuracy itself.
    """
    if not arm.strength or arm.gain is None:
        return accuracy.mean
    return min(max(none + arm.gain.mean, 0.0), 1.0)


def _beside(none: float, arm: ArmResult) -> Interval | None:
    """The interval of the gain, from the accuracy at strength 0; that has none over itself.

    It ends where accuracies do.
    """
    if not arm.strength or arm.gain is None or arm.gain.shown is None:
        return None
    low, high = (min(max(none + end, 0.0), 1.0) for end in arm.gain.shown)
    return low, high


def _hover(none: float, arm: ArmResult, accuracy: Estimate) -> str:
    said, place = f"{at(arm)}: {numbers.percent(accuracy.mean)}", _drawn(none, arm, accuracy)
    if abs(place - accuracy.mean) > _SAME:
        said += f" over its {seeds_of(arm)}<br>drawn at {numbers.percent(place)}: {_BY_GAIN}"
    gained = f"<br>gain {told(arm.gain)}" if arm.strength and arm.gain else ""
    return f"{said}{gained}<br>{seeds_of(arm)}"


def table(result: SweepResult) -> pd.DataFrame:
    """Returns a row a strength: seeds, accuracies (%) and gains (points), with 95% intervals.

    Where trials are missing, a column says which. A gain is that of the seeds that the strength
    and strength 0 have in common; where these are not all, columns say how many they are, and the
    accuracies of both on these seeds alone.
    """
    base = result.arm(strength_key(0.0))
    seeds = base.seeds_done if base else frozenset()
    rows = [
        {
            "Strength": arm.strength,
            "Seeds": arm.finished,
            "Validation, %": percent(arm.accuracy),
            "Validation, 95%": accuracy_interval(arm.accuracy),
            "Training, %": percent(arm.train_accuracy),
            "Training, 95%": accuracy_interval(arm.train_accuracy),
            "Gain, points": percent(arm.gain),
            "Gain, 95%": interval(arm.gain),
            **_compared(arm, base),
            COLUMN: cell(result, arm),
        }
        for arm in result.strength_arms
        if arm.accuracy is not None or arm.key in result.absent_arms
    ]
    found = pd.DataFrame(rows)
    whole = all(arm.seeds_done in (frozenset(), seeds) for arm in result.strength_arms)
    idle = [
        *(_compared(base, base) if whole and base else ()),
        *([] if any(row[COLUMN] for row in rows) else [COLUMN]),
    ]
    return found.drop(columns=idle) if rows else found


def _compared(arm: ArmResult, base: ArmResult | None) -> dict[str, float | None]:
    """How many seeds a gain is of, and both accuracies on these: their difference is the gain."""
    mine, other = paired(arm, base) or (None, None)
    shared = arm.seeds_done & base.seeds_done if base else ()
    return {
        "Seeds compared": len(shared),
        "On these, %": scaled(mine),
        "Strength 0 on these, %": scaled(other),
    }


def _words(result: SweepResult) -> tuple[str, ...]:
    holds, base = held(result), result.arm(strength_key(0.0))
    if not holds or base is None:
        return no_intervals(result)
    unequal = any(arm.gain and arm.seeds_done != base.seeds_done for arm in result.strength_arms)
    unlike = (UNEQUAL,) if unequal else ()
    beyond = (axis.LEAVES,) if _bars_leave(result) else ()
    return (*filter(None, [legend(result)]), WORDS, *unlike, *beyond, holds)


def _bars_leave(result: SweepResult) -> bool:
    found = marks(result)
    bars = [100 * end for mark in found for end in mark.ends or ()]
    return not result.ended and axis.leaves([100 * mark.value for mark in found], bars)


def _views(result: SweepResult) -> list[View]:
    return [
        View(
            "Accuracy against strength",
            lambda: table(result),
            figure=lambda **parts: figure(result, **parts),
            words=lambda limit: _words(result),
        ),
    ]


CHART = Chart(
    "curve",
    look="Curve",
    views=_views,
    question="strength",
    live=True,
    told="below",
    parts=PARTS,
    numbers="Show the curve as a table",
    empty="There is no curve: no trial at strength 0 has finished.",
    waiting="The first point comes when the first trial has finished; open marks show how far the"
    " running ones are.",
)
