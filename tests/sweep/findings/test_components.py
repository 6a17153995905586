"""Mean squares by hand, and what trials that are missing leave to compare."""

import numpy as np
import pytest

from explorer.sweep.findings.components import components, unpacked

# Two arms, two seeds, three pictures. The differences of the arms, seed by seed, are (1, 0, 0) and
# (1, 1, -1): the mean is 1/3. By seed 1/3 and 1/3; by picture 1, 1/2, -1/2.
FIRST = [[0, 1, 0], [0, 0, 1]]
SECOND = [[1, 1, 0], [1, 1, 0]]


def parts(*arms):
    right = np.array(arms, dtype=bool)
    return components(right.mean(axis=2), right)


def test_mean_squares_of_two_arms_two_seeds_and_three_pictures_are_those_by_hand():
    found = parts(FIRST, SECOND)
    assert found.difference[1, 0] == pytest.approx(1 / 3)
    assert found.by_seed[1, 0] == pytest.approx(0)
    # Squares: total 1+1+1+1 - 6/9 = 10/3; pictures 2 (4/9 + 1/36 + 25/36) = 7/3; seeds 0; rest 1.
    residual = 1 / (1 * 2)
    assert found.residual[1, 0] == pytest.approx(residual / 3)
    assert found.by_picture[1, 0] == pytest.approx((7 / 3 / 2 - residual) / (2 * 3))


def test_components_of_every_pair_are_those_of_the_pair_alone():
    rng = np.random.default_rng(1)
    right = rng.random((4, 3, 50)) < np.linspace(0.5, 0.9, 4)[:, None, None]
    found = parts(*right)
    for k, other in [(0, 1), (3, 1), (2, 0)]:
        alone = parts(right[other], right[k])
        for name in ("difference", "by_seed", "residual", "by_picture"):
            both = getattr(found, name)[k, other], getattr(alone, name)[1, 0]
            assert both[0] == pytest.approx(both[1]), name


def test_many_sweeps_at_once_are_each_what_they_are_alone():
    rng = np.random.default_rng(2)
    right = rng.random((5, 3, 2, 40)) < 0.7
    many = components(right.mean(axis=3), right)
    alone = components(right[2].mean(axis=2), right[2])
    for name in ("difference", "shared", "by_seed", "residual", "by_picture"):
        assert getattr(many, name)[2] == pytest.approx(getattr(alone, name), nan_ok=True), name


def test_pairs_with_missing_trials_use_the_seeds_that_both_have():
    rng = np.random.default_rng(3)
    right = rng.random((3, 4, 30)) < 0.6
    val = right.mean(axis=2)
    val[0, 3], val[1, :2] = np.nan, np.nan
    found = components(val, right)
    assert found.shared.tolist() == [[3, 1, 3], [1, 2, 2], [3, 2, 4]]
    alone = parts(right[0, :3], right[2, :3])
    assert found.by_picture[2, 0] == pytest.approx(alone.by_picture[1, 0])
    assert found.by_seed[2, 0] == pytest.approx(alone.by_seed[1, 0])
    assert found.difference[1, 0] == pytest.approx(right[1, 2].mean() - right[0, 2].mean())
    assert np.isnan(found.by_seed[1, 0])


def test_arms_without_a_seed_in_common_have_no_difference():
    found = components(np.array([[0.5, np.nan], [np.nan, 0.6]]))
    assert found.shared[0, 1] == 0
    assert np.isnan(found.difference[0, 1])


def test_networks_that_agree_on_every_picture_are_known_no_better_than_one_picture():
    found = parts(FIRST, FIRST)
    assert found.residual[1, 0] == pytest.approx(1 / 6 / 3)
    assert found.by_picture[1, 0] == 0


def test_a_plan_takes_at_least_a_tenth_of_what_a_picture_adds_as_lasting():
    found = parts(FIRST, FIRST)
    assert found.lasting[1, 0] == pytest.approx(0.1 * (found.lasting + found.residual)[1, 0])
    more = parts(FIRST, SECOND)
    assert more.lasting[1, 0] == more.by_picture[1, 0] > 0
    assert not components(np.array([[0.5, 0.6], [0.6, 0.6]])).lasting.any()


def test_pictures_are_kept_eight_to_a_byte():
    right = np.array([1, 0, 0, 1, 1, 1, 0, 1, 0, 1, 1], dtype=bool)
    assert unpacked(np.packbits(right).tobytes(), 11).tolist() == right.tolist()
