"""The work of a sweep, as the runner and its workers see it.

It prepares the data set, measures, and runs a trial; plain data at every border. Another module
with the same functions can stand in (`--work`), as the tests of queueing, killing and resuming do.
Torch is loaded by `preload` only, which runs in workers.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.sweep.flat import flat_result, spec_of

if TYPE_CHECKING:
    from explorer.data.decoding import DecodedSet
    from explorer.sweep.plan import SweepSpec

Report = Callable[[Mapping[str, Any]], None]


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
    import explorer.policy.files
    import explorer.training.recipes.plain
    import explorer.training.trial
    import explorer.trial.pictures.plain  # noqa: F401


def probe(spec: Mapping[str, Any], data: str, report: Report) -> dict[str, Any]:
    """Measures one worker: `precision`, `fixed_s`, `epoch_s`.

    Says also which device and GPU the trials will run on.
    """
    from explorer.training.device import gpu_name, resolve
    from explorer.training.probe import probe as measure

    trial_spec = spec_of(spec)
    device = resolve(trial_spec.device)
    return asdict(measure(trial_spec, _opened(data))) | {
        "device": device.type,
        "gpu": gpu_name(device),
    }


def trial(spec: Mapping[str, Any], data: str, report: Report) -> dict[str, Any]:
    """Runs one trial: a FlatTrial as JSON in, its result as JSON out."""
    from explorer.training.trial import run_trial

    result = run_trial(spec_of(spec), _opened(data), lambda epoch: report(asdict(epoch)))
    return flat_result(spec, result)


@lru_cache(maxsize=2)
def _opened(data: str) -> "DecodedSet":
    from explorer.data.decoding import DecodedSet

    return DecodedSet(Path(data))
