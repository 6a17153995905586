"""Who a runner process is, and whether it still lives.

A process number that was given to another process does not mislead it.
"""

import os
import socket
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path

# A runner beats every 0.5 s; a machine that swaps may miss a few beats before it counts as gone.
STALE_AFTER_S = 15.0
# After a sleep of the machine, a runner has 10 s of our time left to beat again: a machine that has
# just woken is slow.
LONGEST_GAP = 1 / 3
MOST_WATCHED = 1000


@dataclass(frozen=True)
class Runner:
    """A process on a host. `started` is what tells it from a later one with the same number."""

    host: str
    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> "Runner":
        """Returns the running process `pid` of this host."""
        return cls(socket.gethostname(), pid, start_mark(pid) or "")


def start_mark(pid: int) -> str | None:
    """Returns a mark that no other process with this number has.

    It is "" where the system gives none, and None where the process is gone.
    """
    try:
        # The name in field 2 may hold spaces and brackets; what follows the last bracket is state,
        # parent, ..., start time.
        status = (
            Path(f"/proc/{pid}/stat")
            .read_text(encoding="utf-8", errors="replace")
            .rpartition(")")[2]
            .split()
        )
        return None if status[0] in "ZX" else status[19]
    except (FileNotFoundError, ProcessLookupError):
        if Path("/proc/self/stat").exists():
            return None
    if os.name == "nt":  # there, os.kill(pid, 0) ends the process
        return ""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        return ""
    return ""


class Watch:
    """What this process has seen of heartbeats.

    It counts for how many seconds each has stood still while somebody here looked. A machine that
    sleeps stops runners and those who follow them alike, and whoever wakes first sees an old
    heartbeat. So a gap between two looks counts as at most `LONGEST_GAP` of what makes a runner
    gone: it takes a few beats more to believe that. Safe for many threads. `clock` gives seconds
    that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._looked_at, self._awake_s = clock(), 0.0
        self._seen: OrderedDict[Hashable, tuple[float, float]] = (
            OrderedDict()
        )  # by runner: its heartbeat, and since when it stands still

    def silent_s(self, runner: Hashable, heartbeat: float, age_s: float, *, sure: bool) -> float:
        """Returns for how long the runner has been silent.

        `age_s` is what the clock on the wall says, `sure` that the process lives.

        At first sight of a runner that is only known by its heartbeat, the clock on the wall is all
        there is.
        """
        longest_gap_s = LONGEST_GAP * STALE_AFTER_S
        with self._lock:
            now = self._clock()
            self._awake_s += min(now - self._looked_at, longest_gap_s)
            self._looked_at = now
            last, since_s = self._seen.get(runner, (None, 0.0))
            if last != heartbeat:
                known = sure or last is not None
                since_s = self._awake_s - max(0.0, min(age_s, longest_gap_s) if known else age_s)
                self._seen[runner] = (heartbeat, since_s)
            self._seen.move_to_end(runner)
            while len(self._seen) > MOST_WATCHED:
                self._seen.popitem(last=False)
            return self._awake_s - since_s


WATCH = Watch()


def is_alive(
    runner: Runner | None,
    heartbeat: float,
    now: float,
    key: Hashable = None,
    watch: Watch | None = None,
) -> bool:
    """Tells whether a sweep's runner works.

    It has not been silent for long while we looked, and on this host it is the process that beat.
    `key` is what tells this runner from others, also while its process is not known yet.
    """
    here = runner is not None and runner.host == socket.gethostname()
    if runner is not None and here:
        mark = start_mark(runner.pid)
        if mark is None or (mark and runner.started and mark != runner.started):
            return False
    # Windows does not tell whether a process is there.
    sure = here and os.name == "posix"
    return (watch or WATCH).silent_s(
        key or runner, heartbeat, now - heartbeat, sure=sure
    ) <= STALE_AFTER_S
