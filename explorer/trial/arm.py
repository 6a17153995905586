"""What a sweep compares: one arm is a policy at a strength, trained in a setting.

Loads no torch.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explorer.errors import SweepError, quoted
from explorer.policy import files
from explorer.policy.model import Policy, checked_strength
from explorer.trial.setting import Setting


@dataclass(frozen=True)
class Arm:
    """One thing that is compared with others; `key` is unique in a sweep.

    `kind` says what it is to its question (`strength`, `whole`, `without` ...), `name` says it to
    people, `step` is the id of the step that it is about, where it is about one. Two arms may share
    a strength.
    """

    key: str
    kind: str
    name: str
    policy: Policy
    strength: float
    setting: Setting
    step: str | None = None

    def __post_init__(self) -> None:
        if not self.key or len(self.key) > 200:
            raise SweepError(f"{quoted(self.key)} is not the key of an arm")
        object.__setattr__(self, "strength", checked_strength(self.strength))

    def to_json(self) -> dict[str, Any]:
        """Returns the arm as plain JSON data."""
        return {
            "key": self.key,
            "kind": self.kind,
            "name": self.name,
            "policy": files.to_data(self.policy),
            "strength": self.strength,
            "setting": self.setting.to_json(),
            "step": self.step,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Arm":
        """Returns the arm that `to_json` gave."""
        return cls(
            key=raw["key"],
            kind=raw["kind"],
            name=raw["name"],
            policy=files.from_data(raw["policy"]),
            strength=raw["strength"],
            setting=Setting.from_json(raw["setting"]),
            step=raw.get("step"),
        )
