"""A copy of the package in a folder of its own, to be changed and used from outside.

What a contributor would do to the repository, a test does to the copy: nothing of it is seen by the
process that runs the tests.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import explorer

ROOT = Path(explorer.__file__).parents[1]


def copied(folder: Path) -> Path:
    """Copies what the app needs into `folder`, and returns it."""
    ignored = shutil.ignore_patterns("__pycache__")
    for part in ("explorer", "pages"):
        shutil.copytree(ROOT / part, folder / part, ignore=ignored)
    (folder / "sample_data").symlink_to(ROOT / "sample_data", target_is_directory=True)
    return folder


def environment(folder: Path) -> dict[str, str]:
    """The environment in which `explorer` is the copy, with a store and caches of its own."""
    return {**os.environ, "PYTHONPATH": str(folder), "AUG_EXPLORER_HOME": str(folder / "home")}


def run(folder: Path, code: str, timeout_s: float = 240) -> str:
    """Runs a script on the copy, in its folder; returns what it printed."""
    script = folder / "script.py"  # a file, since a process that is spawned runs it again
    script.write_text(code)
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=timeout_s,
    )
    assert done.returncode == 0, f"{code}\n{done.stdout}\n{done.stderr}"
    return done.stdout
