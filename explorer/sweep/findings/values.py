"""The small values that findings are made of.

Imports nothing of the project but frozen mappings.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, overload

from explorer.frozen import Frozen

Interval = tuple[float, float]


@dataclass(frozen=True)
class Estimate:
    """A mean with its 95% confidence intervals; None where one is not known.

    A single seed says nothing about the spread. `ci95` is that of this number alone, over seeds
    and pictures where it is known which pictures were right, else over seeds; `ci95_seeds` is over
    seeds alone. `ci95_simultaneous` allows for all numbers of its kind: all of them hold together.
    `possible` is what a gain can be at all, beside the accuracy that it is over.
    """

    mean: float
    ci95: Interval | None
    ci95_seeds: Interval | None = None
    ci95_simultaneous: Interval | None = None
    possible: Interval | None = None

    @property
    def shown(self) -> Interval | None:
        """The interval that is drawn, tabled and told: the one for all together, as the verdict.

        It ends where accuracies do, which moves no limit to the other side of 0.
        """
        ends = self.ci95 if self.ci95_simultaneous is None else self.ci95_simultaneous
        if ends is None or self.possible is None:
            return ends
        return max(ends[0], self.possible[0]), min(ends[1], self.possible[1])

    @property
    def open_sides(self) -> tuple[bool, bool]:
        """Whether each end that is shown is where gains end: nothing is excluded on that side."""
        ends, possible = self.shown, self.possible
        if ends is None or possible is None:
            return False, False
        return ends[0] <= possible[0], ends[1] >= possible[1]

    def to_json(self) -> dict[str, Any]:
        """Returns `{"mean", "ci95"}`, and the further intervals that are known."""
        further = {
            "ci95_seeds": self.ci95_seeds,
            "ci95_simultaneous": self.ci95_simultaneous,
            "possible": self.possible,
        }
        known = {name: list(ends) for name, ends in further.items() if ends is not None}
        return {"mean": self.mean, "ci95": None if self.ci95 is None else list(self.ci95), **known}

    @overload
    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Estimate": ...
    @overload
    @classmethod
    def from_json(cls, raw: None) -> None: ...
    @classmethod
    def from_json(cls, raw: Mapping[str, Any] | None) -> "Estimate | None":
        """Returns the estimate that `to_json` gave; None for None."""
        if raw is None:
            return None
        names = ("ci95", "ci95_seeds", "ci95_simultaneous", "possible")
        found = (raw.get(name) for name in names)
        return cls(raw["mean"], *(None if ends is None else (ends[0], ends[1]) for ends in found))


def room(other: float) -> Interval:
    """Returns what a gain over that accuracy can be: from 0 to 1, and no further."""
    return -other, 1 - other


@dataclass(frozen=True)
class Outcome:
    """One trial that has ended, as questions and schedules see it.

    `scores` and `train_scores` (from 0 to 1) are empty where the trial failed; `images` is the
    number of images that it was scored on. `correct` tells which of them it got right, as `right`
    in answers.py packs it: all trials of a split were scored on the same images in the same order.
    It is None where predictions or true classes are not kept.
    """

    arm: str
    seed: int
    split: str
    scores: Frozen[float] = Frozen()  # noqa: RUF009 - immutable
    train_scores: Frozen[float] = Frozen()  # noqa: RUF009
    images: int | None = None
    seconds: float | None = None
    correct: bytes | None = field(default=None, repr=False)

    @property
    def finished(self) -> bool:
        """Whether it gave a score, and did not fail."""
        return bool(self.scores)

    @property
    def accuracy(self) -> float:
        """The accuracy on the images of its split; only of a finished trial."""
        return self.scores["accuracy"]

    @property
    def train_accuracy(self) -> float | None:
        """The accuracy on the clean training images, where it is known."""
        return self.train_scores.get("accuracy")


def on_validation(outcomes: Iterable[Outcome], arms: Container[str]) -> list[Outcome]:
    """Returns the finished trials of these arms on the validation split: those that are judged."""
    return [
        outcome
        for outcome in outcomes
        if outcome.finished and outcome.split == "val" and outcome.arm in arms
    ]


@dataclass(frozen=True)
class Point:
    """What is estimated of one arm, over its seeds.

    `gain` is paired by seed against another arm, and None until both have a seed in common.
    `smoothed` is the mean with the seeds evened out; None where the question tells none.
    """

    seeds: int
    accuracy: Estimate
    train_accuracy: Estimate | None
    gain: Estimate | None
    smoothed: float | None = None


@dataclass(frozen=True)
class Pair:
    """An arm beside another one, over the `seeds` seeds that both have.

    `accuracy` and `other` are their mean accuracies, and `gain` is how far the first lies above.
    """

    accuracy: float
    other: float
    gain: Estimate
    seeds: int


class Verdict(Protocol):
    """What a question has to say; each question has a frozen class of its own."""

    @property
    def sentence(self) -> str:
        """The verdict in words."""

    @property
    def recommends(self) -> str:
        """The key of the arm that it recommends."""

    def to_json(self) -> dict[str, Any]:
        """Returns the block `verdict` of sweep.json."""


@dataclass(frozen=True)
class Judged:
    """A verdict, and the estimates that it rests on, by the key of the arm."""

    verdict: Verdict
    points: Frozen[Point]
