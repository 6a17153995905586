"""What people do with the sweeps that they keep: name them, write a note, delete, bring back.

A deleted sweep is not found any more: no list, no look-up. For a day it can be brought back; it is
removed when the store is opened afterwards (`KEPT_DELETED_S` in database.py).
"""

import time
from collections.abc import Mapping
from typing import Any

from explorer.errors import SweepError, quoted
from explorer.names import refusal
from explorer.sweep.findings.tally import Tally
from explorer.sweep.storage.claim import RUNNER_GONE
from explorer.sweep.storage.overview import line_of, told_apart
from explorer.sweep.storage.rows import UNDER_WAY, status_of
from explorer.sweep.storage.store import Store

MAX_NAME = 100
MAX_NOTE = 2000


def describe(store: Store, sweep_id: str, name: str, note: str) -> None:
    """Gives a sweep a name and a note, each of which may be empty.

    Raises SweepError for one that is too long, or that holds what would disguise it.
    """
    told = {"name": named(name), "note": noted(note)}

    def change(row: Mapping[Any, Any]) -> Mapping[str, Any]:
        if row["deleted"] is not None:
            raise SweepError(f"sweep {sweep_id} was deleted")
        return told

    store.mark(sweep_id, change)


def delete(store: Store, sweep_id: str) -> None:
    """Deletes a sweep; `restore` brings it back. Raises SweepError while it is under way."""

    def change(row: Mapping[Any, Any]) -> Mapping[str, Any]:
        if (status := status_of(row)) in UNDER_WAY:
            raise SweepError(f"sweep {sweep_id} is {status}, and cannot be deleted: stop it first")
        # What a runner or a judge that wakes up would still write is refused.
        return {"deleted": time.time(), "token": None, **RUNNER_GONE}

    store.mark(sweep_id, change)


def restore(store: Store, sweep_id: str) -> None:
    """Brings a deleted sweep back; raises SweepError where it is removed already."""
    store.mark(sweep_id, lambda row: {"deleted": None})


def is_deleted(store: Store, sweep_id: str) -> bool:
    """Tells whether a sweep was deleted and can still be brought back."""
    return bool(store.sweeps([sweep_id], deleted=True)) and not store.sweeps([sweep_id])


def called(store: Store, sweep_id: str) -> str:
    """Returns what people call a sweep, also one that was deleted; its id where it is removed."""
    found = store.sweeps([sweep_id], deleted=True)
    return told_apart(line_of(found[0], Tally(0, 0))) if found else f"sweep {sweep_id}"


def named(name: str) -> str:
    """Returns a name as it is kept; raises SweepError for one that is refused."""
    told = " ".join(str(name).split())
    if told and (why := refusal(told, MAX_NAME)):
        raise SweepError(f"{quoted(told)} {why}")
    return told


def noted(note: str) -> str:
    """Returns a note as it is kept; raises SweepError for one that is refused."""
    told = str(note).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip()
    if len(told) > MAX_NOTE:
        raise SweepError(f"the note has {len(told)} characters; it may have {MAX_NOTE}")
    for line in told.split("\n"):
        if line.strip() and (why := refusal(line, MAX_NOTE, "line")):
            raise SweepError(f"{quoted(line)} in the note {why}")
    return told
