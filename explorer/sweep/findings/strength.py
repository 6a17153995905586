"""The verdict of a sweep over strengths, as a value. Loads no statistics."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from explorer.sweep.findings.claims import Claim
from explorer.sweep.findings.said import Said
from explorer.sweep.findings.spread import Spread
from explorer.trial.arm import strength_key

# What the intervals of a verdict allow for: other seeds alone, or other pictures too.
METHOD_SEEDS = "seeds"
METHOD_BOTH = "seeds-and-images"


@dataclass(frozen=True)
class StrengthVerdict:
    """What a sweep over strengths says; CONTRACT names, see docs/statistics.md.

    `best` has the highest mean; `plateau` holds the ends of the strengths that may be the best.
    `helps` is true where some gain is shown to be above 0, false where gains that matter are ruled
    out or every strength is shown to hurt, and else None. `more_seeds` is the number of further
    seeds that would likely settle it; None where it is settled, or where no number would that a run
    can have. `claims` are everything that is shown. `matters` is the smallest gain that matters, as
    it was used, and `spread` how far the trials spread, for later plans. `said` are the paragraphs
    of `sentence`. `ruled_out_shown` is `ruled_out` as it is told: no more than fits above the
    accuracy without augmentation. `strengths` are those that were judged, from weak to strong;
    empty where that was not kept. Verdicts of releases before 0.2 have none of what stands below
    `sentence`.
    """

    best: float
    balance_point: float
    plateau: tuple[float, float]
    overdone_from: float | None
    helps: bool | None
    more_seeds: int | None
    sentence: str
    method: str = METHOD_SEEDS
    claims: tuple[Claim, ...] = ()
    ruled_out: float | None = None
    harmful_from: float | None = None
    matters: float | None = None
    spread: Spread | None = None
    said: tuple[Said, ...] = ()
    ruled_out_shown: float | None = None
    strengths: tuple[float, ...] = ()

    def claim(self, says: str) -> Claim | None:
        """Returns the claim that says this; None where it is not made."""
        return next((claim for claim in self.claims if claim.says == says), None)

    @property
    def at_most(self) -> float | None:
        """The gain above which every gain is ruled out, as it is told; None where none is."""
        return self.ruled_out if self.ruled_out_shown is None else self.ruled_out_shown

    @property
    def told(self) -> bool:
        """Whether it is told that augmentation helps, or that it does not."""
        return self.helps is not None

    @property
    def told_balance_point(self) -> float | None:
        """The balance point, where it may be named; None while it is unclear what helps.

        `balance_point` is then no more than the best guess so far, as with one seed.
        """
        return self.balance_point if self.told else None

    @property
    def told_apart(self) -> bool:
        """Whether something was told: that strengths help, hurt, or differ from the best one."""
        borders = (self.overdone_from, self.harmful_from)
        return self.told or any(border is not None for border in borders)

    @property
    def recommends(self) -> str:
        """The key of the arm at the balance point."""
        return strength_key(self.balance_point)

    def to_json(self) -> dict[str, Any]:
        """Returns the block `verdict` of sweep.json."""
        plain = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        made = [claim.to_json() for claim in self.claims]
        spread = self.spread and self.spread.to_json()
        said = [part.to_json() for part in self.said]
        ends, strengths = list(self.plateau), list(self.strengths)
        written = {"plateau": ends, "claims": made, "spread": spread, "said": said}
        return plain | written | {"strengths": strengths}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "StrengthVerdict":
        """Returns the verdict that `to_json` gave, of this release or an older one."""
        told = {entry.name: raw[entry.name] for entry in fields(cls) if entry.name in raw}
        unknown = dict.fromkeys(("overdone_from", "helps", "more_seeds"))
        needed = {name: raw[name] for name in ("best", "balance_point", "sentence")}
        return cls(
            **unknown
            | told
            | needed
            | {
                "plateau": (raw["plateau"][0], raw["plateau"][-1]),
                "claims": tuple(Claim.from_json(claim) for claim in raw.get("claims") or ()),
                "spread": Spread.from_json(raw.get("spread")),
                "strengths": tuple(raw.get("strengths") or ()),
                "said": tuple(Said.from_json(part) for part in raw.get("said") or ()),
            }
        )
