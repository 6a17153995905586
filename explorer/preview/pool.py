"""Worker processes, lent in the order of asking."""

import threading
from concurrent.futures import Future
from typing import Any

from explorer.preview.pipe import TooSlowError, WorkerDiedError, WorkerGoneError
from explorer.preview.worker import Worker


class Pool:
    """At most `size` processes; who finds all of them busy waits for a turn."""

    def __init__(self, size: int) -> None:
        self._idle: list[Worker] = []
        self._waiting: list[Future[None]] = []
        self._free = size
        self._lock = threading.Lock()
        self._closed = False

    def run(self, view: str, arguments: tuple[Any, ...], limit_s: float) -> Any:
        """Returns what the view returns in a worker; raises as `Worker.run` does."""
        self._acquire()
        worker = None
        try:
            worker = self._lent()
            try:
                return worker.run(view, arguments, {}, limit_s)
            except WorkerGoneError:  # it had ended while idle, and the system had not yet said so
                worker = Worker()
                return worker.run(view, arguments, {}, limit_s)
        except (TooSlowError, WorkerDiedError):
            worker = self._replacement()
            raise
        finally:
            self._release(worker)

    def warm(self) -> None:
        """Starts a process where none runs."""
        with self._lock:
            if not self._idle and self._free and not self._closed:
                self._idle.append(Worker())

    def close(self) -> None:
        """Ends the processes: the idle ones now, the others after their work."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.kill()

    def _acquire(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn: Future[None] = Future()
            self._waiting.append(turn)
        turn.result()

    def _lent(self) -> Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    return worker
        return Worker()

    def _replacement(self) -> Worker | None:
        return None if self._closed else Worker()

    def _release(self, worker: Worker | None) -> None:
        with self._lock:
            if worker is not None and worker.alive:
                if self._closed or worker.busy:
                    worker.kill()
                else:
                    self._idle.append(worker)
            if self._waiting:
                self._waiting.pop(0).set_result(None)
            else:
                self._free += 1
