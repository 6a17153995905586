"""The process that runs a sweep, outside the web server.

`python -m explorer.sweep.running.runner SWEEP_ID --store URL`, or `--standby` for one yet to come.

Imports next to nothing up here: every worker that is spawned imports its parent's main module
again.
"""

import argparse
import json
import os
import secrets
import signal
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from explorer.errors import ExplorerError
from explorer.sweep.running.children import OFFLINE, ONE_THREAD, WORK

if TYPE_CHECKING:
    from explorer.sweep.engines.local import LocalEngine
    from explorer.sweep.storage.store import Store


def main(arguments: list[str] | None = None) -> int:
    """Runs the sweep that the command line names.

    Returns 0, or 2 with one line on standard error where it cannot be run.
    """
    parser = argparse.ArgumentParser(
        prog="python -m explorer.sweep.running.runner",
        description="Run a sweep that a store holds.",
    )
    parser.add_argument("sweep_id", nargs="?")
    parser.add_argument(
        "--store",
        metavar="URL",
        help="the store; by default the SQLite file in the user's data folder",
    )
    parser.add_argument(
        "--token", help="the claim of whoever started this process; by default it makes its own"
    )
    parser.add_argument("--work", default=WORK, metavar="MODULE", help=argparse.SUPPRESS)
    parser.add_argument(
        "--standby", type=int, metavar="WORKERS", help="wait for the sweep, told on standard input"
    )
    given = parser.parse_args(arguments)
    if (given.sweep_id is None) == (given.standby is None):
        parser.error("name a sweep, or wait for one with --standby")
    os.environ.update({**OFFLINE, **os.environ, **ONE_THREAD})
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    from explorer.sweep.planning.versions import check_versions
    from explorer.sweep.running.conductor import conduct
    from explorer.sweep.running.process import Runner
    from explorer.sweep.storage.store import Store

    ahead = None
    if given.standby is not None:
        ahead = _Ahead(given.standby, given.work)
        if (order := ahead.await_order()) is None:
            return 0
        vars(given).update(order)
    try:
        store = Store(given.store)
        check_versions(store.sweep(given.sweep_id))
        token = given.token or secrets.token_hex(16)
        if given.token is None:
            store.claim(given.sweep_id, token)
        engine = ahead.engine_for(store, given.sweep_id, token) if ahead is not None else None
        conduct(store, given.sweep_id, token, Runner.of(os.getpid()), given.work, engine)
    except ExplorerError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0


class _Ahead:
    """What runs before there is a sweep: imports, here and in the workers, and measurements."""

    def __init__(self, workers: int, work: str) -> None:
        from explorer.sweep.engines.local import LocalEngine

        self._workers, self._work = workers, work
        self._answers = os.dup(1)
        _redirect(1, os.devnull)
        self._engine = _warm(LocalEngine(workers), work)
        self._measuring = threading.Thread()
        from explorer.data import decoding, image_set  # noqa: F401 - while the workers are at their own

    def await_order(self) -> dict[str, Any] | None:
        """Does what comes on standard input, a line each, until a sweep comes.

        `{"measure": spec}` is answered on standard output. `{"sweep_id", "store", "token"}` is
        returned. None where the input ends before that; a measurement under way ends with it.
        """
        from explorer.sweep.running.heart import end_group
        from explorer.sweep.storage.folders import log_file

        while line := sys.stdin.readline():
            request: dict[str, Any] = json.loads(line)
            if "measure" not in request:
                for stream in (1, 2):
                    _redirect(stream, log_file(request["sweep_id"]))
                return request
            # In a thread: a slow policy takes half a minute, and a sweep or the end must be heard
            # meanwhile.
            self._measuring = threading.Thread(
                target=self._measure, args=(request["measure"],), daemon=True
            )
            self._measuring.start()
        if self._measuring.is_alive():
            end_group()
        self._engine.cancel()
        return None

    def engine_for(self, store: "Store", sweep_id: str, token: str) -> "LocalEngine":
        """Returns the engine once it has finished the measurement under way.

        It beats for the sweep until then, and ends the process where the sweep is no longer ours.
        """
        from explorer.sweep.running.heart import BEAT_S, end_group

        claim = store.held(sweep_id, token)
        if self._measuring.is_alive():
            claim.update(message="measuring how long a trial takes")
        while self._measuring.is_alive():
            if claim.beat() is None:
                end_group()
            self._measuring.join(BEAT_S)
        os.close(self._answers)
        return self._engine

    def _measure(self, spec: dict[str, Any]) -> None:
        from explorer.sweep.engines.local import LocalEngine
        from explorer.sweep.planning.spec import SweepSpec
        from explorer.sweep.running.ahead import measured_ahead
        from explorer.sweep.running.failures import one_line

        try:
            answer = measured_ahead(SweepSpec.from_json(spec), self._work, self._engine).to_json()
        except Exception as error:  # noqa: BLE001 - whatever it was, whoever asked must be told
            answer = {"error": str(error) if isinstance(error, ExplorerError) else one_line(error)}
            self._engine.cancel()  # the other workers may still be measuring
            self._engine = _warm(LocalEngine(self._workers), self._work)
        with suppress(
            OSError
        ):  # nobody reads the answer any more; a sweep may have been handed over before
            os.write(self._answers, (json.dumps(answer) + "\n").encode())


def _warm(engine: "LocalEngine", work: str) -> "LocalEngine":
    engine.warm(f"{work}:preload")
    return engine


def _redirect(stream: int, path: "str | os.PathLike[str]") -> None:
    with open(path, "ab") as file:  # noqa: PTH123 - os.devnull is no Path
        os.dup2(file.fileno(), stream)


if __name__ == "__main__":
    sys.exit(main())
