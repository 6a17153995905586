"""Who a runner process is, and whether it still lives; survives a process number that was given to somebody else."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

# A runner beats every 0.5 s; a machine that swaps or sleeps may miss a few beats before it counts as gone.
STALE_AFTER_S = 15.0


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
    """Returns a mark that no other process with this number has, "" where the system gives none, None where it is gone."""
    try:
        # The name in field 2 may hold spaces and brackets; what follows the last bracket is state, parent, ..., start time.
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
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


def is_alive(runner: Runner | None, heartbeat: float, now: float) -> bool:
    """Tells whether a sweep's runner works: a fresh heartbeat and, on this host, a process that is the one that beat."""
    if now - heartbeat > STALE_AFTER_S:
        return False
    if runner is None or runner.host != socket.gethostname():
        return True
    mark = start_mark(runner.pid)
    return mark is not None and (not mark or not runner.started or mark == runner.started)
