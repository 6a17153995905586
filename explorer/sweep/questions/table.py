"""The table of questions, and how a sweep finds its own.

A row names its class as `module:Class`, which is loaded when the question is asked. What such a
class can do is in `asked.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from explorer.choices import Choice, chosen
from explorer.entry import resolve
from explorer.errors import ExplorerError, SweepError
from explorer.frozen import Frozen
from explorer.policy.model import MAX_STRENGTH
from explorer.sweep.findings.values import Verdict
from explorer.sweep.planning.schedule import Confirmed, Schedule
from explorer.sweep.planning.seeds import final_seeds, fresh_seeds
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.asked import Asked
from explorer.sweep.questions.option import Option, Points


@dataclass(frozen=True, kw_only=True)
class Question(Choice):
    """A row.

    `label` is what Fine-tune calls it, `command` the command that asks it; `lists` says in the list
    of commands what it does, `does` in its own help. `asked` is the class that answers,
    `module:Class`. `confirms` is the most arms that its final test scores.

    The rest are words. `one` and `compared` are what its arms are, in the singular and the plural;
    `dropped` is what of them a time budget drops, in the plural. A trial runs `each`, so that only
    `varies` differs, and `grows` while it does. `rests_on` is what its trials on the validation
    split make, and `base` what gains are over. `tested` is what the final test scores, and
    `untested` when there is nothing to score it beside, `spares` so before a run; both are empty
    where there always is. `finds` is an effect of the size {size} that a run could find, and
    `excludes` what it could rule out, each as a sentence has it; with `both_sides`, losses as well
    as gains.
    """

    label: str
    command: str
    lists: str
    does: str
    asked: str
    confirms: int
    one: str = "arm"
    compared: str = "arms"
    each: str = "for everything that is compared"
    varies: str = "that"
    grows: str = "What has been found"
    rests_on: str = "what is compared"
    base: str = "what each is compared with"
    tested: str = "what the verdict speaks of"
    untested: str = ""
    spares: str = ""
    dropped: str = ""
    finds: str = "a true difference of {size}"
    excludes: str = "differences above {size}"
    both_sides: bool = True
    params: tuple[Option, ...] = ()

    @property
    def budget_drops(self) -> str:
        """What a time budget drops, in that order."""
        return ", then ".join(part for part in ("seeds", self.dropped, "epochs") if part)


STRENGTHS = tuple(step / 4 for step in range(9))
MATTERS = Points(
    name="matters",
    kind="float",
    default=None,
    nullable=True,
    min=0,
    open_min=True,
    max=100,
    low=0.1,
    high=5,
    step=0.1,
    help="The smallest gain or loss of accuracy that matters, in points.",
    label="Smallest gain that matters",
    noun="smallest gain that matters",
    usual="0.5 points; more with few validation images",
    caption="In points of accuracy. A smaller gain or loss is not worth knowing.",
)
_ROWS = (
    Question(
        name="strength",
        label="How strong should it be?",
        command="sweep",
        lists="Measure how strong a policy should be.",
        does="Measure how strong POLICY should be: train at every strength, and plot validation"
        " accuracy against it.",
        summary="The whole policy at several strengths: how much augmentation is right.",
        asked="explorer.sweep.questions.strength:StrengthQuestion",
        confirms=2,
        one="strength",
        compared="strengths",
        each="at every strength",
        varies="the strength",
        grows="The curve of validation accuracy against strength",
        rests_on="the curve",
        base="strength 0",
        tested="strength 0 and the balance point",
        untested="no strength above 0 is chosen",
        spares="strength 0 turns out best",
        dropped="strengths",
        finds="a true gain of {size} at one strength",
        excludes="gains above {size}",
        both_sides=False,
        params=(
            Option(
                name="strengths",
                kind="list",
                default=STRENGTHS,
                min=0,
                max=MAX_STRENGTH,
                low=0,
                high=MAX_STRENGTH,
                step=0.25,
                help="Such as 0,0.5,1; strength 0 always runs.",
                label="Strengths",
                noun="list of strengths",
                usual="0 to 2 in steps of 0.25",
                caption="From 0 to 2. Strength 0, no augmentation, always runs.",
            ),
            MATTERS,
        ),
    ),
    Question(
        name="ablation",
        label="Which steps earn their place?",
        command="ablate",
        lists="Measure which steps of a policy earn their place.",
        does="Measure which steps of POLICY earn their place: train without each step and with"
        " each step alone, and compare with the whole policy and with none.",
        summary="The policy without each step, and each step alone: which of them help, and which"
        " harm.",
        asked="explorer.sweep.questions.ablation:AblationQuestion",
        confirms=2,
        one="arm",
        compared="arms",
        each="with the whole policy, without each step, with each step alone and with none",
        varies="the policy",
        grows="A chart of what each step does",
        rests_on="the steps",
        base="no augmentation, or over the whole policy",
        tested="the whole policy, and what the verdict sets beside it,",
        finds="a true effect of {size} of one step",
        excludes="effects above {size}",
        params=(
            Option(
                name="strength",
                kind="float",
                default=None,
                nullable=True,
                min=0,
                open_min=True,
                max=MAX_STRENGTH,
                low=0.25,
                high=MAX_STRENGTH,
                step=0.25,
                help="The strength of the policy, above 0 and at most 2.",
                label="Strength of the policy",
                noun="strength of the policy",
                usual="the policy's own",
                caption="Each step is left out, and each is alone, at this strength; empty for the"
                " one on Compose.",
            ),
            MATTERS,
        ),
    ),
)
QUESTIONS: Mapping[str, Question] = MappingProxyType({row.name: row for row in _ROWS})


def question_of(spec: SweepSpec) -> Question:
    """Returns the row of the question that a sweep asks; raises SweepError for an unknown one."""
    return row_of(spec.question)


def row_of(question: str) -> Question:
    """Returns the row of the question of that name; raises SweepError for an unknown one."""
    try:
        return chosen(QUESTIONS, question, "question")
    except ExplorerError as error:
        raise SweepError(str(error)) from None


def asked_by(spec: SweepSpec) -> Asked:
    """Returns what answers the question that a sweep asks; raises SweepError for an unknown one."""
    return answering(spec.question)


def answering(question: str) -> Asked:
    """Returns what answers the question of that name; raises SweepError for an unknown one."""
    answers: Asked = resolve(row_of(question).asked)()
    return answers


def read_verdict(question: str, raw: Mapping[str, Any]) -> Verdict:
    """Returns the verdict of the question of that name that was stored or written to a file."""
    return answering(question).read_verdict(raw)


def settled(spec: SweepSpec) -> SweepSpec:
    """Returns the spec with the options of its question in their canonical form.

    Raises SweepError for an unknown question, and for options that it has not.
    """
    row = question_of(spec)
    try:
        options = row.options(asked_by(spec).settled(spec))
    except ExplorerError as error:
        raise SweepError(str(error)) from None
    return replace(spec, options=Frozen(options))


def schedule_of(
    spec: SweepSpec, *, has_test: bool, verdict: Mapping[str, Any] | None = None
) -> Schedule:
    """Returns the schedule of a sweep: that of its question, and behind it the final test.

    `has_test` tells whether there are test images, `verdict` is what was stored, where it was
    judged.
    """
    asked = asked_by(spec)
    inner = asked.schedule(spec)
    if not has_test:
        return inner
    chosen = None
    if verdict is not None:
        chosen = asked.confirmed(spec, asked.read_verdict(verdict))
    return Confirmed(inner, asked.confirmed(spec, None), chosen, fresh_seeds(spec))


def final_trials(spec: SweepSpec) -> int:
    """Returns how many trials the final test has at most."""
    return question_of(spec).confirms * final_seeds(spec.seeds)


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
    return min(spec.workers, max(asked_by(spec).count(spec) * spec.seeds, final_trials(spec)))
