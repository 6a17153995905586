"""The process that runs a sweep, outside the web server: `python -m explorer.sweep.runner SWEEP_ID --store URL`, or `--standby` for one yet to come.

Imports next to nothing up here: every worker that is spawned imports its parent's main module again.
"""

import argparse
import json
import os
import secrets
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from explorer.errors import ExplorerError
from explorer.sweep.children import OFFLINE, ONE_THREAD, WORK

if TYPE_CHECKING:
    from explorer.sweep.engines import Engine, LocalEngine


def main(arguments: list[str] | None = None) -> int:
    """Runs the sweep that the command line names; returns 0, or 2 with one line on standard error where it cannot be run."""
    parser = argparse.ArgumentParser(prog="python -m explorer.sweep.runner", description="Run a sweep that a store holds.")
    parser.add_argument("sweep_id", nargs="?")
    parser.add_argument("--store", metavar="URL", help="the store; by default the SQLite file in the user's data folder")
    parser.add_argument("--token", help="the claim of whoever started this process; by default it makes its own")
    parser.add_argument("--work", default=WORK, metavar="MODULE", help=argparse.SUPPRESS)
    parser.add_argument("--standby", type=int, metavar="WORKERS", help="wait for the sweep, told on standard input")
    given = parser.parse_args(arguments)
    if (given.sweep_id is None) == (given.standby is None):
        parser.error("name a sweep, or wait for one with --standby")
    os.environ.update({**OFFLINE, **os.environ, **ONE_THREAD})
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    from explorer.sweep.conduct import conduct
    from explorer.sweep.process import Runner
    from explorer.sweep.store import Store

    engine = None
    try:
        if given.standby is not None and (engine := _await_order(given)) is None:
            return 0
        store = Store(given.store)
        token = given.token or secrets.token_hex(16)
        if given.token is None:
            store.claim(given.sweep_id, token)
        conduct(store, given.sweep_id, token, Runner.of(os.getpid()), given.work, engine)
    except ExplorerError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0


def _await_order(given: argparse.Namespace) -> "Engine | None":
    """Imports what a sweep needs, here and in the workers, and does what comes on standard input; returns the engine for the sweep that then stands in `given`.

    A line each: `{"measure": spec}` is answered on standard output, `{"sweep_id", "store", "token"}` is the last. None where the input ends before it.
    """
    from explorer.sweep.engines import LocalEngine

    answers = os.dup(1)
    _redirect(1, os.devnull)
    engine = _warm(LocalEngine(given.standby), given.work)
    from explorer.data import decoding, image_set  # noqa: F401 - while the workers are at their own
    from explorer.sweep.conduct import one_line
    from explorer.sweep.folders import log_file
    from explorer.sweep.measure import measured_ahead
    from explorer.sweep.plan import SweepSpec

    def measure(spec: dict[str, Any]) -> None:
        nonlocal engine
        try:
            answer = measured_ahead(SweepSpec.from_json(spec), given.work, engine)
        except Exception as error:  # noqa: BLE001 - whatever it was, whoever asked must be told
            answer = {"error": str(error) if isinstance(error, ExplorerError) else one_line(error)}
            engine.cancel()  # the other workers may still be at it
            engine = _warm(LocalEngine(given.standby), given.work)
        with suppress(OSError):  # nobody listens any more, and a sweep may have been handed over before that
            os.write(answers, (json.dumps(answer) + "\n").encode())

    measuring = threading.Thread()
    while line := sys.stdin.readline():
        request = json.loads(line)
        if "measure" in request:
            measuring = threading.Thread(target=measure, args=(request["measure"],), daemon=True)
            measuring.start()
            continue
        vars(given).update(request)
        with _beating(given):
            _end(measuring)
        os.close(answers)
        for stream in (1, 2):
            _redirect(stream, log_file(given.sweep_id))
        return engine
    _end(measuring)
    engine.cancel()
    return None


@contextmanager
def _beating(given: argparse.Namespace) -> Iterator[None]:
    """Beats for the sweep that was handed over while it waits for the measurement: decoding many images may take minutes."""
    from explorer.sweep.heart import Heart
    from explorer.sweep.store import Store

    store = Store(given.store)
    heart = Heart(store, given.sweep_id, given.token, lambda: None)
    heart.start()
    yield
    heart.finish()
    store.close()


def _end(thread: threading.Thread) -> None:
    if thread.ident is not None:
        thread.join()


def _warm(engine: "LocalEngine", work: str) -> "LocalEngine":
    engine.warm(f"{work}:preload")
    return engine


def _redirect(stream: int, path: "str | os.PathLike[str]") -> None:
    with open(path, "ab") as file:  # noqa: PTH123 - os.devnull is no Path
        os.dup2(file.fileno(), stream)


if __name__ == "__main__":
    sys.exit(main())
