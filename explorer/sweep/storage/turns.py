"""Whose turn it is: one sweep of a store runs at a time, the oldest that waits comes next."""

from collections.abc import Mapping, Sequence
from typing import Any

from explorer.sweep.storage.rows import UNDER_WAY, status_of


def ahead_of(sweep_id: str, under_way: Sequence[Mapping[Any, Any]]) -> str | None:
    """Returns the sweep that this one waits for: the running one, else the oldest queued."""
    mine = next((row for row in under_way if row["sweep_id"] == sweep_id), None)
    found = []
    for row in under_way:
        if row["sweep_id"] == sweep_id or row["token"] is None or status_of(row) not in UNDER_WAY:
            continue
        earlier = mine is None or _age(row) < _age(mine)
        if row["status"] != "queued" or earlier:
            found.append(row)
    first = min(found, key=lambda row: (row["status"] == "queued", *_age(row)), default=None)
    return None if first is None else str(first["sweep_id"])


def _age(row: Mapping[Any, Any]) -> tuple[float, str]:
    created = row["created"] if isinstance(row["created"], int | float) else 0.0
    return created, row["sweep_id"]
