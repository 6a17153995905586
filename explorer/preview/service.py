"""Which previews run here, in threads, and which in a process that can be killed.

One service serves all sessions of an app.
"""

import atexit
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import lru_cache, partial
from typing import Any

from explorer.images import Image
from explorer.policy.model import Policy
from explorer.preview.cost import may_be_slow
from explorer.preview.draws import PrefixCache
from explorer.preview.sheet import Sheet
from explorer.preview.views import (
    Comparison,
    Extremes,
    Look,
    compare,
    contact_sheet,
    extremes,
    steps_sheet,
    strengths_sheet,
)
from explorer.preview.worker import TooSlowError, Worker, WorkerDiedError, WorkerGoneError

LIMIT_S = 2.0
WORKERS = 2
STRIP_JOBS = 13  # of a strip: eight draws to find one that changes something, and five strengths
_VIEWS: dict[str, Callable[..., Any]] = {
    "contact_sheet": contact_sheet,
    "steps_sheet": steps_sheet,
    "strengths_sheet": strengths_sheet,
    "compare": compare,
    "extremes": extremes,
}


def views(cache: PrefixCache) -> dict[str, Callable[..., Any]]:
    """Returns the five views by name, sharing one cache."""
    return {name: partial(view, cache=cache) for name, view in _VIEWS.items()}


class PreviewService:
    """The five views, safe for many sessions at once.

    Stacks that are surely fast run in threads of this process; all others in one of `workers`
    processes, cut after `limit_s` of work (waiting for a free process does not count). Processes
    start when first needed and end with `close` or with this process.
    """

    def __init__(self, limit_s: float = LIMIT_S, workers: int = WORKERS) -> None:
        self._limit_s = limit_s
        self._here = views(PrefixCache())
        self._pool = _Pool(workers)

    def contact_sheet(
        self, policy: Policy, images: Sequence[Image], look: Look, draws: int = 8
    ) -> Sheet:
        """Returns each picture followed by its draws; see `views.contact_sheet`.

        Raises TooSlowError where it takes more than the limit.
        """
        sheet: Sheet = self._run(
            "contact_sheet", policy, list(images), look, draws, jobs=draws * len(images)
        )
        return sheet

    def steps_sheet(self, policy: Policy, image: Image, look: Look, draw: int = 0) -> Sheet:
        """Returns the picture after each step of one draw; see `views.steps_sheet`."""
        sheet: Sheet = self._run("steps_sheet", policy, image, look, draw, jobs=1)
        return sheet

    def strengths_sheet(
        self, policy: Policy, image: Image, look: Look, strengths: Sequence[float]
    ) -> Sheet:
        """Returns one draw at each of the strengths; see `views.strengths_sheet`."""
        arguments = (image, look, tuple(strengths))
        strongest = max(strengths)
        sheet: Sheet = self._run(
            "strengths_sheet", policy, *arguments, jobs=STRIP_JOBS, strength=strongest
        )
        return sheet

    def compare(self, policy: Policy, image: Image, look: Look, draw: int = 0) -> Comparison:
        """Returns one draw beside its original; see `views.compare`."""
        comparison: Comparison = self._run("compare", policy, image, look, draw, jobs=1)
        return comparison

    def extremes(
        self, policy: Policy, image: Image, look: Look, draws: int = 200, each: int = 3
    ) -> Extremes:
        """Returns the mildest and harshest of up to `draws` draws; see `views.extremes`."""
        found: Extremes = self._run("extremes", policy, image, look, draws, each, jobs=1)
        return found

    def warm(self) -> None:
        """Starts a worker process in the background, so that the first slow preview does not wait
        for it.
        """
        self._pool.warm()

    def close(self) -> None:
        """Ends the worker processes."""
        self._pool.close()

    def _run(
        self, view: str, policy: Policy, *arguments: Any, jobs: int, strength: float | None = None
    ) -> Any:
        look = next(argument for argument in arguments if isinstance(argument, Look))
        at = look.strength if strength is None else strength
        if not may_be_slow(policy, at, look.work_px, jobs):
            return self._here[view](policy, *arguments)
        return self._pool.run(view, (policy, *arguments), self._limit_s)


class _Pool:
    """Worker processes, lent in the order of asking."""

    def __init__(self, size: int) -> None:
        self._idle: list[Worker] = []
        self._waiting: list[Future[None]] = []
        self._free = size
        self._lock = threading.Lock()
        self._closed = False

    def run(self, view: str, arguments: tuple[Any, ...], limit_s: float) -> Any:
        self._acquire()
        worker = None
        try:
            worker = self._lent()
            try:
                return worker.run(view, arguments, {}, limit_s)
            except WorkerGoneError:  # it had died in its sleep, and the system had not yet said so
                worker = Worker()
                return worker.run(view, arguments, {}, limit_s)
        except (TooSlowError, WorkerDiedError):
            worker = self._replacement()
            raise
        finally:
            self._release(worker)

    def warm(self) -> None:
        with self._lock:
            if not self._idle and self._free and not self._closed:
                self._idle.append(Worker())

    def close(self) -> None:
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


@lru_cache(maxsize=1)
def shared_service() -> PreviewService:
    """Returns the service of this process; it ends its workers at exit."""
    service = PreviewService()
    atexit.register(service.close)
    return service
