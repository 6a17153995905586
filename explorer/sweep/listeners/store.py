"""The first listener: it keeps what happens in the store, through the runner's claim.

Results are written as they come; what changes often (beginnings, epochs) a few times a second, in
one transaction.
"""

import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from explorer.sweep.findings.values import Judged
from explorer.sweep.listeners import TrialNews
from explorer.sweep.planning.schedule import Round
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.table import total_trials
from explorer.sweep.storage.claim import Claim
from explorer.sweep.storage.store import Stored
from explorer.trial.result import EpochResult

FLUSH_S = 0.3


class StoreListener:
    """Writes for one runner; every write raises where another runner has the sweep."""

    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self._spec: SweepSpec
        self._pending: dict[int, dict[str, Any]] = {}
        self._epochs: dict[int, list[EpochResult]] = {}
        self._written = 0.0

    def on_plan(self, stored: Stored, *, has_test: bool) -> None:
        """Takes what is stored already: the conductor has written the plan."""
        self._spec, self._notes = stored.sweep.spec, stored.sweep.notes
        self._planned, self._has_test = len(stored.trials), has_test

    def on_round(self, following: Round, seconds_left: float | None) -> None:
        """Writes the round, its trials, new arms and notes, and how many seeds remain."""
        if following.seeds is not None:
            self._spec = replace(self._spec, seeds=following.seeds)
        self._planned += len(following.trials)
        self._notes = (*self._notes, *following.notes)
        told = {"notes": list(self._notes), "trials": self._total(None)}
        self._claim.add_round(self._spec, following, seconds_left, **told)

    def on_trial(self, news: TrialNews) -> None:
        """Writes a result at once; keeps anything else for the next tick."""
        if news.result is not None:
            self._pending.pop(news.position, None)
            self._epochs.pop(news.position, None)
            self._claim.write_result(news.position, news.result)
            return
        columns: dict[str, Any] = {"status": news.status, "message": news.message}
        if news.status != "failed":
            columns["epochs"] = []
            self._epochs[news.position] = []
        self._put(news.position, columns)

    def on_epoch(self, position: int, epoch: EpochResult) -> None:
        """Keeps the epoch for the next tick."""
        # An epoch may come through the pipe after the result of its trial: it is left out then.
        if position in self._epochs:
            # A trial that runs out of memory halves its batch and begins again at epoch 1.
            known = [*self._epochs[position][: epoch.epoch - 1], epoch]
            self._epochs[position] = known
            self._put(position, {"epochs": [asdict(each) for each in known]})

    def on_tick(self, *, now: bool) -> None:
        """Writes what was kept, where it is time."""
        if self._pending and (now or time.monotonic() - self._written >= FLUSH_S):
            self._claim.write_trials(self._pending)
            self._pending = {}
            self._written = time.monotonic()

    def on_verdict(self, judged: Judged, confirmed: Sequence[str]) -> None:
        """Writes the verdict and the estimates that it rests on."""
        said = judged.verdict.to_json() | {"looks": self._spec.looks}
        self._claim.write_verdict(said, judged.points, self._total(len(confirmed)))

    def on_end(self, status: str, message: str) -> None:
        """Writes how the sweep ended."""
        self.on_tick(now=True)  # trials that failed a moment ago are counted all the same
        self._claim.update(status=status, message=message, finished=time.time())

    def _total(self, confirmed: int | None) -> int:
        return max(self._planned, total_trials(self._spec, self._has_test, confirmed))

    def _put(self, position: int, columns: dict[str, Any]) -> None:
        self._pending.setdefault(position, {}).update(columns)
