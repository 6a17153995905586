from dataclasses import replace

import pytest

from explorer import Policy, Step
from explorer.frozen import frozen
from explorer.policy.files import to_data
from explorer.sweep.running.tasks import tasks_of
from explorer.sweep.storage.store import Stored
from explorer.trial.spec import TrialSpec
from tests.sweep.test_reading import row, shown_arms, spec, sweep


def tasks(asked, *trials, **columns):
    stored = Stored(sweep(asked, **columns), shown_arms(asked), trials)
    return list(tasks_of(trials, stored, asked, "digest", "work"))


def test_a_task_is_the_trial_as_it_was_planned():
    (task,) = tasks(spec(seed=7), row(4, "strength-0.5", 2, "test"), precision="bf16")
    told = TrialSpec.from_json(task.spec)
    assert (task.key, task.entry) == (4, "work:trial")
    assert (told.arm.key, told.arm.strength) == ("strength-0.5", 0.5)
    assert (told.seed, told.split) == (2, "test")
    assert (told.sweep_seed, told.dataset, told.precision) == (7, "digest", "bf16")
    assert told.arm.policy == spec().policy


@pytest.mark.parametrize("rule", [1, 2, 9])
def test_every_trial_carries_the_strength_rule_of_its_sweep(rule):
    asked = replace(spec(), strength_rule=rule)
    told = tasks(asked, row(0, "strength-0", 0), row(1, "strength-1", 0))
    assert [task.spec["strength_rule"] for task in told] == [rule, rule]


def test_every_trial_carries_the_versions_that_its_sweep_was_planned_with():
    older = ("small-cnn 1", "plain 0", "accuracy 1")
    (old,) = tasks(replace(spec(), versions=older), row(0, "strength-0", 0))
    (new,) = tasks(spec(), row(0, "strength-0", 0))
    assert tuple(old.spec["versions"]) == older
    assert tuple(new.spec["versions"]) == spec().made_with


def test_an_arm_with_a_policy_of_its_own_is_trained_with_that():
    other = Policy((Step("b", "HorizontalFlip"),), name="flips")
    arms = list(shown_arms(spec()))
    arms[0] = replace(arms[0], policy=frozen(to_data(other)))
    trial = row(0, arms[0].key, 0)
    (task,) = tasks_of([trial], Stored(sweep(), tuple(arms), (trial,)), spec(), "d", "work")
    assert TrialSpec.from_json(task.spec).arm.policy.steps == other.steps
