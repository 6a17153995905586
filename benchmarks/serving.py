"""Pages on a server of their own, for the benchmarks in a browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APP = ROOT / "explorer" / "ui" / "app.py"
CHROMIUM = "/usr/bin/chromium"
_OFF = ("quic", "gpu", "background-networking", "component-update", "sync")
BROWSER = ["--no-sandbox", "--no-first-run", *(f"--disable-{part}" for part in _OFF)]
WINDOW = {"width": 1440, "height": 900}

Process = subprocess.Popen[bytes]


@contextmanager
def serving(script: Path, *arguments: str) -> Iterator[tuple[str, Process]]:
    """Runs a page with Streamlit; gives its address and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [
        "--server.port",
        str(port),
        "--server.address",
        "127.0.0.1",
        "--server.headless",
        "true",
        "--browser.gatherUsageStats",
        "false",
        "--server.fileWatcherType",
        "none",
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), *options, "--", *arguments],
        cwd=ROOT if script == APP else script.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address, process
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{address} did not start")


def processor_s(process: Process) -> float:
    """Returns the processor seconds that a process has taken so far."""
    stat = Path(f"/proc/{process.pid}/stat")
    if not stat.is_file():
        return float("nan")  # only Linux tells in this way
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def memory_mb(process: Process) -> float:
    """Returns the memory that a process holds."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.is_file():
        return float("nan")
    lines = status.read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
