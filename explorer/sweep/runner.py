"""The process that runs a sweep, outside the web server: `python -m explorer.sweep.runner SWEEP_ID --store URL`.

Imports next to nothing up here: every worker that is spawned imports its parent's main module again.
"""

import argparse
import os
import secrets
import signal
import subprocess
import sys
import threading
from pathlib import Path

WORK = "explorer.sweep.work"
# One thread a process: two processes of two threads each ran up to 13 times slower on two cores (docs/performance.md).
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"), "1")
# Pretrained weights come from the cache: waiting for a network that is not there took 48 s a trial. Read when Albumentations is imported, so set before.
OFFLINE = {"HF_HUB_OFFLINE": "1"}


def start_runner(sweep_id: str, store_url: str | None = None, work: str = WORK) -> int:
    """Starts the runner of a sweep in a session of its own and returns its process number.

    Raises SweepError where the sweep is unknown, finished, or has a runner at work.
    """
    from explorer.sweep.folders import log_file
    from explorer.sweep.process import Runner
    from explorer.sweep.store import Store

    store = Store(store_url)
    token = secrets.token_hex(16)
    store.claim(sweep_id, token)
    # -P: a json.py in the folder where somebody works must not stand in for Python's own
    command = [sys.executable, "-P", "-m", "explorer.sweep.runner", sweep_id, "--store", store.url, "--token", token, "--work", work]
    with log_file(sweep_id).open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own module; the id is one of the store's
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=child_environment()
        )
    # Reaped as soon as it ends: a zombie looks alive to whoever asks for its number.
    threading.Thread(target=process.wait, daemon=True).start()
    store.name_runner(sweep_id, token, Runner.of(process.pid))
    store.close()
    return process.pid


def main(arguments: list[str] | None = None) -> int:
    """Runs the sweep that the command line names; returns 0, or 2 with one line on standard error where it cannot be run."""
    parser = argparse.ArgumentParser(prog="python -m explorer.sweep.runner", description="Run a sweep that a store holds.")
    parser.add_argument("sweep_id")
    parser.add_argument("--store", metavar="URL", help="the store; by default the SQLite file in the user's data folder")
    parser.add_argument("--token", help="the claim of whoever started this process; by default it makes its own")
    parser.add_argument("--work", default=WORK, metavar="MODULE", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    os.environ.update(ONE_THREAD)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    from explorer.errors import ExplorerError
    from explorer.sweep.conduct import conduct
    from explorer.sweep.process import Runner
    from explorer.sweep.store import Store

    try:
        store = Store(given.store)
        token = given.token or secrets.token_hex(16)
        if given.token is None:
            store.claim(given.sweep_id, token)
        conduct(store, given.sweep_id, token, Runner.of(os.getpid()), given.work)
    except ExplorerError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0


def child_environment() -> dict[str, str]:
    """Returns the environment of a process of ours: one thread, no downloads unless HF_HUB_OFFLINE says 0, and this very package on its path."""
    # Found wherever the starter found it, from whatever folder: `-m` alone looks in the working directory and the installed packages.
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**OFFLINE, **os.environ, **ONE_THREAD, "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}


if __name__ == "__main__":
    sys.exit(main())
