"""Means, confidences and intervals that every question uses, of a few values over a few seeds.

The layout of arms and seeds is in blocks.py. docs/statistics.md explains every choice.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from explorer.sweep.findings.simultaneous import student
from explorer.sweep.findings.values import Estimate, Interval

CONFIDENCE = 0.95
Floats = NDArray[np.float64]


def confidence(looks: int) -> float:
    """Returns the confidence of the verdict at that look at growing data: 95%, 97.5%, 98.75%, ...

    Each look may err half as often as the one before, so that all looks after the first one
    together err as often as the first may.
    """
    return CONFIDENCE if looks == 1 else 1 - (1 - CONFIDENCE) / 2 ** (looks - 1)


def at_each(confidence: float, comparisons: int) -> float:
    """Returns the confidence that each interval needs, so that all hold together (Bonferroni).

    `confidence` is that of all of them together.
    """
    return 1 - (1 - confidence) / max(comparisons, 1)


def rounding_variance(images: int | None) -> float:
    """Returns the variance that rounding adds to an accuracy on that many images.

    The accuracy comes in steps of 1 / images (Sheppard 1898). It is 0 where the number is unknown.
    No spread between seeds is known better than that: with few images, accuracies agree to the last
    one by chance.
    """
    return 1 / (12 * images**2) if images else 0.0


def around(mean: float, half: float | None) -> Interval | None:
    """Returns the interval around a gain, cut to -1 and 1; None where its width is not known."""
    if half is None or not np.isfinite(half):
        return None
    return max(-1.0, float(mean - half)), min(1.0, float(mean + half))


def mean_interval(values: Sequence[float], least_variance: float = 0.0) -> Estimate:
    """Returns the mean of a few independent values with Student's 95% interval.

    The interval is None for a single value. The values vary by `least_variance` at least.
    """
    data = np.asarray(values, dtype=float)
    if len(data) < 2:
        return Estimate(float(data.mean()), None)
    half = float(student(CONFIDENCE, len(data) - 1)) * np.sqrt(
        max(data.var(ddof=1), least_variance) / len(data)
    )
    return Estimate(float(data.mean()), (float(data.mean() - half), float(data.mean() + half)))


def score_interval(values: Sequence[float], images: int | None) -> Estimate:
    """Returns the mean of a few scores from 0 to 1, with Student's 95% interval cut to 0 and 1.

    Each score was taken on that many images; None where their number is unknown.
    """
    return within(mean_interval(values, rounding_variance(images)), 0.0)


def gain_interval(values: Sequence[float], images: int | None) -> Estimate:
    """Returns the mean of a few gains, with Student's 95% interval cut to -1 and 1.

    Each gain is the difference of two scores from 0 to 1, on that many images.
    """
    return within(mean_interval(values, 2 * rounding_variance(images)), -1.0)


def within(estimate: Estimate, least: float) -> Estimate:
    """What lies from `least` to 1 has an interval that does: a score from 0, a gain from -1."""
    if estimate.ci95 is None:
        return estimate
    return Estimate(estimate.mean, (max(least, estimate.ci95[0]), min(1.0, estimate.ci95[1])))
