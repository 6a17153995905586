"""What came out of a trial, as frozen values that cross process borders as JSON. Loads no torch."""

from dataclasses import asdict, dataclass
from typing import Any

from explorer.frozen import Frozen
from explorer.trial.reading import intact, known_fields
from explorer.trial.spec import Precision


@dataclass(frozen=True)
class EpochResult:
    """One pass over the training images.

    `train_loss` is the mean loss on them as trained on (augmented); `val_loss` and `val_accuracy`
    are those on clean validation images.
    """

    epoch: int
    train_loss: float
    val_loss: float
    val_accuracy: float


@dataclass(frozen=True)
class ClassCount:
    """How many images of a class were trained on, scored, and named rightly of those scored."""

    train: int
    scored: int
    correct: int


@dataclass(frozen=True)
class TrialResult:
    """What one trial gave.

    `scores` are those of the spec's measures on every image of the spec's split, `train_scores`
    those on the clean training subset, both after the last epoch, by the name of the measure.
    `epochs` are scored on `epoch_images` validation images, always the same and even over the
    classes; the last one on all of them. `confusion[i][j]` counts the images of class i that were
    called j. `predictions` follow the order of the split. `seconds` is the whole trial,
    `images_per_second` counts training images over the time spent training (augmentation included).
    `messages` are for people.
    """

    scores: Frozen[float]
    train_scores: Frozen[float]
    epochs: tuple[EpochResult, ...]
    per_class: Frozen[ClassCount]
    confusion: tuple[tuple[int, ...], ...]
    predictions: tuple[int, ...]
    epoch_images: int
    seconds: float
    images_per_second: float
    messages: tuple[str, ...] = ()

    @property
    def scored_images(self) -> int:
        """How many images the scores were taken on."""
        return sum(map(sum, self.confusion))

    def to_json(self) -> dict[str, Any]:
        """Returns the result as plain JSON data."""
        return {
            "scores": dict(self.scores),
            "train_scores": dict(self.train_scores),
            "epochs": [asdict(epoch) for epoch in self.epochs],
            "per_class": {name: asdict(count) for name, count in self.per_class.items()},
            "confusion": [list(row) for row in self.confusion],
            "predictions": list(self.predictions),
            "epoch_images": self.epoch_images,
            "seconds": self.seconds,
            "images_per_second": self.images_per_second,
            "messages": list(self.messages),
        }

    @classmethod
    def from_json(cls, raw: object) -> "TrialResult":
        """Returns the result that `to_json` gave; raises SweepError for anything else."""
        known = known_fields(cls, raw)
        with intact(cls):
            return cls(
                scores=Frozen(known["scores"]),
                train_scores=Frozen(known["train_scores"]),
                epochs=tuple(EpochResult(**epoch) for epoch in known["epochs"]),
                per_class=Frozen(
                    {name: ClassCount(**count) for name, count in known["per_class"].items()}
                ),
                confusion=tuple(tuple(row) for row in known["confusion"]),
                predictions=tuple(known["predictions"]),
                epoch_images=known["epoch_images"],
                seconds=known["seconds"],
                images_per_second=known["images_per_second"],
                messages=tuple(known.get("messages", ())),
            )


@dataclass(frozen=True)
class Probe:
    """What a probe measured on one worker of this machine.

    `precision` is the faster one; `fixed_s` are the seconds of a trial's fixed part, `epoch_s`
    those of each of its epochs.
    """

    precision: Precision
    fixed_s: float
    epoch_s: float

    def trial_s(self, epochs: int) -> float:
        """Returns the seconds that one trial of `epochs` epochs should take on one worker."""
        return self.fixed_s + epochs * self.epoch_s
