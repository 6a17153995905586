"""Critical values that allow for all arms at once: Dunnett's, for several arms beside one.

By quadrature, not by simulation: deterministic, and fast enough for a page.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtri, ndtr, stdtrit

Floats = NDArray[np.float64]
# The degrees of freedom at which a value is computed; others are read off between them.
_FREEDOMS = np.array([1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6.5, 9, 13, 20, 35, 80, 300, 1e7])
_BISECTIONS = 22


def student(confidence: float, freedom: ArrayLike) -> Floats:
    """Returns Student's two-sided critical value."""
    found: Floats = stdtrit(np.asarray(freedom, dtype=float), (1 + confidence) / 2)
    return found


def critical(comparisons: int, freedom: ArrayLike, confidence: float) -> Floats:
    """Returns Dunnett's two-sided critical value (1955), for any degrees of freedom.

    `comparisons` arms stand beside one that all share. With half the error on either side, it is
    the limit of one-sided comparisons too.
    """
    if comparisons <= 1:
        return student(confidence, freedom)
    at, values = _table(comparisons, round(confidence, 12))
    found: Floats = np.exp(np.interp(1 / np.asarray(freedom, dtype=float), at, values))
    return found


@lru_cache(maxsize=256)
def _table(comparisons: int, confidence: float) -> tuple[Floats, Floats]:
    """Returns 1 / freedom, rising, and the logarithms of the critical values there."""
    low = student(confidence, _FREEDOMS)
    high = student(1 - (1 - confidence) / comparisons, _FREEDOMS)  # Bonferroni's
    for _ in range(_BISECTIONS):
        middle = np.sqrt(low * high)
        short = _held(middle, comparisons) < confidence
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return (1 / _FREEDOMS)[::-1].copy(), np.log(np.sqrt(low * high))[::-1].copy()


def _held(limits: Floats, comparisons: int) -> Floats:
    """Returns how often no |t| of all comparisons lies past its limit, at each of `_FREEDOMS`."""
    shared, weights, scale, scale_weights = _nodes()
    far = limits[:, None, None] * np.sqrt(2) * scale[:, None, :]
    inside = ndtr(shared[:, None] + far) - ndtr(shared[:, None] - far)
    found: Floats = (np.einsum("fzs,z->fs", inside**comparisons, weights) * scale_weights).sum(1)
    return found


@lru_cache(maxsize=1)
def _nodes() -> tuple[Floats, Floats, Floats, Floats]:
    """The nodes and weights of the shared arm's error and, by freedom, of the spread's."""
    shared, weights = np.polynomial.hermite_e.hermegauss(32)
    places, place_weights = np.polynomial.legendre.leggauss(48)
    upper = (1 - places) / 2
    scale = np.sqrt(chdtri(_FREEDOMS[:, None], upper) / _FREEDOMS[:, None])
    return shared, weights / weights.sum(), scale, place_weights / 2
