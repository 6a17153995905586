"""The pictures of a trial: what a decoded data set offers, and the few that a trial trains on."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from explorer.data.shots import shots
from explorer.errors import SweepError
from explorer.images import UInt8
from explorer.trial.setting import Setting

Indices = npt.NDArray[np.int64]


class Split(Protocol):
    """Pictures of one split and their class numbers.

    Pictures are (N, S, S, 3) uint8, perhaps memory-mapped; labels are (N,) whole numbers.
    """

    @property
    def images(self) -> UInt8:
        """The pictures."""

    @property
    def labels(self) -> npt.NDArray[np.integer]:
        """The class number of each picture."""


class Decoded(Protocol):
    """A data set decoded to the size it is trained at."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes, by number."""

    def split(self, name: str) -> Split:
        """Returns the split called train, val or test."""


@dataclass(frozen=True, eq=False)
class Subset:
    """Pictures, (N, S, S, 3) uint8, and their class numbers, (N,) int64."""

    images: UInt8
    labels: Indices


def all_of(split: Split) -> Subset:
    """Returns all of a split; its pictures stay where they are."""
    return Subset(split.images, np.asarray(split.labels, dtype=np.int64))


def drawn(setting: Setting, decoded: Decoded, seed: int) -> Subset:
    """Returns the training pictures of a trial, in memory.

    Raises SweepError for pictures of another size than the setting's.
    """
    train = decoded.split("train")
    side = setting.image_size
    if train.images.shape[1:] != (side, side, 3):
        raise SweepError(
            f"the pictures are decoded to {train.images.shape[1]} px, the trial asks for {side} px"
        )
    chosen = shots(train.labels, setting.shots, seed)
    return Subset(
        np.ascontiguousarray(train.images[chosen]), np.asarray(train.labels[chosen], dtype=np.int64)
    )
