"""Where trials run: one small protocol, and what an engine says of its tasks.

Specs and results are plain data at this border; torch lives in the workers only. An engine is a
module here and a row in table.py.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Task:
    """One call of an entry point `module:function`.

    `key` is the caller's name for it, `spec` is plain JSON data.
    """

    key: int
    spec: Mapping[str, Any]
    entry: str


@dataclass(frozen=True)
class Began:
    """A worker has been given the task."""

    key: int


@dataclass(frozen=True)
class Epoch:
    """An epoch of the task has ended; `epoch` is plain JSON data."""

    key: int
    epoch: Mapping[str, Any]


@dataclass(frozen=True)
class Done:
    """The task has returned `result`, plain JSON data."""

    key: int
    result: Mapping[str, Any]


@dataclass(frozen=True)
class Lost:
    """The task's worker died; the task runs again."""

    key: int
    message: str


@dataclass(frozen=True)
class Failed:
    """The task raised, or its worker died again; `message` is the reason in one line."""

    key: int
    message: str


Event = Began | Epoch | Done | Lost | Failed


class Engine(Protocol):
    """Runs tasks somewhere.

    `data` says where the workers find the decoded data set, in the engine's own terms.
    """

    def warm(self, preload: str) -> None:
        """Starts the workers that do not run yet, without waiting for them.

        Each of them calls `preload`, which does the slow imports.
        """

    def run(self, tasks: Iterable[Task], data: str | None, tick_s: float) -> Iterator[Event | None]:
        """Yields what happens until all tasks are done or have failed.

        A task is taken whenever a worker is free. None is yielded at least every `tick_s` seconds.
        """

    def cancel(self) -> None:
        """Kills what runs, at once, from any thread; `run` then ends."""
