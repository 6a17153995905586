"""How much the results of a setting spread: what a run showed, for the plan of the next one.

Loads no statistics.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from math import isfinite
from typing import Any


@dataclass(frozen=True)
class Spread:
    """How the difference of two trials of one seed spreads; shares squared.

    `by_seed` is its variance from seed to seed beyond what the pictures make, `residual` and
    `lasting` are the variances that one picture adds: in a single trial, and whatever the seeds.
    """

    by_seed: float
    residual: float
    lasting: float

    def to_json(self) -> dict[str, float]:
        """Returns the block `verdict.spread` of sweep.json."""
        return asdict(self)

    @classmethod
    def from_json(cls, raw: object) -> "Spread | None":
        """Returns what `to_json` gave; None for anything else, as older releases kept none."""
        told: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
        values = [told.get(entry.name) for entry in fields(cls)]
        known = [v for v in values if isinstance(v, int | float) and isfinite(v) and v >= 0]
        return cls(*map(float, known)) if len(known) == len(values) else None

    def expected(self) -> "Spread":
        """Returns it as a plan takes it: at least a tenth of what a picture adds stays."""
        return replace(self, lasting=max(self.lasting, LEAST_LASTING * self.residual))


# Where no run of the setting is known: one point from seed to seed, and 14% of the pictures that
# two networks do not both get right or wrong, a tenth of which is no seed's doing. Five sweeps of
# digits and fashion pictures showed 0.5 to 1.2 points, and lasting 0.011 to 0.018 a picture.
ASSUMED = Spread(by_seed=0.01**2, residual=0.126, lasting=0.014)
# At least this share of `residual` is taken as lasting: a tenth of both together. A few seeds often
# show nothing of what no seed takes away, though it is always there.
LEAST_LASTING = ASSUMED.lasting / ASSUMED.residual
