"""The tables of the store.

A change of them is a new SCHEMA_VERSION, with the way from the old one in upgrade.py.
"""

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from explorer.names import encodable

SCHEMA_VERSION = 3


class Words(sa.types.TypeDecorator[str]):
    """A text for people. It may hold a name that is not UTF-8, which no database takes as it is."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Returns the text as it can be written."""
        return None if value is None else encodable(value)


def _of_a_sweep() -> sa.Column[str]:
    sweep = sa.ForeignKey("sweeps.sweep_id", ondelete="CASCADE")
    return sa.Column("sweep_id", sa.String(40), sweep, primary_key=True)


METADATA = sa.MetaData()
META = sa.Table(
    "meta",
    METADATA,
    sa.Column("key", sa.String(40), primary_key=True),
    sa.Column("value", sa.String(200), nullable=False),
)
# `trials` is how many trials the sweep has, as far as is known by now, the final test included;
# `changed` is raised by every write but a heartbeat, so that readers need read only what is new.
# `name` and `note` are a person's; `deleted` is when one deleted it, null for a sweep that stands.
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
    sa.Column("precision", sa.String(8), nullable=False, server_default="fp32"),
    sa.Column("points", sa.JSON(none_as_null=True)),
    sa.Column("trials", sa.Integer, nullable=False, server_default="0"),
    sa.Column("changed", sa.Integer, nullable=False, server_default="1"),
    sa.Column("name", Words, nullable=False, server_default=""),
    sa.Column("note", Words, nullable=False, server_default=""),
    sa.Column("deleted", sa.Float),
)
# `arm` is the arm as JSON; its policy is null where it is that of the sweep.
ARMS = sa.Table(
    "arms",
    METADATA,
    _of_a_sweep(),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(200), nullable=False),
    sa.Column("arm", sa.JSON, nullable=False),
)
# `last` tells that the schedule has no more trials on the validation split after this round.
ROUNDS = sa.Table(
    "rounds",
    METADATA,
    _of_a_sweep(),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("last", sa.Boolean, nullable=False),
    sa.Column("seconds_left", sa.Float),
    sa.Column("notes", sa.JSON, nullable=False, default=list),
)
# The true classes of what trials are scored on, in the order of the split: predictions without
# them cannot be judged again.
LABELS = sa.Table(
    "labels",
    METADATA,
    _of_a_sweep(),
    sa.Column("split", sa.String(8), primary_key=True),
    sa.Column("labels", sa.LargeBinary, nullable=False),
)


def trials_table(name: str, metadata: sa.MetaData) -> sa.Table:
    """Returns the table of trials under that name: an upgrade makes it beside the old one."""
    return sa.Table(
        name,
        metadata,
        sa.Column("sweep_id", sa.String(40), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("arm", sa.String(200), nullable=False),
        sa.Column("seed", sa.Integer, nullable=False),
        sa.Column("split", sa.String(8), nullable=False),
        sa.Column("status", sa.String(12), nullable=False, default="planned"),
        sa.Column("epochs", sa.JSON, nullable=False, default=list),
        sa.Column("result", sa.JSON(none_as_null=True)),
        sa.Column("predictions", sa.LargeBinary),
        sa.Column("message", Words, nullable=False, default=""),
        sa.Column("finished", sa.Float),
        sa.Column("changed", sa.Integer, nullable=False, default=1),
        sa.ForeignKeyConstraint(["sweep_id"], [SWEEPS.c.sweep_id], ondelete="CASCADE"),
    )


TRIALS = trials_table("trials", METADATA)


@dataclass(frozen=True)
class Damaged:
    """What stands for the value of a column that should be JSON and is not.

    The other columns, and the other rows, can still be read.
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
    # What is no text in a damaged row is shown as well as it can be; it must not stop a list.
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    # WAL lets the page read while the runner writes; NORMAL loses nothing when a process dies, only
    # when the power does.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
