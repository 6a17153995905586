"""What is asked of a trial: everything that decides its numbers, and no local path.

Loads no torch.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from explorer.choices import Choice
from explorer.errors import SweepError, quoted
from explorer.policy.strength import RULE_VERSION
from explorer.trial.arm import Arm
from explorer.trial.measures import MEASURES
from explorer.trial.models import model_of
from explorer.trial.reading import intact, known_fields
from explorer.trial.recipes import RECIPES
from explorer.trial.setting import Setting

Split = Literal["val", "test"]
Precision = Literal["fp32", "bf16"]
Device = Literal["auto", "cpu", "cuda"]
SPLITS: tuple[Split, ...] = ("val", "test")
PRECISIONS: tuple[Precision, ...] = ("fp32", "bf16")
DEVICES: tuple[Device, ...] = ("auto", "cpu", "cuda")
USUAL_MEASURES = ("accuracy",)
# The strength rule of what was stored before specs named one.
UNNAMED_RULE = 1


@dataclass(frozen=True)
class TrialSpec:
    """One training run; valid when constructed, or SweepError.

    `seed` chooses the subset, the initial weights and the batch order, `(sweep_seed, seed)` the
    augmentation stream; neither depends on the arm, so that arms are paired. `split` is what the
    result is scored on, by `measures`. `dataset` is the digest of the data set. `precision` is what
    a probe measured once for the whole sweep: it changes the last digits, so that all trials of a
    sweep share it. `strength_rule` is the version of what a strength does to a policy. `versions`
    are those of an older release, as `versions_of` words them; empty: those of this one.
    """

    arm: Arm
    seed: int
    sweep_seed: int
    dataset: str
    split: Split = "val"
    measures: tuple[str, ...] = USUAL_MEASURES
    device: Device = "auto"
    precision: Precision = "fp32"
    strength_rule: int = RULE_VERSION
    versions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, low in (("seed", 0), ("sweep_seed", 0), ("strength_rule", 1)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < low:
                raise SweepError(
                    f"{name.replace('_', ' ')} {quoted(value)} is not a whole number of at least "
                    f"{low}"
                )
        for name, choices in (("split", SPLITS), ("precision", PRECISIONS), ("device", DEVICES)):
            if getattr(self, name) not in choices:
                raise SweepError(
                    f"{name} {quoted(getattr(self, name))} is not one of {', '.join(choices)}"
                )
        if not self.measures:
            raise SweepError("a trial needs at least one measure")
        for measure in self.measures:
            if measure not in MEASURES:
                raise SweepError(f"measure {quoted(measure)} is not one of {', '.join(MEASURES)}")

    @property
    def setting(self) -> Setting:
        """The setting of its arm."""
        return self.arm.setting

    @property
    def made_with(self) -> tuple[str, ...]:
        """The versions of model, recipe and measures that its numbers belong to."""
        return self.versions or versions_of(self.setting, self.measures)

    def to_json(self) -> dict[str, Any]:
        """Returns the spec as plain JSON data, with all that a key of it must hold."""
        plain = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        return plain | {
            "arm": self.arm.to_json(),
            "measures": list(self.measures),
            "versions": list(self.made_with),
        }

    @classmethod
    def from_json(cls, raw: object) -> "TrialSpec":
        """Returns the spec that `to_json` gave, of this release or an older one.

        Raises SweepError, or PolicyError for its policy, for anything else.
        """
        known = known_fields(cls, raw)
        arm = Arm.from_json(known["arm"])
        with intact(cls):
            lists = {name: tuple(known[name]) for name in ("measures", "versions") if name in known}
            spec = cls(**{"strength_rule": UNNAMED_RULE} | known | lists | {"arm": arm})
        current = spec.versions == versions_of(spec.setting, spec.measures)
        return replace(spec, versions=()) if current else spec


def versions_of(setting: Setting, measures: Sequence[str]) -> tuple[str, ...]:
    """Returns the versions of what decides the numbers of a trial, such as `plain 1`.

    They are those of the model, the recipe and the measures, in this order.
    """
    rows = (
        model_of(setting.model),
        RECIPES[setting.recipe],
        *(MEASURES[name] for name in measures),
    )
    return tuple(map(_version, rows))


def _version(row: Choice) -> str:
    return f"{row.name} {row.version}"
