"""The same spec gives the same accuracies, whatever the number of workers and the interruptions:
with the real small network.
"""

import os
import signal

from explorer import Policy, Step
from explorer.data.image_set import open_image_set
from explorer.sweep import control
from explorer.sweep.planning.draft import draft
from explorer.sweep.storage.store import Store
from tests.sweep.conftest import wait_until
from tests.sweep.pictures import write_bars


def test_one_worker_and_two_with_a_kill_and_a_resume_give_equal_results(tmp_path, store_url):
    folder = str(write_bars(tmp_path / "bars"))
    images = open_image_set(folder)
    policy = Policy(
        steps=(Step("a", "Rotate", {"limit": (-60, 60)}, p=0.8), Step("b", "HorizontalFlip"))
    )

    def start(workers):
        spec = draft(
            policy,
            images,
            folder,
            shots=4,
            epochs=3,
            image_size=16,
            strengths=(0, 1),
            seeds=2,
            workers=workers,
        )
        return control.create(spec, store_url=store_url)

    one = wait_until(start(1), store_url, lambda progress: progress.ended, 250)
    killed = start(2)
    before = wait_until(killed, store_url, lambda progress: progress.done >= 1, 250)
    os.kill(before.sweep.runner.pid, signal.SIGKILL)
    wait_until(killed, store_url, lambda progress: progress.status == "interrupted", 5)
    control.resume(killed, store_url)
    resumed = wait_until(killed, store_url, lambda progress: progress.ended, 250)

    assert [end.status for end in (one, resumed)] == ["finished"] * 2
    first = _numbers(one, store_url)
    assert len(first) >= 6
    assert _numbers(resumed, store_url) == first


def _numbers(progress, store_url):
    predictions = Store(store_url).predictions(progress.sweep.sweep_id)
    return {
        (trial.split, trial.arm, trial.seed): (
            trial.result.scores,
            trial.result.train_scores,
            [epoch.val_loss for epoch in trial.epochs],
            predictions[trial.position],
        )
        for trial in progress.trials
    }
