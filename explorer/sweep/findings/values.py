"""The small values that findings are made of.

Imports nothing of the project but frozen mappings.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, overload

from explorer.frozen import Frozen


@dataclass(frozen=True)
class Estimate:
    """A mean with its 95% confidence interval.

    The interval is None where a single seed says nothing about the spread.
    """

    mean: float
    ci95: tuple[float, float] | None

    def to_json(self) -> dict[str, Any]:
        """Returns `{"mean", "ci95"}`."""
        return {"mean": self.mean, "ci95": None if self.ci95 is None else list(self.ci95)}

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
        ends = raw.get("ci95")
        return cls(raw["mean"], None if ends is None else (ends[0], ends[1]))


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
    `smoothed` is None where nothing is smoothed.
    """

    seeds: int
    accuracy: Estimate
    train_accuracy: Estimate | None
    gain: Estimate | None
    smoothed: float | None = None


class Verdict(Protocol):
    """What a question has to say; each question has a frozen class of its own."""

    @property
    def sentence(self) -> str:
        """The verdict in words."""

    def to_json(self) -> dict[str, Any]:
        """Returns the block `verdict` of sweep.json."""


@dataclass(frozen=True)
class Judged:
    """A verdict, and the estimates that it rests on, by the key of the arm."""

    verdict: Verdict
    points: Frozen[Point]
