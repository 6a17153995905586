import time

import pytest
import sqlalchemy as sa

from explorer.frozen import thawed
from explorer.sweep import control
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.table import settled, total_trials
from explorer.sweep.storage.schema import SWEEPS
from explorer.trial.setting import Setting

WORK = "tests.sweep.fake_work"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def store_url(tmp_path):
    return f"sqlite:///{tmp_path / 'sweeps.sqlite3'}"


@pytest.fixture
def stays(monkeypatch):
    """A runner that must end at once would take the tests with it."""
    for module in ("conductor", "heart"):
        monkeypatch.setattr(f"explorer.sweep.running.{module}.end_group", lambda: None)


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


def fake_spec(switches="", data="fake;test=0", strengths=(0, 0.5, 1, 2), epochs=2, **changes):
    """A sweep for `fake_work`, which is told by switches behind the name of the data set."""
    told = {
        "policy_file": {"explorer": {"steps": []}},
        "options": {"strengths": strengths},
        "seeds": 2,
        "workers": 2,
    }
    setting = Setting("small-cnn", shots=5, epochs=epochs, image_size=32)
    spec = SweepSpec(data=f"{data}{switches}", setting=setting, **told | changes)
    return settled(spec)


def add(store, spec, **told):
    """Writes a sweep as `control.create` does, without a runner; returns its id."""
    return store.add_sweep(spec, trials=total_trials(spec, True), **told)


def tamper(store, sweep_id, **columns):
    """Writes columns of a sweep past every check, as an accident or another program may."""
    columns = {name: thawed(value) for name, value in columns.items()}
    with sa.create_engine(store.url).begin() as connection:
        where = SWEEPS.c.sweep_id == sweep_id
        raised = SWEEPS.update().where(where).values(changed=SWEEPS.c.changed + 1, **columns)
        connection.execute(raised)


def strength_of(trial):
    return float(trial.arm.removeprefix("strength-"))


def wait_until(sweep_id, store_url, condition, timeout_s=30.0):
    """Returns the first progress that meets the condition."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        progress = control.progress(sweep_id, store_url)
        if condition(progress):
            return progress
        time.sleep(0.02)
    raise AssertionError(
        f"{sweep_id} is {progress.status} ({progress.message!r}) with {progress.done} of "
        f"{progress.total} after {timeout_s} s"
    )
