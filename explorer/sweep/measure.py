"""What a trial costs on this machine: a probe on every worker at once, remembered in the cache
folder.

`estimate` serves whoever plans before anything runs: the runner that waits for the sweep measures
for it, and has its imports behind it then.
"""

import hashlib
import importlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from explorer.data.cache import cache_folder, read_json, write_json
from explorer.errors import SweepError
from explorer.sweep.engines import Done, Engine, Event, Failed, Task
from explorer.sweep.environment import environment
from explorer.sweep.launch import STANDBY
from explorer.sweep.plan import AROUND_S, Cost, Plan, SweepSpec, plan

TICK_S = 0.25
_VERSION = 1
_MEASURED = {"precision", "device", "gpu", "epoch_s", "fixed_s"}

Run = Callable[[list[Task]], Iterable[Event | None]]


def estimate(spec: SweepSpec, digest: str) -> Plan:
    """Returns the plan of `spec` on the data set with that digest: trials, seconds from Start to
    the end, and what a time budget drops.

    Takes some seconds where nothing is remembered. Raises ExplorerError for what the sweep itself
    would fail with.
    """
    probe = remembered(spec, digest) or STANDBY.measure(spec)
    return plan(
        spec, digest, Cost(probe["epoch_s"], probe["fixed_s"], AROUND_S), spec.time_budget_s
    )


def measured_ahead(spec: SweepSpec, work_name: str, engine: Engine) -> dict[str, Any]:
    """Returns what `measured` does for a sweep yet to come, on an engine with a worker for each of
    its processes. Raises ExplorerError as the sweep would.
    """
    data = importlib.import_module(work_name).prepare(spec)
    return measured(
        spec, data.digest, work_name, lambda tasks: engine.run(tasks, data.place, TICK_S)
    )


def measured(spec: SweepSpec, digest: str, work_name: str, run: Run) -> dict[str, Any]:
    """Returns `precision`, `device`, `gpu`, `epoch_s` and `fixed_s`: the slowest of one probe on
    every worker at once, as trials will run.

    What is remembered is taken instead, except that a time budget has the seconds measured anew.
    The precision stays what it first was: trials of two precisions differ in the last digits.
    Raises SweepError with the probe's own text where it fails.
    """
    known = remembered(spec, digest)
    if known and spec.time_budget_s is None:
        return known
    found = _probed(spec, digest, work_name, run)
    if known:
        found["precision"] = known["precision"]
    _remember(spec, digest, found)
    return found


def remembered(spec: SweepSpec, digest: str) -> dict[str, Any] | None:
    """Returns what was measured for such trials on this machine before, or None."""
    found = read_json(_place(spec, digest))
    return found if isinstance(found, dict) and found.keys() >= _MEASURED else None


def _probed(spec: SweepSpec, digest: str, work_name: str, run: Run) -> dict[str, Any]:
    first = plan(spec, digest).trials[0].to_json()
    probes: dict[int, Mapping[str, Any]] = {}
    for event in run([Task(key, first, f"{work_name}:probe") for key in range(spec.processes)]):
        if isinstance(event, Done):
            probes[event.key] = event.result
        elif isinstance(event, Failed):
            raise SweepError(event.message)
    return {
        **probes[0],
        **{name: max(probe[name] for probe in probes.values()) for name in ("epoch_s", "fixed_s")},
    }


def _remember(spec: SweepSpec, digest: str, found: Mapping[str, Any]) -> None:
    if ":" not in spec.model or spec.model.startswith(
        "timm:"
    ):  # a person's own network may be another one tomorrow
        write_json(_place(spec, digest), found)


def _place(spec: SweepSpec, digest: str) -> Path:
    what = (
        digest,
        spec.model,
        spec.image_size,
        spec.shots,
        spec.device,
        spec.policy["explorer"].get("steps"),
        spec.strength_rule,
        environment(None),
        _VERSION,
    )
    return (
        cache_folder()
        / "probes"
        / f"{hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:32]}.json"
    )
