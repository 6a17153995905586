"""The table of charts, in the order of the report: Results, Fine-tune and the report walk it.

A new chart is a file here and a row; a question's own chart names its question.
"""

from dataclasses import dataclass

from explorer.charts import (
    ablation,
    classes,
    confusion,
    curve,
    gain,
    gaps,
    learning,
    measures,
    tested,
)
from explorer.charts.chart import Chart
from explorer.sweep.findings.result import SweepResult

CHARTS: tuple[Chart, ...] = (
    curve.CHART,
    ablation.CHART,
    gain.CHART,
    measures.CHART,
    tested.CHART,
    confusion.CHART,
    classes.CHART,
    learning.CHART,
    gaps.CHART,
)


@dataclass(frozen=True)
class Look:
    """A way to look at a result on the page Results.

    It has a name, and a text for when there is nothing to show; `waiting` is another one for while
    the run goes on. `compares` is whether other results can be drawn into its chart.
    """

    name: str
    empty: str
    icon: str = "hourglass_empty"
    waiting: str = ""
    compares: bool = False


LOOKS: tuple[Look, ...] = (
    Look(
        "Curve",
        "There is no curve: no trial at strength 0 has finished.",
        waiting="The first point comes with the first trial.",
        compares=True,
    ),
    Look("Steps", ablation.CHART.empty),
    Look("Measures", "No trial has finished."),
    Look(
        "Learning curves",
        "There are no learning curves yet: no trial has finished.",
    ),
    Look(
        "Classes",
        "The effect on classes shows once strength 0 and another one have finished.",
    ),
    Look("Confusion matrix", "There is no confusion matrix yet: no trial has finished."),
    Look(
        "Classification report",
        "There is no report: it comes with the final test, which a run does at its end where the"
        " data set has a test split.",
        icon="info",
    ),
)


def charts_of(look: str, result: SweepResult) -> tuple[Chart, ...]:
    """Returns the charts of a look that suit the question of a result."""
    return tuple(chart for chart in CHARTS if chart.look == look and chart.suits(result))
