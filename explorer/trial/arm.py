"""What a sweep compares: one arm is a policy at a strength, trained in a setting.

Loads no torch.
"""

from dataclasses import dataclass
from typing import Any

from explorer import numbers
from explorer.errors import SweepError, quoted
from explorer.policy.model import Policy, checked_strength
from explorer.trial.reading import known_fields
from explorer.trial.setting import Setting

STRENGTH = "strength"  # the kind of the arms that are the whole policy at a strength
_MOST_CHARACTERS = 200


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
        for name in ("key", "kind", "name"):
            _check_text(getattr(self, name), name)
        if self.step is not None:
            _check_text(self.step, "step")
        object.__setattr__(self, "strength", checked_strength(self.strength))

    def to_json(self) -> dict[str, Any]:
        """Returns the arm as plain JSON data."""
        from explorer.policy import files  # loads Albumentations, which takes half a second

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
    def from_json(cls, raw: object) -> "Arm":
        """Returns the arm that `to_json` gave.

        Raises SweepError, or PolicyError for its policy, for anything else.
        """
        from explorer.policy import files

        known = known_fields(cls, raw)
        policy, setting = files.from_data(known["policy"]), Setting.from_json(known["setting"])
        return cls(**known | {"policy": policy, "setting": setting})


def strength_key(strength: float) -> str:
    """Returns the key of the arm at a strength, such as `strength-0.5`.

    Different strengths have different keys.
    """
    short = f"{strength:g}"
    return f"{STRENGTH}-{short if float(short) == strength else repr(float(strength))}"


def strength_arm(policy: Policy, strength: float, setting: Setting) -> Arm:
    """Returns the arm of the whole policy at a strength."""
    name = f"strength {numbers.strength(strength)}"
    return Arm(strength_key(strength), STRENGTH, name, policy, strength, setting)


def _check_text(value: object, what: str) -> None:
    if not isinstance(value, str) or not 0 < len(value) <= _MOST_CHARACTERS:
        raise SweepError(f"{quoted(value)} is not the {what} of an arm")
