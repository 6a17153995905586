"""Every row of the table of measures scores a network, from 0 to 1, and leaves it as it is."""

import pytest
import torch

from explorer.training.attempt import prepare, subset_of
from explorer.training.measures import scorer_of
from explorer.trial.measures import MEASURES


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_gives_the_same_share_twice_and_changes_nothing(spec, bars, name):
    attempt = prepare(spec, bars, subset_of(spec, bars), torch.device("cpu"))
    scored = attempt.score(attempt.val)
    before = {key: value.clone() for key, value in attempt.network.module.state_dict().items()}
    score = scorer_of(name)
    first, second = score(scored), score(scored)
    assert first == second
    assert isinstance(first, float)
    assert 0 <= first <= 1
    assert not attempt.network.module.training
    after = attempt.network.module.state_dict()
    assert all(torch.equal(before[key], after[key]) for key in before)
