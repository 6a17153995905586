"""What a recipe makes of its pictures: the half of a recipe that torch computes.

A recipe's `step` (a row of explorer/trial/recipes names it) is a function
`step(network, spec) -> Step`, called once a trial, after the network was made and inside its seed:

- `network` is the network to be trained; `spec.setting.recipe_options` are the recipe's options.
- The `Step` that comes back is called once for every training step with `forward` and a `Batch`,
  and returns the `Losses`. It moves no weights: `explorer.training.train` does.
- `forward` takes (k, 3, S, S) float32 pictures and gives (k, classes) float32 logits of the network
  in training mode, computed in the precision of the trial. A step may call it more than once.
- A `Batch` holds what the recipe's pictures drew: `pictures` (k, 3, S, S) float32, normalised,
  channels last in memory; `labels` (k,) int64; and `beside`, by the names that the pictures gave
  them. All are on the device of the network.
- `stepped` is the loss whose gradients move the weights, `reported` the mean cross entropy without
  any addition, so that it compares with a validation loss. Both are scalars, float32; the device
  must not be waited for.

A step is a function of tensors of fixed shapes, and what changes from one step to the next (mixing
weights, a temperature that falls) is a tensor: so it can be captured once and replayed. It draws
nothing by itself; chance belongs to the pictures.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import torch

from explorer.entry import resolve
from explorer.frozen import Frozen
from explorer.training.networks import Network
from explorer.trial.recipes import RECIPES
from explorer.trial.spec import TrialSpec

Forward = Callable[[torch.Tensor], torch.Tensor]


@dataclass(frozen=True, eq=False)
class Batch:
    """The tensors of one training step: pictures, labels, and what the recipe drew beside them."""

    pictures: torch.Tensor
    labels: torch.Tensor
    beside: Mapping[str, torch.Tensor] = Frozen()


@dataclass(frozen=True, eq=False)
class Losses:
    """The loss to step on, and the plain cross entropy to report."""

    stepped: torch.Tensor
    reported: torch.Tensor


Step = Callable[[Forward, Batch], Losses]


class Recipe(Protocol):
    """The step half of a recipe."""

    def __call__(self, network: Network, spec: TrialSpec) -> Step:
        """Returns what computes the losses of every step of a trial."""


def step_of(network: Network, spec: TrialSpec) -> Step:
    """Returns the step of the recipe of a trial."""
    recipe: Recipe = resolve(RECIPES[spec.setting.recipe].step)
    return recipe(network, spec)
