"""The table of questions, and what every question can do.

A row names its class as `module:Class`, which is loaded when the question is asked. Such a module
imports statistics inside its functions only: they need scipy, which takes most of a second, and
neither a list nor a form needs statistics.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from explorer.choices import Choice, Param, chosen
from explorer.entry import resolve
from explorer.errors import ExplorerError, SweepError
from explorer.frozen import Frozen
from explorer.policy.model import MAX_STRENGTH, Policy
from explorer.sweep.findings.values import Judged, Outcome, Point, Verdict
from explorer.sweep.planning.schedule import Schedule
from explorer.sweep.planning.seeds import final_seeds
from explorer.sweep.planning.spec import SweepSpec
from explorer.trial.arm import Arm
from explorer.trial.setting import Setting

if TYPE_CHECKING:
    from explorer.sweep.findings.result import SweepResult


@dataclass(frozen=True, kw_only=True)
class Question(Choice):
    """A row.

    `label` is what Fine-tune calls it, `asked` the class that answers, `module:Class`. `command` is
    that of the command line, and `does` what it says there. `compared` is what its arms are, in the
    plural. `confirms` is the most arms that its final test scores, `spares` in words when that is
    one arm alone; empty where it never is.
    """

    label: str
    asked: str
    command: str
    does: str
    compared: str
    confirms: int
    spares: str = ""


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

    def settled(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """Returns the options as they are meant; raises SweepError for what is none.

        The row checks them afterwards, each by its Param.
        """

    def count(self, spec: SweepSpec) -> int:
        """Returns how many arms are known before anything ran."""

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


STRENGTHS = tuple(step / 4 for step in range(9))
_ROWS = (
    Question(
        name="strength",
        label="How strong should it be?",
        summary="The whole policy at several strengths: how much augmentation is right.",
        asked="explorer.sweep.questions.strength:StrengthQuestion",
        command="sweep",
        does=(
            "Measure how strong POLICY should be: train at every strength, and plot validation "
            "accuracy against it."
        ),
        compared="strengths",
        confirms=2,
        spares="strength 0 turns out best",
        params=(
            Param(
                name="strengths",
                kind="list",
                default=STRENGTHS,
                min=0,
                max=MAX_STRENGTH,
                low=0,
                high=MAX_STRENGTH,
                step=0.25,
                help="The strengths that are compared; 0 is always among them.",
            ),
        ),
    ),
)
QUESTIONS: Mapping[str, Question] = MappingProxyType({row.name: row for row in _ROWS})


def question_of(spec: SweepSpec) -> Question:
    """Returns the row of the question that a sweep asks; raises SweepError for an unknown one."""
    try:
        return chosen(QUESTIONS, spec.question, "question")
    except ExplorerError as error:
        raise SweepError(str(error)) from None


def read_verdict(question: str, raw: Mapping[str, Any]) -> Verdict:
    """Returns the verdict in a sweep.json of that question; raises SweepError for an unknown
    question.
    """
    try:
        row = chosen(QUESTIONS, question, "question")
    except ExplorerError as error:
        raise SweepError(str(error)) from None
    answers: Asked = resolve(row.asked)()
    return answers.read_verdict(raw)


def asked_by(spec: SweepSpec) -> Asked:
    """Returns what answers the question that a sweep asks; raises SweepError for an unknown one."""
    answers: Asked = resolve(question_of(spec).asked)()
    return answers


def settled(spec: SweepSpec) -> SweepSpec:
    """Returns the spec with the options of its question in their canonical form.

    Raises SweepError for an unknown question, and for options that it has not.
    """
    row = question_of(spec)
    try:
        options = row.options(asked_by(spec).settled(spec.options))
    except ExplorerError as error:
        raise SweepError(str(error)) from None
    return replace(spec, options=Frozen(options))


def total_trials(spec: SweepSpec, has_test: bool, confirmed: int | None = None) -> int:
    """Returns how many trials a sweep has, the final test among them.

    Plan, progress, lists and tables all say this number. `has_test` tells whether the data set has
    test images. `confirmed` is how many arms the final test scores, once the verdict says so: with
    strength 0 as the balance point there is nothing to compare it with, and half as many trials.
    """
    arms = question_of(spec).confirms if confirmed is None else confirmed
    finals = arms * final_seeds(spec.seeds) if has_test else 0
    return asked_by(spec).count(spec) * spec.seeds + finals


def processes(spec: SweepSpec) -> int:
    """Returns how many worker processes can ever be busy at once.

    A worker without a trial would only take memory.
    """
    finals = question_of(spec).confirms * final_seeds(spec.seeds)
    return min(spec.workers, max(asked_by(spec).count(spec) * spec.seeds, finals))
