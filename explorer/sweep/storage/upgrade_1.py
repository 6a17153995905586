"""From the tables of version 1 of the store to those of version 2.

Arms, rounds and true classes have tables of their own; a trial names its arm.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import sqlalchemy as sa

from explorer.sweep.storage.damage import UNREADABLE
from explorer.sweep.storage.schema import ARMS, LABELS, ROUNDS, Damaged, trials_table

# What a column of whole numbers holds in every database.
_MOST = 2**31 - 1
_SETTING = ("model", "shots", "epochs", "image_size")
_SAME = ("data", "policy", "seeds", "seed", "device", "engine", "workers", "time_budget_s")
_CHAIN: Mapping[str, Any] = {"strength_rule": 1, "continues": None, "looks": 1, "spent_seeds": []}
_ADDED = (
    "precision VARCHAR(8) NOT NULL DEFAULT 'fp32'",
    "points JSON",
    "trials INTEGER NOT NULL DEFAULT 0",
    "changed INTEGER NOT NULL DEFAULT 1",
)
_MOST_FINAL = 5
_FEWEST_SEEDS = 2


def from_1(connection: sa.Connection) -> str:
    """Brings the tables of version 1 to those of version 2, and returns that."""
    sweeps, trials = _tables_of_1(), _trials_of_1()
    for column in _ADDED:
        connection.execute(sa.text(f"ALTER TABLE sweeps ADD COLUMN {column}"))
    for table in (ARMS, ROUNDS, LABELS):
        connection.execute(sa.schema.CreateTable(table))
    fresh = trials_table("trials_2", sa.MetaData())
    connection.execute(sa.schema.CreateTable(fresh))
    planned = set(connection.scalars(sa.select(trials.c.sweep_id).distinct()))
    for row in connection.execute(sa.select(trials)).mappings().all():
        _insert(connection, fresh, _trial_from_1(row))
    for row in connection.execute(sa.select(sweeps)).mappings().all():
        _sweep_from_1(connection, sweeps, row, planned=row["sweep_id"] in planned)
        if _may_drop_seeds(row):
            _leave_to_the_schedule(connection, fresh, row["sweep_id"])
    for row in connection.execute(sa.select(trials).where(trials.c.position == 0)).mappings():
        with suppress(*UNREADABLE):
            of_it = sweeps.c.sweep_id == row["sweep_id"]
            precision = row["spec"].get("precision", "fp32")
            connection.execute(sweeps.update().where(of_it).values(precision=precision))
    connection.execute(sa.text("DROP TABLE trials"))
    connection.execute(sa.text("ALTER TABLE trials_2 RENAME TO trials"))
    return "2"


def _insert(connection: sa.Connection, table: sa.Table, values: Mapping[str, Any]) -> None:
    """Writes a row; a column that is damaged gets back the text that was in it."""
    damaged = {name: value for name, value in values.items() if isinstance(value, Damaged)}
    blank = dict.fromkeys(damaged, None) | ({"epochs": []} if "epochs" in damaged else {})
    connection.execute(table.insert().values(**{**values, **blank}))
    for name, value in damaged.items():
        told = {"text": value.text, "id": values["sweep_id"], "position": values["position"]}
        update = f"UPDATE {table.name} SET {name} = :text"  # noqa: S608 - names of columns only
        where = "sweep_id = :id AND position = :position"
        connection.execute(sa.text(f"{update} WHERE {where}"), told)


def _sweep_from_1(
    connection: sa.Connection, sweeps: sa.Table, row: Mapping[Any, Any], *, planned: bool
) -> None:
    sweep_id = row["sweep_id"]
    try:
        spec = _spec_from_1(row["spec"])
        strengths = spec["options"]["strengths"]
        arms = list(_arms_from_1(spec["setting"], strengths))
        values: dict[str, Any] = {"spec": spec, "trials": 0}
        json.dumps([values, arms])  # what cannot be written, such as lists too deep, fails here
    except UNREADABLE:
        return  # it stays what it is, and is said to be damaged
    with suppress(*UNREADABLE):
        values["trials"] = _total_of_1(spec, row)
        if row["verdict"] is not None:
            found = _verdict_from_1(row["verdict"])
            json.dumps(found)
            values |= found
    connection.execute(sweeps.update().where(sweeps.c.sweep_id == sweep_id).values(**values))
    if not planned:  # it was stopped before: its runner plans it
        return
    for place, arm in enumerate(arms):
        key = arm.pop("key")
        connection.execute(ARMS.insert().values(sweep_id=sweep_id, place=place, key=key, arm=arm))
    # Everything was planned at once but the trials of the winner on the test split.
    for number in (0, 1):
        told: dict[str, Any] = {"number": number, "last": True, "seconds_left": None, "notes": []}
        connection.execute(ROUNDS.insert().values(sweep_id=sweep_id, **told))


def _may_drop_seeds(row: Mapping[Any, Any]) -> bool:
    """Whether the sweep has a time budget and may go on with its curve."""
    with suppress(*UNREADABLE):
        ended = row["status"] == "finished" or row["verdict"] is not None
        return not ended and row["spec"]["time_budget_s"] is not None
    return False


def _leave_to_the_schedule(connection: sa.Connection, fresh: sa.Table, sweep_id: str) -> None:
    """Takes the seeds that have not begun out of a sweep with a time budget.

    All were planned at once, and left out while it ran. Now the schedule plans one after the other.
    """
    columns = (fresh.c.position, fresh.c.seed, fresh.c.split, fresh.c.status)
    of_it = fresh.c.sweep_id == sweep_id
    query = sa.select(*columns).where(of_it).order_by(fresh.c.position)
    rows = connection.execute(query).mappings().all()
    curve = [row for row in rows if row["split"] == "val"]
    seeds = list(dict.fromkeys(row["seed"] for row in curve))
    kept = {row["seed"] for row in curve if row["status"] != "planned"} | set(seeds[:_FEWEST_SEEDS])
    if kept >= set(seeds):
        return
    for row in rows:
        # Those on the test split run with the last seed, which is not known any more.
        left = row["split"] == "test" or row["seed"] not in kept
        if row["status"] == "planned" and left:
            connection.execute(fresh.delete().where(of_it, fresh.c.position == row["position"]))
    first = (ROUNDS.c.sweep_id == sweep_id) & (ROUNDS.c.number == 0)
    connection.execute(ROUNDS.update().where(first).values(last=False))
    connection.execute(ROUNDS.delete().where(ROUNDS.c.sweep_id == sweep_id, ROUNDS.c.number == 1))


def _spec_from_1(raw: Mapping[str, Any]) -> dict[str, Any]:
    strengths = [float(strength) for strength in raw["strengths"]]
    return {
        **{name: raw[name] for name in _SAME if name in raw},
        **{name: raw.get(name, default) for name, default in _CHAIN.items()},
        "setting": {name: raw[name] for name in _SETTING},
        "question": "strength",
        "options": {"strengths": strengths},
        "measures": ["accuracy"],
        "versions": [f"{raw['model']} 1", "plain 1", "accuracy 1"],
    }


def _arms_from_1(setting: Mapping[str, Any], strengths: list[float]) -> Iterator[dict[str, Any]]:
    for strength in strengths:
        yield {
            "key": _key_of_1(strength),
            "kind": "strength",
            "name": f"strength {strength:g}",
            "policy": None,
            "strength": strength,
            "setting": dict(setting),
            "step": None,
        }


def _key_of_1(strength: float) -> str:
    short = f"{strength:g}"
    return f"strength-{short if float(short) == strength else repr(float(strength))}"


def _total_of_1(spec: Mapping[str, Any], row: Mapping[Any, Any]) -> int:
    seeds = spec["seeds"]
    curve = len(spec["options"]["strengths"]) * seeds
    if not (row["dataset"] or {}).get("test", 1):
        return _whole(curve)
    winner = row["verdict"]["balance_point"] if row["verdict"] else None
    return _whole(curve + (1 if winner == 0 else 2) * max(2, min(seeds, _MOST_FINAL)))


def _whole(value: Any) -> int:
    number = int(value)
    if abs(number) > _MOST:
        raise ValueError(f"{number:g} is too large")
    return number


def _verdict_from_1(raw: Mapping[str, Any]) -> dict[str, Any]:
    verdict = {name: value for name, value in raw.items() if name != "curve"}
    renamed = {"val_accuracy": "accuracy"}
    points = {
        _key_of_1(point["strength"]): {
            renamed.get(name, name): value for name, value in point.items() if name != "strength"
        }
        for point in raw["curve"]
    }
    return {"verdict": verdict, "points": points}


def _trial_from_1(row: Mapping[Any, Any]) -> dict[str, Any]:
    same = ("sweep_id", "position", "status", "epochs", "predictions", "message", "finished")
    told = {name: row[name] for name in same} | {"changed": 1}
    final = row["kind"] == "final"
    told |= {"split": "test" if final else "val", "arm": "", "seed": 0, "round": 0}
    told["result"] = row["result"]
    with suppress(*UNREADABLE):
        strength = float(row["spec"]["strength"])
        told |= {"seed": _whole(row["spec"]["seed"]), "round": int(final and strength != 0)}
        told["arm"] = _key_of_1(strength)  # last: where anything is missing, the arm is too
    with suppress(*UNREADABLE):
        found = row["result"] and _result_from_1(row["result"])
        json.dumps(found)
        told["result"] = found
    return told


def _result_from_1(raw: Mapping[str, Any]) -> dict[str, Any]:
    same = ("per_class", "confusion", "epoch_images", "seconds", "images_per_second", "messages")
    return {
        "scores": {"accuracy": raw["val_accuracy"]},
        "train_scores": {"accuracy": raw["train_accuracy"]},
        **{name: raw[name] for name in same if name in raw},
    }


def _tables_of_1() -> sa.Table:
    plain = (sa.Column("sweep_id", sa.String(40), primary_key=True),)
    json = [
        sa.Column(name, sa.JSON(none_as_null=True))
        for name in ("spec", "dataset", "verdict", "points")
    ]
    more = (
        sa.Column("trials", sa.Integer),
        sa.Column("precision", sa.String(8)),
        sa.Column("status", sa.String(12)),
    )
    return sa.Table("sweeps", sa.MetaData(), *plain, *json, *more)


def _trials_of_1() -> sa.Table:
    json = [sa.Column(name, sa.JSON(none_as_null=True)) for name in ("spec", "epochs", "result")]
    return sa.Table(
        "trials",
        sa.MetaData(),
        sa.Column("sweep_id", sa.String(40), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(12)),
        sa.Column("status", sa.String(12)),
        *json,
        sa.Column("predictions", sa.LargeBinary),
        sa.Column("message", sa.Text),
        sa.Column("finished", sa.Float),
    )
