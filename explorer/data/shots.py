"""Few-shot subsets: the same images of a class for the same seed, at whatever strength."""

from typing import Any

import numpy as np
import numpy.typing as npt

from explorer.errors import DataError, quoted


def shots(labels: npt.NDArray[Any], k: int | None, seed: int) -> npt.NDArray[np.int64]:
    """Returns the indices of `k` images of each class, drawn from `seed`, in ascending order.

    `labels` (N,) are the classes of all images. Where `k` is None, the indices of all images are
    returned. A class with fewer than `k` images gives all that it has, and the caller says so. The
    subset for a smaller `k` lies within that for a larger one.
    """
    if k is None:
        return np.arange(len(labels), dtype=np.int64)
    if isinstance(k, bool) or not isinstance(k, int) or k < 1:
        raise DataError(f"{quoted(k)} is not a number of images per class")
    drawn = [
        np.random.default_rng((seed, int(label))).permutation(np.flatnonzero(labels == label))[:k]
        for label in np.unique(labels)
    ]
    return np.sort(np.concatenate(drawn)).astype(np.int64) if drawn else np.empty(0, np.int64)
