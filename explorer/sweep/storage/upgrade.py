"""From the tables of an older release to those of this one, step by step.

A step reads and writes plain columns and JSON, never today's values: what they are may change with
the next release, a step may not. A row that cannot be understood is kept as it is, so that it is
said to be unreadable; it stops no upgrade and hides no other row.

A step that takes more than a few lines has a module of its own, with all that it calls: it is never
changed again.
"""

import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path

import sqlalchemy as sa

from explorer.errors import SweepError, quoted
from explorer.sweep.running.process import Runner, is_alive
from explorer.sweep.storage.schema import META, SCHEMA_VERSION
from explorer.sweep.storage.upgrade_1 import from_1

_UNDER_WAY = ("queued", "running", "stopping")


def upgrade(connection: sa.Connection, url: str) -> None:
    """Brings the tables to those of this release.

    It works in the caller's transaction, which holds the lock of the store. A copy of the file is
    made first (SQLite). Raises SweepError, in one line, for the store of a later release, and while
    a runner of the older release is at work.
    """
    version: str | None = connection.scalar(
        sa.select(META.c.value).where(META.c.key == "schema_version")
    )
    if version == str(SCHEMA_VERSION):  # another process was quicker
        return
    if version is None or version not in _STEPS:
        raise SweepError(
            f"the store {url} has schema version {quoted(version)}; "
            f"this release reads {SCHEMA_VERSION}"
        )
    _check_nobody_works(connection, url)
    _copy(connection, version)
    while version in _STEPS:
        version = _STEPS[version](connection)
        now = META.update().where(META.c.key == "schema_version").values(value=version)
        connection.execute(now)


def _check_nobody_works(connection: sa.Connection, url: str) -> None:
    columns = "sweep_id, status, token, host, pid, pid_started, heartbeat"
    query = sa.text(f"SELECT {columns} FROM sweeps")  # noqa: S608 - no value of a user in it
    for row in connection.execute(query).mappings():
        if row["status"] not in _UNDER_WAY or row["token"] is None:
            continue
        runner = None
        if row["pid"] is not None:
            runner = Runner(row["host"], row["pid"], row["pid_started"] or "")
        beat = row["heartbeat"] if isinstance(row["heartbeat"], int | float) else 0.0
        if is_alive(runner, beat, time.time(), (url, row["sweep_id"], row["token"])):
            raise SweepError(
                f"the store {url} is of an earlier release, whose runner is at work on sweep "
                f"{row['sweep_id']}: wait for its end, or stop it there, and open the store again"
            )


def _copy(connection: sa.Connection, version: str) -> None:
    """Copies the file of a SQLite store beside it, as it was before the upgrade."""
    database = connection.engine.url.database
    if connection.dialect.name != "sqlite" or not database:
        return
    place = Path(database)
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    copy = place.with_name(f"{place.name}.v{version}-{stamp}")
    partial = copy.with_name(f"{copy.name}.part")
    try:
        # Another connection reads what is committed: nothing of this transaction.
        with closing(sqlite3.connect(place)) as source, closing(sqlite3.connect(partial)) as target:
            source.backup(target)
        partial.replace(copy)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise SweepError(
            f"the store {quoted(str(place), 200)} is of an earlier release, and no copy of it can "
            f"be made before it is upgraded: {error}"
        ) from None


# 2 -> 3: a sweep has a name and a note, and can be deleted.

_KEPT = (
    "name TEXT NOT NULL DEFAULT ''",
    "note TEXT NOT NULL DEFAULT ''",
    "deleted FLOAT",
)


def _from_2(connection: sa.Connection) -> str:
    for column in _KEPT:
        connection.execute(sa.text(f"ALTER TABLE sweeps ADD COLUMN {column}"))
    return "3"


# From its version, the step to the next one, which it returns.
_STEPS: Mapping[str, Callable[[sa.Connection], str]] = {"1": from_1, "2": _from_2}
