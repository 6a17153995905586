"""The work of a sweep, as the runner and its workers see it.

They prepare the data set, measure, and run trials. Plain data at every border. Another module with
the same functions can stand in (`--work`), as the tests of queueing, killing and resuming do. Torch
is loaded by `preload` only, which runs in workers.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.sweep.findings.dataset import DataFacts
from explorer.sweep.planning.spec import SweepSpec
from explorer.trial.spec import TrialSpec

if TYPE_CHECKING:
    from explorer.data.decoding import DecodedSet

Report = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True)
class Prepared:
    """A data set ready for trials.

    `place` is where a worker of this machine opens it. `labels` are the true classes of what trials
    are scored on, by split, in the order of the split.
    """

    facts: DataFacts
    labels: Mapping[str, tuple[int, ...]]
    place: str | None

    @property
    def digest(self) -> str:
        """The digest of the data set."""
        return self.facts.digest or ""


def prepare(spec: SweepSpec) -> Prepared:
    """Opens the data set that the spec names and decodes it to the training size, once.

    It runs in the runner. Raises DataError.
    """
    from explorer.data.decoding import decode
    from explorer.data.image_set import open_image_set

    decoded = decode(open_image_set(spec.data, reading=spec.reading), spec.setting.image_size)
    train, val, test = (len(decoded.split(name).labels) for name in ("train", "val", "test"))
    facts = DataFacts(decoded.name, decoded.digest, tuple(decoded.classes), train, val, test)
    labels = {
        name: tuple(int(label) for label in decoded.split(name).labels) for name in ("val", "test")
    }
    return Prepared(facts, labels, str(decoded.folder))


def warnings(spec: SweepSpec) -> list[str]:
    """Returns what a user should know of the data set.

    Such as leaks between its splits and images that were skipped. It runs in the runner, beside the
    trials.
    """
    from explorer.data.image_set import open_image_set
    from explorer.data.leaks import find_leaks

    return list(find_leaks(open_image_set(spec.data, reading=spec.reading)).warnings())


def preload() -> None:
    """Imports what trials need; runs in a worker before its first task."""
    import explorer.policy.files
    import explorer.training.recipes.plain
    import explorer.training.trial
    import explorer.trial.pictures.plain  # noqa: F401 - kept loaded


def probe(spec: Mapping[str, Any], data: str, report: Report) -> dict[str, Any]:
    """Measures one worker: `precision`, `fixed_s` and `epoch_s`.

    It also says which device and GPU the trials will run on.
    """
    from explorer.training.device import gpu_name, resolve
    from explorer.training.probe import probe as measure

    trial_spec = TrialSpec.from_json(spec)
    device = resolve(trial_spec.device)
    found = asdict(measure(trial_spec, _opened(data)))
    return found | {"device": device.type, "gpu": gpu_name(device)}


def trial(spec: Mapping[str, Any], data: str, report: Report) -> dict[str, Any]:
    """Runs one trial: TrialSpec as JSON in, TrialResult as JSON out."""
    from explorer.training.trial import run_trial

    told = TrialSpec.from_json(spec)
    return run_trial(told, _opened(data), lambda epoch: report(asdict(epoch))).to_json()


@lru_cache(maxsize=2)
def _opened(data: str) -> "DecodedSet":
    from explorer.data.decoding import DecodedSet

    return DecodedSet(Path(data))
