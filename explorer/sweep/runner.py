"""The process that runs a sweep, outside the web server: `python -m explorer.sweep.runner SWEEP_ID --store URL`, or `--standby` for one yet to come.

Imports next to nothing up here: every worker that is spawned imports its parent's main module again.
"""

import argparse
import json
import os
import secrets
import signal
import sys
from typing import TYPE_CHECKING

from explorer.sweep.children import ONE_THREAD, WORK

if TYPE_CHECKING:
    from explorer.sweep.engines import Engine


def main(arguments: list[str] | None = None) -> int:
    """Runs the sweep that the command line names; returns 0, or 2 with one line on standard error where it cannot be run."""
    parser = argparse.ArgumentParser(prog="python -m explorer.sweep.runner", description="Run a sweep that a store holds.")
    parser.add_argument("sweep_id", nargs="?")
    parser.add_argument("--store", metavar="URL", help="the store; by default the SQLite file in the user's data folder")
    parser.add_argument("--token", help="the claim of whoever started this process; by default it makes its own")
    parser.add_argument("--work", default=WORK, metavar="MODULE", help=argparse.SUPPRESS)
    parser.add_argument("--standby", type=int, metavar="WORKERS", help="wait for the sweep: one line of JSON on standard input, with sweep_id, store and token")
    given = parser.parse_args(arguments)
    if (given.sweep_id is None) == (given.standby is None):
        parser.error("name a sweep, or wait for one with --standby")
    os.environ.update(ONE_THREAD)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    from explorer.errors import ExplorerError
    from explorer.sweep.conduct import conduct
    from explorer.sweep.engines import LocalEngine
    from explorer.sweep.process import Runner
    from explorer.sweep.store import Store

    engine = None
    if given.standby is not None:
        engine = LocalEngine(given.standby)
        if not _await_order(given, engine):
            engine.cancel()
            return 0
    try:
        store = Store(given.store)
        token = given.token or secrets.token_hex(16)
        if given.token is None:
            store.claim(given.sweep_id, token)
        conduct(store, given.sweep_id, token, Runner.of(os.getpid()), given.work, engine)
    except ExplorerError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0


def _await_order(given: argparse.Namespace, engine: "Engine") -> bool:
    """Imports what a sweep needs, here and in the workers, and waits; returns whether an order came, which then stands in `given`."""
    import importlib

    from explorer.sweep.folders import log_file

    engine.warm(f"{given.work}:preload")
    for module in (given.work, "explorer.data.decoding", "explorer.data.image_set", "explorer.sweep.verdict"):
        importlib.import_module(module)
    order = sys.stdin.readline()
    if not order:
        return False
    vars(given).update(json.loads(order))
    with log_file(given.sweep_id).open("ab") as log:
        for stream in (1, 2):
            os.dup2(log.fileno(), stream)
    return True


if __name__ == "__main__":
    sys.exit(main())
