"""What is said of classes rests on intervals that allow for all of them, and for all strengths."""

import numpy as np
import pytest

from explorer.sweep.findings.class_gains import ClassScores, gains, intervals
from tests.results import make_result


def scores(*classes):
    """Classes of 100 images, each with its pairs of accuracies, a seed each."""
    return {
        f"class {i}": [ClassScores(accuracy, before, 100) for accuracy, before in pairs]
        for i, pairs in enumerate(classes)
    }


def test_the_gain_of_a_class_is_the_mean_of_its_seeds():
    found = gains(scores([(0.9, 0.8), (0.8, 0.8)], [(0.5, 0.7), (0.5, 0.7)]))
    assert dict(found) == pytest.approx({"class 0": 0.05, "class 1": -0.2})


def test_one_seed_says_nothing_of_chance():
    assert intervals(scores([(0.9, 0.8)]), arms=1) is None
    assert intervals({}, arms=1) is None


def test_an_interval_holds_its_gain_and_grows_with_what_is_compared():
    found = scores([(0.9, 0.8), (0.88, 0.8), (0.9, 0.81)], [(0.7, 0.7), (0.71, 0.7), (0.7, 0.7)])
    few, many = intervals(found, arms=1), intervals(found, arms=20)
    for name, gain in gains(found).items():
        assert many[name][0] < few[name][0] < gain < few[name][1] < many[name][1]


def test_two_seeds_that_agree_by_chance_do_not_make_an_interval_narrow():
    wild = [(0.9, 0.7), (0.6, 0.9)]
    calm = [(0.8, 0.7), (0.8, 0.7)]
    beside_wild = intervals(scores(calm, wild), arms=1)["class 0"]
    beside_calm = intervals(scores(calm, calm), arms=1)["class 0"]
    assert beside_wild[1] - beside_wild[0] > 2 * (beside_calm[1] - beside_calm[0])


def test_no_interval_leaves_what_a_gain_can_be():
    (ends,) = intervals(scores([(1.0, 0.0), (0.0, 1.0)]), arms=8).values()
    assert ends == (-1.0, 1.0)


def test_a_result_has_the_intervals_of_its_classes_but_not_of_strength_0():
    none, some = make_result().arms[:2]
    assert none.per_class_gain_ci95 is None
    assert set(some.per_class_gain_ci95) == set(some.per_class_gain)
    told = some.to_json()["per_class_gain_ci95"]
    low, high = told["cat"]
    assert low < some.per_class_gain["cat"] < high
    assert "per_class_gain_ci95" not in none.to_json()


def test_without_a_true_change_a_class_is_seldom_said_to_change():
    rng = np.random.default_rng(18)
    told = 0
    for _ in range(200):
        false = False
        before = _accuracies(rng)
        for _ in range(4):
            after = _accuracies(rng)
            found = {
                str(c): [ClassScores(after[j, c], before[j, c], 60) for j in range(3)]
                for c in range(5)
            }
            false |= any(not low <= 0 <= high for low, high in intervals(found, 4).values())
        told += false
    assert told <= 200 * (0.05 + 2 * (0.05 * 0.95 / 200) ** 0.5)


def _accuracies(rng):
    """Three seeds of five classes: every arm errs on images of its own, and seeds differ."""
    hard = rng.uniform(0.6, 1.0, (5, 60))
    seeds = rng.normal(0, 0.03, (3, 5, 1))
    return (rng.random((3, 5, 60)) < hard + seeds).mean(axis=2)
