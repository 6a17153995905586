"""Slow previews are cut by name, the processor is free again, and no process outlives its service
or its parent.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import ImageError, PolicyError
from explorer.images import Image
from explorer.policy.catalog import CATALOG
from explorer.policy.model import Group, Policy, Step
from explorer.preview import Look, PreviewService, TooSlowError, contact_sheet
from explorer.preview.cost import may_be_slow
from explorer.preview.pipe import WorkerDiedError
from explorer.preview.worker import StepClock, Worker

FAST = Policy((Step("f", "HorizontalFlip", p=1), Step("r", "Rotate", p=1)))
SLOW = Policy((Step("f", "HorizontalFlip", p=1), Step("w", "PiecewiseAffine", p=1)))
pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="reads processor times from /proc"
)


def photo(side: int = 64) -> Image:
    return Image(
        "photo.png", np.random.default_rng(0).integers(0, 255, (side, side, 3), dtype=np.uint8)
    )


def look(work_px: int = 64) -> Look:
    return Look(strength=1, seed=0, tile_px=64, work_px=work_px)


@pytest.fixture
def service() -> Iterator[PreviewService]:
    service = PreviewService(workers=1)
    yield service
    service.close()


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


@pytest.fixture
def started() -> Callable[[], set[int]]:
    """Gives the preview processes that were started since the test began."""
    before = workers()
    return lambda: workers() - before


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


def test_a_fast_stack_starts_no_process(
    service: PreviewService, started: Callable[[], set[int]]
) -> None:
    sheet = service.contact_sheet(FAST, [photo()], look(), 2)
    assert not started()
    assert np.array_equal(sheet.rgb, contact_sheet(FAST, [photo()], look(), 2).rgb)


def test_a_process_shows_what_threads_show_for_every_view(
    service: PreviewService, started: Callable[[], set[int]]
) -> None:
    here = PreviewService()
    here._run = lambda view, policy, *arguments, jobs: here._here[view](policy, *arguments)  # type: ignore[method-assign]
    slow = Policy((Step("f", "FancyPCA", p=1),))
    assert may_be_slow(slow, 1, 64, 1)
    assert np.array_equal(
        service.contact_sheet(slow, [photo()], look(), 2).rgb,
        here.contact_sheet(slow, [photo()], look(), 2).rgb,
    )
    assert np.array_equal(
        service.steps_sheet(slow, photo(), look()).rgb, here.steps_sheet(slow, photo(), look()).rgb
    )
    assert np.array_equal(
        service.compare(slow, photo(), look()).heat, here.compare(slow, photo(), look()).heat
    )
    assert (
        service.extremes(slow, photo(), look(), 8).mildest
        == here.extremes(slow, photo(), look(), 8).mildest
    )
    assert len(started()) == 1


def test_a_step_that_takes_too_long_is_cut_and_named_and_the_processor_is_free_again(
    service: PreviewService, started: Callable[[], set[int]]
) -> None:
    service.contact_sheet(SLOW, [photo(16)], look(16), 1)
    (warm,) = started()
    began = time.monotonic()
    with pytest.raises(
        TooSlowError, match=r"^PiecewiseAffine takes longer than 2 s on this picture: "
    ) as caught:
        service.contact_sheet(SLOW, [photo(1024)], look(1024), 4)
    assert 1.9 < time.monotonic() - began < 4
    assert "\n" not in str(caught.value)
    assert gone(warm)
    time.sleep(1)
    (replacement,) = started()
    assert replacement != warm
    # Starting is all that the replacement does: it takes no processor afterwards.
    assert wait_until(lambda: idle(replacement))
    sheet = service.contact_sheet(SLOW, [photo(16)], look(16), 1)
    assert len(sheet.tiles) == 2


def idle(pid: int) -> bool:
    before = processor_s(pid)
    time.sleep(0.3)
    return processor_s(pid) - before < 0.05


def test_waiting_for_a_free_process_does_not_count_as_slow() -> None:
    service = PreviewService(limit_s=0.8, workers=1)
    slow = Policy((Step("f", "FancyPCA", p=1),))
    found: list[object] = []

    large, small = photo(1024), photo(32)

    def ask(policy: Policy, image: Image) -> None:
        try:
            found.append(service.contact_sheet(policy, [image], look(image.width), 2))
        except TooSlowError as error:
            found.append(error)

    try:
        service.contact_sheet(slow, [photo()], look(), 1)
        waiting = [
            threading.Thread(target=ask, args=given) for given in ((SLOW, large), (slow, small))
        ]
        for thread in waiting:
            thread.start()
            time.sleep(0.2)
        for thread in waiting:
            thread.join(60)
    finally:
        service.close()
    assert [type(result).__name__ for result in found] == ["TooSlowError", "Sheet"]


def test_a_process_that_died_is_replaced(
    service: PreviewService, started: Callable[[], set[int]]
) -> None:
    slow = Policy((Step("f", "FancyPCA", p=1),))
    service.contact_sheet(slow, [photo()], look(), 1)
    (worker,) = started()
    os.kill(worker, signal.SIGKILL)
    assert wait_until(lambda: gone(worker))
    assert len(service.contact_sheet(slow, [photo()], look(), 1).tiles) == 2


def test_a_process_killed_at_work_is_reported_and_replaced(
    service: PreviewService, started: Callable[[], set[int]]
) -> None:
    service.contact_sheet(SLOW, [photo(16)], look(16), 1)
    (worker,) = started()
    threading.Timer(0.5, os.kill, (worker, signal.SIGKILL)).start()
    with pytest.raises(WorkerDiedError):
        service.contact_sheet(SLOW, [photo(1024)], look(1024), 4)
    assert len(service.contact_sheet(SLOW, [photo(16)], look(16), 1).tiles) == 2


def test_errors_of_the_user_pass_through_the_process(service: PreviewService) -> None:
    crop = Policy(
        (Step("c", "RandomCrop", {"height": 2000, "width": 2000, "pad_if_needed": False}, p=1),)
    )
    assert may_be_slow(crop, 1, 64, 1)
    with pytest.raises(PolicyError, match=r"RandomCrop cannot be applied to 'photo\.png'"):
        service.contact_sheet(crop, [photo()], look(), 1)
    with pytest.raises(ImageError, match="no picture"):
        service.contact_sheet(SLOW, [], look(), 1)


def test_closing_ends_the_processes(started: Callable[[], set[int]]) -> None:
    service = PreviewService()
    service.warm()
    (worker,) = started()
    service.close()
    assert gone(worker)


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
    worker.run("contact_sheet", (Policy((Step("w", "PiecewiseAffine", p=1),)), [image], Look(1, 0, 64, 1500), 4), {{}}, 60)
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


def test_the_cost_of_a_stack_decides_where_it_runs() -> None:
    benchmark = [
        Step(name, name)
        for name in (
            "Rotate",
            "RandomBrightnessContrast",
            "GaussianBlur",
            "HueSaturationValue",
            "CoarseDropout",
            "HorizontalFlip",
        )
    ]
    for strength in (0.3, 1, 1.5):
        assert not may_be_slow(Policy(tuple(benchmark)), strength, 256, 8)
        assert not may_be_slow(Policy(tuple(benchmark)), strength, 384, 12)
    assert may_be_slow(Policy(tuple(benchmark)), 1, 2048, 8)
    assert may_be_slow(
        Policy((Step("r", "Resize", {"height": 4000, "width": 4000}, p=1),)), 1, 64, 8
    )
    assert not may_be_slow(SLOW, 0, 512, 8)
    again = Group("g", "SomeOf", (Step("f", "HorizontalFlip"),), p=1, n=1000, replace=True)
    assert may_be_slow(
        Policy((Group("outer", "SomeOf", (again,), p=1, n=1000, replace=True),)), 1, 16, 1
    )
    assert may_be_slow(
        Policy(tuple(Step(f"s{i}", "HorizontalFlip") for i in range(1000))), 1, 16, 8
    )
    for name, transform in CATALOG.items():
        if transform.cost == "slow":
            assert may_be_slow(Policy((Step("s", name),)), 1, 64, 1), name


def test_a_fast_transform_with_a_setting_beyond_its_slider_is_not_trusted() -> None:
    found = 0
    for name, transform in CATALOG.items():
        for param in transform.params:
            if (
                transform.cost == "fast"
                and not transform.shape
                and param.kind == "int"
                and param.high is not None
                and param.max is not None
                and param.max > param.high + 1
            ):
                assert may_be_slow(
                    Policy(
                        (
                            Step(
                                "s",
                                name,
                                {
                                    param.name: int(param.max)
                                    - (param.odd and int(param.max) % 2 == 0)
                                },
                            ),
                        )
                    ),
                    1,
                    64,
                    1,
                ), (
                    name,
                    param.name,
                )
                found += 1
    assert found


def test_an_answer_that_nobody_waits_for_is_not_given_to_the_next_one(
    service: PreviewService, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Policy((Step("f", "FancyPCA", p=1),))
    service.contact_sheet(slow, [photo()], look(), 1)

    def interrupted(*_: object) -> object:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Worker, "_next", interrupted)
        with pytest.raises(KeyboardInterrupt):
            service.contact_sheet(slow, [photo()], look(), 1)
    assert len(service.contact_sheet(slow, [photo()], look(), 3).tiles) == 4
