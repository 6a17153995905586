"""No process outlives its parent."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from explorer.preview.worker import StepClock, Worker
from tests.preview.processes import FAST, gone, idle, look, needs_proc, photo, wait_until

pytestmark = needs_proc


@pytest.mark.parametrize("busy", [False, True])
def test_a_worker_ends_with_its_parent_even_at_work(busy: bool) -> None:
    code = f"""
import threading, time, numpy as np
from explorer.images import Image
from explorer.policy.model import Policy, Step
from explorer.preview import Look
from explorer.preview.worker import Worker
worker = Worker()
worker._await_ready()
print(worker.pid, flush=True)
image = Image("a", np.zeros((1500, 1500, 3), np.uint8))
if {busy}:
    policy = Policy((Step("w", "PiecewiseAffine", p=1),))
    worker.run("contact_sheet", (policy, [image], Look(1, 0, 64, 1500), 4), {{}}, 60)
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    if busy:
        assert wait_until(lambda: not idle(worker))
    parent.kill()
    parent.wait()
    assert wait_until(lambda: gone(worker))


def test_the_worker_loads_no_torch() -> None:
    worker = Worker()
    try:
        worker.run("contact_sheet", (FAST, [photo()], look(), 1), {}, 30)
        assert "torch" not in Path(f"/proc/{worker.pid}/maps").read_text()
    finally:
        worker.kill()


def test_the_clock_names_the_transform_that_took_most_of_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = iter([0.0, 1.0, 1.0, 5.0, 5.0, 6.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(now))
    clock = StepClock()
    clock.note(1, "Quick", True)
    clock.note(1, "Quick", False)
    clock.note(1, "Slow", True)
    clock.note(1, "Slow", False)
    clock.note(2, "Running", True)
    assert clock.slowest() == "Slow"
