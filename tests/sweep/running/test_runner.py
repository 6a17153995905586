"""The promises of the runner, with trials of milliseconds (fake_work) in real processes."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from explorer.errors import SweepError
from explorer.sweep import control
from explorer.sweep.running.process import Watch, start_mark
from explorer.sweep.storage.store import Store
from tests.sweep.conftest import WORK, fake_spec, tamper, wait_until
from tests.sweep.fake_work import accuracy


def accuracies(progress):
    return {
        (trial.split, trial.arm, trial.seed): trial.result.scores["accuracy"]
        for trial in progress.trials
        if trial.result
    }


def logged(path):
    """Returns the (split, arm, seed) of every call of the trial function.

    With them the processes that made the calls.
    """
    lines = [line.split() for line in Path(path).read_text().splitlines()]
    return Counter(tuple(line[1:]) for line in lines), {int(line[0]) for line in lines}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A sweep that ran to its end without interruption, on two workers, with a test split."""
    folder = tmp_path_factory.mktemp("whole")
    url = f"sqlite:///{folder / 'sweeps.sqlite3'}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUG_EXPLORER_HOME", str(folder))
        sweep_id = control.create(fake_spec(data="fake"), store_url=url, work=WORK)
        return wait_until(sweep_id, url, lambda progress: progress.ended), url


def test_a_sweep_runs_to_its_verdict_and_final_test(whole):
    end, _ = whole
    assert (end.status, end.message, end.fraction) == ("finished", "", 1.0)
    assert (end.done, end.total) == (
        12,
        12,
    )  # 4 strengths x 2 seeds, and 2 fresh seeds at strength 0 and at the winner
    found = end.result().to_json()
    assert found["verdict"]["balance_point"] == 0.5
    assert found["final_test"]["strength"] == 0.5
    assert found["final_test"]["seeds"] == [2, 3]
    assert found["final_test"]["gain"]["mean"] == pytest.approx(accuracy(0.5, 0) - accuracy(0, 0))
    assert found["final_test"]["report"]["cat"]["support"] == 10


def test_a_finished_sweep_is_not_resumed(whole):
    end, url = whole
    with pytest.raises(SweepError, match="is finished"):
        control.resume(end.sweep.sweep_id, url, WORK)


def test_epochs_show_while_a_trial_runs(started, store_url):
    sweep_id = started(switches=";sleep=0.3", epochs=5, strengths=(0, 1), seeds=1)
    seen = wait_until(
        sweep_id,
        store_url,
        lambda progress: any(t.status == "running" and len(t.epochs) >= 2 for t in progress.trials),
    )
    assert seen.done == 0
    assert 0 < seen.fraction < 1


def test_stop_is_acknowledged_within_one_second_and_over_within_three(started, store_url):
    sweep_id = started(switches=";sleep=0.5", epochs=100)
    wait_until(sweep_id, store_url, lambda progress: any(trial.epochs for trial in progress.trials))
    asked = time.monotonic()
    control.stop(sweep_id, store_url)
    wait_until(
        sweep_id, store_url, lambda progress: progress.status in ("stopping", "stopped"), 1.0
    )
    wait_until(
        sweep_id,
        store_url,
        lambda progress: progress.status == "stopped",
        3.0 - (time.monotonic() - asked),
    )


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs signals that stop a process")
def test_a_stop_that_is_asked_for_while_the_runner_sleeps_is_heard_when_it_wakes(
    started, store_url, monkeypatch
):
    monkeypatch.setattr("explorer.sweep.running.process.STALE_AFTER_S", 2.0)
    sweep_id = started(switches=";sleep=0.5", epochs=100)
    runner = wait_until(
        sweep_id, store_url, lambda progress: any(trial.epochs for trial in progress.trials)
    ).sweep.runner
    os.killpg(runner.pid, signal.SIGSTOP)
    time.sleep(3)
    monkeypatch.setattr("explorer.sweep.running.process.WATCH", Watch())
    control.stop(sweep_id, store_url)
    seen = control.progress(sweep_id, store_url)
    os.killpg(runner.pid, signal.SIGCONT)
    assert (seen.status, seen.sweep.stop_requested) == ("running", True)
    _wait_gone([runner.pid])
    assert control.progress(sweep_id, store_url).status == "stopped"


def test_a_runner_that_is_busy_preparing_stops_all_the_same(started, store_url):
    sweep_id = started(data="fake;prepare=60")
    runner = wait_until(
        sweep_id, store_url, lambda progress: progress.status == "running"
    ).sweep.runner
    control.stop(sweep_id, store_url)
    wait_until(sweep_id, store_url, lambda progress: progress.status == "stopped", 3.0)
    _wait_gone([runner.pid])


