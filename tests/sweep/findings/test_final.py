import numpy as np
import pytest

from explorer.sweep.findings.final import FinalTest, Scored, final_test
from tests.sweep.findings.simulated import draw

CALLED = (0, 1, 1, 1)


def scored(arm, *accuracies, first=0):
    return [Scored(arm, first + i, accuracy, CALLED) for i, accuracy in enumerate(accuracies)]


def confirm(trials, arm="without a"):
    return final_test(
        trials, (0, 0, 1, 1), ("cat", "dog"), arm=arm, strength=1.0, compared_with="whole"
    )


def test_any_two_arms_can_be_confirmed_and_are_paired_by_seed():
    final = confirm([*scored("whole", 0.7, 0.8, 0.9), *scored("without a", 0.75, 0.85)])
    assert (final.arm, final.compared_with, final.seeds) == ("without a", "whole", (0, 1))
    assert (final.accuracy, final.baseline_accuracy) == pytest.approx((0.8, 0.75))
    assert final.gain.mean == pytest.approx(0.05)
    assert final.confusion == ((2, 2), (0, 4))


def test_arms_without_a_seed_in_common_are_refused_by_name():
    with pytest.raises(ValueError, match="without a and whole"):
        confirm([*scored("whole", 0.7), *scored("without a", 0.75, first=1)])


def test_a_final_test_is_read_back_also_from_a_release_that_compared_strengths():
    final = confirm([*scored("whole", 0.7, 0.8), *scored("without a", 0.75, 0.85)])
    assert FinalTest.from_json(final.to_json()) == final
    old = final.to_json() | {"strength": 0.5}
    del old["arm"], old["compared_with"]
    read = FinalTest.from_json(old)
    assert (read.arm, read.compared_with) == ("strength-0.5", "strength-0")


def test_the_interval_of_a_gain_holds_no_gain_that_cannot_be():
    final = confirm([*scored("whole", 0.4, 0.5), *scored("without a", 0.5, 0.9)])
    assert final.gain.mean == pytest.approx(0.25)
    assert final.gain.ci95 == (-1.0, 1.0)


def test_the_interval_of_a_gain_is_over_seeds_and_pictures_and_stands_beside_that_over_seeds():
    rng = np.random.default_rng(3)
    _, right = draw(rng, np.array([0.7, 0.8]), np.full(2, 0.002), 6, 200)
    labels = rng.integers(0, 2, 200)
    trials = [
        Scored(
            arm,
            seed,
            float(right[k, seed].mean()),
            tuple(np.where(right[k, seed], labels, 1 - labels).tolist()),
        )
        for k, arm in enumerate(("whole", "without a"))
        for seed in range(6)
    ]
    final = final_test(
        trials,
        labels.tolist(),
        ("cat", "dog"),
        arm="without a",
        strength=1.0,
        compared_with="whole",
    )
    both, over_seeds = final.gain.ci95, final.gain.ci95_seeds
    assert both[0] < over_seeds[0] < final.gain.mean < over_seeds[1] < both[1]
    assert FinalTest.from_json(final.to_json()) == final
