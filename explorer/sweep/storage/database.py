"""The connection to a store: SQLAlchemy on SQLite (WAL) by default, any SQLAlchemy URL otherwise.

One engine serves a URL in a process, for every thread; a process that was forked makes its own.
"""

import os
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from explorer.errors import SweepError, quoted
from explorer.sweep.storage.schema import (
    META,
    METADATA,
    SCHEMA_VERSION,
    SWEEPS,
    read_json,
    set_pragmas,
)
from explorer.sweep.storage.upgrade import upgrade

MOST_ENGINES = 8
# How long a deleted sweep can be brought back; it is removed when the store is opened afterwards.
KEPT_DELETED_S = 24 * 3600


@dataclass(frozen=True)
class _Known:
    """An engine and the file that it has open: one that was replaced meanwhile is another store."""

    engine: sa.Engine
    pid: int
    file: tuple[int, int] | None


_KNOWN: dict[str, _Known] = {}
_LOCK = threading.Lock()


def _forget_after_fork() -> None:
    """Has a forked process open stores of its own.

    The parent's connections are kept, not closed: to close them here would be to work on files that
    the parent has open.
    """
    global _LOCK
    _LOCK = threading.Lock()
    _INHERITED.extend(_KNOWN.values())
    _KNOWN.clear()


_INHERITED: list[_Known] = []
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_after_fork)


def database(url: str) -> sa.Engine:
    """Returns the engine of a store whose tables are those of this release.

    Raises SweepError, in one line without the password, where the URL is no store, cannot be
    opened, is of a newer release, or cannot be upgraded now.
    """
    try:
        with _LOCK:
            known = _KNOWN.get(url)
            if known is None or known.pid != os.getpid() or known.file != _file(known.engine):
                engine = _made(url)
                _open(engine)
                _KNOWN[url] = _Known(engine, os.getpid(), _file(engine))
                while len(_KNOWN) > MOST_ENGINES:
                    _KNOWN.pop(next(iter(_KNOWN)))
            elif _told_version(known.engine) != str(SCHEMA_VERSION):
                _open(known.engine)
            return _KNOWN[url].engine
    except (ArgumentError, SQLAlchemyError, ImportError, ValueError, OSError) as error:
        raise SweepError(
            f"the store {quoted(without_password(url), 200)} cannot be opened: {first_line(error)}"
        ) from None


@dataclass(frozen=True)
class Held:
    """A transaction that is held, as what gives out connections: all of them are this one."""

    connection: sa.Connection

    @contextmanager
    def connect(self) -> Iterator[sa.Connection]:
        """Gives out the connection."""
        yield self.connection

    begin = connect  # whoever holds the transaction ends it


@contextmanager
def turn(engine: sa.Engine | Held) -> Iterator[sa.Connection]:
    """Holds one transaction at a time over all processes.

    Its first statement locks the row (PostgreSQL) or the file (SQLite).
    """
    with engine.begin() as connection:
        mark = META.update().where(META.c.key == "turn").values(value=secrets.token_hex(8))
        connection.execute(mark)
        yield connection


def _made(url: str) -> sa.Engine:
    options: dict[str, Any] = {}
    if url.startswith("sqlite"):
        options["connect_args"] = {"timeout": 30}
    engine = sa.create_engine(url, json_deserializer=read_json, **options)
    if engine.dialect.name == "sqlite":
        if engine.url.database in (None, "", ":memory:"):
            raise SweepError(
                f"the store {quoted(url)} is in memory, where the sweep's own process cannot see it"
            )
        sa.event.listen(engine, "connect", set_pragmas)
    return engine


def _open(engine: sa.Engine) -> None:
    version = _version(engine)
    if version is None:
        with engine.begin() as connection:
            # Several processes may open a new store at once: what is there already is left as it
            # is.
            for table in METADATA.sorted_tables:
                connection.execute(sa.schema.CreateTable(table, if_not_exists=True))
        for key, value in (("turn", ""), ("schema_version", str(SCHEMA_VERSION))):
            _put_if_missing(engine, key, value)
        version = _version(engine)
    if version != str(SCHEMA_VERSION):
        with turn(engine) as connection:
            upgrade(connection, without_password(str(engine.url)))
    with suppress(SQLAlchemyError):  # locked, or read-only: the next one that opens it does it
        _purge(engine)


def _purge(engine: sa.Engine) -> None:
    """Removes what was deleted long ago, with its trials; writes nothing where that is nothing."""
    old = SWEEPS.c.deleted < time.time() - KEPT_DELETED_S
    with engine.connect() as connection:
        found = connection.scalars(sa.select(SWEEPS.c.sweep_id).where(old)).all()
    if found:
        with turn(engine) as connection:  # what was brought back meanwhile stays
            connection.execute(SWEEPS.delete().where(old))


def _version(engine: sa.Engine) -> str | None:
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table(META.name):
            return None
    return _told_version(engine)


def _told_version(engine: sa.Engine) -> str | None:
    with engine.connect() as connection:
        return connection.scalar(sa.select(META.c.value).where(META.c.key == "schema_version"))


def _put_if_missing(engine: sa.Engine, key: str, value: str) -> None:
    try:
        with engine.begin() as connection:
            if connection.scalar(sa.select(META.c.key).where(META.c.key == key)) is None:
                connection.execute(META.insert().values(key=key, value=value))
    except sa.exc.IntegrityError:
        pass


def _file(engine: sa.Engine) -> tuple[int, int] | None:
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    try:
        found = Path(engine.url.database).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def without_password(url: str) -> str:
    """Returns a store's URL as it may be shown."""
    try:
        return sa.make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return url.split("@")[-1]


def first_line(error: BaseException) -> str:
    """Returns what the database itself said, in one line."""
    return str(getattr(error, "orig", None) or error).strip().split("\n")[0]
