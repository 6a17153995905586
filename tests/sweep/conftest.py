import time

import pytest

from explorer.sweep import control
from explorer.sweep.plan import SweepSpec

WORK = "tests.sweep.fake_work"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def store_url(tmp_path):
    return f"sqlite:///{tmp_path / 'sweeps.sqlite3'}"


@pytest.fixture
def started(store_url):
    """Starts fake sweeps, and ends their runners when the test is over."""
    ids = []

    def start(**settings):
        ids.append(control.create(fake_spec(**settings), store_url=store_url, work=WORK))
        return ids[-1]

    yield start
    for sweep_id in ids:
        control.stop(sweep_id, store_url)
    for sweep_id in ids:
        wait_until(sweep_id, store_url, lambda progress: progress.ended)


def fake_spec(switches="", **changes):
    settings = {
        "data": "fake;test=0",
        "policy": {"explorer": {"steps": []}},
        "model": f"fake{switches}",
        "shots": 5,
        "epochs": 2,
        "image_size": 32,
    }
    return SweepSpec(
        **(settings | {"strengths": (0, 0.5, 1, 2), "seeds": 2, "workers": 2} | changes)
    )


def wait_until(sweep_id, store_url, condition, timeout_s=30.0):
    """Returns the first progress that meets the condition."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        progress = control.progress(sweep_id, store_url)
        if condition(progress):
            return progress
        time.sleep(0.02)
    raise AssertionError(
        f"{sweep_id} is {progress.status} ({progress.message!r}) with {progress.done} of {progress.total} after {timeout_s} s"
    )
