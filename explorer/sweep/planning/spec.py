"""What is asked of a sweep: everything that decides its numbers, and how it is run."""

from dataclasses import dataclass
from typing import Any

from explorer.frozen import Frozen
from explorer.policy import files
from explorer.policy.model import Policy
from explorer.policy.strength import RULE_VERSION
from explorer.trial.setting import Setting
from explorer.trial.spec import USUAL_MEASURES


@dataclass(frozen=True)
class SweepSpec:
    """A sweep as asked for.

    `data` is a source reference (a built-in name or a path) that the runner resolves.
    `policy_file` is the policy file, word for word as it was given. `options` are those of the
    question. `time_budget_s` is for the whole sweep. `workers`, `engine` and `time_budget_s` never
    change a trial's numbers. `strength_rule` is the version of what a strength does. A run that
    adds seeds to an earlier one names it in `continues`; `looks` counts the verdicts on these
    growing data, its own among them, and `spent_seeds` are those that other runs on them have
    used, less those whose trials it takes over: it uses none of them.
    """

    data: str
    policy_file: Frozen[Any]
    setting: Setting
    question: str = "strength"
    options: Frozen[Any] = Frozen()  # noqa: RUF009 - immutable
    seeds: int = 5
    seed: int = 0
    measures: tuple[str, ...] = USUAL_MEASURES
    device: str = "auto"
    engine: str = "local"
    workers: int = 1
    time_budget_s: float | None = None
    strength_rule: int = RULE_VERSION
    continues: str | None = None
    looks: int = 1
    spent_seeds: tuple[int, ...] = ()

    @property
    def policy(self) -> Policy:
        """The policy that is measured; raises PolicyError where this release refuses it."""
        return files.from_data(self.policy_file["explorer"])
