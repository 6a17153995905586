"""A warm process for previews that may be slow: killed at a limit, replaced, gone with its parent.

OpenCV cannot be stopped in a thread. `multiprocessing` would import the page that Streamlit runs as
`__main__`; a plain child process with a pipe on either end does not.
"""

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any, cast

from explorer import numbers
from explorer.preview.pipe import TooSlowError, WorkerDiedError, WorkerGoneError, read, write

START_LIMIT_S = 60.0


class Worker:
    """One child process and what it says. Used by one thread at a time."""

    def __init__(self) -> None:
        root = Path(__file__).parents[2]
        paths = [str(root), *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from explorer.preview.child import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ
            | {
                "PYTHONPATH": os.pathsep.join(paths),
                "PYTHONSAFEPATH": "1",
                "NO_ALBUMENTATIONS_UPDATE": "1",
            },
            start_new_session=True,  # Ctrl-C in the terminal is the parent's to answer
        )
        self._stdin = cast(IO[bytes], self._process.stdin)
        self._messages: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        threading.Thread(target=self._listen, name="preview-worker-listener", daemon=True).start()
        self._ready = False
        self.busy = False  # stays true where the asker was interrupted: an answer is still to come

    @property
    def pid(self) -> int:
        """The process id of the child."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the child runs."""
        return self._process.poll() is None

    def run(
        self, view: str, arguments: tuple[Any, ...], keywords: dict[str, Any], limit_s: float
    ) -> Any:
        """Returns what the view returns, and raises what it raises.

        Raises TooSlowError after `limit_s` of work (the start of the child does not count) and
        WorkerDiedError where the child ends; the worker is then dead. WorkerGoneError says that
        nothing was begun.
        """
        self._await_ready()
        self.busy = True
        try:
            write(self._stdin, (view, arguments, keywords))
        except OSError:
            self.kill()
            raise WorkerGoneError(f"the preview process {self.pid} has ended") from None
        deadline = time.monotonic() + limit_s
        clock = StepClock()
        begun = False
        while True:
            try:
                kind, content = self._next(deadline, clock, limit_s)
            except WorkerDiedError as error:
                raise error if begun else WorkerGoneError(str(error)) from None
            if kind == "step":
                begun = True
                clock.note(*content)
                continue
            self.busy = False
            if kind == "result":
                return content
            raise content

    def kill(self) -> None:
        """Ends the child at once and waits until it is gone."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):  # what could not be written any more
            self._stdin.close()

    def _await_ready(self) -> None:
        if self._ready:
            return
        kind, _ = self._next(time.monotonic() + START_LIMIT_S, StepClock(), START_LIMIT_S)
        self._ready = kind == "ready"

    def _next(self, deadline: float, clock: "StepClock", limit_s: float) -> tuple[str, Any]:
        try:
            message = self._messages.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            self.kill()
            raise TooSlowError(
                f"{clock.slowest()} takes longer than {numbers.number(limit_s)} s on this picture: "
                "choose a smaller size or fewer draws, or switch the step off"
            ) from None
        if message[0] == "end":
            self.kill()
            raise WorkerDiedError(
                "the preview process ended by itself: a smaller picture, or fewer draws, may help"
            )
        return message

    def _listen(self) -> None:
        stdout = self._process.stdout
        try:
            while stdout is not None and (message := read(stdout)) is not None:
                self._messages.put(message)
        except (OSError, ValueError, EOFError, pickle.UnpicklingError):
            pass  # the pipe was closed, or the child killed, within a message
        self._messages.put(("end", None))


class StepClock:
    """Adds up the time that each transform has taken, including those that still run."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = {}
        self._running: dict[int, tuple[str, float]] = {}

    def note(self, thread: int, transform: str, began: bool) -> None:
        """Takes note that a transform began or ended in one of the child's threads."""
        now = time.monotonic()
        if began:
            self._running[thread] = (transform, now)
        elif thread in self._running:
            name, since = self._running.pop(thread)
            self._spent[name] = self._spent.get(name, 0.0) + now - since

    def slowest(self) -> str:
        """Returns the name of the transform that has taken most of the time."""
        spent, now = dict(self._spent), time.monotonic()
        for name, since in self._running.values():
            spent[name] = spent.get(name, 0.0) + now - since
        return max(spent, key=lambda name: spent[name], default="The preview")
