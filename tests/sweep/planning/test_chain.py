"""Runs that come from another run, with trials of milliseconds (fake_work) in real processes."""

import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.errors import SweepError
from explorer.policy.strength import RULE_VERSION
from explorer.sweep import control
from explorer.sweep.planning import chain as runs_that_follow
from explorer.sweep.planning.cost import Measured, remember, remembered
from explorer.sweep.planning.spec import MAX_SEEDS
from explorer.sweep.questions.table import total_trials
from explorer.sweep.storage.store import Store
from tests.sweep.conftest import WORK, fake_spec, strength_of, tamper, wait_until
from tests.sweep.fake_work import accuracy


def ended(sweep_id, store_url):
    return wait_until(sweep_id, store_url, lambda progress: progress.ended, 60.0)


def seeds_of(progress, split):
    return {trial.seed for trial in progress.trials if trial.split == split}


def calls(log):
    return Counter(tuple(line.split()[1:]) for line in Path(log).read_text().splitlines())


def earlier_release(sweep_id, store_url):
    """Makes a stored sweep one of release 0.1.0, whose specs named no strength rule."""
    store = Store(store_url)
    unnamed = ("strength_rule", "looks", "continues", "spent_seeds")
    spec = store.sweep(sweep_id).spec.to_json()
    told = {key: value for key, value in spec.items() if key not in unnamed}
    tamper(store, sweep_id, spec=told)


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    """A sweep with three that come from it.

    One adds 2 seeds to it, one adds 1 to that, and one branches off the first.
    """
    folder = tmp_path_factory.mktemp("chain")
    url, log = f"sqlite:///{folder / 'sweeps.sqlite3'}", folder / "log"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUG_EXPLORER_HOME", str(folder))
        first = ended(
            control.create(
                fake_spec(data="fake", switches=f";log={log}"), store_url=url, work=WORK
            ),
            url,
        )
        runs = [first]
        for before, seeds in ((0, 2), (1, 1), (0, 2)):
            runs.append(
                ended(control.more_seeds(runs[before].sweep.sweep_id, seeds, url, WORK), url)
            )
        return runs, url, log


def test_more_seeds_is_a_new_run_that_takes_the_trials_over_and_leaves_the_first_as_it_was(chain):
    (first, second, *_), url, _ = chain
    assert second.status == "finished"
    assert control.progress(first.sweep.sweep_id, url) == first
    assert second.sweep.spec.seeds == 4
    assert second.result().to_json()["config"]["continues"] == first.sweep.sweep_id
    kept = {
        (t.arm, t.seed): (t.result, t.epochs, t.finished) for t in first.trials if t.split == "val"
    }
    taken = {
        (t.arm, t.seed): (t.result, t.epochs, t.finished) for t in second.trials if t.split == "val"
    }
    assert kept.items() <= taken.items()
    store = Store(url)
    old, new = store.predictions(first.sweep.sweep_id), store.predictions(second.sweep.sweep_id)
    places = {(t.arm, t.seed): t.position for t in second.trials if t.split == "val"}
    assert all(
        new[places[t.arm, t.seed]] == old[t.position] for t in first.trials if t.split == "val"
    )


def test_a_run_with_more_seeds_takes_over_the_smallest_gain_that_matters(store_url):
    told = {"strengths": (0, 0.5, 1, 2), "matters": 0.012}
    spec = fake_spec(options=told)
    first = ended(control.create(spec, store_url=store_url, work=WORK), store_url)
    second = ended(control.more_seeds(first.sweep.sweep_id, 1, store_url, WORK), store_url)
    for run in (first, second):
        document = run.result().to_json()
        assert (document["config"]["matters"], document["verdict"]["matters"]) == (0.012, 0.012)


def test_what_was_taken_over_is_not_trained_again(chain):
    _, _, log = chain
    counted = calls(log)
    assert all(
        counted["val", f"strength-{strength}", str(seed)] == 1
        for strength in ("0", "0.5", "1", "2")
        for seed in (0, 1)
    )


