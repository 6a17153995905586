"""What the store keeps of sweeps beside their own rows, read through a connection."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from explorer.errors import ExplorerError, SweepError, quoted
from explorer.names import shown
from explorer.sweep.findings.spread import Spread
from explorer.sweep.findings.tally import Tally
from explorer.sweep.storage.columns import unpacked
from explorer.sweep.storage.damage import damage
from explorer.sweep.storage.rows import StoredArm, Trial, arm_of, trial_of
from explorer.sweep.storage.schema import ARMS, LABELS, SWEEPS, TRIALS
from explorer.trial.setting import Setting

# Not deleted.
STANDS = SWEEPS.c.deleted.is_(None)
_READ = [column for column in TRIALS.c if column.name not in ("predictions", "sweep_id")]


def arms_of(connection: sa.Connection, sweep_id: str) -> tuple[StoredArm, ...]:
    """Returns the arms of a sweep, in the order in which they were planned."""
    query = ARMS.select().where(ARMS.c.sweep_id == sweep_id).order_by(ARMS.c.place)
    rows = connection.execute(query).mappings().all()
    _check_whole(sweep_id, rows)
    return tuple(map(arm_of, rows))


def labels_of(connection: sa.Connection, sweep_id: str) -> dict[str, tuple[int, ...]]:
    """Returns the true classes of what was scored, by the name of the split."""
    query = sa.select(LABELS.c.split, LABELS.c.labels).where(LABELS.c.sweep_id == sweep_id)
    return {split: unpacked(blob) for split, blob in connection.execute(query).all()}


def changes_of(
    connection: sa.Connection, sweep_id: str, since: int, *, answers: bool = False
) -> tuple[Trial, ...]:
    """Returns the trials that were written after the sweep's `changed` was `since`.

    They stand in the order of their positions, without their predictions; `answers` asks for what
    they got right.
    """
    where = (TRIALS.c.sweep_id == sweep_id) & (TRIALS.c.changed > since)
    columns = [*_READ, TRIALS.c.predictions] if answers else _READ
    rows = connection.execute(sa.select(*columns).where(where).order_by(TRIALS.c.position))
    found = rows.mappings().all()
    _check_whole(sweep_id, found)
    scored = any(row.get("predictions") is not None for row in found)
    labels = labels_of(connection, sweep_id) if scored else {}
    return tuple(trial_of(row, labels) for row in found)


def _check_whole(sweep_id: str, rows: Sequence[Mapping[Any, Any]]) -> None:
    for row in rows:
        if trouble := damage(row):
            raise SweepError(f"sweep {sweep_id} cannot be read: {trouble}")


def judged(connection: sa.Connection) -> tuple[tuple[str, Any, Any], ...]:
    """Returns id, spec and data set of the finished sweeps that have a verdict, newest first."""
    columns = (SWEEPS.c[name] for name in ("sweep_id", "spec", "dataset"))
    told = (SWEEPS.c.status == "finished") & SWEEPS.c.verdict.is_not(None) & STANDS
    order = (SWEEPS.c.created.desc(), SWEEPS.c.sweep_id.desc())
    rows = connection.execute(sa.select(*columns).where(told).order_by(*order)).all()
    return tuple((row.sweep_id, row.spec, row.dataset) for row in rows)


def latest_spread(
    connection: sa.Connection, digest: str, setting: Setting
) -> tuple[str, Spread] | None:
    """Returns how far the latest finished run of a setting on a data set spread, and its id.

    None where there is none; a row that cannot be read is none.
    """
    finished = sa.select(SWEEPS.c.sweep_id, SWEEPS.c.dataset)
    finished = finished.where(SWEEPS.c.status == "finished", STANDS)
    order = (SWEEPS.c.created.desc(), SWEEPS.c.sweep_id.desc())
    for sweep_id, dataset in connection.execute(finished.order_by(*order)).all():
        # A verdict is long: it is read of runs on this data set alone.
        if isinstance(dataset, Mapping) and dataset.get("digest") == digest:
            spread = _spread_of(connection, sweep_id, setting)
            if spread:
                return sweep_id, spread
    return None


def _spread_of(connection: sa.Connection, sweep_id: str, setting: Setting) -> Spread | None:
    query = sa.select(SWEEPS.c.spec, SWEEPS.c.verdict).where(SWEEPS.c.sweep_id == sweep_id)
    for spec, verdict in connection.execute(query):  # none where it was deleted meanwhile
        if isinstance(spec, Mapping) and isinstance(verdict, Mapping) and _setting(spec) == setting:
            return Spread.from_json(verdict.get("spread"))
    return None


def _setting(spec: Mapping[str, Any]) -> Setting | None:
    try:
        return Setting.stored(spec.get("setting"))
    except ExplorerError:
        return None


def tallies_of(connection: sa.Connection, only: Collection[str] | None = None) -> dict[str, Tally]:
    """Returns what became of the trials of every sweep, or of these, in which one has ended."""
    failed = sa.case((TRIALS.c.status == "failed", TRIALS.c.position))
    counts = (sa.func.count().label("ended"), sa.func.count(failed).label("failed"))
    wanted = [TRIALS.c.status.in_(("finished", "failed"))]
    if only is not None:
        wanted.append(TRIALS.c.sweep_id.in_(only))
    counted = (
        sa.select(TRIALS.c.sweep_id, *counts, sa.func.min(failed).label("first"))
        .where(*wanted)
        .group_by(TRIALS.c.sweep_id)
        .subquery()
    )
    first = (TRIALS.c.sweep_id == counted.c.sweep_id) & (TRIALS.c.position == counted.c.first)
    query = sa.select(counted, TRIALS.c.message).select_from(counted.outerjoin(TRIALS, first))
    return {
        row.sweep_id: Tally(
            row.ended, row.ended - row.failed, row.failed, shown(str(row.message or ""))
        )
        for row in connection.execute(query).all()
    }


def row_of(
    connection: sa.Connection,
    sweep_id: str,
    columns: Sequence[sa.Column[Any]] = tuple(SWEEPS.c),
    *,
    deleted: bool = False,
) -> Mapping[Any, Any]:
    """Returns the row of a sweep; raises SweepError where there is none, or it was deleted.

    With `deleted`, also that of a deleted one.
    """
    query = sa.select(*columns).where(SWEEPS.c.sweep_id == sweep_id)
    query = query if deleted else query.where(STANDS)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise SweepError(f"{quoted(sweep_id)} is not a sweep of this store")
    return row
