"""What is asked of a trial: everything that decides its numbers, and no local path.

Loads no torch.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from explorer.errors import SweepError, quoted
from explorer.trial.arm import Arm
from explorer.trial.measures import MEASURES

Split = Literal["val", "test"]
Precision = Literal["fp32", "bf16"]
Device = Literal["auto", "cpu", "cuda"]
SPLITS: tuple[Split, ...] = ("val", "test")
PRECISIONS: tuple[Precision, ...] = ("fp32", "bf16")
DEVICES: tuple[Device, ...] = ("auto", "cpu", "cuda")
USUAL_MEASURES = ("accuracy",)


@dataclass(frozen=True)
class TrialSpec:
    """One training run; valid when constructed, or SweepError.

    `seed` chooses the subset, the initial weights and the batch order, `(sweep_seed, seed)` the
    augmentation stream; neither depends on the arm, so that arms are paired. `split` is what the
    result is scored on, by `measures`. `dataset` is the digest of the data set. `precision` is what
    a probe measured once for the whole sweep: it changes the last digits, so that all trials of a
    sweep share it. `strength_rule` is the version of what a strength does to a policy.
    """

    arm: Arm
    seed: int
    sweep_seed: int
    dataset: str
    split: Split = "val"
    measures: tuple[str, ...] = USUAL_MEASURES
    device: Device = "auto"
    precision: Precision = "fp32"
    strength_rule: int = 1

    def __post_init__(self) -> None:
        for name in ("seed", "sweep_seed"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise SweepError(
                    f"{name.replace('_', ' ')} {quoted(value)} is not a whole number of at least 0"
                )
        for name, choices in (("split", SPLITS), ("precision", PRECISIONS), ("device", DEVICES)):
            if getattr(self, name) not in choices:
                raise SweepError(
                    f"{name} {quoted(getattr(self, name))} is not one of {', '.join(choices)}"
                )
        for measure in self.measures:
            if measure not in MEASURES:
                raise SweepError(f"measure {quoted(measure)} is not one of {', '.join(MEASURES)}")

    def to_json(self) -> dict[str, Any]:
        """Returns the spec as plain JSON data."""
        plain = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        return plain | {"arm": self.arm.to_json(), "measures": list(self.measures)}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "TrialSpec":
        """Returns the spec that `to_json` gave; raises SweepError for anything else."""
        unknown = sorted(set(raw) - {entry.name for entry in fields(cls)})
        if unknown:
            raise SweepError(f"{quoted(unknown[0])} is not part of a trial")
        return cls(**{**raw, "arm": Arm.from_json(raw["arm"]), "measures": tuple(raw["measures"])})
