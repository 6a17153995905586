from dataclasses import replace

import pytest

from explorer.errors import SweepError
from explorer.sweep.engines import Done, Failed
from explorer.sweep.planning.cost import Measured, measured, remember, remembered
from tests.sweep.conftest import fake_spec

FOUND = Measured("fp32", "cpu", None, epoch_s=1.0, fixed_s=0.5)


def probes(*seconds):
    """Answers the probe of each worker with its seconds for an epoch."""

    def run(tasks):
        for task, epoch_s in zip(tasks, seconds, strict=True):
            yield None
            yield Done(task.key, replace(FOUND, epoch_s=epoch_s).to_json())

    return run


def test_the_slowest_worker_tells_what_a_trial_costs():
    assert measured(fake_spec(), "d", "work", probes(1.0, 3.0)).epoch_s == 3.0


def test_what_was_measured_is_remembered_unless_a_time_budget_depends_on_it():
    measured(fake_spec(), "d", "work", probes(1.0, 3.0))
    assert measured(fake_spec(), "d", "work", probes()).epoch_s == 3.0
    budgeted = fake_spec(time_budget_s=60.0)
    assert measured(budgeted, "d", "work", probes(2.0, 2.0)).epoch_s == 2.0


def test_a_probe_that_fails_says_what_the_trial_would():
    def run(tasks):
        yield Failed(tasks[0].key, "no such layer")

    with pytest.raises(SweepError, match="no such layer"):
        measured(fake_spec(), "d", "work", run)


@pytest.mark.parametrize(
    "changes",
    [{"workers": 1}, {"strength_rule": 1}, {"versions": ("small-cnn 1", "plain 9", "accuracy 1")}],
)
def test_what_changes_the_cost_or_the_numbers_is_remembered_apart(changes):
    remember(replace(fake_spec(), **changes), "d", FOUND)
    assert remembered(replace(fake_spec(), **changes), "d") == FOUND
    assert remembered(fake_spec(), "d") is None


def test_a_network_of_ones_own_is_not_remembered():
    own = replace(fake_spec(), setting=replace(fake_spec().setting, model="mine:net"))
    remember(own, "d", FOUND)
    assert remembered(own, "d") is None
