import pytest

from explorer.sweep.planning.seeds import curve_seeds, final_seeds, fresh_seeds
from tests.sweep.planning.specs import make_spec


def test_the_curve_counts_from_zero_and_the_final_test_goes_on_behind_it():
    assert curve_seeds(make_spec(seeds=3)) == (0, 1, 2)
    assert fresh_seeds(make_spec(seeds=3)) == (3, 4, 5)


def test_seeds_that_other_runs_have_used_are_left_out():
    spec = make_spec(seeds=3, spent_seeds=(1, 4))
    assert curve_seeds(spec) == (0, 2, 3)
    assert fresh_seeds(spec) == (5, 6, 7)


@pytest.mark.parametrize(("seeds", "fresh"), [(1, 2), (2, 2), (4, 4), (5, 5), (200, 5)])
def test_the_final_test_has_at_least_two_seeds_and_at_most_five(seeds, fresh):
    assert final_seeds(seeds) == fresh == len(fresh_seeds(make_spec(seeds=seeds)))
