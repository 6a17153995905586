import numpy as np
import pytest

from explorer.data.shots import shots
from explorer.errors import DataError

LABELS = np.repeat([0, 1, 2], [20, 15, 3])


def test_every_class_gives_its_shots():
    assert np.bincount(LABELS[shots(LABELS, 3, 0)]).tolist() == [3, 3, 3]


def test_a_short_class_gives_all_it_has():
    assert np.bincount(LABELS[shots(LABELS, 10, 0)]).tolist() == [10, 10, 3]


def test_the_same_seed_draws_the_same_subset_and_another_seed_another():
    assert np.array_equal(shots(LABELS, 5, 7), shots(LABELS, 5, 7))
    assert not np.array_equal(shots(LABELS, 5, 7), shots(LABELS, 5, 8))


def test_a_smaller_subset_lies_within_a_larger_one():
    assert set(shots(LABELS, 2, 3)) < set(shots(LABELS, 9, 3))


def test_indices_ascend_and_none_means_all():
    chosen = shots(LABELS, 5, 1)
    assert np.all(np.diff(chosen) > 0)
    assert np.array_equal(shots(LABELS, None, 1), np.arange(len(LABELS)))


def test_what_another_class_holds_does_not_move_a_class():
    assert np.array_equal(shots(LABELS, 4, 0)[:4], shots(LABELS[:20], 4, 0))


@pytest.mark.parametrize("k", [0, -1, 2.5, True, "3"])
def test_an_impossible_number_of_shots_is_refused(k):
    with pytest.raises(DataError, match="not a number of images per class"):
        shots(LABELS, k, 0)
