"""A command that follows a sweep: its bar, Ctrl-C, and a machine that sleeps meanwhile."""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from explorer.errors import ExplorerError
from explorer.sweep import control
from explorer.sweep.running.process import Watch
from tests.cli.calls import follows, freeze, wait
from tests.sweep.conftest import WORK, fake_spec, wait_until
from tests.terminal import started


def test_the_line_to_resume_with_can_be_pasted(tmp_path):
    from explorer.measuring.following import resume_line

    words = shlex.split(resume_line("s1", "sqlite:///my file.db", tmp_path / "a b"))
    assert words == [
        "aug-explorer",
        "resume",
        "s1",
        "--out",
        str(tmp_path / "a b"),
        "--store",
        "sqlite:///my file.db",
    ]


@pytest.mark.skipif(
    not Path("/proc/self/fd").exists(), reason="needs /proc to see how far the command is"
)
def test_control_c_stops_the_sweep_and_says_how_to_go_on(tmp_path):
    url = f"sqlite:///{tmp_path / 'sweeps.sqlite3'}"
    sweep_id = control.create(
        fake_spec(switches=";sleep=0.5", epochs=100), store_url=url, work="tests.sweep.fake_work"
    )
    code = (
        "from explorer.cli.following import follow_and_write; "
        f"follow_and_write({sweep_id!r}, {url!r}, None)"
    )
    process = started("-c", code, stderr=subprocess.PIPE, text=True)
    wait(lambda: control.progress(sweep_id, url).fraction > 0)
    wait(lambda: follows(process.pid))
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert f"aug-explorer resume {sweep_id} --store {url}" in said
    assert "Traceback" not in said
    assert control.progress(sweep_id, url).status == "stopped"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_progress_is_drawn_on_a_terminal_even_on_one_that_does_not_say_its_width(tmp_path):
    import pty

    url = f"sqlite:///{tmp_path / 'sweeps.sqlite3'}"
    spec = fake_spec(switches=";sleep=0.1", epochs=5)
    sweep_id = control.create(spec, store_url=url, start=False)
    # It starts what it follows: on a busy machine the run would else be over before it looks.
    code = (
        "from explorer.sweep import control; from explorer.measuring.following import follow; "
        f"control.start({sweep_id!r}, {url!r}, {WORK!r}); follow({sweep_id!r}, {url!r})"
    )
    ours, theirs = pty.openpty()
    process = started("-c", code, stderr=theirs)
    os.close(theirs)
    said = b""
    with contextlib.suppress(OSError):  # what Linux says where a terminal ends
        while some := os.read(ours, 4096):
            said += some
    os.close(ours)
    assert process.wait(timeout=30) == 0
    assert f"sweep {sweep_id}: ".encode() in said
    assert b" trials, running" in said
    assert "█".encode() in said


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs signals that stop a process")
def test_a_machine_that_sleeps_interrupts_neither_the_sweep_nor_who_follows_it(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("explorer.sweep.running.process.STALE_AFTER_S", 5.0)
    url = f"sqlite:///{tmp_path / 'sweeps.sqlite3'}"
    sweep_id = control.create(
        fake_spec(switches=";sleep=0.1", epochs=40, seeds=1), store_url=url, work=WORK
    )
    code = (
        "from explorer.sweep.running import process; process.STALE_AFTER_S = 5.0; "
        "from explorer.cli.following import follow_and_write; "
        f"follow_and_write({sweep_id!r}, {url!r}, None)"
    )
    process = started("-c", code, stderr=subprocess.PIPE, text=True)
    runner = wait_until(sweep_id, url, lambda progress: progress.fraction > 0).sweep.runner
    wait(lambda: follows(process.pid))
    os.kill(process.pid, signal.SIGSTOP)
    freeze(runner.pid, url.removeprefix("sqlite:///"))
    time.sleep(6)
    os.kill(process.pid, signal.SIGCONT)
    monkeypatch.setattr(
        "explorer.sweep.running.process.WATCH", Watch()
    )  # somebody who looks for the first time before the runner has beaten again
    try:
        assert control.progress(sweep_id, url).status == "running"
        with pytest.raises(ExplorerError, match="is running"):
            control.resume(sweep_id, url, WORK)
    finally:
        os.killpg(runner.pid, signal.SIGCONT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, "interrupted" in said) == (0, False)
    assert control.progress(sweep_id, url).status == "finished"
    assert control.progress(sweep_id, url).sweep.runner == runner


def test_the_commands_are_followed_without_torch(policy, tmp_path):
    modules = (
        "explorer.cli.sweep, explorer.cli.resume, explorer.cli.sweeps, explorer.sweep.control,"
        " explorer.sweep.planning.draft, explorer.data.image_set, explorer.policy.files,"
        " explorer.report"
    )
    code = f"import sys; import {modules}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
