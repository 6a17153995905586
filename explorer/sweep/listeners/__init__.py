"""Listeners: what hears of everything that happens in a sweep. The store is the first.

A listener is told in the order of events, from one thread. What the store raises ends the sweep.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from explorer.sweep.findings.values import Judged
from explorer.sweep.planning.schedule import Round
from explorer.sweep.storage.store import Stored
from explorer.trial.result import EpochResult, TrialResult


@dataclass(frozen=True)
class TrialNews:
    """What has become of a trial, which is named by its position.

    `status` is running (a worker has it), planned (its worker died, and it runs again), finished
    (with `result`) or failed (`message` says why).
    """

    position: int
    status: str
    result: TrialResult | None = None
    message: str = ""


class Listener(Protocol):
    """Hears what happens in a sweep."""

    def on_plan(self, stored: Stored, *, has_test: bool) -> None:
        """The sweep is planned, or goes on; `has_test` tells whether there are test images."""

    def on_round(self, following: Round, seconds_left: float | None) -> None:
        """A round is planned; none of its trials runs yet."""

    def on_trial(self, news: TrialNews) -> None:
        """A trial has begun, has ended, or was lost."""

    def on_epoch(self, position: int, epoch: EpochResult) -> None:
        """A trial has ended an epoch."""

    def on_tick(self, *, now: bool) -> None:
        """Some time has passed, at most a quarter of a second; `now` asks to hold nothing back."""

    def on_verdict(self, judged: Judged, confirmed: Sequence[str]) -> None:
        """The sweep was judged; `confirmed` are the arms that the test split is to score."""

    def on_end(self, status: str, message: str) -> None:
        """The sweep has ended: finished, stopped or failed, with one line that says why."""
