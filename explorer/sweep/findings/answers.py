"""Which pictures a network got right, as small as it can be kept."""

from collections.abc import Sequence

import numpy as np


def right(predictions: Sequence[int], labels: Sequence[int]) -> bytes | None:
    """Returns which predictions are the true classes, eight a byte, the first in the highest bit.

    Both stand in the order of the split. None where they cannot be of the same pictures.
    """
    if not labels or len(predictions) != len(labels):
        return None
    return np.packbits(np.equal(predictions, labels)).tobytes()
