"""What a trial costs on this machine.

A probe on every worker at once measures it, and the cache folder remembers it.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from explorer.data.cache import cache_folder, read_json, write_json
from explorer.errors import SweepError
from explorer.frozen import thawed
from explorer.sweep.engines import Done, Event, Failed, Task
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.table import asked_by, processes
from explorer.sweep.running.environment import environment, gpus
from explorer.trial.spec import Device, TrialSpec

_VERSION = 2

Run = Callable[[list[Task]], Iterable[Event | None]]


@dataclass(frozen=True)
class Measured:
    """What a probe found.

    The precision of the trials, the device that they run on and its name, and the seconds of an
    epoch and of the fixed part of a trial on one worker.
    """

    precision: str
    device: Device
    gpu: str | None
    epoch_s: float
    fixed_s: float

    def to_json(self) -> dict[str, Any]:
        """Returns it as plain JSON data."""
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Measured":
        """Returns what `to_json` gave; other keys are left out."""
        return cls(**{entry.name: raw[entry.name] for entry in fields(cls)})


def measured(spec: SweepSpec, digest: str, work_name: str, run: Run) -> Measured:
    """Returns the slowest of one probe on every worker at once, as trials will run.

    What is remembered is taken instead, except that a time budget has the seconds measured anew.
    The precision stays what it first was, also for another number of workers: trials of two
    precisions differ in the last digits. Raises SweepError with the probe's own text where it
    fails.
    """
    known = remembered(spec, digest)
    if known and spec.time_budget_s is None:
        return known
    found = _probed(spec, digest, work_name, run)
    first = read_json(_place("precision", _numbers(spec, digest)))
    if isinstance(first, str):
        found = Measured(**{**asdict(found), "precision": first})
    remember(spec, digest, found)
    return found


def remembered(spec: SweepSpec, digest: str) -> Measured | None:
    """Returns what was measured for such trials on this machine before, or None."""
    found = read_json(_place("probe", _cost(spec, digest)))
    try:
        return Measured.from_json(found)
    except (KeyError, TypeError):
        return None


def remember(spec: SweepSpec, digest: str, found: Measured) -> None:
    """Keeps what was measured, unless a person's own network may be another one tomorrow."""
    if ":" not in spec.setting.model or spec.setting.model.startswith("timm:"):
        write_json(_place("probe", _cost(spec, digest)), found.to_json())
        write_json(_place("precision", _numbers(spec, digest)), found.precision)


def _probed(spec: SweepSpec, digest: str, work_name: str, run: Run) -> Measured:
    probe = _first_trial(spec, digest).to_json()
    found: dict[int, Measured] = {}
    failed: list[str] = []
    for event in run([Task(key, probe, f"{work_name}:probe") for key in range(processes(spec))]):
        if isinstance(event, Done):
            found[event.key] = Measured.from_json(event.result)
        elif isinstance(event, Failed):
            failed.append(event.message)
    # Only now: the engine is given trials next, and must have no probe under way.
    if failed:
        raise SweepError(failed[0])
    slowest = {
        "epoch_s": max(each.epoch_s for each in found.values()),
        "fixed_s": max(each.fixed_s for each in found.values()),
    }
    return Measured(**{**asdict(found[0]), **slowest})


def _first_trial(spec: SweepSpec, digest: str) -> TrialSpec:
    asked = asked_by(spec)
    first = asked.schedule(spec).next((), spec.time_budget_s)
    if first is None or not first.trials:
        raise SweepError(f"the question {spec.question} has no trial to begin with")
    arms = {arm.key: arm for arm in (*asked.arms(spec), *first.arms)}
    trial = first.trials[0]
    return TrialSpec(
        arm=arms[trial.arm],
        seed=trial.seed,
        sweep_seed=spec.seed,
        dataset=digest,
        measures=spec.measures,
        device=spec.device,
        strength_rule=spec.strength_rule,
        versions=spec.versions,
    )


def _numbers(spec: SweepSpec, digest: str) -> list[Any]:
    """What decides a number of a trial, as far as its precision depends on it."""
    return [
        digest,
        spec.setting.to_json(),
        list(spec.measures),
        spec.device,
        spec.policy_file["explorer"].get("steps"),
        spec.strength_rule,
        list(spec.made_with),
        environment(None),
        gpus(),
        _VERSION,
    ]


def _cost(spec: SweepSpec, digest: str) -> list[Any]:
    """What decides how long a trial takes: workers share the machine."""
    return [*_numbers(spec, digest), processes(spec), os.environ.get("CUDA_VISIBLE_DEVICES")]


def _place(kind: str, what: list[Any]) -> Path:
    digest = hashlib.sha256(json.dumps(thawed(what), sort_keys=True).encode()).hexdigest()
    return cache_folder() / "probes" / f"{kind}-{digest[:32]}.json"