def test_an_accuracy_depends_on_strength_and_seed_alone_in_every_run_of_a_chain(chain):
    runs, _, _ = chain
    for run in runs:
        for trial in run.trials:
            assert trial.result.scores["accuracy"] == accuracy(strength_of(trial), trial.seed)


def test_no_run_of_a_chain_uses_a_seed_that_another_scored_on_the_test_split(chain):
    runs, _, _ = chain
    tested = [seeds_of(run, "test") for run in runs]
    assert sum(map(len, tested)) == len(set.union(*tested))
    for place, run in enumerate(runs):
        assert not seeds_of(run, "val") & set.union(*tested)
        assert not tested[place] & set.union(*(seeds_of(other, "val") for other in runs))
        assert set(run.sweep.final_test.seeds) == tested[place]
    assert tested[0] == {2, 3}
    assert seeds_of(runs[1], "val") == {0, 1, 4, 5}


def test_every_run_of_a_chain_knows_how_many_looks_there_were(chain):
    runs, _, _ = chain
    assert [run.result().to_json()["config"]["looks"] for run in runs] == [
        1,
        2,
        3,
        4,
    ]  # the branch has seen what the others told
    assert [run.sweep.verdict["looks"] for run in runs] == [1, 2, 3, 4]
    assert "look" not in runs[0].sweep.verdict["sentence"]
    assert (
        "These results have been looked at 2 times, with more seeds each time"
        in runs[1].sweep.verdict["sentence"]
    )
    assert any(
        "8 of its trials are taken over, 2 seeds are added; with it, the results are looked at"
        " 2 times" in note
        for note in runs[1].result().to_json()["notes"]
    )


def test_progress_and_lists_count_the_trials_of_a_chain_as_its_plan_does(chain):
    runs, url, _ = chain
    listed = {line.sweep_id: line for line in control.overview(url)}
    for run in runs:
        spec = replace(fake_spec(data="fake"), seeds=run.sweep.spec.seeds)
        assert run.done == run.total == total_trials(spec, True)
        line = listed[run.sweep.sweep_id]
        assert (line.trials_done, line.trials) == (run.done, run.total)


def test_seeds_are_added_to_a_stopped_run_too_and_what_it_lacked_is_run(
    started, store_url, tmp_path
):
    first = started(switches=f";sleep=0.1;log={tmp_path / 'log'}", seeds=3, time_budget_s=600.0)
    wait_until(first, store_url, lambda progress: progress.done >= 3)
    control.stop(first, store_url)
    kept = ended(first, store_url)
    assert kept.status == "stopped"
    second = ended(control.more_seeds(first, 1, store_url, WORK), store_url)
    assert second.status == "finished"
    assert seeds_of(second, "val") == {0, 1, 2, 3}
    counted = calls(tmp_path / "log")
    assert all(
        counted["val", t.arm, str(t.seed)] == 1 for t in kept.trials if t.status == "finished"
    )
    notes = second.result().to_json()["notes"]
    assert any(
        "the time budget of 600 s was for the sweep that this one continues" in note
        for note in notes
    )
    assert any("there is no final test: fake has no test images" in note for note in notes)


@pytest.mark.parametrize(
    ("seeds", "offender"),
    [
        (0, "0 is not a number of seeds"),
        (-3, "-3"),
        (2.5, "2.5"),
        (True, "True"),
        ("2", "'2'"),
        (None, "None"),
        (MAX_SEEDS, f"at most {MAX_SEEDS}"),
    ],
)
def test_a_number_of_seeds_that_cannot_be_added_is_named_and_nothing_is_written(
    chain, seeds, offender
):
    (first, *_), url, _ = chain
    before = len(control.overview(url))
    with pytest.raises(SweepError, match=offender):
        control.more_seeds(first.sweep.sweep_id, seeds, url, WORK)
    assert len(control.overview(url)) == before


