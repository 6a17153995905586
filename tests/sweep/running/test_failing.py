"""Trials that fail: they are counted, and the others run; what ends a run early is said."""

import pytest

from explorer.sweep import control
from explorer.sweep.control import overview, progress, read_result
from explorer.sweep.questions.table import total_trials
from explorer.sweep.storage.store import Store
from tests.sweep.conftest import fake_spec
from tests.sweep.here import run
from tests.sweep.running.test_conductor import told

pytestmark = pytest.mark.usefixtures("stays")
ALL = {"strengths": (0, 0.5, 1, 2), "seeds": 2}


@pytest.fixture
def store(store_url):
    return Store(store_url)


def planned(store, switches="", **changes):
    spec = fake_spec(**{"switches": f";sleep=0{switches}", "workers": 1} | ALL | changes)
    return store.add_sweep(spec, trials=total_trials(spec, "test=0" not in spec.data))


def ended(store, switches="", **changes):
    sweep_id = planned(store, switches, **changes)
    run(store, sweep_id)
    return progress(sweep_id, store.url)


def counted(end, store):
    """What the list, the page and sweep.json count: failed, of how many, and the first reason."""
    (line,) = overview(store.url, [end.sweep.sweep_id])
    block = end.result().to_json()["trials"]
    listed = line.to_json()
    assert listed["trials_failed"] == block["failed"] == end.tally.failed
    assert listed["first_failure"] == block["first_failure"] == end.tally.why
    assert listed["trials"] == block["total"] == end.tally.total
    return block["failed"], block["total"], block["first_failure"]


@pytest.mark.parametrize("count", [1, 3, 4])
def test_the_first_trials_may_fail_and_the_others_run(store, tmp_path, count):
    end = ended(store, f";log={tmp_path / 'log'};raise_first={count}")
    assert (end.status, end.message, end.has_verdict) == ("finished", "", True)
    assert counted(end, store) == (count, 8, "no room yet")
    assert end.done == 8 - count


def test_a_seed_whose_trials_all_fail_leaves_the_other_seeds(store):
    end = ended(store, ";raise_in=0", seeds=3)
    assert (end.status, end.has_verdict) == ("finished", True)
    assert counted(end, store) == (4, 12, "no such image")


def test_a_measurement_that_fails_ends_nothing(store):
    end = ended(store, ";unprobed=no such device")
    assert (end.status, end.tally.failed, end.done) == ("finished", 0, 8)
    assert end.has_verdict
    assert end.sweep.estimate_s is None
    assert not any("no such device" in note for note in end.sweep.notes)


def test_a_time_budget_that_rests_on_a_measurement_that_fails_is_kept_while_running(store):
    end = ended(store, ";unprobed=no such device;took=20", seeds=6, time_budget_s=60.0)
    assert end.status == "finished"
    assert end.sweep.spec.seeds == 2
    assert end.sweep.notes[0] == (
        "how long a trial takes could not be measured, so nothing was left out to keep to the time"
        " budget: no such device"
    )


@pytest.mark.parametrize("unprobed", ["", ";unprobed=no such layer"])
def test_where_every_trial_fails_the_run_ends_early_and_says_how_many(store, unprobed):
    end = ended(store, f";raise=no such layer{unprobed}", seeds=5)
    assert (end.status, end.message) == ("failed", "no trial finished: no such layer")
    assert counted(end, store) == (10, 20, "no such layer")
    whole = end.result()
    assert whole.ended_early == "failed after 0 of 20 trials"
    assert "10 of 20 trials failed; the first: no such layer" in whole.notes


def test_a_run_that_nothing_finished_of_counts_no_trial_that_never_ran(store):
    end = ended(store, ";test=20;raise=no such layer", strengths=(0, 0.5))
    assert end.status == "failed"
    failed, total, _ = counted(end, store)
    assert failed == total == len(store.look(end.sweep.sweep_id).trials)


def test_trials_that_fail_each_for_its_own_reason_all_run_and_are_all_counted(store, tmp_path):
    switches = f";log={tmp_path / 'log'};raise_first=3;raise=no such layer"
    end = ended(store, switches)
    assert (end.status, end.message) == (
        "failed",
        "no trial finished for several reasons; the first: no room yet",
    )
    assert counted(end, store) == (8, 8, "no room yet")


def test_a_data_set_that_cannot_be_read_fails_every_trial(store, tmp_path):
    end = ended(store, f";unread=the folder is gone;mended={tmp_path / 'mended'}")
    assert (end.status, end.message) == ("failed", "the folder is gone")
    assert counted(end, store) == (8, 8, "the folder is gone")
    assert "8 of 8 trials failed; the first: the folder is gone" in end.result().notes


@pytest.mark.parametrize(
    "trouble",
    ["unread=the folder is gone", "raise=no such layer", "raise=no;unprobed=no such layer"],
)
def test_a_run_that_failed_goes_on_once_it_is_mended_as_if_nothing_had_been(
    store, tmp_path, trouble
):
    whole = ended(store)
    mended = tmp_path / "mended"
    sweep_id = planned(store, f";{trouble};mended={mended}")
    run(store, sweep_id, "first")
    before = progress(sweep_id, store.url)
    assert (before.status, before.done) == ("failed", 0)
    mended.touch()
    run(store, sweep_id, "second")
    after = progress(sweep_id, store.url)
    assert after.trials == store.look(sweep_id).trials
    assert (after.tally.failed, after.status) == (0, "finished")
    differ = {"labels", "spec"}  # the switches stand in the name of the data set
    mine, other = (told(store, each.sweep.sweep_id) for each in (after, whole))
    assert {k: v for k, v in mine.items() if k not in differ} == {
        k: v for k, v in other.items() if k not in differ
    }
    assert mine["spec"].device == other["spec"].device
    assert after.sweep.estimate_s == whole.sweep.estimate_s


def test_where_strength_zero_failed_at_every_seed_it_is_said_and_no_gain_is(store):
    end = ended(store, ";raise_at=0.0")
    assert (end.status, end.has_verdict) == ("finished", False)
    assert counted(end, store) == (2, 8, "no such layer")
    found = read_result(end.sweep.sweep_id, store.url)
    assert found.notes[:2] == (
        "2 of 8 trials failed; the first: no such layer",
        "no trial at strength 0 finished: no such layer; so nothing is compared, and there is no"
        " verdict",
    )
    written = found.to_json()
    assert written["verdict"] is written["final_test"] is None
    assert [arm["gain"] for arm in written["arms"]] == [None] * 4
    assert [arm["val_accuracy"] is None for arm in written["arms"]] == [True, False, False, False]


def test_seeds_that_are_added_run_what_failed_at_strength_zero_again(store, tmp_path):
    end = ended(store, f";raise_at=0.0;mended={tmp_path / 'mended'}")
    (tmp_path / "mended").touch()
    more = control.more_seeds(end.sweep.sweep_id, 1, store.url, start=False)
    run(store, more)
    after = progress(more, store.url)
    assert (after.status, after.has_verdict, after.tally.failed) == ("finished", True, 0)
    assert after.sweep.spec.looks == 1  # nothing could be claimed before
