"""The table of questions, and what every question can do.

A row names its class as `module:Class`, which is loaded when the question is asked: statistics need
scipy, which takes most of a second, and neither a list nor a form needs statistics.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from explorer.choices import Choice
from explorer.sweep.findings.values import Judged, Outcome, Point, Verdict

if TYPE_CHECKING:
    from explorer.policy.model import Policy
    from explorer.sweep.findings.result import SweepResult
    from explorer.sweep.planning.schedule import Schedule
    from explorer.sweep.planning.spec import SweepSpec
    from explorer.trial.arm import Arm


@dataclass(frozen=True, kw_only=True)
class Question(Choice):
    """A row: `label` is what Fine-tune calls it, `asked` the class that answers, `module:Class`."""

    label: str
    asked: str


class Asked(Protocol):
    """What a question can do. Pure functions of a spec and of outcomes; nothing is kept."""

    def arms(self, spec: "SweepSpec") -> "tuple[Arm, ...]":
        """Returns the arms that are known before anything ran; raises SweepError for none."""

    def schedule(self, spec: "SweepSpec") -> "Schedule":
        """Returns the order of the trials on the validation split."""

    def compared_with(self, arm: "Arm", arms: "Sequence[Arm]") -> str | None:
        """Returns the key of the arm that gains of `arm` are paired against; None for no gain."""

    def points(
        self, spec: "SweepSpec", arms: "Sequence[Arm]", outcomes: Sequence[Outcome]
    ) -> Mapping[str, Point]:
        """Returns the estimates of the arms that have a finished trial, by key; also mid-way."""

    def judge(
        self, spec: "SweepSpec", data: str, arms: "Sequence[Arm]", outcomes: Sequence[Outcome]
    ) -> Judged:
        """Returns the verdict with the estimates it rests on; `data` is the name of the data set.

        Raises SweepError, in one line, where the outcomes do not allow one.
        """

    def confirmed(self, spec: "SweepSpec", verdict: Verdict | None) -> tuple[str, ...]:
        """Returns the keys of the arms that are scored on the test split, on fresh seeds.

        The first is what the second is compared with. Without a verdict: those that are scored
        whatever it will say, so that no worker waits for it. Empty where nothing is confirmed.
        """

    def read_verdict(self, raw: Mapping[str, Any]) -> Verdict:
        """Returns the verdict whose `to_json` gave `raw`, of this release or an older one."""

    def recommended(self, result: "SweepResult") -> "Policy":
        """Returns the policy that the verdict recommends, without evidence; SweepError for none."""


_ROWS = (
    Question(
        name="strength",
        label="How strong should it be?",
        summary="The whole policy at several strengths: how much augmentation is right.",
        asked="explorer.sweep.questions.strength:StrengthQuestion",
    ),
)
QUESTIONS: Mapping[str, Question] = MappingProxyType({row.name: row for row in _ROWS})
