"""The rows of the store as typed values, read without today's limits.

What was measured is shown, whatever this release would refuse. A row that cannot be read is one
line that names the sweep; it hides no other.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from explorer.errors import ExplorerError, SweepError, quoted
from explorer.frozen import Frozen, frozen
from explorer.names import shown
from explorer.policy.model import Policy
from explorer.sweep.findings.answers import right
from explorer.sweep.findings.dataset import DataFacts
from explorer.sweep.findings.final import FinalTest
from explorer.sweep.findings.values import Outcome, Point
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.running.process import Runner, is_alive
from explorer.sweep.storage.columns import points_of, unpacked
from explorer.sweep.storage.damage import UNREADABLE, damage, readable
from explorer.trial.arm import Arm
from explorer.trial.result import EpochResult, TrialResult
from explorer.trial.setting import Setting
from explorer.trial.spec import SPLITS, Precision, Split

# What a row's status says. `interrupted` is never written: it is what a sweep under way looks like
# when its runner is gone.
UNDER_WAY = ("queued", "running", "stopping")
RESUMABLE = ("interrupted", "stopped", "failed")
_NUMBERS = ("created", "trials", "changed", "estimate_s", "started", "finished")


def has_test(dataset: DataFacts | None) -> bool:
    """Tells whether a data set has test images.

    Until it was opened it counts as one that has, as most have.
    """
    return dataset is None or dataset.test is None or dataset.test > 0


@dataclass(frozen=True)
class Sweep:
    """One row of the table of sweeps.

    `status` is as it looks now: `interrupted` where the runner is gone. `trials` counts those that
    it has as far as is known, the final test included. `verdict` is the block of sweep.json, as the
    question reads it, `points` the estimates that the verdict rests on, by the key of the arm.
    `name` and `note` are what a person has called it and written of it; empty where nobody has.
    """

    sweep_id: str
    created: float
    status: str
    message: str
    spec: SweepSpec
    precision: Precision
    trials: int
    changed: int
    dataset: DataFacts | None
    environment: Frozen[Any] | None
    notes: tuple[str, ...]
    estimate_s: float | None
    verdict: Frozen[Any] | None
    points: Frozen[Point] | None
    final_test: FinalTest | None
    stop_requested: bool
    token: str | None
    runner: Runner | None
    heartbeat: float
    started: float | None
    finished: float | None
    name: str = ""
    note: str = ""

    @property
    def data_name(self) -> str:
        """The name of the data set, as far as it is known; else where it lies."""
        return self.spec.data if self.dataset is None else self.dataset.name

    @property
    def has_test(self) -> bool:
        """Whether the data set has test images; until it was opened it counts as one that has."""
        return has_test(self.dataset)


@dataclass(frozen=True)
class Broken:
    """A row of the table of sweeps that cannot be read, and why, in words."""

    sweep_id: str
    created: float
    status: str
    trouble: str


@dataclass(frozen=True)
class StoredArm:
    """An arm as it is stored; `policy` is None where it is that of the sweep."""

    key: str
    kind: str
    name: str
    strength: float
    setting: Setting
    step: str | None
    policy: Frozen[Any] | None

    def arm(self, own: Policy) -> Arm:
        """Returns the arm to be trained; raises PolicyError where its policy is refused today."""
        policy = own
        if self.policy is not None:
            from explorer.policy import files  # most sweeps have no arm with a policy of its own

            policy = files.from_data(self.policy)
        setting = Setting.from_json(self.setting.to_json())
        return Arm(self.key, self.kind, self.name, policy, self.strength, setting, self.step)


@dataclass(frozen=True)
class StoredRound:
    """A round as it is stored. `last` tells that no trials on the validation split follow it."""

    number: int
    last: bool


@dataclass(frozen=True)
class Trial:
    """One row of the table of trials. `status`: planned, running, finished or failed.

    `result` is without the predictions, which have a column of their own. `correct` is what they
    say beside the true classes, where it was asked for; see `Outcome`.
    """

    position: int
    round: int
    arm: str
    seed: int
    split: Split
    status: str
    epochs: tuple[EpochResult, ...] = ()
    result: TrialResult | None = None
    message: str = ""
    finished: float | None = None
    correct: bytes | None = field(default=None, repr=False, compare=False)

    @property
    def ended(self) -> bool:
        """Whether it has finished or failed."""
        return self.status in ("finished", "failed")

    @property
    def outcome(self) -> Outcome:
        """The trial as schedules and questions see it; without scores where it has none."""
        if self.status != "finished" or self.result is None:
            return Outcome(self.arm, self.seed, self.split)
        return Outcome(
            self.arm,
            self.seed,
            self.split,
            self.result.scores,
            self.result.train_scores,
            self.result.scored_images,
            self.result.seconds,
            self.correct,
        )


def sweep_of(row: Mapping[Any, Any]) -> Sweep:
    """Returns the sweep in a row; raises SweepError, which names it, where it cannot be read."""
    with readable(row["sweep_id"]):
        if trouble := damage(row):
            raise SweepError(f"sweep {row['sweep_id']} cannot be read: {trouble}")
        _check_numbers(row, _NUMBERS)
        plain = ("sweep_id", "created", "message", "precision", "trials", "changed")
        final = row["final_test"]
        more = ("estimate_s", "token", "heartbeat", "started", "finished")
        return Sweep(
            **{name: row[name] for name in (*plain, *more)},
            status=status_of(row),
            spec=SweepSpec.stored(row["spec"]),
            dataset=None if row["dataset"] is None else DataFacts.from_json(row["dataset"]),
            environment=_block(row, "environment"),
            notes=tuple(map(str, row["notes"])),
            verdict=_block(row, "verdict"),
            points=None if row["points"] is None else Frozen(dict(points_of(row["points"]))),
            final_test=None if final is None else FinalTest.from_json(final),
            stop_requested=bool(row["stop_requested"]),
            runner=runner_of(row),
            name=shown(str(row["name"] or "")),
            note="\n".join(map(shown, str(row["note"] or "").split("\n"))),
        )


def _check_numbers(row: Mapping[Any, Any], names: Iterable[str]) -> None:
    """SQLite keeps whatever was written into a column of numbers."""
    for name in names:
        if row[name] is not None and not isinstance(row[name], int | float):
            raise ValueError(f"its {name} is {quoted(row[name])}")


def _block(row: Mapping[Any, Any], name: str) -> Frozen[Any] | None:
    value = row[name]
    if value is not None and not isinstance(value, Mapping):
        raise ValueError(f"its {name} is {quoted(value)}")
    return None if value is None else frozen(value)


def sweep_now(seen: Sweep, row: Mapping[Any, Any]) -> Sweep:
    """Returns a sweep of which nothing was written since it was seen.

    Only its runner may have beaten its heart, or gone.
    """
    now = {"status": status_of(row), "heartbeat": row["heartbeat"], "runner": runner_of(row)}
    return replace(seen, **now)


def sweep_or_broken(row: Mapping[Any, Any]) -> Sweep | Broken:
    """Returns the sweep in a row, or what stands for one that cannot be read."""
    try:
        return sweep_of(row)
    except ExplorerError as error:
        created = float(row["created"]) if isinstance(row["created"], int | float) else 0.0
        _, _, trouble = str(error).partition("cannot be read: ")
        return Broken(row["sweep_id"], created, status_of(row), trouble or str(error))


def status_of(row: Mapping[Any, Any]) -> str:
    """Returns the status of a sweep as it looks now."""
    status, beat = str(row["status"]), row["heartbeat"]
    # SQLite keeps whatever was written into a damaged row.
    beaten = beat if isinstance(beat, int | float) else 0.0
    who = (row["sweep_id"], row["token"])
    if status in UNDER_WAY and not is_alive(runner_of(row), beaten, time.time(), who):
        return "interrupted"
    return status


def runner_of(row: Mapping[Any, Any]) -> Runner | None:
    """Returns the process that works on a sweep, None where none is named."""
    if row["pid"] is None:
        return None
    return Runner(row["host"], row["pid"], row["pid_started"] or "")


def arm_of(row: Mapping[Any, Any]) -> StoredArm:
    """Returns the arm in a row of the table of arms."""
    raw = row["arm"]
    return StoredArm(
        key=row["key"],
        kind=raw["kind"],
        name=raw["name"],
        strength=raw["strength"],
        setting=Setting.stored(raw["setting"]),
        step=raw.get("step"),
        policy=frozen(raw.get("policy")),
    )


def trial_of(row: Mapping[Any, Any], labels: Mapping[str, Sequence[int]]) -> Trial:
    """Returns the trial in a row of the table of trials.

    `labels` are the true classes by split, where it shall tell what it got right.
    """
    if not isinstance(row["epochs"], list):
        raise ValueError(f"its epochs are {quoted(row['epochs'])}")
    _check_numbers(row, ("position", "round", "seed", "finished"))
    epochs = tuple(EpochResult(**epoch) for epoch in row["epochs"])
    result = row["result"]
    if result is not None:
        result = TrialResult.from_json({**result, "epochs": row["epochs"], "predictions": []})
    plain = ("position", "round", "arm", "seed", "split", "status", "message", "finished")
    if row["split"] not in SPLITS:
        raise ValueError(f"{quoted(row['split'])} is not a split")
    if not row["arm"]:
        raise ValueError(f"trial {row['position']} does not say what was trained")
    correct = None if result is None else _correct(row, result, labels.get(row["split"], ()))
    told = {name: row[name] for name in plain}
    return Trial(**told, epochs=epochs, result=result, correct=correct)


def _correct(row: Mapping[Any, Any], result: TrialResult, labels: Sequence[int]) -> bytes | None:
    """What a trial got right; predictions that cannot be its own count as not kept."""
    blob, found = row.get("predictions"), None
    if blob is None or len(labels) != result.scored_images:
        return None
    with suppress(*UNREADABLE):
        found = right(unpacked(blob), labels)
    known = sum(line[label] for label, line in enumerate(result.confusion))
    return found if found and int.from_bytes(found).bit_count() == known else None
