"""Sweeps of `measure` whose trials take milliseconds, in this process and in others."""

import os
import time
from functools import partial
from pathlib import Path

import pytest

from explorer import Policy, Step
from explorer.sweep import control
from tests.sweep.conftest import WORK
from tests.sweep.pictures import write_bars

ROOT = Path(__file__).parents[2]
# For a process that a test starts: its sweeps, too, have trials that take milliseconds.
FAKE = "from tests.measuring.conftest import be_quick\nbe_quick()\n"


def be_quick(replace=setattr):
    """Gives the sweeps of this process trials that take milliseconds, on data of their own."""
    create = control.create
    replace(control, "start", partial(control.start, work=WORK))
    replace(control, "create", lambda spec, dataset, **told: create(spec, **told))


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path / "home"))
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    monkeypatch.setenv("PYTHONPATH", path)


@pytest.fixture
def fake(monkeypatch):
    """Sweeps of this process have trials that take milliseconds."""
    be_quick(monkeypatch.setattr)


@pytest.fixture
def policy():
    return Policy(steps=(Step("a", "Rotate", {"limit": (-45, 45)}, p=0.8),), name="turns")


@pytest.fixture
def bars(tmp_path):
    """Makes a data set; switches for the trials of milliseconds stand in its name."""

    def make(switches=""):
        folder = tmp_path / f"bars{switches}"
        return str(folder if folder.exists() else write_bars(folder))

    return make


def only_sweep():
    """How far the only sweep of the store is; None while there is none."""
    listed = control.overview()
    return control.progress(listed[0].sweep_id) if listed else None


def wait_for(condition, timeout_s=120.0):
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def under_way():
    """Whether the only sweep of the store has a trial under way."""
    now = only_sweep()
    return now is not None and now.fraction > 0
