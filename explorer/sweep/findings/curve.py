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
    shows nothing. Of many sweeps at once where arrays have leading axes, as below.
    """
    beaten = (difference - half > 0).any(axis=-2)
    return np.asarray(~beaten)


def best(level: Floats, among: Flags) -> NDArray[np.int_]:
    """Returns the place of the highest level; of equals the weakest.

    It is one of `among`, if one of these has a level (NaN is none).
    """
    level = np.where(np.isnan(level), -np.inf, level)
    inside = np.where(among, level, -np.inf)
    some = np.isfinite(inside).any(axis=-1, keepdims=True)
    heights = np.where(some, inside, level)
    highest = heights >= heights.max(axis=-1, keepdims=True) - ROUNDING
    return np.asarray(np.argmax(highest, axis=-1))


def balance_point(below: Floats, error: Floats, among: Flags) -> NDArray[np.int_]:
    """Returns the place of the weakest strength within one standard error of the best.

    This is the one-standard-error rule of Breiman et al. 1984. `below` is how far each place lies
    below the best (NaN is too far), `error` the standard error of that (NaN is none); the place is
    one of `among`, as the best is.
    """
    near = below <= np.nan_to_num(error) + ROUNDING
    return np.asarray(np.argmax(near & among, axis=-1))
