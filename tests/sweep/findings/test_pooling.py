"""Which errors are pooled, and which are not."""

import numpy as np
import pytest

from explorer.sweep.findings.components import components
from explorer.sweep.findings.pooling import pooled


def sweep(means, noises, seeds=3, seed=0):
    rng = np.random.default_rng(seed)
    errors = rng.standard_normal((len(means), seeds)) * np.asarray(noises)[:, None]
    return np.asarray(means)[:, None] + errors


def test_two_arms_have_the_error_of_a_paired_t_test():
    val = sweep([0.8, 0.81], [0.01, 0.01], seeds=5)
    found = pooled(components(val))
    assert found.standard[1, 0] == pytest.approx((val[1] - val[0]).std(ddof=1) / np.sqrt(5))
    assert found.freedom[1, 0] == 4


def test_arms_that_spread_alike_share_all_degrees_of_freedom():
    found = pooled(components(sweep([0.8] * 9, [0.01] * 9)))
    assert found.kept.all()
    assert set(found.freedom[~np.eye(9, dtype=bool)]) == {16}


def test_an_arm_that_spreads_more_than_the_others_widens_its_own_differences_alone():
    val = sweep([0.8] * 6, [0.002] * 6)
    calm = pooled(components(val)).standard
    val[5] += [0.03, -0.03, 0.0]
    wild = pooled(components(val)).standard
    assert wild[5, 0] > 1.5 * wild[4, 0] > 1.5 * calm[4, 0]
    shown = (val[5] - val[0]).std(ddof=1) / np.sqrt(3)
    assert wild[5, 0] == pytest.approx(shown, rel=0.1)


def test_what_lies_far_below_changes_nothing_of_the_others():
    val = sweep([0.8, 0.805, 0.80, 0.795, 0.80], [0.005] * 5)
    alone = pooled(components(val))
    wild = np.vstack([val, [0.3, 0.5, 0.1]])
    beside = pooled(components(wild))
    assert beside.kept.tolist() == [True] * 5 + [False]
    assert beside.standard[:5, :5] == pytest.approx(alone.standard)
    assert beside.freedom[:4, 4] == pytest.approx(alone.freedom[:4, 4])


def test_far_below_is_far_below_however_many_strengths_there_are():
    for count in (5, 20):
        val = sweep([0.8] * count + [0.7], [0.005] * (count + 1))
        assert pooled(components(val)).kept.tolist() == [True] * count + [False]


def test_with_too_few_left_what_lies_far_below_is_pooled_too():
    val = sweep([0.8, 0.8, 0.5, 0.5], [0.005] * 4, seeds=2)
    assert pooled(components(val)).kept.all()


def test_one_seed_shows_no_error():
    found = pooled(components(np.array([[0.8], [0.9]])))
    assert np.isnan(found.standard).all()


def test_a_pair_that_shares_one_seed_has_the_error_of_the_others():
    val = sweep([0.8] * 4, [0.01] * 4)
    val[3, 1:] = np.nan
    found = pooled(components(val))
    assert found.standard[3, 0] == pytest.approx(found.standard[1, 0] * np.sqrt(3), rel=0.5)
    assert np.isfinite(found.half(3, 0, 0.95))
