"""What a page or a command does with sweeps: create, start, look, stop, resume, list.

Every call opens the store by its URL and holds nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from explorer.errors import SweepError, quoted
from explorer.sweep import chain
from explorer.sweep.chain import out_of_date
from explorer.sweep.children import WORK
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.rows import result_of
from explorer.sweep.launch import STANDBY, start_runner
from explorer.sweep.overview import line_of, trials_of_sweep
from explorer.sweep.plan import SweepSpec
from explorer.sweep.store import (
    RESUMABLE,
    UNDER_WAY,
    UNREADABLE,
    Store,
    Sweep,
    Trial,
    first_line,
    problem,
    without_password,
)

ENDED = ("finished", "stopped", "failed", "interrupted")
__all__ = [
    "ENDED",
    "Progress",
    "create",
    "list_sweeps",
    "make_ready",
    "more_seeds",
    "opened",
    "out_of_date",
    "progress",
    "progress_in",
    "read_result",
    "resume",
    "start",
    "start_again",
    "stop",
    "under_way",
]


@dataclass(frozen=True)
class Progress:
    """How far a sweep is. `done` and `total` count trials, those of the final test included;
    `fraction` counts epochs within trials too.

    `left_s` is the time left in seconds, None where nothing has been measured. `message` says what
    it waits for, or why it failed.
    """

    sweep: Sweep
    trials: tuple[Trial, ...]
    done: int
    total: int
    fraction: float
    left_s: float | None

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

    def result(self) -> SweepResult:
        """Returns the sweep and what it found so far; raises SweepError where the store holds
        something else than a sweep.
        """
        with readable(self.sweep.sweep_id):
            return result_of(self.sweep, self.trials)


@contextmanager
def readable(sweep_id: str) -> Iterator[None]:
    """Raises SweepError for what goes wrong with a row of the store that is no sweep."""
    try:
        yield
    except UNREADABLE as error:
        raise SweepError(f"sweep {sweep_id} cannot be read: {problem(error)}") from None


@contextmanager
def opened(store_url: str | None) -> Iterator[Store]:
    """Opens a store and closes it again; raises SweepError for what goes wrong with it meanwhile."""
    store = Store(store_url)
    try:
        yield store
    except SQLAlchemyError as error:
        raise SweepError(
            f"the store {quoted(without_password(store.url), 200)} cannot be used: {first_line(error)}"
        ) from None
    finally:
        store.close()


def create(
    spec: SweepSpec,
    *,
    dataset: dict[str, Any] | None = None,
    store_url: str | None = None,
    work: str = WORK,
    start: bool = True,
) -> str:
    """Writes a new sweep, starts its runner, and returns its id.

    `dataset` is what is known of the data already (name, digest, ...).
    """
    with opened(store_url) as store:
        sweep_id = store.add_sweep(spec.to_json(), dataset=dataset)
        if start:
            start_runner(sweep_id, store.url, work)
    return sweep_id


def make_ready(workers: int, store_url: str | None = None, work: str = WORK) -> None:
    """Has a runner wait for the next sweep, which then starts at once; not beside a sweep that is
    under way, whose processors it would take.
    """
    if not under_way(store_url):
        STANDBY.prepare(workers, work)


def under_way(store_url: str | None = None) -> bool:
    """Tells whether a sweep runs, or waits to."""
    with opened(store_url) as store:
        return any(sweep.status in UNDER_WAY for sweep in store.sweeps())


def start(sweep_id: str, store_url: str | None = None, work: str = WORK) -> None:
    """Starts the runner of a sweep that was created without one; raises SweepError where it has one
    or is finished.
    """
    with opened(store_url) as store:
        start_runner(sweep_id, store.url, work)


def progress(sweep_id: str, store_url: str | None = None) -> Progress:
    """Returns how far the sweep is; raises SweepError for an unknown id."""
    with opened(store_url) as store:
        return progress_in(store, sweep_id)


def progress_in(store: Store, sweep_id: str) -> Progress:
    """Returns how far the sweep is, from a store that is open.

    Raises SweepError where its rows cannot be read.
    """
    with readable(sweep_id):
        return _progress(store.sweep(sweep_id), store.trials(sweep_id))


def _progress(sweep: Sweep, trials: tuple[Trial, ...]) -> Progress:
    spec = SweepSpec.from_json(sweep.spec)
    done = sum(trial.status == "finished" for trial in trials)
    total = trials_of_sweep(sweep, done)
    parts = sum(_part(trial, spec.epochs) for trial in trials)
    seconds = [trial.result["seconds"] for trial in trials if trial.result]
    left_s = sweep.estimate_s if sweep.status in UNDER_WAY else None
    if seconds and left_s is not None:
        left_s = (total - parts) * sum(seconds) / len(seconds) / spec.processes
    return Progress(
        sweep,
        trials,
        done,
        total,
        1.0 if sweep.status == "finished" else min(parts / total, 1.0),
        left_s,
    )


def stop(sweep_id: str, store_url: str | None = None) -> None:
    """Asks the sweep's runner to stop; returns at once."""
    with opened(store_url) as store:
        store.request_stop(sweep_id)


