"""A trial as plain data: what is asked (`TrialSpec`) and what came out (`TrialResult`).

Imports no torch, so that sweeps and pages can read it.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from explorer.errors import SweepError, quoted
from explorer.policy.strength import RULE_VERSION

Kind = Literal["strength", "final"]
Precision = Literal["fp32", "bf16"]
PRECISIONS: tuple[Precision, ...] = ("fp32", "bf16")
MODELS = ("small-cnn", "efficientnet-lite0", "efficientnet-lite0-head")
# Up to this side a small network from scratch keeps up with a large pretrained one in a tenth of
# the time.
SMALL_CNN_MAX_PX = 64
MIN_SIZE_PX, MAX_SIZE_PX = 8, 512
# The strength rule of what was stored before specs named one.
UNNAMED_RULE = 1


_OWN = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*", re.ASCII)
_TIMM = re.compile(r"timm:[A-Za-z0-9_.\-/]{1,100}", re.ASCII)


def checked_name(name: str) -> str:
    """Returns `name` where it has the form of a model's name; raises SweepError for anything else."""
    if name in MODELS or _TIMM.fullmatch(name) or _OWN.fullmatch(name):
        return name
    raise SweepError(
        f"model {quoted(name)} is not one of {', '.join(MODELS)}, timm:NAME, or your own package.module:function"
    )


def default_model(image_size: int) -> str:
    """Returns the model that a sweep at `image_size` pixels uses unless told otherwise."""
    return "small-cnn" if image_size <= SMALL_CNN_MAX_PX else "efficientnet-lite0"


@dataclass(frozen=True)
class TrialSpec:
    """One training run: everything that decides its numbers, and no local path.

    `policy` is the `explorer` part of a policy file. `seed` chooses the subset, the initial weights
    and the batch order, `(sweep_seed, seed)` the augmentation stream; neither depends on the
    strength. `shots` are training images a class, `image_size` is in pixels, `dataset` is the
    digest of the set. `eval_split` is what the result is scored on. `precision` is what `probe`
    measured once for the whole sweep: it changes the last digits, so that all trials of a sweep
    must share it. `strength_rule` is the version of the rule that says what a strength does. Raises
    SweepError for a value that no trial can run with.
    """

    kind: Kind
    strength: float
    seed: int
    sweep_seed: int
    policy: Mapping[str, Any]
    model: str
    shots: int
    epochs: int
    image_size: int
    device: str = "auto"
    eval_split: Literal["val", "test"] = "val"
    dataset: str = ""
    precision: Precision = "fp32"
    strength_rule: int = RULE_VERSION

    def __post_init__(self) -> None:
        for name, low, high in (
            ("shots", 1, None),
            ("epochs", 1, None),
            ("image_size", MIN_SIZE_PX, MAX_SIZE_PX),
            ("seed", 0, None),
            ("sweep_seed", 0, None),
            ("strength_rule", 1, None),
        ):
            value = getattr(self, name)
            if (
                isinstance(value, bool)
                or not isinstance(value, int)
                or value < low
                or (high is not None and value > high)
            ):
                raise SweepError(
                    f"{name.replace('_', ' ')} {quoted(value)} is not a whole number {f'from {low} to {high}' if high else f'of at least {low}'}"
                )
        for name, choices in (
            ("kind", ("strength", "final")),
            ("eval_split", ("val", "test")),
            ("precision", PRECISIONS),
            ("device", ("auto", "cpu", "cuda")),
        ):
            if getattr(self, name) not in choices:
                raise SweepError(
                    f"{name.replace('_', ' ')} {quoted(getattr(self, name))} is not one of {', '.join(choices)}"
                )

    def to_json(self) -> dict[str, Any]:
        """Returns the spec as plain JSON data."""
        return _shallow(self) | {"policy": dict(self.policy)}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "TrialSpec":
        """Returns the spec that `to_json` gave, also in an earlier release; raises SweepError for
        anything else.
        """
        return cls(**{"strength_rule": UNNAMED_RULE, **_known(cls, raw)})


@dataclass(frozen=True)
class EpochResult:
    """One pass over the training images: the mean loss on them as trained on (augmented), and loss
    and accuracy on clean validation images.
    """

    epoch: int
    train_loss: float
    val_loss: float
    val_accuracy: float


@dataclass(frozen=True)
class ClassCount:
    """How many images of one class were trained on, how many were scored, and how many of those
    were named correctly.
    """

    train: int
    scored: int
    correct: int


@dataclass(frozen=True)
class TrialResult:
    """What one trial gave; plain data.

    `val_accuracy` is the accuracy on every image of `spec.eval_split`, `train_accuracy` the one on
    the clean training subset, both after the last epoch. `epochs` are scored on `epoch_images`
    validation images, always the same and even over the classes; the last one on all of them.
    `confusion[i][j]` counts the images of class i that were called j. `predictions` follow the
    order of the split. `seconds` is the whole trial, `images_per_second` counts training images
    over the time spent training (augmentation included). `messages` are for people.
    """

    spec: TrialSpec
    val_accuracy: float
    train_accuracy: float
    epochs: tuple[EpochResult, ...]
    per_class: Mapping[str, ClassCount]
    confusion: tuple[tuple[int, ...], ...]
    predictions: tuple[int, ...]
    epoch_images: int
    seconds: float
    images_per_second: float
    messages: tuple[str, ...] = ()
    status: Literal["finished", "failed"] = "finished"

    def to_json(self) -> dict[str, Any]:
        """Returns the result as plain JSON data."""
        return _shallow(self) | {
            "spec": self.spec.to_json(),
            "epochs": [asdict(epoch) for epoch in self.epochs],
            "per_class": {name: asdict(count) for name, count in self.per_class.items()},
            "confusion": [list(row) for row in self.confusion],
            "predictions": list(self.predictions),
            "messages": list(self.messages),
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "TrialResult":
        """Returns the result that `to_json` gave; raises SweepError for anything else."""
        known = _known(cls, raw)
        return cls(
            **known
            | {
                "spec": TrialSpec.from_json(known["spec"]),
                "epochs": tuple(EpochResult(**epoch) for epoch in known["epochs"]),
                "per_class": {
                    name: ClassCount(**count) for name, count in known["per_class"].items()
                },
                "confusion": tuple(tuple(row) for row in known["confusion"]),
                "predictions": tuple(known["predictions"]),
                "messages": tuple(known["messages"]),
            }
        )


@dataclass(frozen=True)
class Probe:
    """What a probe measured on this machine: the faster precision, and the seconds of a trial's
    fixed part and of each of its epochs on one worker.
    """

    precision: Precision
    fixed_s: float
    epoch_s: float

    def trial_s(self, epochs: int) -> float:
        """Returns the seconds that one trial of `epochs` epochs should take on one worker."""
        return self.fixed_s + epochs * self.epoch_s


def _shallow(value: Any) -> dict[str, Any]:
    return {entry.name: getattr(value, entry.name) for entry in fields(value)}


def _known(cls: Any, raw: Mapping[str, Any]) -> dict[str, Any]:
    names = {entry.name for entry in fields(cls)}
    unknown = sorted(set(raw) - names)
    if unknown:
        raise SweepError(f"{quoted(unknown[0])} is not part of a {cls.__name__}")
    required = {
        entry.name for entry in fields(cls) if entry.default is entry.default_factory
    }  # both are MISSING
    if required - set(raw):
        raise SweepError(f"a {cls.__name__} lacks {', '.join(sorted(required - set(raw)))}")
    return dict(raw)
