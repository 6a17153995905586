"""The network `small-cnn`: made to be trained from scratch on a CPU core in seconds."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from explorer.training.hyperparameters import SMALL
from explorer.training.networks import Network


def build(name: str, classes: int, image_size: int) -> Network:
    """Returns the network, with random weights."""
    return Network(small_cnn(classes, image_size), SMALL)


def small_cnn(classes: int, image_size: int) -> nn.Module:
    """Returns a small convolutional network of some 160,000 weights.

    A first convolution of stride 2 (stride 1 under 20 px) quarters the cost of all that follows;
    pooling comes before normalisation, where a map has a quarter of the values. Larger pictures get
    more poolings, so that the last map is 4 to 8 cells wide.
    """
    stem = 2 if image_size >= 20 else 1
    side = math.ceil(image_size / stem)
    layers = _stage(3, 32, kernel=5, stride=stem)
    width = 32
    while True:
        pool = side > 8
        layers += _stage(width, 64 if width == 32 else 96, pool=pool)
        width = 64 if width == 32 else 96
        side = side // 2 if pool else side
        if side <= 8 and width == 96:
            break
    layers += _stage(width, 96)
    return nn.Sequential(*layers, _GlobalMax(), nn.Linear(96, classes))


class _GlobalMax(nn.Module):
    # On a GPU, adaptive_max_pool2d does not give the same gradients twice; amax does, at five times
    # the cost on a CPU.
    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        if maps.is_cuda:
            return maps.amax((2, 3))
        return F.adaptive_max_pool2d(maps, 1).flatten(1)


def _stage(
    inputs: int, outputs: int, kernel: int = 3, stride: int = 1, pool: bool = False
) -> list[nn.Module]:
    convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
    return [
        convolution,
        *([nn.MaxPool2d(2)] if pool else []),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    ]
