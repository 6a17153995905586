"""Which policies of a store have a curve: of each finished run over strengths, what it measured.

Reads no trials.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from explorer import numbers
from explorer.errors import ExplorerError
from explorer.names import shown
from explorer.policy import files
from explorer.policy.content import content_of, transforms_of
from explorer.policy.model import Policy
from explorer.sweep.storage.rows import Broken, Sweep
from explorer.sweep.storage.store import Store

_QUESTION = "strength"


@dataclass(frozen=True)
class Measured:
    """A policy that was measured at several strengths.

    `content` and `transforms` say which policy, as `policy/content.py` does; `where` what the
    finding holds for, in short.
    """

    sweep_id: str
    content: str
    transforms: tuple[str, ...]
    where: str


def measured_in(store: Store) -> tuple[Measured, ...]:
    """Returns what the finished runs over strengths have measured, newest first.

    A run that cannot be read, or whose policy this release refuses, is left out.
    """
    return tuple(_measured(store))


def measured(sweep_id: str, policy: Policy, data: str, shots: int) -> Measured:
    """Returns what a run on a data set, with so many images a class, has measured of a policy."""
    where = f"{data}, {numbers.count(shots, 'image')} a class"
    return Measured(sweep_id, content_of(policy), transforms_of(policy), where)


def _measured(store: Store) -> Iterator[Measured]:
    for sweep in store.sweeps():
        if not isinstance(sweep, Broken) and _has_a_curve(sweep):
            with suppress(ExplorerError, LookupError, TypeError, ValueError):
                policy = files.from_data(sweep.spec.policy_file["explorer"])
                data = shown(sweep.data_name)
                yield measured(sweep.sweep_id, policy, data, sweep.spec.setting.shots)


def _has_a_curve(sweep: Sweep) -> bool:
    told = sweep.status == "finished" and sweep.verdict is not None
    return told and sweep.spec.question == _QUESTION
