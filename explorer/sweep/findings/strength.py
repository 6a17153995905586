"""The verdict of a sweep over strengths, as a value. Loads no statistics."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from explorer.trial.arm import strength_key


@dataclass(frozen=True)
class StrengthVerdict:
    """What a sweep over strengths says; CONTRACT names, see docs/statistics.md.

    `plateau` holds the ends of the run of strengths around the best that the data cannot tell from
    it. `helps` is None where neither a gain nor a loss can be told. `more_seeds` is the number of
    further seeds that would likely settle `helps`; None where it is settled, or where no reasonable
    number would settle it.
    """

    best: float
    balance_point: float
    plateau: tuple[float, float]
    overdone_from: float | None
    helps: bool | None
    more_seeds: int | None
    sentence: str

    @property
    def recommends(self) -> str:
        """The key of the arm at the balance point."""
        return strength_key(self.balance_point)

    def to_json(self) -> dict[str, Any]:
        """Returns the block `verdict` of sweep.json."""
        return asdict(self) | {"plateau": list(self.plateau)}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "StrengthVerdict":
        """Returns the verdict that `to_json` gave, of this release or an older one."""
        told = {entry.name: raw.get(entry.name) for entry in fields(cls)}
        needed = {name: raw[name] for name in ("best", "balance_point", "sentence")}
        return cls(**told | needed | {"plateau": (raw["plateau"][0], raw["plateau"][-1])})
