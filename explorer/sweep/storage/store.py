"""The store of sweeps and trials, as everybody may use it: create, read, claim, stop, take turns.

Safe for many processes and threads. What a runner writes goes through its claim (claim.py).

Longer than most modules: it is one class, whose methods are short and share its connection.
"""

import secrets
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from explorer.errors import SweepError
from explorer.sweep.findings.dataset import DataFacts
from explorer.sweep.findings.spread import Spread
from explorer.sweep.findings.tally import Tally
from explorer.sweep.planning.schedule import Round
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.storage.claim import RUNNER_GONE, Claim, Taken, add_arms, add_round, take_over
from explorer.sweep.storage.columns import unpacked
from explorer.sweep.storage.damage import readable
from explorer.sweep.storage.database import Held, database, turn
from explorer.sweep.storage.folders import default_store_url
from explorer.sweep.storage.reads import (
    STANDS,
    arms_of,
    changes_of,
    judged,
    labels_of,
    latest_spread,
    row_of,
    tallies_of,
)
from explorer.sweep.storage.rows import (
    UNDER_WAY,
    Broken,
    StoredArm,
    StoredRound,
    Sweep,
    Trial,
    status_of,
    sweep_now,
    sweep_of,
    sweep_or_broken,
)
from explorer.sweep.storage.schema import ROUNDS, SWEEPS, TRIALS
from explorer.sweep.storage.turns import ahead_of
from explorer.trial.arm import Arm
from explorer.trial.setting import Setting

# What a runner changes by itself, while nothing else has changed.
_LIVE = [
    *(SWEEPS.c[name] for name in ("sweep_id", "status", "token", "heartbeat", "changed")),
    *(SWEEPS.c[name] for name in ("host", "pid", "pid_started")),
]


@dataclass(frozen=True)
class Stored:
    """All that is known of a sweep at one moment, predictions left out."""

    sweep: Sweep
    arms: tuple[StoredArm, ...]
    trials: tuple[Trial, ...]


