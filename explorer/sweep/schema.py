"""The tables of the store.

A change of them is a new SCHEMA_VERSION, with the way from the old one.
"""

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from explorer.names import encodable

SCHEMA_VERSION = 1


class Words(sa.types.TypeDecorator[str]):
    """A text for people, which may hold a name that is not UTF-8: no database takes that as it is."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Returns the text as it can be written."""
        return None if value is None else encodable(value)


METADATA = sa.MetaData()
META = sa.Table(
    "meta",
    METADATA,
    sa.Column("key", sa.String(40), primary_key=True),
    sa.Column("value", sa.String(200), nullable=False),
)
SWEEPS = sa.Table(
    "sweeps",
    METADATA,
    sa.Column("sweep_id", sa.String(40), primary_key=True),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("status", sa.String(12), nullable=False),
    sa.Column("message", Words, nullable=False, default=""),
    sa.Column("spec", sa.JSON, nullable=False),
    sa.Column("dataset", sa.JSON(none_as_null=True)),
    sa.Column("environment", sa.JSON(none_as_null=True)),
    sa.Column("notes", sa.JSON, nullable=False, default=list),
    sa.Column("estimate_s", sa.Float),
    sa.Column("verdict", sa.JSON(none_as_null=True)),
    sa.Column("final_test", sa.JSON(none_as_null=True)),
    sa.Column("stop_requested", sa.Boolean, nullable=False, default=False),
    sa.Column("token", sa.String(40)),
    sa.Column("host", sa.String(255)),
    sa.Column("pid", sa.Integer),
    sa.Column("pid_started", sa.String(40)),
    sa.Column("heartbeat", sa.Float, nullable=False, default=0.0),
    sa.Column("started", sa.Float),
    sa.Column("finished", sa.Float),
)
TRIALS = sa.Table(
    "trials",
    METADATA,
    sa.Column(
        "sweep_id",
        sa.String(40),
        sa.ForeignKey("sweeps.sweep_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("status", sa.String(12), nullable=False, default="planned"),
    sa.Column("spec", sa.JSON, nullable=False),
    sa.Column("epochs", sa.JSON, nullable=False, default=list),
    sa.Column("result", sa.JSON(none_as_null=True)),
    sa.Column("predictions", sa.LargeBinary),
    sa.Column("message", Words, nullable=False, default=""),
    sa.Column("finished", sa.Float),
)


@dataclass(frozen=True)
class Damaged:
    """What stands for the value of a column that should be JSON and is not: the other columns, and
    the other rows, can still be read.
    """

    text: str


def read_json(text: str | bytes) -> Any:
    """Returns the value of a column of JSON, or `Damaged`."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return Damaged(str(text))


def set_pragmas(connection: Any, _record: object) -> None:
    """Sets up a connection to SQLite."""
    # WAL lets the page read while the runner writes; NORMAL loses nothing when a process dies, only
    # when the power does.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
