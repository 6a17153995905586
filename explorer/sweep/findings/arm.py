"""One arm of a sweep and what was found of it, trial by trial."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explorer.frozen import Frozen, frozen, thawed
from explorer.sweep.findings.values import Estimate, Interval
from explorer.trial.arm import STRENGTH, strength_key
from explorer.trial.result import EpochResult

Matrix = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class TrialOutcome:
    """One trial of an arm on the validation split, as far as it is.

    It has its accuracy and that on the training subset, its epochs and its messages. `scores` are
    those of the measures beside accuracy, by their names.
    """

    seed: int
    status: str
    accuracy: float | None = None
    train_accuracy: float | None = None
    seconds: float | None = None
    images_per_second: float | None = None
    epochs: tuple[EpochResult, ...] = ()
    messages: tuple[str, ...] = ()
    scores: Frozen[float] = Frozen()  # noqa: RUF009 - immutable

    @property
    def finished(self) -> bool:
        """Whether it has finished, and did not fail."""
        return self.status == "finished"

    def to_json(self) -> dict[str, Any]:
        """Returns the trial as an entry of `trials` in sweep.json."""
        further = {"scores": thawed(self.scores)} if self.scores else {}
        return {
            "seed": self.seed,
            "status": self.status,
            "val_accuracy": self.accuracy,
            "train_accuracy": self.train_accuracy,
            **further,
            "seconds": self.seconds,
            "images_per_second": self.images_per_second,
            "epochs": [dict(vars(epoch)) for epoch in self.epochs],
            "messages": list(self.messages),
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "TrialOutcome":
        """Returns the trial that `to_json` gave, of any release."""
        return cls(
            seed=raw["seed"],
            status=raw["status"],
            accuracy=raw.get("val_accuracy"),
            train_accuracy=raw.get("train_accuracy"),
            seconds=raw.get("seconds"),
            images_per_second=raw.get("images_per_second"),
            epochs=tuple(epoch_of(epoch) for epoch in raw.get("epochs") or ()),
            messages=tuple(raw.get("messages") or ()),
            scores=Frozen(raw.get("scores")),
        )


def epoch_of(raw: Mapping[str, Any]) -> EpochResult:
    """Returns an epoch from JSON; what is missing there, or no finite number, is NaN."""
    return EpochResult(
        raw["epoch"],
        *(_number(raw.get(name)) for name in ("train_loss", "val_loss", "val_accuracy")),
    )


def _number(value: Any) -> float:
    # JSON knows no NaN: a loss that ran away is null there.
    return math.nan if value is None or not math.isfinite(value) else float(value)


@dataclass(frozen=True)
class ArmResult:
    """One arm and what was found of it.

    Estimates are None until a trial has finished. `setting` is its place in the settings of the
    sweep. `gain` is paired by seed against the arm that the question compares with.
    `metrics` are the means over its seeds of the measures beside accuracy, by their names.
    `per_class_gain_ci95` allows for all classes and arms together.
    `confusion[i][j]` sums over the trials. `strength` is None where an arm has none.
    """

    key: str
    kind: str
    name: str
    strength: float | None
    setting: int = 0
    step: str | None = None
    accuracy: Estimate | None = None
    train_accuracy: Estimate | None = None
    gain: Estimate | None = None
    smoothed: float | None = None
    per_class_accuracy: Frozen[float] | None = None
    per_class_gain: Frozen[float] | None = None
    per_class_gain_ci95: Frozen[Interval] | None = None
    confusion: Matrix | None = None
    trials: tuple[TrialOutcome, ...] = ()
    metrics: Frozen[Estimate] = Frozen()  # noqa: RUF009

    @property
    def is_strength(self) -> bool:
        """Whether it is the whole policy at a strength, and nothing more."""
        return self.kind == STRENGTH

    @property
    def finished(self) -> int:
        """How many of its trials have finished."""
        return sum(trial.finished for trial in self.trials)

    @property
    def failed(self) -> int:
        """How many of its trials have failed."""
        return sum(trial.status == "failed" for trial in self.trials)

    @property
    def seeds_done(self) -> frozenset[int]:
        """The seeds of its finished trials."""
        return frozenset(trial.seed for trial in self.trials if trial.finished)

    def to_json(self) -> dict[str, Any]:
        """Returns the arm as an entry of `arms` in sweep.json."""
        about = {} if self.step is None else {"step": self.step}
        metrics = {name: estimate.to_json() for name, estimate in self.metrics.items()}
        further = {"metrics": metrics} if metrics else {}
        known = thawed(self.per_class_gain_ci95)
        intervals = {} if known is None else {"per_class_gain_ci95": known}
        return {
            "key": self.key,
            "setting": self.setting,
            "name": self.name,
            "kind": self.kind,
            "strength": self.strength,
            **about,
            "val_accuracy": self.accuracy and self.accuracy.to_json(),
            "train_accuracy": self.train_accuracy and self.train_accuracy.to_json(),
            "gain": self.gain and self.gain.to_json(),
            **further,
            "smoothed": self.smoothed,
            "per_class_accuracy": thawed(self.per_class_accuracy),
            "per_class_gain": thawed(self.per_class_gain),
            **intervals,
            "confusion": thawed(self.confusion),
            "trials": [trial.to_json() for trial in self.trials],
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "ArmResult":
        """Returns the arm that `to_json` gave, of any release."""
        return cls(
            key=raw["key"] if "key" in raw else strength_key(raw["strength"]),
            kind=raw["kind"],
            name=raw["name"],
            strength=raw["strength"],
            setting=raw.get("setting", 0),
            step=raw.get("step"),
            accuracy=Estimate.from_json(raw.get("val_accuracy")),
            train_accuracy=Estimate.from_json(raw.get("train_accuracy")),
            gain=Estimate.from_json(raw.get("gain")),
            smoothed=raw.get("smoothed"),
            per_class_accuracy=frozen(raw.get("per_class_accuracy")),
            per_class_gain=frozen(raw.get("per_class_gain")),
            per_class_gain_ci95=frozen(raw.get("per_class_gain_ci95")),
            confusion=frozen(raw.get("confusion")),
            trials=tuple(TrialOutcome.from_json(trial) for trial in raw["trials"]),
            metrics=Frozen(
                {
                    name: Estimate.from_json(found)
                    for name, found in (raw.get("metrics") or {}).items()
                }
            ),
        )
