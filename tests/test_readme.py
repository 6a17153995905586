"""Every example of the README runs, in the order in which it stands there."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from explorer import samples
from explorer.images import encode

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a photograph and what the Python examples leave there."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "photo.png").write_bytes(
        encode(samples.sample_image(samples.sample_names()[0].name).rgb)
    )
    environment = {**os.environ, "AUG_EXPLORER_HOME": str(folder / "home")}
    for code in blocks("python"):
        subprocess.run(
            [sys.executable, "-c", code], cwd=folder, env=environment, check=True, timeout=240
        )
    return folder


def commands():
    (block,) = blocks("bash")
    return [shlex.split(line, comments=True) for line in block.splitlines() if line]


# A run is what the README says but for its length; the last value of an option holds.
SHORT = ["--shots", "2", "--epochs", "1", "--workers", "1"]
LONG = ("sweep", "ablate")


@pytest.mark.parametrize("command", commands(), ids=lambda command: command[1])
def test_a_command_of_the_readme_runs(command, folder):
    _runs(command + (SHORT if command[1] in LONG else []), folder)


@pytest.mark.slow  # the same runs, as long as they are there
@pytest.mark.parametrize("name", LONG)
def test_a_run_of_the_readme_runs_to_its_end(name, folder):
    (command,) = (command for command in commands() if command[1] == name)
    _runs(command, folder)


def _runs(command, folder):
    environment = {**os.environ, "AUG_EXPLORER_HOME": str(folder / "home")}
    done = subprocess.run(
        [sys.executable, "-m", "explorer.cli", *command[1:]],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if not line.startswith("note: ")] == []


def test_the_python_examples_leave_a_file_that_albumentations_loads(folder):
    assert (folder / "policy.json").is_file()


def test_the_python_examples_leave_what_was_measured(folder):
    written = sorted(path.name for path in (folder / "measured").iterdir())
    assert written == ["policy.json", "report.html", "sweep.json"]
    assert (folder / "curve.html").is_file()


def test_every_picture_and_page_that_the_readme_names_exists():
    for target in re.findall(r"\]\(([^)#]+)", README):
        assert (ROOT / target).exists(), target


def test_every_command_is_in_the_readme_or_its_help():
    help_text = subprocess.run(
        [sys.executable, "-m", "explorer.cli", "--help"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    for name in re.findall(r"^  (\w+)  ", help_text, flags=re.MULTILINE):
        assert re.search(rf"\b{name}\b", README), name
