"""What a plan can show before anything is trained, in sentences.

Loads statistics when it is asked, not before.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer import numbers
from explorer.sweep.findings.claims import LEAST_MATTERS
from explorer.sweep.findings.spread import ASSUMED, Spread
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.table import Question, asked_by, question_of

if TYPE_CHECKING:
    from explorer.sweep.findings.needed import CanShow

_ALL = 1.0  # a share: an accuracy cannot change by more


@dataclass(frozen=True)
class Known:
    """How far the results of an earlier run of the same setting spread, and which run that was."""

    sweep_id: str
    spread: Spread


@dataclass(frozen=True)
class Promise:
    """What a plan with that many seeds and validation images can show.

    `can_show` is None where that is nothing. `matters` is the smallest gain that matters, a share,
    where somebody set it. `known` is None where the spread is assumed.
    """

    question: Question
    seeds: int
    images: int
    can_show: "CanShow | None"
    matters: float | None
    known: Known | None

    @property
    def lines(self) -> tuple[str, ...]:
        """What people are told of it, one or two sentences a line."""
        shown = self.can_show
        if self.seeds < 2:
            return ("1 seed can show nothing: with it, an effect looks like chance.",)
        if shown is None or shown.gain >= _ALL:
            return (f"{self._what} are too few to show anything.",)
        return (self._finds(shown), self._origin, self._matters(shown))

    @property
    def _what(self) -> str:
        many = "" if self.images == 1 else "s"
        return f"{self.seeds} seeds and {self.images} validation image{many}"

    def _finds(self, shown: "CanShow") -> str:
        finds = self.question.finds.format(size=numbers.change(shown.gain))
        excludes = self.question.excludes.format(size=numbers.change(shown.rules_out))
        return (
            f"With {self._what}, 80% of such runs would show {finds}. Where there is none, 80% "
            f"would rule out {excludes}."
        )

    @property
    def _origin(self) -> str:
        if self.known is not None:
            return f"How much results vary is taken from run {self.known.sweep_id}."
        by_seed = numbers.change(ASSUMED.by_seed**0.5)
        return (
            "No run of these settings has finished yet: how much results vary is assumed "
            f"({by_seed} from seed to seed)."
        )

    def _matters(self, shown: "CanShow") -> str:
        start = "The smallest gain that matters is"
        least, can = (
            f"{self.images} validation images cannot show less",
            numbers.change(shown.matters),
        )
        if self.matters is None:
            why = ", the usual value" if shown.matters <= LEAST_MATTERS else f": {least}"
            return f"{start} {can}{why}."
        mine = f"{numbers.number(100 * self.matters)} points"  # as somebody set it
        hidden = self.matters < shown.matters and numbers.change(self.matters) != can
        return f"{start} {mine}, as set{f', but {least} than {can}' if hidden else ''}."


def promised(spec: SweepSpec, images: int, known: Known | None) -> Promise | None:
    """Returns what a plan can show on that many validation images; None where nobody can tell.

    `known` is what an earlier run of the same setting showed, where there is one.
    """
    differences = asked_by(spec).differences(spec)
    if differences < 1 or images < 1:
        return None
    from explorer.sweep.findings.needed import can_show
    from explorer.sweep.findings.statistics import confidence

    question = question_of(spec)
    shown = can_show(
        differences,
        spec.seeds,
        images,
        confidence(spec.looks),
        ASSUMED if known is None else known.spread,
        both_sides=question.both_sides,
    )
    return Promise(question, spec.seeds, images, shown, spec.options.get("matters"), known)
