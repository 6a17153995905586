"""The store of sweeps and trials: SQLAlchemy on SQLite (WAL) by default, any SQLAlchemy URL
otherwise; safe for many processes.
"""

import json
import secrets
import time
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from explorer.errors import SweepError, quoted
from explorer.sweep.folders import default_store_url
from explorer.sweep.process import Runner, is_alive
from explorer.sweep.schema import (
    META,
    METADATA,
    SCHEMA_VERSION,
    SWEEPS,
    TRIALS,
    Damaged,
    read_json,
    set_pragmas,
)

# What a row's status says. `interrupted` is never written: it is what a sweep under way looks like
# when its runner is gone.
UNDER_WAY = ("queued", "running", "stopping")
RESUMABLE = ("interrupted", "stopped", "failed")
# What reading a row that somebody has written by hand, or that was cut off, may raise.
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, IndexError)


@dataclass(frozen=True)
class Sweep:
    """One row of the table of sweeps. `status` is as it looks now: `interrupted` where the runner
    is gone.
    """

    sweep_id: str
    created: float
    status: str
    message: str
    spec: Mapping[str, Any]
    dataset: Mapping[str, Any] | None
    environment: Mapping[str, Any] | None
    notes: Sequence[str]
    estimate_s: float | None
    verdict: Mapping[str, Any] | None
    final_test: Mapping[str, Any] | None
    stop_requested: bool
    token: str | None
    runner: Runner | None
    heartbeat: float
    started: float | None
    finished: float | None


@dataclass(frozen=True)
class Trial:
    """One row of the table of trials. `status`: planned, running, finished or failed.

    `spec` is the TrialSpec as JSON without the policy, which the sweep holds; `result` the
    TrialResult less what has its own column.
    """

    position: int
    kind: str
    status: str
    spec: Mapping[str, Any]
    epochs: Sequence[Mapping[str, Any]] = ()
    result: Mapping[str, Any] | None = None
    message: str = ""
    finished: float | None = None


