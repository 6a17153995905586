"""The work of a sweep, as the runner and its workers see it.

It prepares the data set, measures, and runs a trial; plain data at every border. Another module
with the same functions can stand in (`--work`), as the tests of queueing, killing and resuming do.
Torch is loaded by `preload` only, which runs in workers.

`FlatTrial`, `_spec_of` and `_flat_result` are the way between the flat JSON that store and plan
speak and the values of explorer/trial.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from explorer.errors import SweepError, quoted
from explorer.policy.strength import RULE_VERSION
from explorer.trial.spec import UNNAMED_RULE, Precision

if TYPE_CHECKING:
    from explorer.data.decoding import DecodedSet
    from explorer.sweep.plan import SweepSpec
    from explorer.trial.result import TrialResult
    from explorer.trial.spec import TrialSpec

Report = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True)
class FlatTrial:
    """A trial as plan and store of schema 1 write it; `policy` is the part `explorer` of a file."""

    kind: Literal["strength", "final"]
    strength: float
    seed: int
    sweep_seed: int
    policy: Mapping[str, Any]
    model: str
    shots: int
    epochs: int
    image_size: int
    device: str = "auto"
    eval_split: Literal["val", "test"] = "val"
    dataset: str = ""
    precision: Precision = "fp32"
    strength_rule: int = RULE_VERSION

    def to_json(self) -> dict[str, Any]:
        """Returns the trial as plain JSON data."""
        plain = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        return plain | {"policy": dict(self.policy)}


@dataclass(frozen=True)
class Prepared:
    """A data set ready for trials.

    `place` is where a worker of this machine opens it; `splits` counts images, `test_labels` follow
    that split's order.
    """

    name: str
    digest: str
    classes: tuple[str, ...]
    splits: Mapping[str, int]
    test_labels: tuple[int, ...]
    place: str | None

    def to_json(self) -> dict[str, Any]:
        """Returns what `sweep.json` says of a data set."""
        return {
            "name": self.name,
            "digest": self.digest,
            "classes": list(self.classes),
            **self.splits,
        }


def prepare(spec: "SweepSpec") -> Prepared:
    """Opens the data set that the spec names and decodes it to the training size, once.

    Runs in the runner. Raises DataError.
    """
    from explorer.data.decoding import decode
    from explorer.data.image_set import open_image_set

    decoded = decode(open_image_set(spec.data), spec.image_size)
    splits = {name: len(decoded.split(name).labels) for name in ("train", "val", "test")}
    labels = tuple(int(label) for label in decoded.split("test").labels)
    return Prepared(
        decoded.name, decoded.digest, decoded.classes, splits, labels, str(decoded.folder)
    )


def warnings(spec: "SweepSpec") -> list[str]:
    """Returns what a user should know of the data set.

    Leaks between its splits, and images that were skipped. Runs in the runner, beside the trials.
    """
    from explorer.data.image_set import open_image_set
    from explorer.data.leaks import find_leaks

    return list(find_leaks(open_image_set(spec.data)).warnings())


def preload() -> None:
    """Imports what trials need; runs in a worker before its first task."""
    import explorer.training.recipes.plain
    import explorer.training.trial
    import explorer.trial.pictures.plain  # noqa: F401


def probe(spec: Mapping[str, Any], data: str, report: Report) -> dict[str, Any]:
    """Measures one worker: `precision`, `fixed_s`, `epoch_s`.

    Says also which device and GPU the trials will run on.
    """
    from explorer.training.device import gpu_name, resolve
    from explorer.training.probe import probe as measure

    trial_spec = _spec_of(spec)
    device = resolve(trial_spec.device)
    return asdict(measure(trial_spec, _opened(data))) | {
        "device": device.type,
        "gpu": gpu_name(device),
    }


def trial(spec: Mapping[str, Any], data: str, report: Report) -> dict[str, Any]:
    """Runs one trial: a FlatTrial as JSON in, its result as JSON out."""
    from explorer.training.trial import run_trial

    result = run_trial(_spec_of(spec), _opened(data), lambda epoch: report(asdict(epoch)))
    return _flat_result(spec, result)


def _spec_of(raw: Mapping[str, Any]) -> "TrialSpec":
    from explorer.policy import files
    from explorer.trial.arm import strength_arm
    from explorer.trial.setting import Setting
    from explorer.trial.spec import TrialSpec

    names = {entry.name for entry in fields(FlatTrial)}
    if unknown := sorted(set(raw) - names):
        raise SweepError(f"{quoted(unknown[0])} is not part of a trial")
    flat = FlatTrial(**{"strength_rule": UNNAMED_RULE, **raw})
    setting = Setting(flat.model, flat.shots, flat.epochs, flat.image_size)
    return TrialSpec(
        arm=strength_arm(files.from_data(flat.policy), flat.strength, setting),
        seed=flat.seed,
        sweep_seed=flat.sweep_seed,
        dataset=flat.dataset,
        split=flat.eval_split,
        device=flat.device,  # type: ignore[arg-type] # checked by TrialSpec
        precision=flat.precision,
        strength_rule=flat.strength_rule,
    )


def _flat_result(spec: Mapping[str, Any], result: "TrialResult") -> dict[str, Any]:
    plain = result.to_json()
    accuracy = plain.pop("scores")["accuracy"]
    train_accuracy = plain.pop("train_scores")["accuracy"]
    head = {"spec": dict(spec), "val_accuracy": accuracy, "train_accuracy": train_accuracy}
    return head | plain | {"status": "finished"}


@lru_cache(maxsize=2)
def _opened(data: str) -> "DecodedSet":
    from explorer.data.decoding import DecodedSet

    return DecodedSet(Path(data))
