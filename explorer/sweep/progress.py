"""How far a sweep is, and what it has found so far, for whoever follows it."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.tally import ENDED, Tally
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.table import processes, total_trials
from explorer.sweep.reading import result_of
from explorer.sweep.storage.damage import readable
from explorer.sweep.storage.rows import UNDER_WAY, Sweep, Trial
from explorer.sweep.storage.store import Store, Stored

_MOST_SEEN = 16


@dataclass(frozen=True)
class Progress:
    """How far a sweep is.

    `tally` counts trials, those of the final test included. `fraction` counts epochs within trials
    too; a trial that failed is over. `left_s` is the time left in seconds, None where nothing has
    been measured and while it waits for its turn, which may take any time. `message` says what it
    waits for, or why it failed. `made` keeps the result until the sweep changes.
    """

    stored: Stored
    tally: Tally
    fraction: float
    left_s: float | None
    made: "_Made" = field(repr=False, compare=False)

    @property
    def sweep(self) -> Sweep:
        """The sweep as it is stored."""
        return self.stored.sweep

    @property
    def done(self) -> int:
        """How many trials have finished."""
        return self.tally.finished

    @property
    def total(self) -> int:
        """How many trials there are in all, as far as is known."""
        return self.tally.total

    @property
    def trials(self) -> tuple[Trial, ...]:
        """Its trials so far, by position."""
        return self.stored.trials

    @property
    def status(self) -> str:
        """queued, running, stopping, stopped, interrupted, failed or finished."""
        return self.sweep.status

    @property
    def message(self) -> str:
        """One line for people; empty where there is nothing to say."""
        return self.sweep.message

    @property
    def ended(self) -> bool:
        """Whether no runner works on it any more."""
        return self.status in ENDED

    @property
    def has_verdict(self) -> bool:
        """Whether the sweep has been judged."""
        return self.sweep.verdict is not None

    @property
    def stopping(self) -> bool:
        """Whether a stop is asked for, or under way."""
        return self.status == "stopping" or self.sweep.stop_requested

    @property
    def left_out(self) -> int:
        """How many trials of the plan turned out to have nothing to compare."""
        return total_trials(self.sweep.spec, self.sweep.has_test) - self.total

    def result(self) -> SweepResult:
        """Returns what was found so far.

        Raises SweepError where the store holds something else than a sweep.
        """
        with readable(self.sweep.sweep_id):
            return self.made.of(self.stored)


class _Made:
    """What was last made of a sweep: a poll that finds nothing new makes nothing."""

    def __init__(self) -> None:
        self._last: tuple[Stored, SweepResult] | None = None
        self._busy: tuple[SweepSpec, int] | None = None

    def processes(self, spec: SweepSpec) -> int:
        """Returns how many processes share the trials; counting arms may read the policy."""
        busy = self._busy
        if busy is None or busy[0] != spec:
            busy = self._busy = (spec, max(processes(spec), 1))
        return busy[1]

    def of(self, stored: Stored) -> SweepResult:
        """Returns the result of what is stored."""
        last = self._last  # once: another thread may look at the sweep meanwhile
        if last is None or not _alike(last[0], stored):
            last = self._last = (stored, result_of(stored))
        return last[1]


def _alike(before: Stored, now: Stored) -> bool:
    """Whether two looks at a sweep give the same result; else its rows were read once more."""
    same_rows = before.sweep.spec is now.sweep.spec and before.trials is now.trials
    return same_rows and before.sweep.status == now.sweep.status


class _Seen:
    """What this process has read of sweeps: polls then read only what has changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[object, str], tuple[Stored, _Made]] = OrderedDict()

    def look(self, store: Store, sweep_id: str) -> tuple[Stored, _Made]:
        key = (store.opened, sweep_id)
        with self._lock:
            before, made = self._kept.get(key, (None, _Made()))
        now = store.look(sweep_id, before)
        with self._lock:
            self._kept[key] = (now, made)
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST_SEEN:
                self._kept.popitem(last=False)
        return now, made


_SEEN = _Seen()


def progress_in(store: Store, sweep_id: str) -> Progress:
    """Returns how far the sweep is; reads only what has changed since this process last looked."""
    return _progress(*_SEEN.look(store, sweep_id))


def _progress(stored: Stored, made: _Made) -> Progress:
    sweep, trials = stored.sweep, stored.trials
    ends = ((trial.status, trial.message) for trial in trials)
    tally = Tally.of(ends, sweep.trials).at_end(sweep.status, sweep.message)
    total = tally.total
    parts = sum(_part(trial, sweep.spec.setting.epochs) for trial in trials)
    seconds = [trial.result.seconds for trial in trials if trial.result]
    at_work = sweep.status in UNDER_WAY and sweep.status != "queued"
    left_s = sweep.estimate_s if at_work else None
    if seconds and left_s is not None:
        left_s = (total - parts) * sum(seconds) / len(seconds) / made.processes(sweep.spec)
    elif left_s is not None:  # the estimate before Start, less what its epochs have done
        left_s *= 1 - min(parts / max(total, 1), 1.0)
    fraction = 1.0 if sweep.status == "finished" else min(parts / max(total, 1), 1.0)
    return Progress(stored, tally, fraction, left_s, made)


def _part(trial: Trial, epochs: int) -> float:
    if trial.ended:
        return 1.0
    return min(len(trial.epochs) / max(epochs, 1), 1.0) if trial.status == "running" else 0.0
