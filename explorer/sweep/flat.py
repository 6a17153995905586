"""The way between the flat JSON of store and plan, and the values of explorer/trial."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from explorer.errors import SweepError, quoted
from explorer.policy.strength import RULE_VERSION
from explorer.trial.arm import strength_arm
from explorer.trial.result import TrialResult
from explorer.trial.setting import Setting
from explorer.trial.spec import UNNAMED_RULE, Precision, TrialSpec


@dataclass(frozen=True)
class FlatTrial:
    """A trial as plan and store of schema 1 write it; `policy` is the part `explorer` of a file."""

    kind: Literal["strength", "final"]
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

    def to_json(self) -> dict[str, Any]:
        """Returns the trial as plain JSON data."""
        plain = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        return plain | {"policy": dict(self.policy)}


def spec_of(raw: Mapping[str, Any]) -> TrialSpec:
    """Returns the trial that a FlatTrial as JSON asks for; raises ExplorerError for no such."""
    from explorer.policy import files  # loads Albumentations, which only workers need

    names = {entry.name for entry in fields(FlatTrial)}
    if unknown := sorted(set(raw) - names):
        raise SweepError(f"{quoted(unknown[0])} is not part of a trial")
    flat = FlatTrial(**{"strength_rule": UNNAMED_RULE, **raw})
    setting = Setting(flat.model, flat.shots, flat.epochs, flat.image_size)
    return TrialSpec(
        arm=strength_arm(files.from_data(flat.policy), flat.strength, setting),
        seed=flat.seed,
        sweep_seed=flat.sweep_seed,
        dataset=flat.dataset,
        split=flat.eval_split,
        device=flat.device,  # type: ignore[arg-type] # checked by TrialSpec
        precision=flat.precision,
        strength_rule=flat.strength_rule,
    )


def flat_result(spec: Mapping[str, Any], result: TrialResult) -> dict[str, Any]:
    """Returns the result of a FlatTrial as JSON."""
    plain = result.to_json()
    accuracy = plain.pop("scores")["accuracy"]
    train_accuracy = plain.pop("train_scores")["accuracy"]
    head = {"spec": dict(spec), "val_accuracy": accuracy, "train_accuracy": train_accuracy}
    return head | plain | {"status": "finished"}
