"""Critical values against those that were published, and against simulation."""

import numpy as np
import pytest
from scipy import stats

from explorer.sweep.findings.simultaneous import critical, student


@pytest.mark.parametrize(
    ("comparisons", "freedom", "published"),
    [(2, 10, 2.57), (4, 10, 2.89), (4, 20, 2.65), (8, 20, 2.90), (5, 60, 2.58), (3, 5, 3.29)],
)
def test_values_agree_with_the_published_table(comparisons, freedom, published):
    """Dunnett (1964), table 2a: two-sided, 95%, two decimals."""
    assert critical(comparisons, freedom, 0.95) == pytest.approx(published, abs=0.012)


def test_one_comparison_is_students():
    for freedom in (1, 2, 3.3, 16):
        assert critical(1, freedom, 0.95) == pytest.approx(stats.t.ppf(0.975, freedom))
        assert student(0.9, freedom) == pytest.approx(stats.t.ppf(0.95, freedom))


def test_values_between_whole_degrees_of_freedom_lie_between():
    whole, between, next_whole = critical(8, [7, 7.5, 8], 0.95)
    assert next_whole < between < whole


@pytest.mark.parametrize(("comparisons", "freedom"), [(8, 16), (20, 5), (2, 2)])
def test_all_intervals_hold_together_as_often_as_is_said(comparisons, freedom):
    rng = np.random.default_rng(1955)
    arms = rng.standard_normal((40_000, comparisons + 1))
    scale = np.sqrt(rng.chisquare(freedom, 40_000) / freedom)
    largest = np.abs(arms[:, 1:] - arms[:, :1]).max(axis=1) / (np.sqrt(2) * scale)
    held = (largest < critical(comparisons, freedom, 0.95)).mean()
    assert held == pytest.approx(0.95, abs=2 * np.sqrt(0.05 * 0.95 / 40_000) + 0.001)
