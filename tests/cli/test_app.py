"""`app` starts the server with our settings, refuses what cannot work, leaves nothing behind."""

import contextlib
import errno
import os
import signal
import socket
import subprocess
import time
import urllib.request

import pytest

from explorer import cli, variables
from explorer.cli import app
from tests.terminal import started


def refusal(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        cli.main(["app", *arguments])
    assert ended.value.code == 2
    _, err = capsys.readouterr()
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    return err


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_a_port_that_is_taken_is_refused(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        number = taken.getsockname()[1]
        assert f"port {number} on 127.0.0.1 is taken" in refusal(capsys, "--port", str(number))


@pytest.mark.parametrize("host", ["256.1.1.1", "no such host", "203.0.113.7", "x" * 300])
def test_a_host_that_is_none_of_ours_is_refused(capsys, host):
    assert "the host" in refusal(capsys, "--host", host)


def test_a_data_root_that_is_no_folder_is_refused(capsys, tmp_path):
    assert "'none'" in refusal(capsys, "--data-root", str(tmp_path), "--data-root", "none")


@pytest.mark.parametrize(
    "store", ["sweeps.db", "nosuch://host/db", "sqlite:////proc/sweeps.db", "sqlite://"]
)
def test_a_store_that_cannot_be_opened_is_refused(capsys, port, store):
    assert f"the store '{store}'" in refusal(capsys, "--store", store, "--port", str(port))


def test_a_data_folder_that_cannot_be_used_is_refused(capsys, port, tmp_path, monkeypatch):
    (tmp_path / "taken").touch()
    for folder in (tmp_path / "taken", tmp_path / "taken" / "below"):
        monkeypatch.setenv("AUG_EXPLORER_HOME", str(folder))
        assert f"the data folder '{folder}' cannot be used" in refusal(capsys, "--port", str(port))
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path))
    monkeypatch.setattr("tempfile.TemporaryFile", _read_only)
    assert f"the data folder '{tmp_path}' cannot be used: Read-only file system" in refusal(
        capsys, "--port", str(port)
    )


def _read_only(**_):
    raise OSError(errno.EROFS, "Read-only file system")


def test_every_setting_of_the_config_file_is_passed_as_a_flag():
    command = app.command("0.0.0.0", 9000)
    assert {
        "--server.address=0.0.0.0",
        "--server.port=9000",
        "--browser.gatherUsageStats=false",
        "--server.headless=true",
    } <= set(command)
    assert any(flag.startswith("--theme.dark.primaryColor=#") for flag in command)
    assert len({flag.split("=")[0] for flag in command[6:]}) == len(command[6:])


def test_roots_and_store_reach_the_server_and_nothing_else_does(monkeypatch, tmp_path, port):
    seen = {}
    monkeypatch.setenv(variables.DATA_ROOTS.name, "/stale")
    monkeypatch.setenv(variables.STORE.name, "sqlite:///stale")
    monkeypatch.setattr(app, "_serve", lambda command, environment: seen.update(environment) or 0)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with pytest.raises(SystemExit):
        cli.main(
            [
                "app",
                "--port",
                str(port),
                "--data-root",
                str(tmp_path / "a"),
                "--data-root",
                str(tmp_path / "b"),
            ]
        )
    assert seen[variables.DATA_ROOTS.name] == os.pathsep.join(
        [str(tmp_path / "a"), str(tmp_path / "b")]
    )
    assert variables.STORE.name not in seen


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_server_answers_and_ends_with_the_command(tmp_path, port, number, code):
    process = started(
        "-m",
        "explorer.cli",
        "app",
        "--port",
        str(port),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        answers(port, 60)
        process.send_signal(number)
        _, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == code
    assert b"Traceback" not in err
    with pytest.raises(OSError, match=r"."):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2)


def test_the_server_ends_with_a_command_that_is_killed(tmp_path, port):
    process = started(
        "-m",
        "explorer.cli",
        "app",
        "--port",
        str(port),
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        answers(port, 60)
    finally:
        process.kill()
        process.wait()
    end = time.monotonic() + 10
    while time.monotonic() < end and answering(port):
        time.sleep(0.1)
    assert not answering(port), "a killed command leaves no server on its port"


def test_work_under_way_holds_no_server_whose_command_was_killed(tmp_path, port):
    (tmp_path / "page.py").touch()
    code = """
import time
from concurrent.futures import ThreadPoolExecutor
from explorer.ui import server
server.END_WITHIN_S = 0.5
ThreadPoolExecutor(1).submit(time.sleep, 60)
server.main()
"""
    flags = (
        "--server.port",
        str(port),
        "--server.headless",
        "true",
        "--browser.gatherUsageStats",
        "false",
    )
    process = started(
        "-c",
        code,
        "run",
        str(tmp_path / "page.py"),
        *flags,
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    try:
        answers(port, 60)
        process.stdin.close()
        process.wait(20)
    finally:
        process.kill()


def answering(port):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).close()
    except OSError:
        return False
    return True


def answers(port, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2),
        ):
            return
        time.sleep(0.2)
    raise TimeoutError(port)
