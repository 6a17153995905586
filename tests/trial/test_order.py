from itertools import islice

import numpy as np
import pytest

from explorer.trial.order import batches, epochs


@pytest.mark.parametrize("count", [2, 3, 5, 31, 32, 33, 64, 65, 500])
@pytest.mark.parametrize("size", [2, 4, 32, 64, 1000])
def test_batches_hold_every_picture_once_and_never_a_single_one(count, size):
    parts = batches(np.arange(count), size)
    assert sorted(np.concatenate(parts)) == list(range(count))
    assert all(2 <= len(part) <= max(size, 3) for part in parts)


def test_every_epoch_has_all_pictures_in_an_order_of_its_own():
    first, second = islice(epochs(20, 8, seed=5), 2)
    orders = [np.concatenate([chunk.indices for chunk in chunks]) for chunks in (first, second)]
    assert [sorted(order) for order in orders] == [list(range(20))] * 2
    assert not np.array_equal(*orders)
    assert [(chunk.epoch, chunk.number) for chunk in second] == [(1, 0), (1, 1), (1, 2)]


def test_the_order_depends_on_the_seed_and_the_number_of_pictures_alone():
    def order(batch, seed):
        return np.concatenate([chunk.indices for chunk in next(epochs(20, batch, seed))])

    assert np.array_equal(order(8, 5), order(4, 5))
    assert not np.array_equal(order(8, 5), order(8, 6))
