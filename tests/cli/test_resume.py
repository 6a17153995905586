"""`resume`: what is missing of a sweep, more seeds, or the same settings anew."""

import json
import os
import signal

import pytest

from explorer.cli.resume import resume
from explorer.errors import ExplorerError
from explorer.frozen import thawed
from explorer.policy.files import load
from explorer.sweep import control
from explorer.sweep.running.process import start_mark
from explorer.sweep.storage.store import Store
from tests.cli.calls import freeze, invoke, wait
from tests.sweep import here
from tests.sweep.conftest import add, fake_spec, tamper, wait_until


def test_resume_of_a_finished_sweep_writes_its_files_again(swept, tmp_path):
    again = invoke(resume, swept.sweep_id, "--out", tmp_path / "again")
    assert again.exception is None, again.output
    assert json.loads((tmp_path / "again" / "sweep.json").read_text()) == swept.document


def test_more_seeds_are_a_new_run_that_takes_over_the_trials(swept, tmp_path):
    before = swept.document
    more = invoke(resume, swept.sweep_id, "--seeds", 1, "--out", tmp_path / "more")
    assert more.exception is None, more.output
    longer = json.loads((tmp_path / "more" / "sweep.json").read_text())
    config = longer["config"]
    assert (config["seeds"], config["looks"], config["continues"]) == (3, 2, swept.sweep_id)
    assert [[trial["val_accuracy"] for trial in arm["trials"]][:2] for arm in longer["arms"]] == [
        [trial["val_accuracy"] for trial in arm["trials"]] for arm in before["arms"]
    ]
    assert not {*longer["final_test"]["seeds"]} & {*before["final_test"]["seeds"]}
    assert load(tmp_path / "more" / "policy.json").policy.evidence["looks"] == 2
    assert len(control.overview()) == 2


def test_more_seeds_are_refused_once_the_data_set_has_changed(swept, tmp_path):
    picture = next(swept.bars.rglob("*.png"))
    picture.rename(tmp_path / picture.name)
    try:
        changed = invoke(resume, swept.sweep_id, "--seeds", 1)
    finally:
        (tmp_path / picture.name).rename(picture)  # others look at the same bars
    assert "has changed since sweep" in str(changed.exception)


def test_an_unknown_sweep_is_not_resumed():
    done = invoke(resume, "nope")
    assert isinstance(done.exception, ExplorerError)
    assert "'nope' is not a sweep" in str(done.exception)


def test_seeds_and_again_are_not_told_together(tmp_path):
    sweep_id = control.create(fake_spec(), start=False)
    done = invoke(resume, sweep_id, "--seeds", 2, "--again", "--out", tmp_path / "out")
    assert "give one of them" in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_judge_again_says_the_new_verdict_and_writes_the_files_anew(swept, tmp_path):
    with control.opened(None) as store:
        before = store.look(swept.sweep_id)
        verdict = thawed(before.sweep.verdict) | {"sentence": "It was so."}
        del verdict["release"]
        tamper(store, swept.sweep_id, verdict=verdict)
    shown = invoke(resume, swept.sweep_id)
    assert shown.output.startswith("It was so. (As of release 0.1.)\n")
    done = invoke(resume, swept.sweep_id, "--judge", "--out", tmp_path / "out")
    assert done.exception is None, done.output
    written = json.loads((tmp_path / "out" / "sweep.json").read_text())
    assert done.stdout.startswith(f"{written['verdict']['sentence']}\n")
    assert written["verdict"] == swept.document["verdict"]
    assert written["final_test"] == swept.document["final_test"]
    assert written["arms"] == swept.document["arms"]
    assert "Release 0.1 had said: It was so." in done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "sweep.json",
        "report.html",
        "policy.json",
    }
    with control.opened(None) as store:
        assert store.look(swept.sweep_id).trials == before.trials


def test_judge_says_where_it_changes_nothing(swept):
    done = invoke(resume, swept.sweep_id, "--judge")
    assert done.exception is None, done.output
    assert f"sweep {swept.sweep_id} says the same as before" in done.stderr


@pytest.mark.parametrize("options", [("--again",), ("--seeds", 2)])
def test_judge_is_told_alone(options):
    done = invoke(resume, "whatever", "--judge", *options)
    assert "--judge trains nothing: give one of them" in str(done.exception)


def test_a_sweep_without_a_verdict_is_not_judged_again():
    sweep_id = control.create(fake_spec(), start=False)
    control.stop(sweep_id)
    done = invoke(resume, sweep_id, "--judge")
    assert f"sweep {sweep_id} is stopped and has no verdict" in str(done.exception)


def test_resume_of_a_sweep_that_runs_follows_it_and_writes_its_files(fake, tmp_path):
    wait_until(fake, None, lambda progress: progress.status == "running")
    done = invoke(resume, fake, "--out", tmp_path / "out")
    assert done.exception is None, done.output
    assert f"note: sweep {fake} is running already; following it" in done.stderr
    assert json.loads((tmp_path / "out" / "sweep.json").read_text())["status"] == "finished"


def test_resume_begins_a_sweep_of_another_strength_rule_anew_only_where_it_is_told_to(fake):
    control.stop(fake)
    wait_until(fake, None, lambda progress: progress.ended)
    with control.opened(None) as store:
        spec = store.sweep(fake).spec.to_json()
        del spec["strength_rule"]
        tamper(store, fake, spec=spec)
    assert f"`aug-explorer resume {fake} --again`" in str(invoke(resume, fake).exception)
    done = invoke(resume, fake, "--again")
    assert done.exception is None, done.output
    newest, before = control.overview()
    assert (newest.status, before.sweep_id, before.status) == ("finished", fake, "stopped")
    assert f"note: the new run is sweep {newest.sweep_id}" in done.stderr


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs signals that stop a process")
def test_resume_takes_over_from_a_runner_that_stays_silent(fake, monkeypatch):
    monkeypatch.setattr("explorer.sweep.running.process.STALE_AFTER_S", 6.0)
    runner = wait_until(fake, None, lambda progress: progress.fraction > 0).sweep.runner
    with control.opened(None) as store:
        freeze(runner.pid, store.url.removeprefix("sqlite:///"))
    try:
        done = invoke(resume, fake)
        assert done.exception is None, done.output
        assert control.progress(fake).sweep.runner != runner
    finally:
        os.killpg(runner.pid, signal.SIGCONT)
    wait(lambda: start_mark(runner.pid) is None)  # the sweep is no longer its own


def test_a_finished_sweep_without_a_verdict_says_why_and_writes_what_there_is(run, tmp_path):
    store = Store()
    sweep_id = add(store, fake_spec(switches=";sleep=0;raise_at=0.0"))
    here.run(store, sweep_id)
    code, out, err = run("resume", sweep_id, "--out", tmp_path / "out")
    assert code == 1
    assert "note: 2 of 8 trials failed; the first: no such layer\n" in err
    assert "note: no trial at strength 0 finished: no such layer; so nothing is compared" in err
    assert err.endswith(f"sweep {sweep_id} has no verdict, and recommends no policy\n")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"sweep.json", "report.html"}
    assert out.count("wrote ") == 2
    document = json.loads((tmp_path / "out" / "sweep.json").read_text())
    assert document["trials"]["failed"] == 2
    assert [arm["gain"] for arm in document["arms"]] == [None] * 4
