"""What is asked of a sweep: everything that decides its numbers, and how it is run."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from explorer.data.reading import AS_FOUND, Reading
from explorer.errors import ExplorerError, SweepError, quoted
from explorer.frozen import Frozen, frozen, thawed
from explorer.policy.model import MAX_SEED, Policy
from explorer.policy.strength import RULE_VERSION
from explorer.sweep.engines.table import ENGINES
from explorer.sweep.findings.claims import MOST_SEEDS
from explorer.trial.measures import MEASURES
from explorer.trial.setting import Setting
from explorer.trial.spec import DEVICES, UNNAMED_RULE, USUAL_MEASURES, Device, versions_of

MAX_SEEDS = MOST_SEEDS
MAX_WORKERS = 512
MAX_BUDGET_S = 30 * 24 * 3600
_WHOLE: tuple[tuple[str, int, int | None], ...] = (
    ("seeds", 1, MAX_SEEDS),
    ("seed", 0, MAX_SEED),
    ("workers", 1, MAX_WORKERS),
    ("strength_rule", 1, None),
    ("looks", 1, None),
)


@dataclass(frozen=True)
class SweepSpec:
    """A sweep as asked for; valid when constructed, or SweepError.

    `data` is a source reference (a built-in name or a path) that the runner resolves, and `reading`
    is how it is read.
    `policy_file` is the policy file, word for word as it was given. `options` are those of the
    question, in its canonical form. `seeds` is how many there are for each arm. `time_budget_s` is
    for the whole sweep. `workers`, `engine` and `time_budget_s` never change a trial's numbers.

    `strength_rule` is the version of what a strength does, and `versions` are those of model,
    recipe and measures, as `versions_of` words them, where an older release planned the sweep;
    empty: those of this one. A run that adds seeds to an earlier one
    names it in `continues`; `looks` counts the verdicts on these growing data, its own among them,
    and `spent_seeds` are those that other runs on them have used, less those whose trials it takes
    over: it uses none of them.
    """

    data: str
    policy_file: Frozen[Any]
    setting: Setting
    question: str = "strength"
    options: Frozen[Any] = Frozen()  # noqa: RUF009 - immutable
    seeds: int = 5
    seed: int = 0
    measures: tuple[str, ...] = USUAL_MEASURES
    device: Device = "auto"
    engine: str = "local"
    workers: int = 1
    time_budget_s: float | None = None
    strength_rule: int = RULE_VERSION
    versions: tuple[str, ...] = ()
    continues: str | None = None
    looks: int = 1
    spent_seeds: tuple[int, ...] = ()
    reading: Reading = AS_FOUND

    def __post_init__(self) -> None:
        if not isinstance(self.data, str) or not self.data:
            raise SweepError(f"{quoted(self.data)} is not a data set")
        if not isinstance(self.policy_file, Mapping) or "explorer" not in self.policy_file:
            raise SweepError(f"{quoted(self.policy_file)} is not a policy file")
        for name in ("policy_file", "options"):
            object.__setattr__(self, name, frozen(getattr(self, name)))
        for name, low, high in _WHOLE:
            check_whole(getattr(self, name), name.replace("_", " "), low, high)
        for seed in self.spent_seeds:
            check_whole(seed, "spent seed", 0, None)
        _check_listed(self.device, "device", DEVICES)
        _check_listed(self.engine, "engine", ENGINES)
        for measure in self.measures:
            _check_listed(measure, "measure", MEASURES)
        budget_s = self.time_budget_s
        if budget_s is not None and not 0 < budget_s <= MAX_BUDGET_S:
            raise SweepError(
                f"time budget {quoted(budget_s)} is not a number of seconds above 0 "
                "and at most 30 days"
            )

    @property
    def policy(self) -> Policy:
        """The policy that is measured; raises PolicyError where this release refuses it."""
        from explorer.policy import files  # most readers of a spec need no policy

        return files.from_data(self.policy_file["explorer"])

    @property
    def made_with(self) -> tuple[str, ...]:
        """The versions of model, recipe and measures that its numbers belong to."""
        return self.versions or versions_of(self.setting, self.measures)

    def to_json(self) -> dict[str, Any]:
        """Returns the spec as plain JSON data."""
        plain = {entry.name: thawed(getattr(self, entry.name)) for entry in fields(self)}
        plain["policy"] = plain.pop("policy_file")
        plain["reading"] = dict(self.reading.told)
        return plain | {"setting": self.setting.to_json(), "versions": list(self.made_with)}

    @classmethod
    def from_json(cls, raw: object) -> "SweepSpec":
        """Returns the spec that `to_json` gave; raises ExplorerError for anything else."""
        known = _known(raw)
        spec = cls(**{**known, "setting": Setting.from_json(known["setting"])})
        return _without_current_versions(spec)

    @classmethod
    def stored(cls, raw: object) -> "SweepSpec":
        """Returns the spec of a stored sweep to be displayed, whatever today refuses.

        What is not told has its default: an older release did not know it. Raises SweepError only
        where a spec cannot be made of `raw` at all.
        """
        known = _known(raw, strict=False)
        known["setting"] = Setting.stored(known["setting"])
        if not isinstance(known["policy_file"].get("explorer"), Mapping):
            raise SweepError(f"{quoted(thawed(known['policy_file']))} is not a policy file")
        spec = object.__new__(cls)
        for entry in fields(cls):
            object.__setattr__(spec, entry.name, known.get(entry.name, entry.default))
        return _without_current_versions(spec)

    def checked(self) -> "SweepSpec":
        """Returns a stored spec to be run; raises ExplorerError for what this release refuses."""
        return SweepSpec.from_json(self.to_json())


def current_versions(spec: SweepSpec) -> tuple[str, ...]:
    """Returns what this release would make the numbers of a spec with.

    Empty where it no longer has all of it.
    """
    try:
        return versions_of(spec.setting, spec.measures)
    except (ExplorerError, KeyError, TypeError):
        return ()


def check_whole(value: object, name: str, low: int, high: int | None) -> None:
    """Raises SweepError unless `value` is a whole number within its limits."""
    outside = not isinstance(value, int) or value < low or (high is not None and value > high)
    if outside or isinstance(value, bool):
        ends = f"of at least {low}" if high is None else f"between {low} and {high}"
        raise SweepError(f"{name} {quoted(value)} is not a whole number {ends}")


def _check_listed(value: object, what: str, known: Any) -> None:
    if not isinstance(value, str) or value not in known:
        raise SweepError(f"{what} {quoted(value)} is not one of {', '.join(known)}")


def _known(raw: object, *, strict: bool = True) -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        raise SweepError(f"{quoted(raw)} is not the spec of a sweep")
    told = {"strength_rule": UNNAMED_RULE, "versions": _first_versions(raw), **raw}
    if "policy" in told:
        told["policy_file"] = told.pop("policy")
    names = {entry.name for entry in fields(SweepSpec)}
    if missing := sorted({"data", "policy_file", "setting"} - set(told)):
        raise SweepError(f"the spec of a sweep lacks {missing[0].removesuffix('_file')}")
    unknown = sorted(set(told) - names)
    if unknown and strict:
        raise SweepError(f"{quoted(unknown[0])} is not a setting of a sweep")
    for name in ("policy_file", "options"):
        told[name] = frozen(told.get(name, {}))
    told["reading"] = _reading(told.get("reading", {}), strict=strict)
    try:
        for name in ("measures", "spent_seeds", "versions"):
            if name in told:
                told[name] = tuple(told[name])
    except TypeError as error:
        raise SweepError(f"the spec of a sweep is damaged: {error}") from None
    return {name: value for name, value in told.items() if name in names}


def _reading(raw: object, *, strict: bool) -> Reading:
    try:
        return raw if isinstance(raw, Reading) else Reading.from_json(raw)
    except ExplorerError as error:
        if strict:
            raise SweepError(str(error)) from None
        return AS_FOUND


def _first_versions(raw: Mapping[Any, Any]) -> tuple[str, ...]:
    """Those of what was stored before specs named any: every version was the first."""
    setting = raw.get("setting")
    told = setting if isinstance(setting, Mapping) else {}
    measures = raw.get("measures", USUAL_MEASURES)
    listed = measures if isinstance(measures, list | tuple) else ()
    names = (told.get("model"), told.get("recipe", "plain"), *listed)
    return tuple(f"{name} 1" for name in names)


def _without_current_versions(spec: SweepSpec) -> SweepSpec:
    if spec.versions == current_versions(spec):
        # Not `replace`, which would check a stored spec by today's limits.
        object.__setattr__(spec, "versions", ())
    return spec
