"""What a sweep ran on: versions and hardware, read without importing any of the libraries."""

import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

_PACKAGES = {
    "torch": "torch",
    "albumentations": "albumentations",
    "opencv": "opencv-python-headless",
    "numpy": "numpy",
    "explorer": "augmentation-explorer",
}


def environment(gpu: str | None) -> dict[str, Any]:
    """Returns the block `environment` of `sweep.json`; None where a package is not installed as
    such.
    """
    return (
        {"python": platform.python_version()}
        | {name: _version(package) for name, package in _PACKAGES.items()}
        | {"cpu": cpu_name(), "gpu": gpu}
    )


def cpu_name() -> str:
    """Returns the processor's name as people know it, else its architecture."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
