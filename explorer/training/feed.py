"""Pictures as a network sees them: uint8 arrays to normalised tensors."""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from explorer.images import UInt8
from explorer.training.networks import Network, Statistics

_STATISTICS_IMAGES = 2000


@dataclass(frozen=True)
class Feeder:
    """Turns (N, H, W, 3) uint8 pictures into what a network wants on `device`.

    That is float32, (N, 3, S, S), channels last in memory, with S = `size_px`, or the side they
    have where that is None.
    """

    scale: torch.Tensor
    shift: torch.Tensor
    size_px: int | None
    device: torch.device

    def __call__(self, images: UInt8) -> torch.Tensor:
        """Returns the pictures as a tensor."""
        # Torch warns of memory that it might write to. Bytes cross to the device, floats are made
        # there; permuting last keeps the channels last in memory.
        writable = images if images.flags.writeable else images.copy()
        pictures = torch.from_numpy(writable).to(self.device).permute(0, 3, 1, 2).float()
        pictures = pictures.mul_(self.scale).add_(self.shift)
        if self.size_px is None or pictures.shape[-1] == self.size_px:
            return pictures
        return F.interpolate(
            pictures,
            size=(self.size_px, self.size_px),
            mode="bilinear",
            antialias=False,
            align_corners=False,
        )


def feeder(network: Network, images: UInt8, device: torch.device) -> Feeder:
    """Returns the feeder for `network`.

    It normalises with the network's own statistics, or else with those of `images`.
    """
    mean, deviation = network.statistics or channel_statistics(images)
    scale = [1 / (255 * d) for d in deviation]
    shift = [-m / d for m, d in zip(mean, deviation, strict=True)]
    tensors = [
        torch.tensor(values, dtype=torch.float32, device=device).view(1, 3, 1, 1)
        for values in (scale, shift)
    ]
    return Feeder(tensors[0], tensors[1], network.size_px, device)


def channel_statistics(images: UInt8) -> Statistics:
    """Returns mean and standard deviation of each channel of the first 2,000 pictures, in 0 to 1.

    A constant channel has the deviation 1.
    """
    sample = images[:_STATISTICS_IMAGES].reshape(-1, 3).astype(np.float64) / 255
    deviation = sample.std(axis=0)
    deviation[deviation < 1e-3] = 1.0
    return _three(sample.mean(axis=0)), _three(deviation)


def _three(values: np.ndarray) -> tuple[float, float, float]:
    red, green, blue = (float(value) for value in values)
    return red, green, blue
