"""Sweeps are named, noted, deleted and brought back."""

import time

import pytest

from explorer.errors import SweepError
from explorer.sweep import control
from explorer.sweep.findings.dataset import DataFacts
from explorer.sweep.storage import database
from explorer.sweep.storage.database import KEPT_DELETED_S
from explorer.sweep.storage.keeping import MAX_NAME, MAX_NOTE
from explorer.sweep.storage.store import Store
from tests.sweep.conftest import add, fake_spec, tamper

FACTS = DataFacts("pets", "d" * 64, ("cat", "dog"), 40, 20, 20, ())


@pytest.fixture
def store(store_url):
    return Store(store_url)


@pytest.fixture
def ended(store):
    """A sweep that was stopped."""
    sweep_id = add(store, fake_spec(), dataset=FACTS)
    store.request_stop(sweep_id)
    return sweep_id


def reopened(url):
    """A store as another process opens it."""
    database._KNOWN.clear()
    return Store(url)


def test_a_name_and_a_note_are_kept_and_can_be_taken_back(store, ended):
    control.describe(ended, "  first \n try ", "line one\r\n\r\n\tline two  ", store.url)
    (line,) = control.overview(store.url)
    assert (line.name, line.note) == ("first try", "line one\n\n line two")
    assert line.called == "first try"
    found = control.read_result(ended, store.url)
    assert (found.title, found.note) == ("first try", line.note)
    control.describe(ended, " ", "", store.url)
    (line,) = control.overview(store.url)
    assert (line.name, line.note, line.called) == ("", "", "unnamed policy on pets")


@pytest.mark.parametrize(
    ("name", "note", "says"),
    [
        ("x" * (MAX_NAME + 1), "", f"not a name of 1 to {MAX_NAME} printable characters"),
        ("abc\u202edef", "", r"holds \\u202e"),
        ("nul\0", "", r"holds \\x00"),
        ("", "x" * (MAX_NOTE + 1), f"the note has {MAX_NOTE + 1} characters; it may have"),
        ("", "fine\nbell\x07", r"in the note .* holds \\x07"),
        ("\udce9", "", "is not a name"),
    ],
)
def test_a_hostile_name_or_note_is_refused_by_its_value_and_changes_nothing(
    store, ended, name, note, says
):
    control.describe(ended, "before", "this", store.url)
    with pytest.raises(SweepError, match=says):
        control.describe(ended, name, note, store.url)
    (line,) = control.overview(store.url)
    assert (line.name, line.note) == ("before", "this")


def test_a_name_that_somebody_wrote_past_the_checks_is_shown_harmless(store, ended):
    tamper(store, ended, name="a\u202eb", note="x\n\x1b[31m")
    (line,) = control.overview(store.url)
    assert (line.name, line.note) == ("a\\u202eb", "x\n\\x1b[31m")


def test_a_deleted_sweep_is_found_nowhere_until_it_is_brought_back(store, ended):
    setting = store.sweep(ended).spec.setting
    found = {"spread": {"by_seed": 0.0001, "residual": 0.1, "lasting": 0.01}}
    tamper(store, ended, status="finished", verdict=found)
    before = store.look(ended)
    spread = store.latest_spread("d" * 64, setting)
    control.delete(ended, store.url)
    assert control.overview(store.url) == []
    assert control.statuses(store.url) == {}
    assert store.latest_spread("d" * 64, setting) is None
    asked = (control.progress, control.resume, control.stop, control.read_result)
    for ask in asked:
        with pytest.raises(SweepError, match="is not a sweep of this store"):
            ask(ended, store.url)
    with pytest.raises(SweepError, match="is not a sweep of this store"):
        store.look(ended, before)
    with pytest.raises(SweepError, match="was deleted"):
        control.describe(ended, "x", "", store.url)
    control.restore(ended, store.url)
    assert [line.sweep_id for line in control.overview(store.url)] == [ended]
    assert store.look(ended).trials == before.trials
    assert store.latest_spread("d" * 64, setting) == spread


def test_a_sweep_under_way_cannot_be_deleted(store):
    sweep_id = add(store, fake_spec())
    store.claim(sweep_id, "t")
    with pytest.raises(SweepError, match="is queued, and cannot be deleted: stop it first"):
        control.delete(sweep_id, store.url)
    store.take_turn(sweep_id, "t")
    with pytest.raises(SweepError, match="is running, and cannot be deleted: stop it first"):
        control.delete(sweep_id, store.url)
    assert [line.sweep_id for line in control.overview(store.url)] == [sweep_id]


def test_a_runner_that_wakes_up_writes_nothing_to_a_deleted_sweep(store):
    sweep_id = add(store, fake_spec())
    claim = store.claim(sweep_id, "t")
    tamper(store, sweep_id, status="stopped")
    control.delete(sweep_id, store.url)
    with pytest.raises(SweepError):
        claim.update(status="running")
    with pytest.raises(SweepError, match="is not a sweep of this store"):
        store.claim(sweep_id, "u")


def test_a_deleted_sweep_is_removed_when_the_store_is_opened_a_day_later(store, ended):
    other = add(store, fake_spec())
    store.request_stop(other)
    control.delete(ended, store.url)
    control.delete(other, store.url)
    tamper(store, other, deleted=time.time() - KEPT_DELETED_S - 1)
    again = reopened(store.url)
    assert {sweep.sweep_id for sweep in again.sweeps(deleted=True)} == {ended}
    assert again.trials(other) == ()
    with pytest.raises(SweepError, match="is not a sweep of this store"):
        control.restore(other, store.url)
    control.restore(ended, store.url)


def test_a_removed_sweep_takes_its_trials_with_it(old_trials):
    store, sweep_id = old_trials
    assert store.trials(sweep_id)
    assert store.arms(sweep_id)
    control.delete(sweep_id, store.url)
    tamper(store, sweep_id, deleted=time.time() - KEPT_DELETED_S - 1)
    again = reopened(store.url)
    assert again.trials(sweep_id) == ()
    assert again.arms(sweep_id) == ()


@pytest.fixture
def old_trials(tmp_path):
    """A store that was upgraded from the first release, and its sweep with the most trials."""
    import shutil

    from tests.golden.make import STORE

    store = Store(f"sqlite:///{shutil.copy(STORE, tmp_path / 'old.sqlite3')}")
    ended = [line for line in control.overview(store.url) if line.status == "finished"]
    return store, max(ended, key=lambda line: line.trials_done).sweep_id