def test_stop_twice_is_harmless_and_a_stopped_sweep_resumes(started, store_url, tmp_path):
    sweep_id = started(switches=f";sleep=0.05;log={tmp_path / 'log'}")
    wait_until(sweep_id, store_url, lambda progress: progress.done >= 2)
    control.stop(sweep_id, store_url)
    control.stop(sweep_id, store_url)
    kept = wait_until(sweep_id, store_url, lambda progress: progress.ended)
    control.stop(sweep_id, store_url)
    assert kept.status == "stopped"
    control.resume(sweep_id, store_url, WORK)
    end = wait_until(sweep_id, store_url, lambda progress: progress.ended)
    assert end.status == "finished"
    calls, _ = logged(tmp_path / "log")
    assert all(calls[(split, arm, str(seed))] == 1 for split, arm, seed in accuracies(kept))


def test_a_killed_runner_loses_no_result_shows_as_interrupted_and_resumes_at_once(
    started, store_url, tmp_path, whole
):
    sweep_id = started(data="fake", switches=f";sleep=0.1;log={tmp_path / 'log'}")
    before = wait_until(sweep_id, store_url, lambda progress: progress.done >= 2)
    os.kill(before.sweep.runner.pid, signal.SIGKILL)
    _, workers = logged(tmp_path / "log")
    after = wait_until(sweep_id, store_url, lambda progress: progress.status == "interrupted", 2.0)
    assert accuracies(before).items() <= accuracies(after).items()
    control.resume(sweep_id, store_url, WORK)
    _wait_gone(workers)
    end = wait_until(sweep_id, store_url, lambda progress: progress.ended)
    assert end.status == "finished"
    assert accuracies(end) == accuracies(whole[0])
    calls, _ = logged(tmp_path / "log")
    assert all(calls[(split, arm, str(seed))] == 1 for split, arm, seed in accuracies(after))


def test_a_sweep_outlives_the_process_that_started_it(store_url):
    code = f"""
import time
from explorer.sweep import control
from tests.sweep.conftest import fake_spec
print(control.create(fake_spec(), store_url={store_url!r}, work={WORK!r}), flush=True)
time.sleep(600)
"""
    server = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    sweep_id = server.stdout.readline().strip()
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    assert wait_until(sweep_id, store_url, lambda progress: progress.ended).status == "finished"


def test_a_worker_that_dies_costs_one_retry_and_nothing_else(started, store_url, tmp_path):
    log = tmp_path / "log"
    end = wait_until(
        started(switches=f";log={log};die=1.0,1;once={tmp_path / 'died'}"),
        store_url,
        lambda progress: progress.ended,
    )
    assert end.status == "finished"
    assert {trial.status for trial in end.trials} == {"finished"}
    calls, workers = logged(log)
    assert calls.pop(("val", "strength-1", "1")) == 2
    assert set(calls.values()) == {1}
    assert len(workers) >= 2


def test_a_trial_that_always_kills_its_worker_fails_alone(started, store_url):
    end = wait_until(started(switches=";always=1.0,1"), store_url, lambda progress: progress.ended)
    assert end.status == "finished"
    failed = [trial for trial in end.trials if trial.status == "failed"]
    assert [(trial.arm, trial.seed) for trial in failed] == [("strength-1", 1)]
    assert "died twice" in failed[0].message
    arm = next(arm for arm in end.result().to_json()["arms"] if arm["strength"] == 1)
    assert [trial["status"] for trial in arm["trials"]] == ["finished", "failed"]


def test_a_sweep_whose_trials_all_fail_ends_with_one_line(started, store_url):
    end = wait_until(
        started(switches=";raise=no such layer"), store_url, lambda progress: progress.ended
    )
    assert (end.status, end.message) == ("failed", "no trial finished: ValueError: no such layer")
    assert end.tally.failed == 8
    assert (end.tally.total, end.tally.why) == (8, "ValueError: no such layer")


def test_a_final_test_that_fails_leaves_the_verdict(started, store_url):
    end = wait_until(
        started(data="fake", switches=";raise_at=test", seeds=3),
        store_url,
        lambda progress: progress.ended,
    )
    assert end.status == "finished"
    assert end.sweep.verdict["balance_point"] == 0.5
    assert end.sweep.final_test is None
    assert end.sweep.notes == ("there is no final test: ValueError: no such layer",)


def test_without_a_result_at_strength_zero_there_is_no_verdict(started, store_url):
    end = wait_until(started(switches=";raise_at=0.0"), store_url, lambda progress: progress.ended)
    assert (end.status, end.message, end.sweep.verdict) == ("finished", "", None)
    assert (end.done, end.tally.failed, end.total) == (6, 2, 8)
    assert end.sweep.notes[0] == (
        "no trial at strength 0 finished: ValueError: no such layer; so nothing is compared, and"
        " there is no verdict"
    )


def test_a_crash_of_the_runner_itself_ends_with_one_line(store_url):
    sweep_id = control.create(fake_spec(), store_url=store_url, work="tests.sweep.no_such_module")
    end = wait_until(sweep_id, store_url, lambda progress: progress.ended)
    assert end.status == "failed"
    assert "no_such_module" in end.message
    assert "\n" not in end.message


