"""The work of a sweep, as the runner and its workers see it: prepare the data set, measure, run a trial. Plain data at every border.

Another module with the same functions can stand in (`--work`), as the tests of queueing, killing and resuming do. Torch is loaded by `preload` only,
which runs in workers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Report = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True)
class Prepared:
    """A data set ready for trials. `place` is where a worker of this machine opens it; `splits` counts images, `test_labels` follow that split's order."""

    name: str
    digest: str
    classes: tuple[str, ...]
    splits: Mapping[str, int]
    test_labels: tuple[int, ...]
    place: str | None

    def to_json(self) -> dict[str, Any]:
        """Returns what `sweep.json` says of a data set."""
        return {"name": self.name, "digest": self.digest, "classes": list(self.classes), **self.splits}
