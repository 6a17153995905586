"""The wheel holds everything.

Unpacked elsewhere, without the checkout, it runs the commands and every page of the app.
"""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder with nothing but what the wheel installs."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "-q",
        "--disable-pip-version-check",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True, timeout=180, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.fixture
def environment(site, tmp_path):
    return {
        **os.environ,
        "PYTHONPATH": str(site),
        "AUG_EXPLORER_HOME": str(tmp_path / "home"),
        "PYTHONSAFEPATH": "1",
    }


def run(environment, folder, *arguments):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_wheel_has_one_top_level_package(site):
    assert sorted(path.name for path in site.iterdir() if not path.name.endswith(".dist-info")) == [
        "explorer"
    ]
    assert (site / "explorer" / "pages" / "compose.py").is_file()
    assert (site / "explorer" / "sample_data" / "digits.zip").is_file()


def test_the_commands_of_the_wheel_run_from_another_folder(site, environment, tmp_path):
    where = run(environment, tmp_path, "-c", "import explorer; print(explorer.__file__)")
    assert where.stdout.startswith(str(site))
    for arguments in (
        ["--help"],
        ["catalog", "--json"],
        ["data", "digits", "--json"],
        ["sweeps", "--json"],
    ):
        done = run(environment, tmp_path, "-m", "explorer.cli", *arguments)
        assert (done.returncode, done.stderr) == (0, "")


def test_the_app_of_the_wheel_answers_on_every_page(environment, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = subprocess.Popen(
        [sys.executable, "-m", "explorer.cli", "app", "--port", str(port)],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        for path in ("/", "/data", "/finetune", "/results"):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                assert answer.status == 200
    finally:
        app.terminate()
        app.wait(20)


def wait_for(url, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2):
            return
        time.sleep(0.2)
    raise TimeoutError(url)