def resume(sweep_id: str, store_url: str | None = None, work: str = WORK) -> None:
    """Starts a runner for what is missing of a stopped, interrupted or failed sweep.

    Raises SweepError where there is nothing to resume, and for a sweep that is `out_of_date`, of
    which `start_again` makes a new one.
    """
    with opened(store_url) as store:
        sweep = store.sweep(sweep_id)
        if sweep.status not in RESUMABLE:
            raise SweepError(
                f"sweep {sweep_id} is {sweep.status}; only a sweep that was stopped, interrupted or failed can be resumed"
            )
        start_runner(sweep_id, store.url, work)


def more_seeds(
    sweep_id: str, seeds: int, store_url: str | None = None, work: str = WORK, *, start: bool = True
) -> str:
    """Starts a new run that takes over the trials of one that ended and adds `seeds` seeds; returns
    its id.

    It judges anew, allowing for the looks there were before, and confirms on test seeds that no run
    of the chain has used. Raises SweepError where the sweep is under way or `out_of_date`, has no
    finished trial, or would have too many seeds.
    """
    with opened(store_url) as store:
        added = chain.add_continuation(store, sweep_id, seeds)
        if start:
            start_runner(added, store.url, work)
    return added


def start_again(
    sweep_id: str, store_url: str | None = None, work: str = WORK, *, start: bool = True
) -> str:
    """Starts a new run of a sweep's settings under today's strength rule, with nothing taken over;
    returns its id.
    """
    with opened(store_url) as store:
        added = chain.add_again(store, sweep_id)
        if start:
            start_runner(added, store.url, work)
    return added


def list_sweeps(store_url: str | None = None) -> list[dict[str, Any]]:
    """Returns `{"sweep_id", "status", "created", "data", "trials_done", "trials"}` of every sweep,
    newest first; `created` is ISO 8601 in UTC.
    """
    with opened(store_url) as store:
        done = store.finished_counts()
        return [_entry(sweep, done.get(sweep.sweep_id, 0)) for sweep in store.sweeps()]


def read_result(sweep_id: str, store_url: str | None = None) -> SweepResult:
    """Returns a sweep and what it found so far."""
    return progress(sweep_id, store_url).result()


def _entry(sweep: Sweep, done: int) -> dict[str, Any]:
    line = line_of(sweep, done)
    return {
        "sweep_id": sweep.sweep_id,
        "status": sweep.status,
        "created": datetime.fromtimestamp(line.created, UTC).isoformat(timespec="seconds"),
        "data": line.trouble or line.data,
        "trials_done": line.trials_done,
        "trials": line.trials,
    }


def _part(trial: Trial, epochs: int) -> float:
    if trial.status == "finished":
        return 1.0
    return min(len(trial.epochs) / epochs, 1.0) if trial.status == "running" else 0.0
