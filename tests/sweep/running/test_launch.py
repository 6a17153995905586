"""The runner that waits: taken once, by the sweep that fits; never left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

import pytest

from explorer.errors import SweepError
from explorer.sweep import control
from explorer.sweep.running import launch
from explorer.sweep.running.process import start_mark
from tests.sweep.conftest import WORK, fake_spec, wait_until


@pytest.fixture
def waits(monkeypatch):
    """A standby of the test's own in the place of the process-wide one.

    It tells the process that waits.
    """
    mine = launch.Standby(kept_s=30)
    monkeypatch.setattr(launch, "STANDBY", mine)
    monkeypatch.setattr(control, "STANDBY", mine)
    yield lambda: mine._waiting and mine._waiting.process
    mine.dismiss()


def run(store_url, **settings):
    sweep_id = control.create(fake_spec(**settings), store_url=store_url, work=WORK)
    runner = control.progress(sweep_id, store_url).sweep.runner
    return runner, wait_until(sweep_id, store_url, lambda progress: progress.ended)


def measured_in_a_thread(waits, seconds):
    """Starts to measure for some seconds.

    Returns the thread that asks, and the process that measures.
    """

    def ask():
        with suppress(SweepError):
            launch.STANDBY.measure(fake_spec(switches=f";probing={seconds}"), WORK)

    measuring = threading.Thread(target=ask)
    measuring.start()
    deadline = time.monotonic() + 20
    while waits() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    return measuring, waits()


def gone(pid, timeout_s=20.0):
    deadline = time.monotonic() + timeout_s
    while start_mark(pid) is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    return start_mark(pid) is None


def test_the_runner_that_waits_runs_the_next_sweep_and_only_that(store_url, waits):
    control.make_ready(2, store_url, WORK)
    process = waits()
    runner, end = run(store_url)
    assert (runner.pid, end.status) == (process.pid, "finished")
    assert waits() is None
    other, end = run(store_url)
    assert end.status == "finished"
    assert other.pid != process.pid
    assert gone(process.pid)


def test_asking_twice_keeps_the_one_that_waits(store_url, waits):
    control.make_ready(2, store_url, WORK)
    first = waits()
    control.make_ready(2, store_url, WORK)
    assert waits() is first


def test_a_sweep_with_other_workers_gets_a_runner_of_its_own_and_none_waits_beside_it(
    store_url, waits
):
    control.make_ready(1, store_url, WORK)
    process = waits()
    sweep_id = control.create(fake_spec(), store_url=store_url, work=WORK)
    assert control.progress(sweep_id, store_url).sweep.runner.pid != process.pid
    assert waits() is None
    assert wait_until(sweep_id, store_url, lambda progress: progress.ended).status == "finished"
    assert gone(process.pid)


def test_one_with_other_workers_takes_the_place_of_the_one_that_waits(store_url, waits):
    control.make_ready(1, store_url, WORK)
    process = waits()
    control.make_ready(2, store_url, WORK)
    assert waits() is not process
    assert gone(process.pid), "one at a time"


def test_one_that_was_killed_while_it_waited_costs_nothing(store_url, waits):
    control.make_ready(2, store_url, WORK)
    os.kill(waits().pid, signal.SIGKILL)
    assert gone(waits().pid)
    _, end = run(store_url)
    assert end.status == "finished"


def test_one_that_was_killed_and_is_not_reaped_yet_gets_no_sweep(store_url, waits, monkeypatch):
    control.make_ready(2, store_url, WORK)
    monkeypatch.setattr(waits(), "poll", lambda: None)
    os.kill(waits().pid, signal.SIGKILL)
    assert gone(waits().pid)
    _, end = run(store_url)
    assert end.status == "finished"


def test_a_sweep_whose_waiting_runner_ends_as_it_is_handed_over_gets_a_new_one(
    store_url, waits, monkeypatch
):
    control.make_ready(2, store_url, WORK)
    process = waits()
    monkeypatch.setattr(type(launch.STANDBY._waiting), "fits", lambda *_: True)
    os.kill(process.pid, signal.SIGKILL)
    assert gone(process.pid)
    runner, end = run(store_url)
    assert end.status == "finished"
    assert runner.pid != process.pid


def test_it_measures_what_a_trial_costs_and_says_what_is_wrong(waits):
    mine = launch.STANDBY
    found = mine.measure(fake_spec(), WORK)
    assert (found.precision, found.epoch_s) == ("fp32", 0.01)
    process = waits()
    with pytest.raises(SweepError, match="no such device"):
        mine.measure(fake_spec(switches=";unprobed=no such device"), WORK)
    assert mine.measure(fake_spec(switches=";probe=0.02"), WORK).epoch_s == 0.02
    assert waits() is process


def test_a_sweep_that_is_handed_over_while_it_measures_begins_right_behind(store_url, waits):
    measuring, process = measured_in_a_thread(waits, seconds=1.5)
    runner, end = run(store_url)
    measuring.join()
    assert (runner.pid, end.status) == (process.pid, "finished")


def test_a_sweep_that_waits_for_a_long_measurement_never_looks_interrupted(
    store_url, waits, monkeypatch
):
    monkeypatch.setattr("explorer.sweep.running.process.STALE_AFTER_S", 6.0)
    monkeypatch.setattr(
        launch, "ANSWER_WITHIN_S", 8.0
    )  # what runs out of patience must not end the sweep
    measuring, _ = measured_in_a_thread(waits, seconds=9)
    sweep_id = control.create(fake_spec(), store_url=store_url, work=WORK)
    seen = set()
    wait_until(
        sweep_id,
        store_url,
        lambda progress: seen.add((progress.status, progress.message)) or progress.ended,
    )
    measuring.join()
    assert "interrupted" not in {status for status, _ in seen}
    assert ("queued", "measuring how long a trial takes") in seen
    assert control.progress(sweep_id, store_url).status == "finished"


def test_stopping_a_sweep_ends_the_measurement_that_it_waits_for(store_url, waits):
    _, process = measured_in_a_thread(waits, seconds=60)
    sweep_id = control.create(fake_spec(), store_url=store_url, work=WORK)
    time.sleep(1)
    control.stop(sweep_id, store_url)
    assert gone(process.pid, timeout_s=12), (
        "it notices with a heartbeat, once it has its imports behind it"
    )
    assert control.progress(sweep_id, store_url).status == "stopped"


def test_it_leaves_at_once_while_it_measures(waits):
    _, process = measured_in_a_thread(waits, seconds=60)
    launch.STANDBY.dismiss()
    assert gone(process.pid, timeout_s=12), "long before the measurement would have ended"


def test_a_plan_with_other_workers_leaves_a_measurement_alone(store_url, waits):
    measuring, process = measured_in_a_thread(waits, seconds=1.5)
    control.make_ready(1, store_url, WORK)
    assert waits() is process
    measuring.join()


def test_a_process_that_dies_while_it_measures_is_told(waits):
    killer = threading.Timer(1.0, lambda: os.kill(waits().pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(SweepError, match="could not be measured"):
        launch.STANDBY.measure(fake_spec(switches=";probing=20"), WORK)


def test_beside_a_sweep_that_runs_none_waits(started, store_url, waits):
    wait_until(
        started(switches=";sleep=0.5"), store_url, lambda progress: progress.status == "running"
    )
    control.make_ready(2, store_url, WORK)
    assert waits() is None


def test_it_leaves_when_nobody_asks_for_long():
    short = launch.Standby(kept_s=1.0)
    short.prepare(1, WORK)
    process = short._waiting.process
    assert start_mark(process.pid) is not None
    assert gone(process.pid)


def test_it_leaves_with_a_killed_starter_but_a_sweep_it_took_goes_on(store_url):
    code = f"""
