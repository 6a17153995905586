"""How a sweep was run: everything in `config` of sweep.json that is not part of the setting."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from explorer.frozen import Frozen, frozen, thawed
from explorer.trial.setting import FIELDS
from explorer.trial.spec import UNNAMED_RULE, USUAL_MEASURES


@dataclass(frozen=True)
class Course:
    """How a sweep was run: its data set, the options of its question, its seeds.

    Beside these stands what never changes a number: engine, workers, time budget. `strength_rule`
    is the version of what a strength does. `versions` are those of model, recipe and measures,
    empty where a release did not name them. `measures` are what its trials are scored by. A run
    that adds seeds to an earlier one names it in `continues`. `looks` counts the verdicts on these
    growing data, its own among them. `reading` is what was told of how the data set is read.
    """

    data: str
    options: Frozen[Any] = Frozen()  # noqa: RUF009 - immutable
    seeds: int = 5
    seed: int = 0
    engine: str = "local"
    workers: int = 1
    device: str = "auto"
    time_budget_s: float | None = None
    strength_rule: int = UNNAMED_RULE
    versions: tuple[str, ...] = ()
    looks: int = 1
    continues: str | None = None
    measures: tuple[str, ...] = USUAL_MEASURES
    reading: Frozen[Any] = Frozen()  # noqa: RUF009 - immutable

    @property
    def strengths(self) -> tuple[float, ...]:
        """The strengths that are compared; empty where the question compares something else."""
        return tuple(self.options.get("strengths", ()))

    @property
    def further_measures(self) -> tuple[str, ...]:
        """The measures beside accuracy, by which nothing is judged."""
        return tuple(name for name in self.measures if name not in USUAL_MEASURES)

    def to_json(self) -> dict[str, Any]:
        """Returns its part of the block `config` of sweep.json."""
        plain = {name: getattr(self, name) for name in _NAMES}
        data = plain.pop("data")
        return {"data": data, **thawed(self.options), **thawed(plain)}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Course":
        """Returns the course in a block `config` of any release."""
        known = {name: frozen(raw[name]) for name in _NAMES if name in raw}
        settings = {row.name for row in FIELDS}
        rest = {name: part for name, part in raw.items() if name not in settings | {*_NAMES}}
        return cls(**known, options=frozen(rest))


_NAMES = tuple(entry.name for entry in fields(Course) if entry.name != "options")
