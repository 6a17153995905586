"""What a recipe draws for its network: the half of a recipe that CPU cores compute, without torch.

A recipe's `pictures` (a row of explorer/trial/recipes.py names it) is a function
`pictures(arm, subset, seed) -> Draw`:

- `arm` holds the policy, the strength and the setting, with the epochs and the recipe's options
  (`arm.setting.recipe_options`).
- `subset` holds the training pictures, (N, S, S, 3) uint8, RGB, and their class numbers, (N,)
  int64. Neither may be changed.
- `seed` is a 32-bit whole number of the trial, made of (sweep seed, trial seed). It does not depend
  on the arm, so that arms are paired. It is the only source of chance.
- The `Draw` that comes back is called with one `Chunk` after another, each the pictures of one
  training step, and returns a `Drawn`: for k indices (k, S, S, 3) uint8 pictures, RGB, in the order
  of the indices, and whatever else the recipe's step wants to know of them. All shapes depend on k
  alone.

A draw is told epoch and chunk, so that it can be seeded by (seed, epoch, number) and then be called
for the chunks in any order, by any number of processes ahead of the training, with the same bytes.
`plain` is one sequential stream, as in release 0.1: it wants its chunks in the order of training,
from one process. Changing that changes numbers, so that it raises the version of the recipe.

May not import torch, training or sweeps.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from explorer.entry import resolve
from explorer.frozen import Frozen
from explorer.images import UInt8
from explorer.trial.arm import Arm
from explorer.trial.recipes import RECIPES
from explorer.trial.subset import Indices, Subset


@dataclass(frozen=True, eq=False)
class Chunk:
    """The pictures of one training step.

    `epoch` counts from 0, `number` from 0 within the epoch; `indices` are places in the subset.
    """

    epoch: int
    number: int
    indices: Indices


@dataclass(frozen=True, eq=False)
class Drawn:
    """What is drawn for a chunk of k indices.

    `pictures` are (k, S, S, 3) uint8. `beside` are further arrays of the recipe's own, such as a
    second view or what was done to each picture; its step gets them as tensors by the same names.
    """

    pictures: UInt8
    beside: Mapping[str, npt.NDArray[np.generic]] = Frozen()


Draw = Callable[[Chunk], Drawn]


class Pictures(Protocol):
    """The pictures half of a recipe."""

    def __call__(self, arm: Arm, subset: Subset, seed: int) -> Draw:
        """Returns what draws the pictures of a trial.

        Raises PolicyError for a policy that cannot augment the pictures of a data set.
        """


def pictures_of(arm: Arm) -> Pictures:
    """Returns the pictures half of the recipe of an arm."""
    half: Pictures = resolve(RECIPES[arm.setting.recipe].pictures)
    return half
