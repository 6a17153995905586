"""The engine of local processes: a process for every worker."""

import multiprocessing
import queue
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from explorer.errors import ExplorerError
from explorer.sweep.engines import Began, Done, Epoch, Event, Failed, Lost, Task
from explorer.sweep.running import worker

MOST_ATTEMPTS = 2


class LocalEngine:
    """One spawned process a slot, with one thread each.

    Every worker has a slot of its own: one that dies takes no other worker's trial with it.
    """

    def __init__(self, workers: int) -> None:
        self._events: queue.Queue[tuple[_Slot, Task, Future[Any]] | Epoch | None] = queue.Queue()
        self._cancelled = threading.Event()
        self._slots = [_Slot(self._events, self._cancelled) for _ in range(workers)]

    def warm(self, preload: str) -> None:
        """Starts the workers that do not run yet, without waiting for them.

        Each of them calls `preload`, which does the slow imports.
        """
        for slot in self._slots:
            if slot.executor is None:
                slot.start(preload)

    def run(
        self, tasks: Iterable[Task], data: str | None, tick_s: float = 0.25
    ) -> Iterator[Event | None]:
        """Yields what happens until all tasks are done or have failed.

        A task is taken whenever a worker is free. None is yielded at least every `tick_s` seconds.
        """
        again: list[tuple[Task, int]] = []
        source = ((task, 1) for task in tasks)
        attempts: dict[int, int] = {}
        idle = list(self._slots)
        while not self._cancelled.is_set():
            while (
                idle
                and not self._cancelled.is_set()
                and (next_task := again.pop() if again else next(source, None))
            ):
                task, attempts[task.key] = next_task
                idle.pop(0).submit(task, data)
                yield Began(task.key)
            if not attempts:
                return
            try:
                happened = self._events.get(timeout=tick_s)
            except queue.Empty:
                happened = None
            if happened is None or isinstance(happened, Epoch):
                yield happened
                continue
            slot, task, future = happened
            idle.append(slot)
            attempt = attempts.pop(task.key)
            event = _outcome(task, future, attempt)
            if isinstance(event, Lost):
                again.append((task, attempt + 1))
            if not self._cancelled.is_set():
                yield event

    def cancel(self) -> None:
        """Kills the workers at once, from any thread; `run` then ends."""
        self._cancelled.set()
        for slot in self._slots:
            slot.kill()
        self._events.put(None)


class _Slot:
    """One worker process behind an executor of its own, replaced when it dies.

    Epochs come through a pipe that has this one writer.
    """

    def __init__(self, events: "queue.Queue[Any]", cancelled: threading.Event) -> None:
        self._events, self._cancelled = events, cancelled
        self.executor: ProcessPoolExecutor | None = None
        self._preload = "explorer.sweep.running.worker:ready"
        self.processes: set[BaseProcess] = set()

    def start(self, preload: str) -> ProcessPoolExecutor:
        self._preload = preload
        context = multiprocessing.get_context("spawn")
        receiver, sender = context.Pipe(duplex=False)
        executor = ProcessPoolExecutor(
            1, mp_context=context, initializer=worker.initialise, initargs=(sender, preload)
        )
        before = set(multiprocessing.active_children())
        executor.submit(worker.ready)
        self.processes = set(multiprocessing.active_children()) - before
        if self._cancelled.is_set():  # cancelled while it started: `cancel` saw no process yet
            self.kill()
        # So that the reader sees the end when the worker dies, even in the middle of a message.
        sender.close()
        threading.Thread(target=self._read, args=(receiver,), daemon=True).start()
        self.executor = executor
        return executor

    def submit(self, task: Task, data: str | None) -> None:
        arguments = (task.entry, task.key, task.spec, data)
        try:
            future = (self.executor or self.start(self._preload)).submit(worker.call, *arguments)
        except (
            BrokenProcessPool
        ):  # it died while it had nothing to do: no attempt of a task is lost
            future = self.start(self._preload).submit(worker.call, *arguments)
        future.add_done_callback(lambda done: self._finish(task, done))

    def kill(self) -> None:
        for process in self.processes:
            process.kill()

    def _finish(self, task: Task, future: "Future[Any]") -> None:
        if isinstance(future.exception(), BrokenProcessPool):
            self.executor = None
        self._events.put((self, task, future))

    def _read(self, receiver: Connection) -> None:
        try:
            while True:
                key, epoch = receiver.recv()
                self._events.put(Epoch(key, epoch))
        except (EOFError, OSError):
            receiver.close()


def _outcome(task: Task, future: "Future[Any]", attempt: int) -> Event:
    error = future.exception()
    if error is None:
        return Done(task.key, future.result())
    if isinstance(error, BrokenProcessPool):
        if attempt < MOST_ATTEMPTS:
            return Lost(task.key, "its worker process died; it runs again")
        return Failed(task.key, "its worker process died twice; the machine may be out of memory")
    if isinstance(error, ExplorerError):
        return Failed(task.key, str(error))
    return Failed(
        task.key, f"{type(error).__name__}: {str(error).strip() or 'no message'}".splitlines()[0]
    )