def test_seeds_are_not_added_to_a_run_under_way_nor_to_one_without_results(started, store_url):
    running = started(switches=";sleep=0.5")
    wait_until(running, store_url, lambda progress: progress.status == "running")
    for start in (
        lambda: control.more_seeds(running, 1, store_url, WORK),
        lambda: control.start_again(running, store_url, WORK),
    ):
        with pytest.raises(SweepError, match=f"{running} is running"):
            start()
    control.stop(running, store_url)
    if not ended(running, store_url).done:
        with pytest.raises(SweepError, match=r"no trial of sweep .* has finished"):
            control.more_seeds(running, 1, store_url, WORK)


def test_data_that_changed_between_two_runs_are_refused_in_one_line(chain):
    (first, *_), url, _ = chain
    added = control.more_seeds(first.sweep.sweep_id, 1, url, WORK, start=False)
    store = Store(url)
    tamper(store, added, dataset=replace(first.sweep.dataset, digest="another").to_json())
    control.start(added, url, WORK)
    end = ended(added, url)
    assert (end.status, end.message) == (
        "failed",
        f"the data set fake has changed since sweep {first.sweep.sweep_id} was planned",
    )


@pytest.fixture
def old(started, store_url):
    """A sweep that release 0.1.0 left unfinished."""
    sweep_id = started(switches=";sleep=0.1", data="fake")
    wait_until(sweep_id, store_url, lambda progress: progress.done >= 2)
    control.stop(sweep_id, store_url)
    ended(sweep_id, store_url)
    earlier_release(sweep_id, store_url)
    return sweep_id


def test_no_trial_of_another_strength_rule_is_run_and_what_to_do_is_said(old, store_url):
    before = control.progress(old, store_url)
    assert control.out_of_date(before.sweep)
    for go_on in (
        control.resume,
        control.start,
        lambda sweep_id, url, work: control.more_seeds(sweep_id, 1, url, work),
    ):
        with pytest.raises(
            SweepError,
            match=f"rule 1, and this release has rule {RULE_VERSION}.*resume {old} --again",
        ):
            go_on(old, store_url, WORK)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "explorer.sweep.running.runner",
            old,
            "--store",
            store_url,
            "--work",
            WORK,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert control.progress(old, store_url) == before


def test_a_sweep_of_another_strength_rule_starts_again_as_a_new_run_that_takes_nothing_over(
    old, store_url
):
    end = ended(control.start_again(old, store_url, WORK), store_url)
    assert end.status == "finished"
    assert not control.out_of_date(end.sweep)
    before = control.progress(old, store_url)
    assert before.status == "stopped"
    assert end.sweep.spec == replace(
        before.sweep.spec, strength_rule=RULE_VERSION, looks=1, continues=None, spent_seeds=()
    )
    assert min(trial.finished for trial in end.trials) > max(
        trial.finished for trial in before.trials if trial.finished
    )


def test_a_finished_sweep_of_another_strength_rule_is_shown_with_a_word_about_it(chain):
    (first, *_), url, _ = chain
    earlier_release(first.sweep.sweep_id, url)
    document = control.read_result(first.sweep.sweep_id, url).to_json()
    assert document["config"]["strength_rule"] == 1
    assert document["verdict"]["sentence"] == first.sweep.verdict["sentence"]
    assert [note for note in document["notes"] if "measured under strength rule 1" in note]
    tamper(Store(url), first.sweep.sweep_id, spec=first.sweep.spec.to_json())


def test_what_was_measured_under_another_strength_rule_is_not_remembered():
    spec = fake_spec()
    found = Measured("fp32", "cpu", None, epoch_s=1.0, fixed_s=0.0)
    remember(replace(spec, strength_rule=1), "digest", found)
    assert remembered(replace(spec, strength_rule=1), "digest") == found
    assert remembered(spec, "digest") is None


