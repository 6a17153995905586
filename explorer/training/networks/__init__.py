"""What a network is to a trial, and how one is made from its name.

A network's `builder` (a row of explorer/trial/models names it) is a function
`build(name, classes, image_size) -> Network`:

- `name` is what `--model` says, `classes` the number of classes, `image_size` the side of the
  pictures in px.
- The module of the `Network` that comes back is on the CPU, in float32. It takes (N, 3, S, S)
  float32 pictures, normalised, channels last in memory, and gives (N, classes) logits; S is
  `size_px`, or else `image_size`.
- Initial weights come from torch's current generator, which is seeded around the call, and from
  nowhere else; what is loaded is on this machine already.
- Two trials of one spec must give the same bytes: no operation whose gradient differs from call to
  call.
- What cannot be built raises SweepError in one line that names `name`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from explorer.entry import resolve
from explorer.training.hyperparameters import Hyperparameters
from explorer.training.optimiser import Group
from explorer.trial.models import model_of

# Mean and deviation of each channel, red, green, blue, of pictures from 0 to 1.
Statistics = tuple[tuple[float, float, float], tuple[float, float, float]]
Builder = Callable[[str, int, int], "Network"]


@dataclass(frozen=True)
class Network:
    """A network ready to be trained.

    `statistics` are the channel means and deviations it was trained with, in 0 to 1; None: those of
    the training subset. Pictures are enlarged to `size_px` where it is not None. `head` are the
    parameters that start from nothing. `frozen_norm` keeps the batch statistics as they came.
    `messages` are for people.
    """

    module: nn.Module
    hyperparameters: Hyperparameters
    statistics: Statistics | None = None
    size_px: int | None = None
    head: tuple[nn.Parameter, ...] = ()
    frozen_norm: bool = False
    messages: tuple[str, ...] = ()

    def groups(self) -> list[Group]:
        """Returns what the optimiser moves, by how it moves.

        Convolutions that take orthogonal steps, the head at its own rate, and all the rest.
        """
        like = self.hyperparameters
        turning = [p for p in self.module.parameters() if like.orthogonal_factor and p.ndim == 4]
        apart = {id(parameter) for parameter in (*self.head, *turning)}
        body = [p for p in self.module.parameters() if p.requires_grad and id(p) not in apart]
        return [
            Group(tuple(turning), like.orthogonal_factor, momentum=0.6, orthogonal=True),
            Group(self.head, like.head_factor, like.weight_decay),
            Group(tuple(body), 1.0, like.weight_decay),
        ]

    def train(self) -> None:
        """Switches to training: dropout on, batch statistics moving unless they are frozen."""
        self.module.train()
        if self.frozen_norm:
            for part in self.module.modules():
                if isinstance(part, nn.modules.batchnorm._BatchNorm):
                    part.eval()


def create(name: str, classes: int, image_size: int) -> Network:
    """Returns the network called `name`, on the CPU.

    It tells `classes` classes of pictures of `image_size` pixels apart. Initial weights come from
    torch's current generator: fork and seed it around this call. Raises SweepError for a name that
    is unknown or cannot be loaded, with the reason.
    """
    build: Builder = resolve(model_of(name).builder)
    return build(name, classes, image_size)
