import numpy as np

from explorer.sweep.findings.curve import balance_point, best, may_be_best

LEVEL = np.array([0.80, 0.82, 0.83, 0.81, 0.60])
DIFFERENCE = LEVEL[:, None] - LEVEL


def test_what_none_is_shown_to_beat_may_be_the_best():
    assert may_be_best(DIFFERENCE, np.full((5, 5), 0.015)).tolist() == [
        False,
        True,
        True,
        False,
        False,
    ]


def test_where_nothing_is_known_all_may_be_the_best():
    assert may_be_best(DIFFERENCE, np.full((5, 5), np.nan)).all()


def test_the_best_has_the_highest_mean_among_those_that_may_be_it_and_of_equals_the_weakest():
    every = np.ones(5, dtype=bool)
    assert best(LEVEL, every) == 2
    assert best(np.array([0.8, 0.83, 0.83, np.nan, 0.1]), every) == 1
    assert best(LEVEL, np.array([True, True, False, True, True])) == 1


def test_the_balance_point_is_the_weakest_within_one_standard_error_among_those():
    below = LEVEL[2] - LEVEL
    error = np.full(5, 0.012)
    every = np.ones(5, dtype=bool)
    assert balance_point(below, error, every) == 1
    assert balance_point(below, np.full(5, 0.04), every) == 0
    assert balance_point(below, np.full(5, 0.04), np.array([False, True, True, False, False])) == 1
    assert balance_point(below, np.full(5, np.nan), every) == 2
