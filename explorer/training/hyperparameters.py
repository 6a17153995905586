"""How a network likes to be trained: the numbers that were measured for each kind of network."""

import math
from dataclasses import dataclass

# A step keeps every feature map of its batch: pretrained networks at 224 px take some 80 MB a
# picture.
_BATCH_PIXELS = 1_000_000


@dataclass(frozen=True)
class Hyperparameters:
    """Learning rates, batch sizes and the like of one kind of network.

    `rate` is the peak learning rate, `head_factor` the head's multiple of it.
    `orthogonal_factor` is the multiple at which convolutions take orthogonal steps; with 0 they
    move like all other weights. `batch` is the largest batch. `steps` is how many steps an epoch
    has where the data allow it: small subsets are trained on in smaller batches, of at least
    `least_batch`.
    """

    rate: float
    batch: int = 32
    weight_decay: float = 5e-4
    label_smoothing: float = 0.1
    head_factor: float = 1.0
    orthogonal_factor: float = 0.0
    steps: int = 8
    least_batch: int = 8

    def batch_size(self, images: int, side_px: int) -> int:
        """Returns how many images of `side_px` pixels a step sees when an epoch has `images`."""
        return max(
            self.least_batch,
            min(self.batch, math.ceil(images / self.steps), _BATCH_PIXELS // side_px**2),
        )


# Measured on Fashion-MNIST, 50 images a class, against the recipe of benchmarks/plain_sweep.py (20
# epochs, batch 64): docs/performance.md.
SMALL = Hyperparameters(rate=0.03, orthogonal_factor=3.3)
FROM_SCRATCH = Hyperparameters(rate=0.03)
# From a rate of 0.005 on, 10 images a class destroy the pretrained weights in the first epochs.
FINE_TUNE = Hyperparameters(rate=0.002, weight_decay=1e-4, head_factor=10.0)
HEAD_ONLY = Hyperparameters(rate=0.03, weight_decay=1e-4)
