"""`measure` in processes of its own: scripts, a terminal, IPython, a notebook's kernel; Ctrl-C."""

import contextlib
import os
import re
import signal
import subprocess
import sys

import pytest

from explorer.sweep import control
from tests.measuring.conftest import FAKE, only_sweep, under_way, wait_for
from tests.terminal import started

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs the signals of POSIX")


@pytest.fixture
def script(bars):
    """Writes a script that measures, without a guard around it; switches go to the trials."""

    def write(switches="", epochs=2):
        return (
            f"{FAKE}"
            "from explorer import Policy, Step, measure\n"
            "policy = Policy(steps=(Step('a', 'Rotate', {'limit': (-45, 45)}),))\n"
            f"result = measure(policy, {bars(switches)!r}, strengths=[0, 1], seeds=2, shots=4,\n"
            f"    epochs={epochs}, image_size=16, workers=2)\n"
            "print(result.verdict.sentence)\n"
        )

    return write


@pytest.fixture
def long(script):
    """A script whose sweep does not end by itself; its runner is stopped after the test."""
    yield script(";sleep=0.5", epochs=1000)
    if (now := only_sweep()) is not None and not now.ended:
        control.stop(now.sweep.sweep_id)
        wait_for(lambda: only_sweep().ended)


def test_a_script_needs_no_guard_and_may_come_from_standard_input(script, tmp_path):
    (tmp_path / "script.py").write_text(script())
    for arguments, told in (([tmp_path / "script.py"], None), (["-"], script())):
        done = subprocess.run(
            [sys.executable, *arguments], input=told, capture_output=True, text=True, timeout=200
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("On fake (small-cnn, 16 px, 4 images a class)")
        assert "\r" not in done.stderr  # no bar where there is no terminal
    assert [line.status for line in control.overview()] == ["finished"] * 2


def test_a_terminal_shows_trials_and_the_time_left(script):
    import pty

    ours, theirs = pty.openpty()
    process = started("-c", script(";sleep=0.1", epochs=5), stderr=theirs, stdout=subprocess.PIPE)
    os.close(theirs)
    said = b""
    with contextlib.suppress(OSError):  # what Linux says where a terminal ends
        while some := os.read(ours, 4096):
            said += some
    os.close(ours)
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert b" of 8 trials, " in said
    assert b" s left" in said
    assert "█".encode() in said


def test_control_c_in_a_script_stops_the_sweep_and_says_how_to_go_on(long):
    process = started("-c", long, stderr=subprocess.PIPE, text=True)
    wait_for(under_way)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    last = said.strip().splitlines()[-3:]
    assert last[0] == "KeyboardInterrupt"
    assert re.match(r"stopped after \d+ of \d+ trials", last[1])
    assert last[2] == f"go on with: aug-explorer resume {only_sweep().sweep.sweep_id}"
    assert only_sweep().status == "stopped"


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs signals to groups of processes")
def test_a_second_control_c_leaves_at_once(long):
    process = started("-c", long, stderr=subprocess.PIPE, text=True)
    wait_for(under_way)
    runner = only_sweep().sweep.runner
    os.killpg(runner.pid, signal.SIGSTOP)  # so that it does not hear that it is to stop
    try:
        process.send_signal(signal.SIGINT)
        wait_for(lambda: only_sweep().stopping)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        assert process.returncode == -signal.SIGINT
        assert not only_sweep().ended
    finally:
        os.killpg(runner.pid, signal.SIGCONT)
    wait_for(lambda: only_sweep().status == "stopped")


def test_control_c_under_ipython_stops_the_sweep(long, tmp_path):
    pytest.importorskip("IPython")
    options = ("--no-banner", "--colors=NoColor", "--InteractiveShell.history_length=0")
    environment = {**os.environ, "IPYTHONDIR": str(tmp_path / "ipython")}
    process = started(
        "-m",
        "IPython",
        *options,
        "-c",
        long,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
    )
    wait_for(under_way)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert "KeyboardInterrupt" in said
    assert f"aug-explorer resume {only_sweep().sweep.sweep_id}" in said
    assert only_sweep().status == "stopped"


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    """A kernel as notebooks have it, and who talks to it."""
    manager = pytest.importorskip("jupyter_client.manager")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # the kernel inherits it
    started_kernel, client = manager.start_new_kernel(kernel_name="python3")
    signal.signal(signal.SIGINT, before)
    yield started_kernel, client
    client.stop_channels()
    started_kernel.shutdown_kernel(now=True)


def test_the_interrupt_of_a_notebook_stops_the_sweep_and_its_bar_is_one_output(kernel, long):
    manager, client = kernel
    cell = client.execute(long)
    wait_for(under_way)
    manager.interrupt_kernel()
    reply = _reply(client, cell)
    assert (reply["status"], reply["ename"]) == ("error", "KeyboardInterrupt")
    assert only_sweep().status == "stopped"
    shown = [message["header"]["msg_type"] for message in _until_idle(client)]
    assert shown.count("display_data") == 1


def test_a_notebook_sees_the_progress_of_a_sweep_and_goes_on_after_it(kernel, script):
    _, client = kernel
    client.execute(script(";sleep=0.1", epochs=5))
    messages = _until_idle(client)
    updates = [
        message["content"]["data"]["text/plain"]
        for message in messages
        if message["header"]["msg_type"] == "update_display_data"
    ]
    streamed = "".join(message["content"].get("text", "") for message in messages)
    assert any(" of 8 trials, " in text and " s left" in text for text in updates)
    assert updates[-1] == ""  # the bar goes when the sweep has ended
    assert "\r" not in streamed
    assert "On fake (small-cnn, 16 px, 4 images a class)" in streamed


def _reply(client, cell):
    """What the kernel says of a cell when it has ended."""
    while True:
        message = client.get_shell_msg(timeout=120)
        if message["parent_header"].get("msg_id") == cell:
            return message["content"]


def _until_idle(client):
    """All messages of the cell that runs, up to its end."""
    messages = []
    while True:
        message = client.get_iopub_msg(timeout=120)
        messages.append(message)
        state = message["content"].get("execution_state")
        if state == "idle" and message["parent_header"].get("msg_type") == "execute_request":
            return messages