def test_the_second_of_two_sweeps_waits_and_says_for_which(started, store_url):
    first = started(switches=";sleep=0.2")
    wait_until(first, store_url, lambda progress: progress.status == "running")
    second = started()
    waiting = wait_until(second, store_url, lambda progress: progress.message)
    ahead = f"an unnamed policy on fake ({first[-4:]})"
    assert waiting.message == f"it waits until the run of {ahead} has ended"
    assert (waiting.status, waiting.left_s) == ("queued", None)
    control.stop(first, store_url)
    assert wait_until(second, store_url, lambda progress: progress.ended).status == "finished"


def test_a_queued_sweep_can_be_stopped(started, store_url):
    first, second = started(switches=";sleep=1"), started()
    wait_until(second, store_url, lambda progress: progress.message)
    control.stop(second, store_url)
    wait_until(second, store_url, lambda progress: progress.status == "stopped", 3.0)
    assert not control.progress(first, store_url).ended


def test_a_sweep_under_way_has_one_runner_only(started, store_url):
    sweep_id = started(switches=";sleep=0.5")
    wait_until(sweep_id, store_url, lambda progress: progress.status == "running")
    with pytest.raises(SweepError, match=f"{sweep_id} is running"):
        control.resume(sweep_id, store_url, WORK)
    with pytest.raises(SweepError, match="already"):
        Store(store_url).claim(sweep_id, "another")


def test_the_number_of_workers_changes_no_accuracy(started, store_url, whole):
    end = wait_until(started(data="fake", workers=1), store_url, lambda progress: progress.ended)
    assert accuracies(end) == accuracies(whole[0])


def test_a_time_budget_is_kept_and_what_it_dropped_is_said(started, store_url):
    end = wait_until(
        started(switches=";probe=0.5", seeds=20, time_budget_s=25.0),
        store_url,
        lambda progress: progress.ended,
    )
    assert end.status == "finished"
    assert end.sweep.spec.seeds < 20
    assert "to fit into 25 s, the plan leaves out" in end.sweep.notes[0]


def test_trials_that_take_longer_than_measured_cost_the_last_seeds(started, store_url):
    end = wait_until(
        started(data="fake", switches=";took=20", seeds=6, time_budget_s=60.0),
        store_url,
        lambda progress: progress.ended,
    )
    assert end.status == "finished"
    assert end.sweep.spec.seeds == 2  # each further seed would take 40 s and more of 60
    assert end.sweep.notes == ("to keep to 60 s, the run left out 4 more of its 6 seeds",)
    assert {trial.seed for trial in end.trials if trial.split == "val"} == {0, 1}
    assert end.sweep.final_test.seeds == (6, 7)  # as many as the curve has in the end
    assert end.done == end.total == 12
    assert [len(arm["trials"]) for arm in end.result().to_json()["arms"]] == [2] * 4


def test_the_runner_is_a_command_that_needs_no_starter(store_url):
    sweep_id = control.create(fake_spec(), store_url=store_url, start=False)
    command = [
        sys.executable,
        "-m",
        "explorer.sweep.running.runner",
        sweep_id,
        "--store",
        store_url,
        "--work",
        WORK,
    ]
    assert subprocess.run(command, timeout=60, check=False).returncode == 0
    assert control.progress(sweep_id, store_url).status == "finished"
    again = subprocess.run(command, timeout=60, check=False, capture_output=True, text=True)
    assert (again.returncode, again.stderr) == (
        2,
        f"error: sweep {sweep_id} is finished; nothing is left to run\n",
    )


def test_the_runner_leaves_when_another_has_taken_its_sweep(started, store_url):
    sweep_id = started(switches=";sleep=0.5", epochs=50)
    seen = wait_until(
        sweep_id, store_url, lambda progress: progress.status == "running" and progress.trials
    )
    tamper(Store(store_url), sweep_id, token="another")
    _wait_gone([seen.sweep.runner.pid])


def _wait_gone(pids, timeout_s=3.0):
    deadline = time.monotonic() + timeout_s
    while any(start_mark(pid) is not None for pid in pids):
        assert time.monotonic() < deadline, f"of {pids} some still run"
        time.sleep(0.02)


def test_without_test_images_the_missing_final_test_is_said(started, store_url):
    end = wait_until(started(), store_url, lambda progress: progress.ended)
    assert (end.status, end.sweep.final_test) == ("finished", None)
    assert end.sweep.notes == ("there is no final test: fake has no test images",)


def test_a_runner_that_is_started_by_hand_waits_for_no_network_either(store_url):
    code = (
        "import os; from explorer.sweep.running import runner; "
        f"runner.main(['none', '--store', {store_url!r}]); print(os.environ['HF_HUB_OFFLINE'])"
    )
    for asked, used in ((None, "1"), ("0", "0")):
        environment = {
            name: value for name, value in os.environ.items() if name != "HF_HUB_OFFLINE"
        } | ({} if asked is None else {"HF_HUB_OFFLINE": asked})
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.stdout.strip() == used
