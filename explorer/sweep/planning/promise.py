"""What a plan can show before anything is trained, in sentences.

Loads statistics when it is asked, not before.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from explorer import numbers
from explorer.sweep.findings import matters
from explorer.sweep.findings.claims import FEWEST_SEEDS, HALF_THE_SCALE, LEAST_MATTERS
from explorer.sweep.findings.spread import ASSUMED, Spread
from explorer.sweep.planning.spec import MAX_SEEDS, SweepSpec
from explorer.sweep.questions.table import Question, asked_by, question_of

# Augmentation seldom gains as much as that: a plan that can show no less says what would help.
LARGE = 0.05
_TIMES = 4

if TYPE_CHECKING:
    from explorer.sweep.findings.needed import CanShow


@dataclass(frozen=True)
class Known:
    """How far the results of an earlier run of the same setting spread, and which run that was."""

    sweep_id: str
    spread: Spread


@dataclass(frozen=True)
class Promise:
    """What a plan with that many seeds and validation images can show.

    `can_show` is None where that is nothing. `matters` is the smallest gain that matters, a share,
    where somebody set it. `known` is None where the spread is assumed. Where the plan shows large
    gains only, `more_images` and `more_seeds` are what four times as many of them would show.
    """

    question: Question
    seeds: int
    images: int
    can_show: "CanShow | None"
    matters: float | None
    known: Known | None
    more_images: "CanShow | None" = None
    more_seeds: "CanShow | None" = None

    @property
    def lines(self) -> tuple[str, ...]:
        """What people are told of it, one or two sentences a line."""
        shown = self.can_show
        if self.seeds < FEWEST_SEEDS:
            return ("1 seed can show nothing: with it, an effect looks like chance.",)
        if shown is None or max(shown.gain, shown.rules_out) >= HALF_THE_SCALE:
            return (f"{self._what} are too few to show anything useful; more would help.",)
        return (self._finds(shown), self._origin, self._matters(shown))

    @property
    def _what(self) -> str:
        images = numbers.count(self.images, "validation image")
        return f"{numbers.count(self.seeds, 'seed')} and {images}"

    def _finds(self, shown: "CanShow") -> str:
        finds = self.question.finds.format(size=numbers.change(shown.gain))
        excludes = self.question.excludes.format(size=numbers.change(shown.rules_out))
        return (
            f"With {self._what}, 80% of such runs would show {finds}. Where there is none, 80% "
            f"would rule out {excludes}.{self._helps}"
        )

    @property
    def _helps(self) -> str:
        """What would show smaller gains; empty where the plan shows small ones."""
        told = {"validation images": self.more_images, "seeds": self.more_seeds}
        would = [
            f"{_TIMES} times as many {what} would show {numbers.change(shown.gain)}"
            for what, shown in told.items()
            if shown is not None and shown.gain < HALF_THE_SCALE
        ]
        return f" Smaller gains need more: {', '.join(would)}." if would else ""

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
        start, can = "The smallest gain that matters is", numbers.change(shown.matters)
        least = f"{numbers.count(self.images, 'validation image')} cannot show less"
        if self.matters is not None:
            mine = matters.size(shown.matters, self.matters)
            hidden = self.matters < shown.matters and numbers.change(self.matters) != can
            return f"{start} {mine}, as set{f', but {least} than about {can}' if hidden else ''}."
        if shown.matters <= LEAST_MATTERS:
            return f"{start} {can}, the usual value."
        # How much the choice of the images adds is not known before the run.
        return (
            f"{start} probably about {can}: {least}. The verdict takes what the run itself shows."
        )


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

    def shown_by(seeds: int, images: int) -> "CanShow | None":
        return can_show(
            differences,
            seeds,
            images,
            confidence(spec.looks),
            ASSUMED if known is None else known.spread.expected(),
            both_sides=question.both_sides,
        )

    shown = shown_by(spec.seeds, images)
    promise = Promise(question, spec.seeds, images, shown, spec.options.get("matters"), known)
    if shown is None or shown.gain < LARGE:
        return promise
    seeds = _TIMES * spec.seeds
    return replace(
        promise,
        more_images=shown_by(spec.seeds, _TIMES * images),
        more_seeds=shown_by(seeds, images) if seeds <= MAX_SEEDS else None,
    )
