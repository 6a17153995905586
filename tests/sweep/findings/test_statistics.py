"""Intervals and comparisons of arms that any question may have, against known truth."""

import numpy as np
import pytest
from scipy import stats

from explorer.frozen import Frozen
from explorer.sweep.findings.blocks import Blocks
from explorer.sweep.findings.statistics import at_each
from explorer.sweep.findings.values import Outcome


def outcome(arm, seed, accuracy, train=None):
    trained = Frozen({} if train is None else {"accuracy": train})
    return Outcome(arm, seed, "val", Frozen({"accuracy": accuracy}), trained)


def blocks(rows):
    """Blocks of the accuracies by arm; None where a trial is missing."""
    found = [
        outcome(arm, seed, value)
        for arm, values in rows.items()
        for seed, value in enumerate(values)
        if value is not None
    ]
    return Blocks.of(found, list(rows))


def test_a_gain_is_paired_by_seed_with_any_arm_and_uses_the_pooled_variance():
    rows = {"none": (0.70, 0.74), "whole": (0.80, 0.82), "without": (0.79, 0.83)}
    table = blocks(rows)
    gain = table.gain(2, 1)
    assert gain.mean == pytest.approx(0.0)
    half = stats.t.ppf(0.975, 2) * np.sqrt(table.variance)
    assert gain.ci95 == pytest.approx((-half, half))
    assert table.gain(1, 0).mean == pytest.approx(0.09)
    assert table.gain(1, 1).ci95 == (0.0, 0.0)


def test_two_arms_have_the_gain_of_a_paired_t_test():
    rng = np.random.default_rng(5)
    one, other = rng.normal(0.8, 0.01, (2, 6))
    gain = blocks({"a": one, "b": other}).gain(1, 0)
    expected = stats.ttest_rel(other, one).confidence_interval(0.95)
    assert gain.ci95 == pytest.approx((expected.low, expected.high))


def test_the_intervals_of_gains_and_scores_hold_nothing_that_cannot_be():
    wild = blocks({"a": (0.1, 0.9), "b": (0.9, 0.2)})
    assert wild.gain(1, 0).ci95 == (-1.0, 1.0)
    assert wild.accuracy(1).ci95 == (0.0, 1.0)


def test_without_a_seed_in_common_there_is_no_gain_and_with_one_seed_no_interval():
    assert blocks({"a": (0.5, None), "b": (None, 0.6)}).gain(1, 0) is None
    alone = blocks({"a": (0.5,), "b": (0.6,)})
    assert (alone.variance, alone.gain(1, 0).ci95) == (None, None)


def test_intervals_that_hold_together_are_wider_than_one():
    assert at_each(0.95, 5) == pytest.approx(0.99)
    assert at_each(0.95, 1) == pytest.approx(0.95)
    table = blocks({"a": (0.70, 0.74), "b": (0.80, 0.82), "c": (0.79, 0.83)})
    one, all_of_five = table.gain(1, 0), table.gain(1, 0, at_each(0.95, 5))
    assert all_of_five.mean == one.mean
    assert all_of_five.ci95[0] < one.ci95[0] < one.ci95[1] < all_of_five.ci95[1]


def test_gains_of_several_arms_hold_together_as_often_as_they_say():
    """Six arms without any effect stand against one that all share.

    At most 5% of sweeps may have an interval that leaves 0 out.
    """
    rng = np.random.default_rng(11)
    names = ["whole", *(f"without {i}" for i in range(6))]
    confidence, runs, wrong = at_each(0.95, 6), 400, 0
    for _ in range(runs):
        values = rng.normal(0, 0.01, (7, 4)) + rng.normal(0, 0.02, 4)
        table = blocks(dict(zip(names, values, strict=True)))
        ends = [table.gain(k, 0, confidence).ci95 for k in range(1, 7)]
        wrong += any(low > 0 or high < 0 for low, high in ends)
    assert wrong / runs <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / runs)


def test_more_seeds_are_asked_for_where_they_would_tell():
    small = blocks({"a": (0.80, 0.82, 0.79), "b": (0.81, 0.82, 0.81)})
    assert small.more_seeds(1, 0, 2.0) > 0
    equal = blocks({"a": (0.80, 0.82), "b": (0.82, 0.80)})
    assert equal.more_seeds(1, 0, 2.0) is None
    assert blocks({"a": (0.5,), "b": (0.6,)}).more_seeds(1, 0, 2.0) == 1


def test_accuracies_have_intervals_of_their_own_seeds_within_0_and_1():
    table = Blocks.of([outcome("a", 0, 0.99, 1.0), outcome("a", 1, 1.0)], ["a"])
    assert table.accuracy(0).ci95[1] == 1.0
    assert table.train_accuracy(0).mean == 1.0
    assert table.counts.tolist() == [2]
