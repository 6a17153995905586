"""How runners are started: in a session of their own, now or ahead of need.

A runner that is started ahead spares the first point of a curve the wait for torch.
"""

import json
import secrets
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from explorer.errors import SweepError
from explorer.sweep.engines.table import ENGINES
from explorer.sweep.planning.cost import Measured
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.planning.versions import check_versions
from explorer.sweep.questions.table import processes
from explorer.sweep.running.children import WORK, child_environment
from explorer.sweep.running.process import Runner, start_mark
from explorer.sweep.storage.claim import TakenError
from explorer.sweep.storage.folders import log_file
from explorer.sweep.storage.store import Store

# Its workers hold some 370 MB each. So it waits only as long as somebody may still be choosing
# settings, and not with many workers.
KEPT_S = 300.0
MOST_WORKERS = 8
ANSWER_WITHIN_S = 300.0
_UNMEASURED = "the time that a trial takes could not be measured"


def start_runner(sweep_id: str, store_url: str | None = None, work: str = WORK) -> int:
    """Hands the sweep to the runner that waits, or starts one; returns its process number.

    A new runner has a session of its own. Raises SweepError where the sweep is unknown, finished,
    has a runner at work, or was planned under another strength rule.
    """
    store = Store(store_url)
    sweep = store.sweep(sweep_id)
    check_versions(sweep)
    token = secrets.token_hex(16)
    claim = store.claim(sweep_id, token)
    waiting = None
    if (row := ENGINES.get(sweep.spec.engine)) and row.here:
        waiting = STANDBY.take(sweep_id, store.url, token, processes(sweep.spec), work)
    try:
        process = waiting or _started(sweep_id, store.url, token, work)
    except (OSError, SweepError) as error:
        claim.update(status="failed", message=f"its runner could not be started: {error}")
        raise SweepError(f"sweep {sweep_id} could not be started: {error}") from None
    with suppress(TakenError):  # it was stopped, or has ended, at once
        claim.name_runner(Runner.of(process.pid))
    return process.pid


def _started(sweep_id: str, store_url: str, token: str, work: str) -> "subprocess.Popen[bytes]":
    # -P: a json.py in the folder where somebody works must not stand in for Python's own
    command = [
        sys.executable,
        "-P",
        "-m",
        "explorer.sweep.running.runner",
        sweep_id,
        "--store",
        store_url,
        "--token",
        token,
        "--work",
        work,
    ]
    with log_file(sweep_id).open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own module; the id is one of the store's
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env=child_environment(),
        )
    # Reaped as soon as it ends: a zombie looks alive to whoever asks for its number.
    threading.Thread(target=process.wait, daemon=True).start()
    return process


class Standby:
    """The runner that waits, if there is one; safe for many threads."""

    def __init__(self, kept_s: float = KEPT_S) -> None:
        self._kept_s = kept_s
        self._lock, self._asking = threading.Lock(), threading.Lock()
        self._waiting: _Waiting | None = None
        self._timer: threading.Timer | None = None

    def prepare(self, workers: int, work: str = WORK) -> None:
        """Has a runner with that many workers wait for the next sweep.

        It waits for some minutes from the last call on.
        """
        if (
            workers <= MOST_WORKERS and not self._asking.locked()
        ):  # a new runner would end the measurement
            with self._lock:
                self._fitting(workers, work)

    def measure(self, spec: SweepSpec, work: str = WORK) -> Measured:
        """Has the runner that waits measure what a trial of `spec` costs, and returns that.

        One measurement at a time; it takes some seconds. A sweep that is handed over meanwhile
        begins right behind. Raises SweepError with the runner's own text where it fails.
        """
        with self._asking:
            with self._lock:
                asked = self._fitting(processes(spec), work)
                asked.say({"measure": spec.to_json()})
            answer = asked.answer()
            if processes(spec) > MOST_WORKERS:
                self.dismiss()
        if "error" in answer:
            raise SweepError(answer["error"])
        return Measured.from_json(answer)

    def take(
        self, sweep_id: str, store_url: str, token: str, workers: int, work: str = WORK
    ) -> "subprocess.Popen[bytes] | None":
        """Hands a claimed sweep to the runner that waits, and returns its process.

        None where no runner that fits is waiting. One that does not fit is ended, for none waits
        beside a sweep.
        """
        with self._lock:
            found = (
                self._waiting
                if self._waiting is not None and self._waiting.fits(workers, work)
                else None
            )
            if found is not None and not found.order(
                {"sweep_id": sweep_id, "store": store_url, "token": token}
            ):
                found = None  # it has just ended
            self._let_go()
            return None if found is None else found.process

    def dismiss(self) -> None:
        """Lets the runner that waits go."""
        with self._lock:
            self._let_go()

    def _fitting(self, workers: int, work: str) -> "_Waiting":
        if self._waiting is None or not self._waiting.fits(workers, work):
            self._let_go()
            self._waiting = _Waiting(workers, work)
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(self._kept_s, self.dismiss)
        self._timer.daemon = True
        self._timer.start()
        return self._waiting

    def _let_go(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._waiting is not None:
            self._waiting.hang_up()
        self._waiting = self._timer = None


class _Waiting:
    """A process that does what it is told, a line of JSON each.

    Until it has a sweep, it ends when the pipe to it closes, also when its starter is killed.
    """

    def __init__(self, workers: int, work: str) -> None:
        self._for, self._ordered = (workers, work), False
        command = [
            sys.executable,
            "-P",
            "-m",
            "explorer.sweep.running.runner",
            "--standby",
            str(workers),
            "--work",
            work,
        ]
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=child_environment(),
        )
        self._mark = start_mark(self.process.pid)
        # Reaped as soon as it ends: a zombie looks alive to whoever asks for its number.
        threading.Thread(target=self.process.wait, daemon=True).start()

    def fits(self, workers: int, work: str) -> bool:
        # poll() tells of the end only once the thread that reaps has woken
        alive = self.process.poll() is None and start_mark(self.process.pid) == self._mark
        return alive and self._for == (workers, work)

    def say(self, request: Mapping[str, Any]) -> bool:
        """Returns whether somebody was there to read it."""
        try:
            if (pipe := self.process.stdin) is not None:
                pipe.write((json.dumps(request) + "\n").encode())
        except OSError:
            return False
        return True

    def order(self, sweep: Mapping[str, Any]) -> bool:
        self._ordered = True
        return self.say(sweep)

    def answer(self) -> dict[str, Any]:
        patience = threading.Timer(ANSWER_WITHIN_S, self._give_up)
        patience.daemon = True
        patience.start()
        line = self.process.stdout.readline() if self.process.stdout is not None else b""
        patience.cancel()
        if not line:
            return {"error": f"{_UNMEASURED}: the process for it ended"}
        found: dict[str, Any] = json.loads(line)
        return found

    def _give_up(self) -> None:
        if not self._ordered:  # a sweep that waits for the answer too would die with it
            self.process.kill()

    def hang_up(self) -> None:
        if (pipe := self.process.stdin) is not None:
            pipe.close()


STANDBY = Standby()