def test_no_trial_of_another_version_is_run_and_a_new_run_takes_nothing_over(started, store_url):
    sweep_id = started(switches=";sleep=0.1", data="fake")
    wait_until(sweep_id, store_url, lambda progress: progress.done >= 2)
    control.stop(sweep_id, store_url)
    before = ended(sweep_id, store_url)
    # What a trial of today has is what the runner of the new run has, too: the older one is told.
    older = ("small-cnn 1", "plain 0", "accuracy 1")
    tamper(Store(store_url), sweep_id, spec=before.sweep.spec.to_json() | {"versions": older})
    assert control.out_of_date(control.progress(sweep_id, store_url).sweep)
    for go_on in (control.resume, lambda *told: control.more_seeds(told[0], 1, *told[1:])):
        with pytest.raises(SweepError, match=rf"with .*plain 0, .*resume {sweep_id} --again"):
            go_on(sweep_id, store_url, WORK)
    document = control.read_result(sweep_id, store_url).to_json()
    assert document["config"]["versions"] == list(older)
    assert [note for note in document["notes"] if "measured with small-cnn 1, plain 0" in note]
    end = ended(control.start_again(sweep_id, store_url, WORK), store_url)
    assert end.status == "finished"
    assert end.result().to_json()["config"]["versions"] == ["small-cnn 1", "plain 1", "accuracy 1"]
    assert min(trial.finished for trial in end.trials) > max(
        trial.finished for trial in before.trials if trial.finished
    )


def test_runs_that_go_round_in_a_circle_are_a_family_all_the_same(chain):
    (first, second, *_), url, _ = chain
    store = Store(url)
    told = first.sweep.spec.to_json() | {"continues": second.sweep.sweep_id}
    tamper(store, first.sweep.sweep_id, spec=told)
    added = control.more_seeds(second.sweep.sweep_id, 1, url, WORK, start=False)
    assert control.progress(added, url).sweep.spec.continues == second.sweep.sweep_id
    tamper(store, first.sweep.sweep_id, spec=first.sweep.spec.to_json())


def test_seeds_are_added_to_a_run_whose_time_budget_dropped_some(started, store_url):
    first = started(data="fake", switches=";took=20", seeds=6, time_budget_s=60.0)
    before = ended(first, store_url)
    assert (before.sweep.spec.seeds, seeds_of(before, "test")) == (2, {6, 7})
    end = ended(control.more_seeds(first, 2, store_url, WORK), store_url)
    assert (end.status, end.sweep.spec.seeds, end.sweep.spec.time_budget_s) == ("finished", 4, None)
    used = seeds_of(before, "val") | seeds_of(before, "test")
    assert len(seeds_of(end, "val")) == 4
    assert seeds_of(end, "val") & used == {0, 1}
    assert not seeds_of(end, "test") & (used | seeds_of(end, "val"))
    assert end.done == end.total == len(end.trials)


def test_two_continuations_that_are_made_at_once_confirm_on_different_seeds(
    chain, tmp_path, monkeypatch
):
    (first, *_), url, _ = chain
    copy = tmp_path / "copy.sqlite3"
    with (
        closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as there,
        closing(sqlite3.connect(copy)) as here,
    ):
        there.backup(here)
    both, write = threading.Barrier(2), runs_that_follow._add

    def when_both_have_read(*told):
        with suppress(threading.BrokenBarrierError):  # one of them has to wait for the other
            both.wait(1)
        return write(*told)

    monkeypatch.setattr(runs_that_follow, "_add", when_both_have_read)

    def continued(_):
        return control.more_seeds(first.sweep.sweep_id, 1, f"sqlite:///{copy}", WORK, start=False)

    with ThreadPoolExecutor(2) as pool:
        added = list(pool.map(continued, range(2)))
    tested = [seeds_of(control.progress(run, f"sqlite:///{copy}"), "test") for run in added]
    assert all(tested)
    assert not set.intersection(*tested)
