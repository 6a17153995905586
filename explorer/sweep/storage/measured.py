"""Which policies of a store have a curve: of each finished run over strengths, what it measured.

Reads neither trials nor verdicts, and makes no policy of what is stored: with a thousand runs, a
page that asks goes on at once.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from explorer import numbers
from explorer.names import shown
from explorer.policy.files.content import content_in, transforms_in
from explorer.sweep.storage.store import Store


@dataclass(frozen=True)
class Measured:
    """A policy that was measured at several strengths.

    `content` and `transforms` say which policy, as `policy/files/content.py` does; `where` what
    the finding holds for, in short.
    """

    sweep_id: str
    content: str
    transforms: tuple[str, ...]
    where: str


def measured_in(store: Store) -> tuple[Measured, ...]:
    """Returns what the finished runs over strengths have measured, newest first.

    A run that cannot be read is left out.
    """
    return tuple(_measured(store))


def measured(sweep_id: str, explorer: Mapping[str, Any], data: str, shots: int) -> Measured:
    """Returns what a run on a data set, with so many images a class, has measured.

    `explorer` is that part of the policy file. Raises as `content_in` does.
    """
    where = f"{data}, {numbers.count(shots, 'image')} a class"
    return Measured(sweep_id, content_in(explorer), transforms_in(explorer), where)


def _measured(store: Store) -> Iterator[Measured]:
    for sweep_id, spec, dataset in store.judged():
        with suppress(LookupError, TypeError, ValueError, AttributeError):
            if spec["question"] == "strength":
                data = spec["data"] if dataset is None else dataset["name"]
                shots = int(spec["setting"]["shots"])
                yield measured(sweep_id, spec["policy"]["explorer"], shown(str(data)), shots)
