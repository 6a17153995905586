"""Networks of a person's own, good and bad: `--model tests.training.own_networks:NAME`."""

import torch
from torch import nn


def flat(classes: int) -> nn.Module:
    return nn.Sequential(nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Linear(48, classes))


class Hungry(nn.Module):
    """Has memory for four training pictures at a time."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.inner = flat(classes)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        if self.training and len(pictures) > 4:
            raise torch.OutOfMemoryError("tried to allocate too much")
        return self.inner(pictures)


class Broken(Hungry):
    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        if self.training:
            raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")
        return self.inner(pictures)


class Exploding(Hungry):
    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.inner(pictures) * (float("inf") if self.training else 1.0)


hungry, broken, exploding = Hungry, Broken, Exploding


def normalised(classes: int) -> nn.Module:
    """Has batch normalisation over single values, which a batch of one picture cannot train."""
    return nn.Sequential(
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.BatchNorm1d(3), nn.Linear(3, classes)
    )


def too_many(classes: int) -> nn.Module:
    return flat(classes + 1)


def untrainable(classes: int) -> nn.Module:
    return flat(classes).requires_grad_(False)


def no_module(classes: int) -> int:
    return classes


def raises(classes: int) -> nn.Module:
    raise ValueError(f"cannot do {classes}")


def wants_large_pictures(classes: int) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, 4, 64), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, classes)
    )


NOT_CALLABLE = 3
