"""What every worker process does: it leaves with its parent, loads the work module, calls.

It loads the module ahead of the first call. Light to import, for spawn.
"""

import multiprocessing
import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from explorer.entry import resolve

_sender: Connection | None = None


def initialise(sender: Connection, preload: str) -> None:
    """Sets the worker up, and calls the function that `preload` names.

    So slow imports run before the first task comes.
    """
    global _sender
    _sender = sender
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    # What fails here fails again in the first call, whose error reaches the user; here it would
    # only break the pool.
    with suppress(Exception):
        resolve(preload)()


def ready() -> None:
    """Does nothing: submitting it makes the executor start its process."""


def call(entry: str, key: int, spec: Mapping[str, Any], data: str | None) -> dict[str, Any]:
    """Calls `entry` with the spec, where the data set is, and a function that reports an epoch.

    All of it is plain data.
    """
    result: dict[str, Any] = resolve(entry)(spec, data, lambda epoch: _report(key, epoch))
    return result


def _report(key: int, epoch: Mapping[str, Any]) -> None:
    if _sender is not None:
        _sender.send((key, dict(epoch)))


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
