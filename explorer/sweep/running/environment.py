"""What a sweep ran on: versions and hardware, read without importing any of the libraries."""

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from explorer.version import __version__

_PACKAGES = {
    "torch": "torch",
    "albumentations": "albumentations",
    "opencv": "opencv-python-headless",
    "numpy": "numpy",
}
_GPUS = Path("/proc/driver/nvidia/gpus")
# One of these is there wherever Linux has a GPU that torch may call "cuda": NVIDIA's, that of
# Windows around it (WSL), AMD's, and those of NVIDIA's single-board computers.
_MARKS = (_GPUS, *map(Path, ("/dev/nvidiactl", "/dev/dxg", "/dev/kfd", "/dev/nvmap")))


def environment(gpu: str | None) -> dict[str, Any]:
    """Returns the block `environment` of `sweep.json`.

    A value is None where its package is not installed as such.
    """
    return (
        {"python": platform.python_version()}
        | {name: _version(package) for name, package in _PACKAGES.items()}
        | {"explorer": __version__, "cpu": cpu_name(), "gpu": gpu}
    )


def cpu_name() -> str:
    """Returns the processor's name as people know it, else its architecture."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def gpus() -> list[str]:
    """Returns the names of NVIDIA's GPUs as their driver tells them, without loading CUDA."""
    return sorted(map(_gpu, _GPUS.iterdir())) if _GPUS.is_dir() else []


def why_no_gpu() -> str:
    """Returns why nothing runs on a GPU here, without loading CUDA.

    Empty where one may be found: only torch can tell.
    """
    installed = _version("torch") or ""
    if installed.endswith("+cpu"):
        return f"torch {installed}, which is installed here, uses none"
    linux = sys.platform.startswith("linux")
    if sys.platform == "darwin" or (linux and not any(mark.exists() for mark in _MARKS)):
        return "there is none here"
    return ""


def _gpu(folder: Path) -> str:
    try:
        text = (folder / "information").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return folder.name
    names = [line.partition(":")[2].strip() for line in text.splitlines() if "Model" in line]
    return names[0] if names else folder.name


def cores() -> int:
    """Returns the number of processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
