"""What `measure` returns: a sweep and what it found, as a script or a notebook uses it.

Imports pandas, plotly and the charts inside the functions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.errors import SweepError, quoted
from explorer.measuring import files
from explorer.measuring.bar import note
from explorer.policy.model import Policy
from explorer.sweep.findings import result as findings
from explorer.sweep.findings.arm import ArmResult
from explorer.sweep.findings.final import FinalTest
from explorer.sweep.findings.values import Estimate, Verdict
from explorer.sweep.questions.table import read_verdict
from explorer.sweep.reading import recommended

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go


@dataclass(frozen=True, repr=False)
class SweepResult:
    """A sweep and what it found.

    `found` is all of it, as sweep.json holds it. `source` is where the data set was measured.
    """

    found: findings.SweepResult
    source: str

    @classmethod
    def load(cls, path: str | Path) -> "SweepResult":
        """Returns the result in a sweep.json of any release, or in the folder that holds one.

        Raises SweepError where it is missing or not one.
        """
        file = Path(path) / "sweep.json" if Path(path).is_dir() else Path(path)
        found = findings.SweepResult.load(file, read_verdict)
        return cls(found, found.course.data)

    @property
    def sweep_id(self) -> str:
        """What commands and pages call the sweep."""
        return self.found.sweep_id

    @property
    def status(self) -> str:
        """How it ended; "finished" where all of it was measured."""
        return self.found.status

    @property
    def verdict(self) -> Verdict:
        """What the sweep says, `sentence` in words; raises SweepError where there is no verdict."""
        if self.found.verdict is None:
            raise SweepError(f"sweep {self.sweep_id} is {self.status} and has no verdict yet")
        return self.found.verdict

    @property
    def final_test(self) -> FinalTest | None:
        """What the test split says; None where the data set has none."""
        return self.found.final_test

    @property
    def notes(self) -> tuple[str, ...]:
        """What people should know beside the numbers."""
        return (*self.found.notes, *self.found.data_warnings)

    @property
    def curve(self) -> "pd.DataFrame":
        """A row an arm: accuracies and gains from 0 to 1, with the ends of their 95% intervals.

        The intervals are those that are shown: those of the gains allow for all strengths.
        Measures beside accuracy have columns of their own, behind the others. NaN stands for what
        is not known.
        """
        import pandas as pd

        further = self.found.course.further_measures
        columns = list(_row(_NOTHING, further))
        return pd.DataFrame([_row(arm, further) for arm in self.found.arms], columns=columns)

    def figure(self, *, training: bool | None = None, intervals: bool | None = None) -> "go.Figure":
        """Returns the chart that answers the question of the sweep, as a Plotly figure.

        The bars of a curve are the intervals of the gains, by which the verdict judges. `training`
        tells whether the training accuracy is drawn (it is, unless you say no), and `intervals`
        whether the interval of each accuracy is drawn too (it is not). Raises SweepError where
        there is nothing to draw, and for a part that the chart of this question does not have.
        """
        from explorer.charts.table import CHARTS

        told = {"training": training, "intervals": intervals}
        asked = {name: value for name, value in told.items() if value is not None}
        for chart in CHARTS:
            for view in chart.shown(self.found):
                if view.figure is None:
                    continue
                for name in asked.keys() - {part.name for part in chart.parts}:
                    raise SweepError(
                        f"the chart of the question {self.found.question} has no {quoted(name)} to"
                        " draw or leave out"
                    )
                return view.figure(**asked)
        raise SweepError(f"sweep {self.sweep_id} is {self.status} and has nothing to draw yet")

    def policy(self) -> Policy:
        """Returns the policy that the sweep recommends, with the evidence for it.

        Raises SweepError where there is no verdict.
        """
        return recommended(self.found)

    def save(self, folder: str | Path) -> tuple[Path, ...]:
        """Writes sweep.json, report.html and policy.json, and returns their paths.

        They are the files of `aug-explorer sweep --out`. Raises SweepError where there is no
        verdict, or where the folder cannot be written to.
        """
        recommended(self.found)  # first: a mistake leaves no folder behind
        target = files.out_folder(folder, "the folder")
        return tuple(files.write(self.found, self.source, target, note))

    @property
    def _sentence(self) -> str:
        return self.found.sentence or "no verdict yet"

    def __repr__(self) -> str:
        return f"<sweep {quoted(self.sweep_id)[1:-1]}, {self.status}: {self._sentence}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the verdict and the chart, which load nothing from a network."""
        from explorer import report

        chart = ""
        try:
            drawn = self.figure()
        except SweepError:
            pass
        else:
            chart = drawn.to_html(full_html=False, include_plotlyjs=True, include_mathjax=False)
        return f"{report.verdict(self.found) or f'<p>{self._sentence}</p>'}{chart}"


_NOTHING = ArmResult("", "", "", None)


def _row(arm: ArmResult, further: Sequence[str]) -> dict[str, Any]:
    known = {
        "arm": arm.key,
        "kind": arm.kind,
        "name": arm.name,
        "strength": arm.strength,
        "step": arm.step,
        "trials": arm.finished,
        **_estimate("val_accuracy", arm.accuracy),
        **_estimate("train_accuracy", arm.train_accuracy),
        **_estimate("gain", arm.gain),
    }
    for name in further:
        known |= _estimate(name, arm.metrics.get(name))
    return known


def _estimate(name: str, value: Estimate | None) -> dict[str, float]:
    low, high = (value and value.shown) or (float("nan"),) * 2
    mean = float("nan") if value is None else value.mean
    return {name: mean, f"{name}_low": low, f"{name}_high": high}
