"""The verdict on the steps of a policy, as values. Loads no statistics."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.sweep.findings.claims import LEAST_MATTERS
from explorer.sweep.findings.said import Said
from explorer.sweep.findings.spread import Spread
from explorer.sweep.findings.strength import METHOD_SEEDS
from explorer.sweep.findings.values import Estimate

# Kinds of arms. Of the first two there is one arm each, whose key is its kind.
WHOLE, NONE, WITHOUT, ALONE = "whole", "none", "without", "alone"
EARNS, HARMS, USELESS, UNKNOWN = "earns its place", "harms", "useless", "cannot be told"


def base_of(kind: str) -> str:
    """Returns the key of the arm that the gains of an arm of that kind are paired against."""
    return WHOLE if kind == WITHOUT else NONE


@dataclass(frozen=True)
class Part:
    """A step, and the keys of the arms that leave it out, and that have it alone."""

    step: str
    name: str
    without: str
    alone: str

    @property
    def contrasts(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """The arms whose difference `without` is, and those of `alone`."""
        return (self.without, WHOLE), (self.alone, NONE)


def comparisons(parts: Sequence[Part]) -> int:
    """Returns how many differences are told of the parts; arms that are one have none."""
    pairs = {frozenset(pair) for part in parts for pair in part.contrasts}
    return sum(len(pair) == 2 for pair in pairs)


@dataclass(frozen=True)
class Conditions:
    """What a verdict depends on beside the trials.

    `where` says what it holds for, as `holds_for` does; `strength` is that of the policy. `looks`
    counts the verdicts on these growing data, this one among them. The run has `seeds` seeds.
    `matters` is the smallest change of the accuracy that matters, a share; None for the least that
    the validation pictures can show, at least half a point.
    """

    where: str
    strength: float
    looks: int
    seeds: int
    matters: float | None = None


@dataclass(frozen=True)
class StepFinding:
    """What was found of a step.

    `without` is the accuracy without it minus that of the whole policy (above 0 it harms), `alone`
    that of the step alone minus none; None where no seed has both. The intervals hold with 95% for
    all steps together.
    """

    step: str
    name: str
    without: Estimate | None
    alone: Estimate | None
    says: str

    def to_json(self) -> dict[str, Any]:
        """Returns it as an entry of `verdict.steps`."""
        told = {"without": self.without, "alone": self.alone}
        estimates = {name: found and found.to_json() for name, found in told.items()}
        return {"step": self.step, "name": self.name, **estimates, "says": self.says}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "StepFinding":
        """Returns what `to_json` gave."""
        without, alone = (Estimate.from_json(raw.get(name)) for name in ("without", "alone"))
        return cls(raw["step"], raw["name"], without, alone, raw["says"])


@dataclass(frozen=True)
class HandedOn:
    """What was measured of the policy that is handed on, beside no augmentation.

    `arm` is that policy where `exact`. Else several steps harm, and nobody measured the policy
    without all of them: `arm` is then the one without the step that harms most. `accuracy` and
    `none` are the means of the arm and of no augmentation, `gain` is their difference.
    """

    arm: str
    exact: bool
    accuracy: float
    none: float
    gain: Estimate | None

    @property
    def worse(self) -> bool:
        """Whether it is told to be worse than no augmentation."""
        return self.gain is not None and self.gain.ci95 is not None and self.gain.ci95[1] < 0

    def to_json(self) -> dict[str, Any]:
        """Returns it as `verdict.handed_on`."""
        return {
            "arm": self.arm,
            "exact": self.exact,
            "accuracy": self.accuracy,
            "none": self.none,
            "gain": self.gain and self.gain.to_json(),
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "HandedOn":
        """Returns what `to_json` gave."""
        gain = Estimate.from_json(raw["gain"])
        return cls(raw["arm"], raw["exact"], raw["accuracy"], raw["none"], gain)


def worst_of(steps: Iterable[StepFinding]) -> StepFinding | None:
    """Returns the step that harms most, None where none is told to harm."""
    effects = [(found, found.without) for found in steps if found.says == HARMS]
    harmful = [(found, without.mean) for found, without in effects if without]
    return max(harmful, key=lambda pair: pair[1], default=(None, 0.0))[0]


def left_out_of(steps: Iterable[StepFinding]) -> tuple[str, ...]:
    """Returns the ids of the steps that harm."""
    return tuple(found.step for found in steps if found.says == HARMS)


@dataclass(frozen=True)
class AblationVerdict:
    """What is said of every step, in the order of the policy.

    `more_seeds` is the number of further seeds that would likely tell what can be told; None where
    no number would that a run can have. `matters` is the smallest change that matters, as it was
    used, and `spread` how far the trials spread, for later plans. `method` says what the intervals
    allow for. `said` are the paragraphs of `sentence`.
    """

    steps: tuple[StepFinding, ...]
    more_seeds: int | None
    sentence: str
    handed_on: HandedOn
    matters: float = LEAST_MATTERS
    spread: Spread | None = None
    method: str = METHOD_SEEDS
    said: tuple[Said, ...] = ()

    def those(self, says: str) -> list[StepFinding]:
        """Returns the steps of which that is said."""
        return [found for found in self.steps if found.says == says]

    def named(self, says: str) -> list[str]:
        """Returns the names of the steps of which that is said."""
        return [found.name for found in self.those(says)]

    @property
    def left_out(self) -> tuple[str, ...]:
        """The ids of the steps that harm."""
        return left_out_of(self.steps)

    @property
    def recommends(self) -> str:
        """The key of the arm that was measured of the policy that is handed on."""
        return self.handed_on.arm

    @property
    def worst(self) -> StepFinding | None:
        """The step that harms most, None where none is told to harm."""
        return worst_of(self.steps)

    def to_json(self) -> dict[str, Any]:
        """Returns the block `verdict` of sweep.json."""
        return {
            "steps": [found.to_json() for found in self.steps],
            "left_out": list(self.left_out),
            "more_seeds": self.more_seeds,
            "sentence": self.sentence,
            "handed_on": self.handed_on.to_json(),
            "matters": self.matters,
            "spread": self.spread and self.spread.to_json(),
            "method": self.method,
            "said": [part.to_json() for part in self.said],
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "AblationVerdict":
        """Returns the verdict that `to_json` gave."""
        steps = tuple(StepFinding.from_json(found) for found in raw["steps"])
        handed = HandedOn.from_json(raw["handed_on"])
        return cls(
            steps,
            raw["more_seeds"],
            raw["sentence"],
            handed,
            matters=raw.get("matters", LEAST_MATTERS),
            spread=Spread.from_json(raw.get("spread")),
            method=raw.get("method", METHOD_SEEDS),
            said=tuple(Said.from_json(part) for part in raw.get("said") or ()),
        )
