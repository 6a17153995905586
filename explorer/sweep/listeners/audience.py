"""Everybody who listens, as one listener: told one after the other, the store first."""

from collections.abc import Sequence

from explorer.sweep.findings.values import Judged
from explorer.sweep.listeners import Listener, TrialNews
from explorer.sweep.planning.schedule import Round
from explorer.sweep.storage.store import Stored
from explorer.trial.result import EpochResult


class Audience:
    """Hands on what it hears, in the order of its listeners."""

    def __init__(self, *listeners: Listener) -> None:
        self._listeners = listeners

    def on_plan(self, stored: Stored, *, has_test: bool) -> None:
        """Hands on that the sweep is planned."""
        for listener in self._listeners:
            listener.on_plan(stored, has_test=has_test)

    def on_round(self, following: Round, seconds_left: float | None) -> None:
        """Hands on a round."""
        for listener in self._listeners:
            listener.on_round(following, seconds_left)

    def on_trial(self, news: TrialNews) -> None:
        """Hands on what has become of a trial."""
        for listener in self._listeners:
            listener.on_trial(news)

    def on_epoch(self, position: int, epoch: EpochResult) -> None:
        """Hands on an epoch."""
        for listener in self._listeners:
            listener.on_epoch(position, epoch)

    def on_tick(self, *, now: bool) -> None:
        """Hands on that time has passed."""
        for listener in self._listeners:
            listener.on_tick(now=now)

    def on_verdict(self, judged: Judged, confirmed: Sequence[str]) -> None:
        """Hands on the verdict."""
        for listener in self._listeners:
            listener.on_verdict(judged, confirmed)

    def on_end(self, status: str, message: str) -> None:
        """Hands on the end."""
        for listener in self._listeners:
            listener.on_end(status, message)