import sys, time
from explorer.errors import SweepError
from explorer.sweep import control
from explorer.sweep.running import launch
from tests.sweep.conftest import fake_spec
control.make_ready(2, {store_url!r}, {WORK!r})
print(launch.STANDBY._waiting.process.pid, flush=True)
if sys.argv[1] == "start":
    spec = fake_spec(switches=";sleep=0.2")
    print(control.create(spec, store_url={store_url!r}, work={WORK!r}), flush=True)
time.sleep(600)
"""
    for word in ("wait", "start"):
        server = subprocess.Popen(
            [sys.executable, "-c", code, word],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        pid = int(server.stdout.readline())
        sweep_id = server.stdout.readline().strip() if word == "start" else None
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        server.stdout.close()
        if sweep_id:
            assert (
                wait_until(sweep_id, store_url, lambda progress: progress.ended).status
                == "finished"
            )
        assert gone(pid)


def test_a_runner_that_cannot_be_started_is_one_line_and_the_sweep_can_be_resumed(store_url, home):
    sweep_id = control.create(fake_spec(), store_url=store_url, work=WORK, start=False)
    (home / "logs").mkdir(parents=True)
    (home / "logs" / f"{sweep_id}.log").mkdir()
    with pytest.raises(SweepError, match=f"sweep {sweep_id} could not be started: ") as caught:
        control.start(sweep_id, store_url, WORK)
    assert "\n" not in str(caught.value)
    left = control.progress(sweep_id, store_url)
    assert (left.status, left.message.partition(":")[0]) == (
        "failed",
        "its runner could not be started",
    )
    (home / "logs" / f"{sweep_id}.log").rmdir()
    control.resume(sweep_id, store_url, WORK)
    assert wait_until(sweep_id, store_url, lambda progress: progress.ended).status == "finished"