class Store:
    """The sweeps behind one URL.

    Raises SweepError where the URL is no store, cannot be opened, or is of a newer version.
    """

    def __init__(self, url: str | None = None) -> None:
        self.url = default_store_url() if url is None else url
        try:
            options: dict[str, Any] = (
                {"connect_args": {"timeout": 30}} if self.url.startswith("sqlite") else {}
            )
            self._engine = sa.create_engine(self.url, json_deserializer=read_json, **options)
            if self._engine.dialect.name == "sqlite":
                if self._engine.url.database in (None, "", ":memory:"):
                    raise SweepError(
                        f"the store {quoted(self.url)} is in memory, where the sweep's own process cannot see it"
                    )
                sa.event.listen(self._engine, "connect", set_pragmas)
            self._open_schema()
        except (ArgumentError, SQLAlchemyError, ImportError, ValueError, OSError) as error:
            raise SweepError(
                f"the store {quoted(without_password(self.url), 200)} cannot be opened: {first_line(error)}"
            ) from None

    def close(self) -> None:
        """Gives the connections back."""
        self._engine.dispose()

    def _open_schema(self) -> None:
        version = self._version()
        if version is None:
            with self._engine.begin() as connection:
                # Several processes may open a new store at once: what is there already is left as
                # it is.
                for table in METADATA.sorted_tables:
                    connection.execute(sa.schema.CreateTable(table, if_not_exists=True))
            for key, value in (("turn", ""), ("schema_version", str(SCHEMA_VERSION))):
                self._put_if_missing(key, value)
            version = self._version()
        if version != str(SCHEMA_VERSION):
            raise SweepError(
                f"the store {without_password(self.url)} has schema version {quoted(version)}; this release reads {SCHEMA_VERSION}"
            )

    def _version(self) -> str | None:
        with self._engine.connect() as connection:
            if not sa.inspect(connection).has_table(META.name):
                return None
            return connection.scalar(sa.select(META.c.value).where(META.c.key == "schema_version"))

    def _put_if_missing(self, key: str, value: str) -> None:
        try:
            with self._engine.begin() as connection:
                if connection.scalar(sa.select(META.c.key).where(META.c.key == key)) is None:
                    connection.execute(META.insert().values(key=key, value=value))
        except sa.exc.IntegrityError:
            pass

    @contextmanager
    def _turn(self) -> Iterator[sa.Connection]:
        """One transaction at a time over all processes: the first statement locks the row
        (PostgreSQL) or the file (SQLite).
        """
        with self._engine.begin() as connection:
            connection.execute(
                META.update().where(META.c.key == "turn").values(value=secrets.token_hex(8))
            )
            yield connection

    # Sweeps

    def add_sweep(
        self,
        spec: Mapping[str, Any],
        *,
        dataset: Mapping[str, Any] | None = None,
        trials: Sequence[Mapping[str, Any]] = (),
        **columns: Any,
    ) -> str:
        """Writes a new sweep, waiting for a runner, and returns its id; with the rows of its trials
        where they are known, all in one transaction.
        """
        now = time.time()
        sweep_id = f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime(now))}-{secrets.token_hex(2)}"
        values = {
            "sweep_id": sweep_id,
            "created": now,
            "status": "queued",
            "spec": dict(spec),
            "dataset": _plain(dataset),
            "heartbeat": now,
            "notes": [],
        }
        with self._engine.begin() as connection:
            connection.execute(SWEEPS.insert().values(**values | columns))
            for row in trials:
                connection.execute(TRIALS.insert().values(**{**row, "sweep_id": sweep_id}))
        return sweep_id

    def sweep(self, sweep_id: str) -> Sweep:
        """Returns the sweep; raises SweepError where there is none of that id."""
        with self._engine.connect() as connection:
            row = (
                connection.execute(SWEEPS.select().where(SWEEPS.c.sweep_id == sweep_id))
                .mappings()
                .one_or_none()
            )
        if row is None:
            raise SweepError(f"{quoted(sweep_id)} is not a sweep of this store")
        _check_whole(sweep_id, row)
        return _sweep(row)

    def sweeps(self) -> tuple[Sweep, ...]:
        """Returns all sweeps, newest first. A column that cannot be read is `Damaged`: one broken
        row shall not hide the others.
        """
        with self._engine.connect() as connection:
            rows = (
                connection.execute(
                    SWEEPS.select().order_by(SWEEPS.c.created.desc(), SWEEPS.c.sweep_id.desc())
                )
                .mappings()
                .all()
            )
        return tuple(_sweep(row) for row in rows)

    def update(self, sweep_id: str, owner: str | None = None, /, **values: Any) -> bool:
        """Writes columns of a sweep; with the token of an owner only while that runner has the
        sweep. Returns whether a row was written.
        """
        where = SWEEPS.c.sweep_id == sweep_id
        if owner is not None:
            where &= SWEEPS.c.token == owner
        with self._engine.begin() as connection:
            return connection.execute(SWEEPS.update().where(where).values(**values)).rowcount == 1

    def request_stop(self, sweep_id: str) -> None:
        """Asks the sweep's runner to stop; a sweep that waits, or that no runner works on, is
        stopped at once: its runner finds that it is not its own.
        """
        with self._turn() as connection:
            row = (
                connection.execute(SWEEPS.select().where(SWEEPS.c.sweep_id == sweep_id))
                .mappings()
                .one_or_none()
            )
            if row is None:
                raise SweepError(f"{quoted(sweep_id)} is not a sweep of this store")
            status = _sweep(row).status
            if status in ("queued", "interrupted"):
                values = {
                    "status": "stopped",
                    "message": "",
                    "token": None,
                    **_runner_columns(None),
                }
            elif status in UNDER_WAY:
                values = {"stop_requested": True}
            else:
                return
            connection.execute(
                SWEEPS.update().where(SWEEPS.c.sweep_id == sweep_id).values(**values)
            )

    def claim(self, sweep_id: str, token: str) -> None:
        """Makes `token` the sweep's runner to come; raises SweepError where one is at work or
        nothing is left to do.
        """
        with self._turn() as connection:
            row = (
                connection.execute(SWEEPS.select().where(SWEEPS.c.sweep_id == sweep_id))
                .mappings()
                .one_or_none()
            )
            if row is None:
                raise SweepError(f"{quoted(sweep_id)} is not a sweep of this store")
            seen = _sweep(row)
            if seen.status in UNDER_WAY and seen.token is not None:
                raise SweepError(f"sweep {sweep_id} is {seen.status} already")
            if seen.status == "finished":
                raise SweepError(f"sweep {sweep_id} is finished; nothing is left to run")
            values = {
                "token": token,
                "status": "queued",
                "message": "",
                "stop_requested": False,
                "heartbeat": time.time(),
                "finished": None,
            }
            connection.execute(
                SWEEPS.update()
                .where(SWEEPS.c.sweep_id == sweep_id)
                .values(**values, **_runner_columns(None))
            )

    def name_runner(self, sweep_id: str, token: str, runner: Runner) -> bool:
        """Writes which process works for `token`; returns False where another runner has taken the
        sweep.
        """
        return self.update(sweep_id, token, heartbeat=time.time(), **_runner_columns(runner))

    def beat(self, sweep_id: str, token: str) -> bool | None:
        """Beats the heart; returns whether a stop is asked for, or None where another runner has
        taken the sweep.
        """
        if not self.update(sweep_id, token, heartbeat=time.time()):
            return None
        with self._engine.connect() as connection:
            return bool(
                connection.scalar(
                    sa.select(SWEEPS.c.stop_requested).where(SWEEPS.c.sweep_id == sweep_id)
                )
            )

    def take_turn(self, sweep_id: str, token: str) -> str | None:
        """Makes the sweep the running one, or returns the id of the sweep it waits for: the running
        one, else the oldest queued.

        Raises SweepError where the sweep is no longer the token's.
        """
        with self._turn() as connection:
            under_way = [
                _sweep(row)
                for row in connection.execute(
                    SWEEPS.select().where(SWEEPS.c.status.in_(UNDER_WAY))
                ).mappings()
            ]
            mine = next((sweep for sweep in under_way if sweep.sweep_id == sweep_id), None)
            others = [
                other
                for other in under_way
                if other.status in UNDER_WAY
                and other.token is not None
                and other.sweep_id != sweep_id
            ]
            ahead = [
                other
                for other in others
                if other.status != "queued"
                or mine is None
                or (other.created, other.sweep_id) < (mine.created, sweep_id)
            ]
            if ahead:
                return min(
                    ahead,
                    key=lambda other: (other.status == "queued", other.created, other.sweep_id),
                ).sweep_id
            values = {"status": "running", "message": "", "started": time.time()}
            where = (SWEEPS.c.sweep_id == sweep_id) & (SWEEPS.c.token == token)
            if connection.execute(SWEEPS.update().where(where).values(**values)).rowcount != 1:
                raise SweepError(f"sweep {sweep_id} was stopped, or has another runner")
        return None

    # Trials

    def add_trials(self, sweep_id: str, specs: Sequence[Mapping[str, Any]], first: int = 0) -> None:
        """Writes planned trials at positions `first`, `first` + 1, ..."""
        shared = {"sweep_id": sweep_id, "status": "planned", "epochs": []}
        rows = [
            shared | {"position": position, "kind": spec["kind"], "spec": {**spec, "policy": None}}
            for position, spec in enumerate(specs, first)
        ]
        with self._engine.begin() as connection:
            connection.execute(TRIALS.insert(), rows)

    def trials(self, sweep_id: str) -> tuple[Trial, ...]:
        """Returns the sweep's trials by position, without their predictions."""
        columns = [column for column in TRIALS.c if column.name not in ("predictions", "sweep_id")]
        with self._engine.connect() as connection:
            rows = (
                connection.execute(
                    sa.select(*columns)
                    .where(TRIALS.c.sweep_id == sweep_id)
                    .order_by(TRIALS.c.position)
                )
                .mappings()
                .all()
            )
        for row in rows:
            _check_whole(sweep_id, row)
        return tuple(Trial(**row) for row in rows)

    def finished_rows(self, sweep_id: str) -> list[dict[str, Any]]:
        """Returns the whole rows of the finished trials over the strengths, by position: what
        another sweep can take over.
        """
        where = (
            (TRIALS.c.sweep_id == sweep_id)
            & (TRIALS.c.kind == "strength")
            & (TRIALS.c.status == "finished")
        )
        with self._engine.connect() as connection:
            return [
                dict(row)
                for row in connection.execute(
                    TRIALS.select().where(where).order_by(TRIALS.c.position)
                ).mappings()
            ]

    def predictions(self, sweep_id: str) -> dict[int, tuple[int, ...]]:
        """Returns the predicted classes of every finished trial, by its position, in the order of
        the split it was scored on.
        """
        query = sa.select(TRIALS.c.position, TRIALS.c.predictions).where(
            TRIALS.c.sweep_id == sweep_id, TRIALS.c.predictions.is_not(None)
        )
        with self._engine.connect() as connection:
            return {
                position: tuple(json.loads(zlib.decompress(blob)))
                for position, blob in connection.execute(query).all()
            }

    def finished_counts(self) -> dict[str, int]:
        """Returns how many trials have finished, of every sweep in which one has."""
        query = (
            sa.select(TRIALS.c.sweep_id, sa.func.count())
            .where(TRIALS.c.status == "finished")
            .group_by(TRIALS.c.sweep_id)
        )
        with self._engine.connect() as connection:
            return {sweep_id: int(count) for sweep_id, count in connection.execute(query).all()}

    def write_result(
        self, sweep_id: str, token: str, position: int, result: Mapping[str, Any]
    ) -> bool:
        """Writes a finished trial's result (TrialResult as JSON); returns False where another
        runner has taken the sweep.
        """
        rest = {
            name: value
            for name, value in result.items()
            if name not in ("spec", "epochs", "predictions")
        }
        blob = zlib.compress(json.dumps(list(result["predictions"])).encode())
        columns = {
            "status": "finished",
            "result": rest,
            "epochs": list(result["epochs"]),
            "predictions": blob,
            "message": "",
            "finished": time.time(),
        }
        return self.write_trials(sweep_id, token, {position: columns})

    def write_trials(
        self, sweep_id: str, token: str, values: Mapping[int, Mapping[str, Any]]
    ) -> bool:
        """Writes columns of trials by position in one transaction; returns False where another
        runner has taken the sweep.
        """
        owned = sa.exists().where(SWEEPS.c.sweep_id == sweep_id, SWEEPS.c.token == token)
        with self._engine.begin() as connection:
            for position, columns in values.items():
                where = (TRIALS.c.sweep_id == sweep_id) & (TRIALS.c.position == position) & owned
                if connection.execute(TRIALS.update().where(where).values(**columns)).rowcount != 1:
                    return False
        return True

    def drop_trials(self, sweep_id: str, positions: Collection[int]) -> None:
        """Takes planned trials out of the sweep."""
        with self._engine.begin() as connection:
            connection.execute(
                TRIALS.delete().where(
                    TRIALS.c.sweep_id == sweep_id,
                    TRIALS.c.position.in_(positions),
                    TRIALS.c.status == "planned",
                )
            )

    def forget_unfinished(self, sweep_id: str) -> None:
        """Sets every trial that did not finish back to planned."""
        with self._engine.begin() as connection:
            where = (TRIALS.c.sweep_id == sweep_id) & (TRIALS.c.status != "finished")
            connection.execute(
                TRIALS.update()
                .where(where)
                .values(status="planned", epochs=[], message="", result=None)
            )


