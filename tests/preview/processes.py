"""Child processes, seen from /proc, and what keeps them busy."""

import os
import time
from pathlib import Path

import numpy as np
import pytest

from explorer.images import Image
from explorer.policy.model import Policy, Step
from explorer.preview import Look

FAST = Policy((Step("f", "HorizontalFlip", p=1), Step("r", "Rotate", p=1)))


SLOW = Policy((Step("f", "HorizontalFlip", p=1), Step("w", "PiecewiseAffine", p=1)))


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="reads processor times from /proc"
)


def photo(side: int = 64) -> Image:
    return Image(
        "photo.png", np.random.default_rng(0).integers(0, 255, (side, side, 3), dtype=np.uint8)
    )


def look(work_px: int = 64) -> Look:
    return Look(strength=1, seed=0, tile_px=64, work_px=work_px)


def workers() -> set[int]:
    found = set()
    for entry in Path("/proc").iterdir():
        try:
            state, parent = (
                (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if entry.name.isdigit()
                else ("Z", "0")
            )
            if (
                int(parent) == os.getpid()
                and state != "Z"
                and "explorer.preview.child" in (entry / "cmdline").read_text()
            ):
                found.add(int(entry.name))
        except OSError:
            continue
    return found


def processor_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait_until(condition: object, limit_s: float = 20) -> bool:
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def idle(pid: int) -> bool:
    before = processor_s(pid)
    time.sleep(0.3)
    return processor_s(pid) - before < 0.05
