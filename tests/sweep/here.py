"""An engine whose only worker is the process of the test, and sweeps that run on it."""

import os

from explorer.errors import SweepError
from explorer.sweep.engines import Began, Done, Failed
from explorer.sweep.running.conductor import conduct
from explorer.sweep.running.process import Runner
from tests.sweep import fake_work
from tests.sweep.conftest import WORK


class Here:
    """An engine whose only worker is this process."""

    def __init__(self, on_trial=lambda task: None):
        self._on_trial = on_trial

    def warm(self, preload):
        pass

    def run(self, tasks, data, tick_s):
        for task in tasks:
            yield Began(task.key)
            if task.entry.endswith(":trial"):
                self._on_trial(task)
            call = getattr(fake_work, task.entry.partition(":")[2])
            try:
                result = call(task.spec, data, lambda epoch: None)
            except (ValueError, SweepError) as error:
                yield Failed(task.key, str(error))
            else:
                yield Done(task.key, result)

    def cancel(self):
        pass


def run(store, sweep_id, token="t", engine=None):
    """Runs a sweep of fake trials to its end in this process."""
    store.claim(sweep_id, token)
    conduct(store, sweep_id, token, Runner.of(os.getpid()), WORK, engine or Here())