def _sweep(row: Mapping[Any, Any]) -> Sweep:
    runner = (
        Runner(row["host"], row["pid"], row["pid_started"] or "")
        if row["pid"] is not None
        else None
    )
    status, beat = row["status"], row["heartbeat"]
    beaten = (
        beat if isinstance(beat, int | float) else 0.0
    )  # SQLite keeps whatever was written into a damaged row
    if status in UNDER_WAY and not is_alive(
        runner, beaten, time.time(), (row["sweep_id"], row["token"])
    ):
        status = "interrupted"
    columns = {
        name: row[name] for name in Sweep.__dataclass_fields__ if name not in ("runner", "status")
    }
    return Sweep(**columns, runner=runner, status=status)


def _check_whole(sweep_id: str, row: Mapping[Any, Any]) -> None:
    if trouble := damage(row):
        raise SweepError(f"sweep {sweep_id} cannot be read: {trouble}")


def _runner_columns(runner: Runner | None) -> dict[str, Any]:
    return {
        "host": runner and runner.host,
        "pid": runner and runner.pid,
        "pid_started": runner and runner.started,
    }


def _plain(value: Any) -> Any:
    return None if value is None else json.loads(json.dumps(value))


def without_password(url: str) -> str:
    """Returns a store's URL as it may be shown."""
    try:
        return sa.make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return url.split("@")[-1]


def damage(row: Mapping[Any, Any]) -> str:
    """Returns which column of a row is damaged, in words; "" where none is."""
    return next(
        (
            f"its {name} is damaged in the store"
            for name, value in row.items()
            if isinstance(value, Damaged)
        ),
        "",
    )


def problem(error: BaseException) -> str:
    """Returns what is wrong with a row of the store, for whom it cannot be shown to."""
    found = (
        f"{quoted(str(error.args[0]))} is missing"
        if isinstance(error, KeyError)
        else first_line(error)
    )
    return f"its row in the store is not that of a sweep ({found})"


def first_line(error: BaseException) -> str:
    """Returns what the database itself said, in one line."""
    return str(getattr(error, "orig", None) or error).strip().split("\n")[0]