class Store:
    """The sweeps behind one URL.

    Raises SweepError where the URL is no store, cannot be opened, or is of a newer version.
    """

    def __init__(self, url: str | None = None) -> None:
        self.url = default_store_url() if url is None else url
        self._engine: sa.Engine | Held = database(self.url)

    @property
    def opened(self) -> object:
        """What stands for the database that is open: another one where the file was replaced."""
        return self._engine

    @contextmanager
    def in_turn(self) -> Iterator["Store"]:
        """Yields the store in one transaction, which no other process has at the same time.

        What is read there still holds when it is written; an exception undoes what was written.
        """
        with turn(self._engine) as connection:
            store = copy(self)
            store._engine = Held(connection)
            yield store

    def add_sweep(
        self,
        spec: SweepSpec,
        *,
        trials: int,
        dataset: DataFacts | None = None,
        first: Round | None = None,
        arms: Sequence[Arm] = (),
        taken: Taken | None = None,
        **columns: Any,
    ) -> str:
        """Writes a new sweep, waiting for a runner, and returns its id.

        `trials` is how many it will have. With its arms and its first round where they are known
        already, all in one transaction.
        """
        now = time.time()
        sweep_id = f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime(now))}-{secrets.token_hex(2)}"
        told = {"sweep_id": sweep_id, "created": now, "status": "queued", "heartbeat": now}
        plan = {"spec": spec.to_json(), "trials": trials, "dataset": dataset and dataset.to_json()}
        with self._engine.begin() as connection:
            connection.execute(SWEEPS.insert().values(**told | plan | {"notes": []} | columns))
            if first is not None:
                add_arms(connection, sweep_id, arms, spec)
                add_round(connection, sweep_id, first, None)
            if taken is not None:
                take_over(connection, sweep_id, taken)
        return sweep_id

    def sweep(self, sweep_id: str) -> Sweep:
        """Returns the sweep.

        Raises SweepError where there is none of that id, or no sweep in its row.
        """
        with self._engine.connect() as connection:
            return sweep_of(row_of(connection, sweep_id))

    def sweeps(
        self, only: Collection[str] | None = None, *, deleted: bool = False
    ) -> tuple[Sweep | Broken, ...]:
        """Returns all sweeps or those with these ids, newest first; a broken row hides no other.

        With `deleted`, also those that were deleted and can still be brought back.
        """
        every = SWEEPS.select() if deleted else SWEEPS.select().where(STANDS)
        wanted = every if only is None else every.where(SWEEPS.c.sweep_id.in_(only))
        order = wanted.order_by(SWEEPS.c.created.desc(), SWEEPS.c.sweep_id.desc())
        with self._engine.connect() as connection:
            rows = connection.execute(order).mappings().all()
        return tuple(map(sweep_or_broken, rows))

    def judged(self) -> tuple[tuple[str, Any, Any], ...]:
        """Returns id, spec and data set of the finished sweeps that have a verdict, newest first.

        The latter two are what is stored, and may be damaged.
        """
        with self._engine.connect() as connection:
            return judged(connection)

    def latest_spread(self, digest: str, setting: Setting) -> tuple[str, Spread] | None:
        """Returns how far the latest run of a setting on a data set spread, and the run's id."""
        with self._engine.connect() as connection:
            return latest_spread(connection, digest, setting)

    def statuses(self) -> dict[str, str]:
        """Returns the status of every sweep as it looks now, by its id."""
        return {sweep_id: status for sweep_id, (_, status) in self.glance().items()}

    def glance(self) -> dict[str, tuple[int, str]]:
        """Returns of every sweep, by its id, how often it was written to, and its status now."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(*_LIVE).where(STANDS)).mappings().all()
        return {row["sweep_id"]: (row["changed"], status_of(row)) for row in rows}

    def look(self, sweep_id: str, seen: Stored | None = None, *, answers: bool = False) -> Stored:
        """Returns all that is known of a sweep, predictions left out.

        Of what was `seen` before, only what has changed is read. Trials tell what they got right
        until the sweep is judged, and afterwards where `answers` asks for it. Raises SweepError.
        """
        with self._engine.connect() as connection:
            if seen is not None:
                row = row_of(connection, sweep_id, _LIVE)
                if row["changed"] == seen.sweep.changed:
                    return replace(seen, sweep=sweep_now(seen.sweep, row))
            row = row_of(connection, sweep_id)
            with readable(sweep_id):
                now = sweep_of(row)
                answers = answers or now.verdict is None
                if seen is None or _made_anew(seen.sweep, now):
                    trials = changes_of(connection, sweep_id, 0, answers=answers)
                    return Stored(now, arms_of(connection, sweep_id), trials)
                # What is written between the two reads is read once more by the next call.
                known = {trial.position: trial for trial in seen.trials}
                news = changes_of(connection, sweep_id, seen.sweep.changed, answers=answers)
                known |= {trial.position: trial for trial in news}
                trials = tuple(known[position] for position in sorted(known))
                more = any(trial.arm not in {arm.key for arm in seen.arms} for trial in news)
                arms = arms_of(connection, sweep_id) if more or not seen.arms else seen.arms
                return Stored(now, arms, trials)

    def changes(self, sweep_id: str, since: int) -> tuple[Trial, ...]:
        """Returns the trials that were written after the sweep's `changed` was `since`."""
        with self._engine.connect() as connection, readable(sweep_id):
            return changes_of(connection, sweep_id, since)

    def trials(self, sweep_id: str) -> tuple[Trial, ...]:
        """Returns the sweep's trials by position, without their predictions."""
        return self.changes(sweep_id, 0)

    def arms(self, sweep_id: str) -> tuple[StoredArm, ...]:
        """Returns the arms of a sweep, in the order in which they were planned."""
        with self._engine.connect() as connection, readable(sweep_id):
            return arms_of(connection, sweep_id)

    def rounds(self, sweep_id: str) -> tuple[StoredRound, ...]:
        """Returns the rounds of a sweep that were planned so far."""
        query = sa.select(ROUNDS.c.number, ROUNDS.c.last).where(ROUNDS.c.sweep_id == sweep_id)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(ROUNDS.c.number)).all()
        return tuple(StoredRound(number, bool(last)) for number, last in rows)

    def predictions(self, sweep_id: str) -> dict[int, tuple[int, ...]]:
        """Returns the predicted classes of every finished trial, by its position.

        They stand in the order of the split that the trial was scored on.
        """
        query = sa.select(TRIALS.c.position, TRIALS.c.predictions).where(
            TRIALS.c.sweep_id == sweep_id, TRIALS.c.predictions.is_not(None)
        )
        with self._engine.connect() as connection, readable(sweep_id):
            rows = connection.execute(query).all()
            return {position: unpacked(blob) for position, blob in rows}

    def labels(self, sweep_id: str) -> dict[str, tuple[int, ...]]:
        """Returns the true classes of what was scored, by the name of the split.

        Empty for a sweep of a release that did not keep them.
        """
        with self._engine.connect() as connection, readable(sweep_id):
            return labels_of(connection, sweep_id)

    def tallies(self, only: Collection[str] | None = None) -> dict[str, Tally]:
        """Returns what became of the trials of every sweep, or of these, in which one has ended."""
        with self._engine.connect() as connection:
            return tallies_of(connection, only)

    def held(self, sweep_id: str, token: str) -> Claim:
        """Returns the claim on a sweep that a runner has with that token."""
        return Claim(self._engine, sweep_id, token)

    def claim(self, sweep_id: str, token: str) -> Claim:
        """Makes `token` the sweep's runner to come.

        Raises SweepError where one is at work or nothing is left to do.
        """
        with turn(self._engine) as connection:
            row = row_of(connection, sweep_id)
            status = status_of(row)
            if status in UNDER_WAY and row["token"] is not None:
                raise SweepError(f"sweep {sweep_id} is {status} already")
            if status == "finished":
                raise SweepError(f"sweep {sweep_id} is finished; nothing is left to run")
            fresh = {"status": "queued", "message": "", "stop_requested": False, "finished": None}
            values = {**fresh, "token": token, "heartbeat": time.time(), **RUNNER_GONE}
            _write(connection, sweep_id, values)
        return self.held(sweep_id, token)

    def reclaim(self, sweep_id: str, token: str, seen: Sweep) -> Claim:
        """Makes `token` what alone may write to a sweep that has ended, as it was `seen`.

        Raises SweepError where it is under way, or was written to since.
        """
        with turn(self._engine) as connection:
            row = row_of(connection, sweep_id)
            if (status := status_of(row)) in UNDER_WAY:
                raise SweepError(f"sweep {sweep_id} is {status}")
            if row["changed"] != seen.changed:
                raise SweepError(f"sweep {sweep_id} has changed meanwhile: try again")
            _write(connection, sweep_id, {"token": token})
        return self.held(sweep_id, token)

    def request_stop(self, sweep_id: str) -> None:
        """Asks the sweep's runner to stop.

        A sweep that waits, or that no runner works on, is stopped at once: its runner finds that
        the sweep is no longer its own.
        """
        with turn(self._engine) as connection:
            status = status_of(row_of(connection, sweep_id))
            if status in ("queued", "interrupted"):
                stopped = {"status": "stopped", "message": "", "token": None, **RUNNER_GONE}
                _write(connection, sweep_id, stopped)
            elif status in UNDER_WAY:
                _write(connection, sweep_id, {"stop_requested": True})

    def mark(self, sweep_id: str, change: Callable[[Mapping[Any, Any]], Mapping[str, Any]]) -> None:
        """Writes the columns that `change` makes of the row of a sweep, also of a deleted one.

        What `change` raises leaves the sweep as it is.
        """
        with turn(self._engine) as connection:
            row = row_of(connection, sweep_id, deleted=True)
            _write(connection, sweep_id, change(row))

    def take_turn(self, sweep_id: str, token: str) -> str | None:
        """Makes the sweep the running one, or returns the id of the sweep that it waits for.

        It waits for the running one, or else for the oldest that is queued. Raises SweepError where
        the sweep is no longer the token's.
        """
        with turn(self._engine) as connection:
            waiting = SWEEPS.select().where(SWEEPS.c.status.in_(UNDER_WAY))
            ahead = ahead_of(sweep_id, connection.execute(waiting).mappings().all())
            if ahead is not None:
                return ahead
            where = (SWEEPS.c.sweep_id == sweep_id) & (SWEEPS.c.token == token)
            values = {"status": "running", "message": "", "started": time.time()}
            raised = SWEEPS.update().where(where).values(changed=SWEEPS.c.changed + 1, **values)
            if connection.execute(raised).rowcount != 1:
                raise SweepError(f"sweep {sweep_id} was stopped, or has another runner")
        return None


def _made_anew(seen: Sweep, now: Sweep) -> bool:
    """Whether the trials that were seen are no longer there.

    The file was replaced by an older one, or the sweep was planned since: a plan may take the place
    of an earlier one.
    """
    return now.changed < seen.changed or now.estimate_s != seen.estimate_s


def _write(connection: sa.Connection, sweep_id: str, values: Mapping[str, Any]) -> None:
    where = SWEEPS.c.sweep_id == sweep_id
    connection.execute(SWEEPS.update().where(where).values(changed=SWEEPS.c.changed + 1, **values))
