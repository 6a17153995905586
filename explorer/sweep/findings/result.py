"""A sweep and what it found, as one frozen value: what charts, report, pages, commands and
notebooks read. `sweep.json` is its JSON.

Stored sweeps of every release are read into it. Nothing here refuses what today's limits would: it
shows what was measured.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from explorer.errors import SweepError, quoted
from explorer.frozen import Frozen, frozen, thawed
from explorer.sweep.findings.values import Estimate
from explorer.trial.result import EpochResult
from explorer.trial.setting import Setting

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class DataFacts:
    """What a sweep knows of its data set: name, digest (SHA-256), classes, images in each split,
    and warnings for people.

    Before the data set was read, only name and digest are known: `classes` is empty, and the counts
    are None.
    """

    name: str
    digest: str
    classes: tuple[str, ...] = ()
    train: int | None = None
    val: int | None = None
    test: int | None = None
    warnings: tuple[str, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """Returns the block `dataset` of sweep.json; what is not known is left out."""
        known: dict[str, Any] = {"name": self.name, "digest": self.digest}
        if self.train is not None:
            known |= {
                "classes": list(self.classes),
                "train": self.train,
                "val": self.val,
                "test": self.test,
            }
        return known | ({} if self.warnings is None else {"warnings": list(self.warnings)})

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "DataFacts":
        """Returns the facts that `to_json` gave."""
        told = {entry.name: raw[entry.name] for entry in fields(cls) if entry.name in raw}
        lists = {
            name: tuple(told[name])
            for name in ("classes", "warnings")
            if told.get(name) is not None
        }
        return cls(**told | lists)


@dataclass(frozen=True)
class TrialOutcome:
    """One trial of an arm, as far as it is: its score and that on the training subset, its epochs,
    what it had to say.
    """

    seed: int
    status: str
    accuracy: float | None = None
    train_accuracy: float | None = None
    seconds: float | None = None
    images_per_second: float | None = None
    epochs: tuple[EpochResult, ...] = ()
    messages: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Returns the trial as an entry of `trials` in sweep.json."""
        return {
            "seed": self.seed,
            "status": self.status,
            "val_accuracy": self.accuracy,
            "train_accuracy": self.train_accuracy,
            "seconds": self.seconds,
            "images_per_second": self.images_per_second,
            "epochs": [asdict(epoch) for epoch in self.epochs],
            "messages": list(self.messages),
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "TrialOutcome":
        """Returns the trial that `to_json` gave, of any release."""
        return cls(
            seed=raw["seed"],
            status=raw["status"],
            accuracy=raw.get("val_accuracy"),
            train_accuracy=raw.get("train_accuracy"),
            seconds=raw.get("seconds"),
            images_per_second=raw.get("images_per_second"),
            epochs=tuple(_epoch(epoch) for epoch in raw.get("epochs") or ()),
            messages=tuple(raw.get("messages") or ()),
        )


def _epoch(raw: Mapping[str, Any]) -> EpochResult:
    return EpochResult(
        raw["epoch"],
        *(_number(raw.get(name)) for name in ("train_loss", "val_loss", "val_accuracy")),
    )


def _number(value: Any) -> float:
    return (
        math.nan if value is None else float(value)
    )  # JSON knows no NaN: a loss that ran away is null there


@dataclass(frozen=True)
class ArmResult:
    """One arm and what was found of it. Estimates are None until a trial has finished; `setting` is
    its place in `settings`.

    `gain` is paired by seed against the arm that the question compares with. `confusion[i][j]` sums
    over the trials.
    """

    key: str
    kind: str
    name: str
    strength: float | None
    setting: int = 0
    step: str | None = None
    accuracy: Estimate | None = None
    train_accuracy: Estimate | None = None
    gain: Estimate | None = None
    smoothed: float | None = None
    per_class_accuracy: Frozen[float] | None = None
    per_class_gain: Frozen[float] | None = None
    confusion: tuple[tuple[int, ...], ...] | None = None
    trials: tuple[TrialOutcome, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Returns the arm as an entry of `arms` in sweep.json."""
        about = {} if self.step is None else {"step": self.step}
        return {
            "key": self.key,
            "setting": self.setting,
            "name": self.name,
            "kind": self.kind,
            "strength": self.strength,
            **about,
            "val_accuracy": self.accuracy and self.accuracy.to_json(),
            "train_accuracy": self.train_accuracy and self.train_accuracy.to_json(),
            "gain": self.gain and self.gain.to_json(),
            "smoothed": self.smoothed,
            "per_class_accuracy": thawed(self.per_class_accuracy),
            "per_class_gain": thawed(self.per_class_gain),
            "confusion": thawed(self.confusion),
            "trials": [trial.to_json() for trial in self.trials],
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "ArmResult":
        """Returns the arm that `to_json` gave, of any release."""
        return cls(
            key=raw.get("key", f"{raw['kind']}-{raw['strength']:g}"),
            kind=raw["kind"],
            name=raw["name"],
            strength=raw["strength"],
            setting=raw.get("setting", 0),
            step=raw.get("step"),
            accuracy=Estimate.from_json(raw.get("val_accuracy")),
            train_accuracy=Estimate.from_json(raw.get("train_accuracy")),
            gain=Estimate.from_json(raw.get("gain")),
            smoothed=raw.get("smoothed"),
            per_class_accuracy=frozen(raw.get("per_class_accuracy")),
            per_class_gain=frozen(raw.get("per_class_gain")),
            confusion=frozen(raw.get("confusion")),
            trials=tuple(TrialOutcome.from_json(trial) for trial in raw["trials"]),
        )


@dataclass(frozen=True)
class FinalTest:
    """What the test split said, on fresh seeds, scored once: the arm that was chosen and the arm
    that it is compared with.

    Reports are scikit-learn's: precision, recall, f1-score and support of each class and average,
    and the bare number `accuracy`.
    """

    strength: float
    accuracy: float
    baseline_accuracy: float
    gain: Estimate
    report: Frozen[Any]
    seeds: tuple[int, ...] = ()
    baseline_report: Frozen[Any] | None = None
    confusion: tuple[tuple[int, ...], ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """Returns the block `final_test` of sweep.json."""
        return {entry.name: thawed(getattr(self, entry.name)) for entry in fields(self)} | {
            "gain": self.gain.to_json()
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "FinalTest":
        """Returns the final test that `to_json` gave, of any release."""
        known = {entry.name: frozen(raw[entry.name]) for entry in fields(cls) if entry.name in raw}
        return cls(**known | {"gain": Estimate.from_json(raw["gain"])})


@dataclass(frozen=True)
class Verdict:
    """What a sweep over strengths says; CONTRACT names, see docs/statistics.md.

    `plateau` holds the ends of the run of strengths around the best that the data cannot tell from
    it. `helps` is None where neither a gain nor a loss can be told. `more_seeds` is the number of
    further seeds that would likely settle `helps`.
    """

    best: float
    balance_point: float
    plateau: tuple[float, float]
    overdone_from: float | None
    helps: bool | None
    more_seeds: int | None
    sentence: str

    def to_json(self) -> dict[str, Any]:
        """Returns the block `verdict` of sweep.json."""
        return asdict(self) | {"plateau": list(self.plateau)}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Verdict":
        """Returns the verdict that `to_json` gave, of any release."""
        known = {entry.name: raw.get(entry.name) for entry in fields(cls)}
        return cls(**known | {"plateau": (raw["plateau"][0], raw["plateau"][-1])})


@dataclass(frozen=True)
class Course:
    """How a sweep was run: the name of the data set, strengths and seeds, and what never changes a
    number (engine, workers, time budget).
    """

    data: str
    strengths: tuple[float, ...]
    seeds: int
    seed: int = 0
    engine: str = "local"
    workers: int = 1
    device: str = "auto"
    time_budget_s: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Returns its part of the block `config` of sweep.json."""
        return asdict(self) | {"strengths": list(self.strengths)}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Course":
        """Returns the course in a block `config` of any release."""
        known = {entry.name: raw[entry.name] for entry in fields(cls) if entry.name in raw}
        return cls(**known | {"strengths": tuple(raw["strengths"])})


@dataclass(frozen=True)
class SweepResult:
    """A sweep and what it found; also of one under way, where what is not known yet is None or
    empty.

    `policy_file` is the policy as it was measured, word for word as stored (a policy file of any
    release). `created` is in seconds since 1970, `seconds` from start to end.
    """

    sweep_id: str
    status: str
    course: Course
    settings: tuple[Setting, ...]
    policy_file: Frozen[Any]
    arms: tuple[ArmResult, ...]
    dataset: DataFacts | None = None
    environment: Frozen[Any] | None = None
    verdict: Verdict | None = None
    final_test: FinalTest | None = None
    notes: tuple[str, ...] = ()
    message: str = ""
    created: float | None = None
    seconds: float | None = None
    question: str = "strength"

    @property
    def setting(self) -> Setting:
        """The first setting: the only one where a sweep has one curve."""
        return self.settings[0]

    @property
    def policy_name(self) -> str:
        """The name of the policy that was measured."""
        return str(self.policy_file["explorer"].get("name", ""))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What people should know: the notes of the sweep, and the warnings of its data set."""
        return (*self.notes, *((self.dataset.warnings if self.dataset else None) or ()))

    @property
    def curve_arms(self) -> tuple[ArmResult, ...]:
        """The arms over the strengths that have a score, from weak to strong."""
        found = (arm for arm in self.arms if arm.kind == "strength" and arm.accuracy is not None)
        return tuple(sorted(found, key=lambda arm: arm.strength or 0.0))

    def to_json(self) -> dict[str, Any]:
        """Returns sweep.json as plain JSON data, without NaN."""
        known: dict[str, Any] = {
            "schema_version": SCHEMA_VERSION,
            "sweep_id": self.sweep_id,
            "status": self.status,
            "message": self.message,
            "created": self.created,
            "seconds": self.seconds,
            "notes": list(self.notes),
            "question": self.question,
            "settings": [setting.to_json() for setting in self.settings],
            "config": self.setting.to_json() | self.course.to_json(),
            "environment": thawed(self.environment),
            "dataset": self.dataset and self.dataset.to_json(),
            "policy": thawed(self.policy_file),
            "arms": [arm.to_json() for arm in self.arms],
            "verdict": self.verdict and self.verdict.to_json(),
            "final_test": self.final_test and self.final_test.to_json(),
        }
        finite: dict[str, Any] = _finite(known)
        return finite

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "SweepResult":
        """Returns the result that `to_json` gave, of any release; raises SweepError for anything
        else.
        """
        try:
            return cls(
                sweep_id=raw["sweep_id"],
                status=raw["status"],
                course=Course.from_json(raw["config"]),
                settings=tuple(_settings(raw)),
                policy_file=frozen(raw["policy"]),
                arms=tuple(ArmResult.from_json(arm) for arm in raw["arms"]),
                dataset=None if raw.get("dataset") is None else DataFacts.from_json(raw["dataset"]),
                environment=frozen(raw.get("environment")),
                verdict=None if raw.get("verdict") is None else Verdict.from_json(raw["verdict"]),
                final_test=None
                if raw.get("final_test") is None
                else FinalTest.from_json(raw["final_test"]),
                notes=tuple(raw.get("notes") or ()),
                message=raw.get("message", ""),
                created=raw.get("created"),
                seconds=raw.get("seconds"),
                question=raw.get("question", "strength"),
            )
        except (KeyError, TypeError, AttributeError, IndexError) as error:
            raise SweepError(
                f"this is not a sweep.json: {type(error).__name__} {quoted(str(error))}"
            ) from None

    @classmethod
    def load(cls, path: str | Path) -> "SweepResult":
        """Returns the result in a sweep.json of any release; raises SweepError where it is missing
        or not one.
        """
        try:
            raw = json.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise SweepError(f"{quoted(str(path), 200)} cannot be read: {error}") from None
        if not isinstance(raw, Mapping):
            raise SweepError(f"{quoted(str(path), 200)} is not a sweep.json")
        return cls.from_json(raw)


def _settings(raw: Mapping[str, Any]) -> list[Setting]:
    if "settings" in raw:
        return [Setting.from_json(setting) for setting in raw["settings"]]
    config = raw["config"]  # releases before 0.2 had one setting, spread over `config`
    return [Setting(config["model"], config["shots"], config["epochs"], config["image_size"])]


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _finite(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(entry) for entry in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
