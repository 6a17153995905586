"""What the store keeps of one sweep beside its own row, read through a connection."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from explorer.errors import ExplorerError, SweepError
from explorer.sweep.findings.spread import Spread
from explorer.sweep.storage.damage import damage
from explorer.sweep.storage.rows import StoredArm, Trial, arm_of, trial_of
from explorer.sweep.storage.schema import ARMS, SWEEPS, TRIALS
from explorer.trial.setting import Setting

_READ = [column for column in TRIALS.c if column.name not in ("predictions", "sweep_id")]


def arms_of(connection: sa.Connection, sweep_id: str) -> tuple[StoredArm, ...]:
    """Returns the arms of a sweep, in the order in which they were planned."""
    query = ARMS.select().where(ARMS.c.sweep_id == sweep_id).order_by(ARMS.c.place)
    rows = connection.execute(query).mappings().all()
    _check_whole(sweep_id, rows)
    return tuple(map(arm_of, rows))


def changes_of(connection: sa.Connection, sweep_id: str, since: int) -> tuple[Trial, ...]:
    """Returns the trials that were written after the sweep's `changed` was `since`.

    They stand in the order of their positions, without their predictions.
    """
    where = (TRIALS.c.sweep_id == sweep_id) & (TRIALS.c.changed > since)
    query = sa.select(*_READ).where(where).order_by(TRIALS.c.position)
    rows = connection.execute(query).mappings().all()
    _check_whole(sweep_id, rows)
    return tuple(map(trial_of, rows))


def _check_whole(sweep_id: str, rows: Sequence[Mapping[Any, Any]]) -> None:
    for row in rows:
        if trouble := damage(row):
            raise SweepError(f"sweep {sweep_id} cannot be read: {trouble}")


def latest_spread(
    connection: sa.Connection, digest: str, setting: Setting
) -> tuple[str, Spread] | None:
    """Returns how far the latest finished run of a setting on a data set spread, and its id.

    None where there is none; a row that cannot be read is none.
    """
    columns = (SWEEPS.c[name] for name in ("sweep_id", "spec", "dataset", "verdict"))
    query = sa.select(*columns).where(SWEEPS.c.status == "finished")
    order = (SWEEPS.c.created.desc(), SWEEPS.c.sweep_id.desc())
    for sweep_id, spec, dataset, verdict in connection.execute(query.order_by(*order)):
        if not all(isinstance(block, Mapping) for block in (spec, dataset, verdict)):
            continue
        spread = Spread.from_json(verdict.get("spread"))
        if spread and dataset.get("digest") == digest and _setting(spec) == setting:
            return sweep_id, spread
    return None


def _setting(spec: Mapping[str, Any]) -> Setting | None:
    try:
        return Setting.stored(spec.get("setting"))
    except ExplorerError:
        return None
