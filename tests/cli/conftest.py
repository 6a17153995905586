"""What the tests of commands share: a home of their own, a policy, pictures, and sweeps."""

import json
import shutil
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from explorer import Policy, Step, cli
from explorer.policy.files import document
from explorer.sweep import control
from tests.cli.calls import invoke, named
from tests.data.conftest import write_splits
from tests.sweep.conftest import WORK, fake_spec
from tests.sweep.pictures import write_bars


@pytest.fixture
def run(capsys):
    """Calls the command line in this process; returns exit code, output and standard error."""

    def call(*arguments):
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return call


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path / "home"))


def write_policy(path):
    """Writes a policy that turns a picture."""
    Policy(steps=(Step("a", "Rotate", {"limit": (-45, 45)}, p=0.8),)).save(path)
    return str(path)


@pytest.fixture
def policy(tmp_path):
    return write_policy(tmp_path / "turns.json")


@pytest.fixture
def bars(tmp_path):
    return str(write_bars(tmp_path / "bars"))


@pytest.fixture
def split_folders(tmp_path):
    return write_splits(tmp_path / "pets")


@pytest.fixture
def fake(monkeypatch):
    """A store, and commands that run the trials of milliseconds."""
    for name in ("start", "resume"):
        monkeypatch.setattr(control, name, partial(getattr(control, name), work=WORK))
    return control.create(
        fake_spec(
            data="fake", switches=";sleep=0.1", policy_file=document.write(Policy(steps=()), 1.0)
        ),
        work=WORK,
    )


@dataclass(frozen=True)
class Swept:
    """A sweep that the command line has run: what it said, and what it wrote to `out`."""

    done: Result
    document: dict[str, Any]
    bars: Path
    out: Path
    home: Path

    @property
    def sweep_id(self):
        return self.document["sweep_id"]


@pytest.fixture(scope="session")
def one_sweep(tmp_path_factory):
    """Two strengths and two seeds on the bars, once for all tests."""
    folder = tmp_path_factory.mktemp("swept")
    bars = write_bars(folder / "bars")
    options = ["--strengths", "0,1", "--seeds", 2, "--shots", 4, "--epochs", 2]
    options += ["--image-size", 16, "--workers", 2]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUG_EXPLORER_HOME", str(folder / "home"))
        told = (write_policy(folder / "turns.json"), "--data", bars, "--out", folder / "out")
        done = invoke(named("sweep"), *told, *options)
    assert done.exception is None, done.output
    document = json.loads((folder / "out" / "sweep.json").read_text())
    return Swept(done, document, bars, folder / "out", folder / "home")


@pytest.fixture
def swept(one_sweep, tmp_path):
    """That sweep, in a copy of its store."""
    for tries_left in (2, 1, 0):
        try:
            shutil.copytree(one_sweep.home, tmp_path / "home", dirs_exist_ok=True)
            break
        except shutil.Error:  # its runner closes the store just now, and takes files away
            if not tries_left:
                raise
            time.sleep(0.5)
    return one_sweep
