"""What every question can do, and what it hands to pages.

A question is a class with the functions of `Asked`; its row in `table.py` names it. Its module
imports statistics inside its functions only: they need scipy, which takes most of a second, and
neither a list nor a form needs statistics.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from explorer.errors import SweepError
from explorer.policy.model import Policy
from explorer.sweep.findings.values import Judged, Outcome, Point, Verdict
from explorer.sweep.planning.schedule import Schedule
from explorer.sweep.planning.spec import SweepSpec
from explorer.trial.arm import Arm
from explorer.trial.setting import Setting

if TYPE_CHECKING:
    from explorer.sweep.findings.result import SweepResult


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What a page offers to do with a verdict, in one click.

    `label` stands on the button, empty where there is nothing to do, and `meaning` beside it;
    `opens` is its label on Results, empty for the usual one. `heading` is what is shown there of
    the policy, and `detail` ends the sentence that says that it was opened. `taken` is what is said
    to be set, before the policy's name. `told` is whether the data say so. `more_seeds` is the
    number of further seeds that would tell what cannot be told yet, None where there is none.
    `short` is the verdict in a few words, for a list of runs.
    `untested` is a sentence where the final test is of an arm that is only near to the policy that
    is handed on; empty where it is of that.
    """

    meaning: str
    told: bool
    short: str = ""
    label: str = ""
    opens: str = ""
    heading: str = ""
    detail: str = ""
    taken: str = ""
    more_seeds: int | None = None
    untested: str = ""


class UnjudgedError(SweepError):
    """No verdict can be given: no trial finished of what all others are compared with."""


class Compared(Protocol):
    """What a verdict needs to know of an arm.

    An Arm has it, and so has a stored arm whose policy this release would refuse.
    """

    @property
    def key(self) -> str:
        """Unique in a sweep."""

    @property
    def kind(self) -> str:
        """What it is to its question."""

    @property
    def name(self) -> str:
        """What it is to people."""

    @property
    def strength(self) -> float:
        """The strength of its policy."""

    @property
    def setting(self) -> Setting:
        """How its networks are trained."""

    @property
    def step(self) -> str | None:
        """The id of the step that it is about."""


class Asked(Protocol):
    """What a question can do. Pure functions of a spec and of outcomes; nothing is kept."""

    def settled(self, spec: SweepSpec) -> Mapping[str, Any]:
        """Returns the options of a spec as they are meant; raises SweepError for what is none.

        The row checks them afterwards, each by itself.
        """

    def remarks(self, spec: SweepSpec, given: Mapping[str, Any]) -> Iterable[str]:
        """Yields, in words, what a settled spec compares beside what was asked for.

        `given` are the options that somebody told.
        """

    def count(self, spec: SweepSpec) -> int:
        """Returns how many arms are known before anything ran."""

    def differences(self, spec: SweepSpec) -> int:
        """Returns how many differences its intervals allow for; 0 where no plan can tell."""

    def arms(self, spec: SweepSpec) -> tuple[Arm, ...]:
        """Returns the arms that are known before anything ran; raises SweepError for none."""

    def schedule(self, spec: SweepSpec) -> Schedule:
        """Returns the order of the trials on the validation split."""

    def thinned(self, spec: SweepSpec) -> tuple[SweepSpec, ...]:
        """Returns ever smaller choices of what is compared, the spec itself first.

        They are what a time budget may leave out.
        """

    def left_out(self, asked: SweepSpec, fitted: SweepSpec) -> str:
        """Returns which arms a thinned spec leaves out, in words; "" for none."""

    def compared_with(self, arm: Compared, arms: Sequence[Compared]) -> str | None:
        """Returns the key of the arm that gains of `arm` are paired against; None for no gain."""

    def points(
        self, spec: SweepSpec, arms: Sequence[Compared], outcomes: Sequence[Outcome]
    ) -> Mapping[str, Point]:
        """Returns the estimates of the arms that have a finished trial, by key; also mid-way."""

    def judge(
        self, spec: SweepSpec, data: str, arms: Sequence[Compared], outcomes: Sequence[Outcome]
    ) -> Judged:
        """Returns the verdict with the estimates it rests on; `data` is the name of the data set.

        Raises SweepError, in one line, where the outcomes do not allow one.
        """

    def confirmed(self, spec: SweepSpec, verdict: Verdict | None) -> tuple[str, ...]:
        """Returns the keys of the arms that are scored on the test split, on fresh seeds.

        The first is what the second is compared with. Without a verdict: those that are scored
        whatever it will say, so that no worker waits for it. Empty where nothing is confirmed.
        """

    def read_verdict(self, raw: Mapping[str, Any]) -> Verdict:
        """Returns the verdict whose `to_json` gave `raw`, of this release or an older one."""

    def recommended(self, result: "SweepResult") -> Policy:
        """Returns the policy that the verdict recommends, without evidence; SweepError for none."""

    def advice(self, verdict: Verdict) -> Advice:
        """Returns what a page offers to do with a verdict of this question."""
