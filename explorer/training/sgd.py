"""Stochastic gradient descent with Nesterov momentum, and its one-cycle schedule.

`torch.optim` would do, but constructing one of its optimisers imports torch's compiler: 1.8 s in every worker before the first step.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch

MOMENTUM = 0.9


@dataclass(frozen=True)
class Group:
    """Parameters that share a multiple of the learning rate and a weight decay."""

    parameters: tuple[torch.nn.Parameter, ...]
    rate_factor: float = 1.0
    weight_decay: float = 0.0


class Sgd:
    """Updates parameters from their gradients and clears these; parameters without a gradient stay as they are."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._groups = [group for group in groups if group.parameters]
        self._velocities = [[torch.zeros_like(parameter) for parameter in group.parameters] for group in self._groups]

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """Takes one step at the learning rate `rate`: v = m v + g, w -= rate (g + m v), with g the gradient and the decay."""
        for group, velocities in zip(self._groups, self._velocities, strict=True):
            moving = [(p, p.grad, v) for p, v in zip(group.parameters, velocities, strict=True) if p.grad is not None]
            if not moving:
                continue
            weights, gradients, speeds = map(list, zip(*moving, strict=True))
            if group.weight_decay:
                torch._foreach_add_(gradients, weights, alpha=group.weight_decay)
            torch._foreach_mul_(speeds, MOMENTUM)
            torch._foreach_add_(speeds, gradients)
            torch._foreach_add_(gradients, speeds, alpha=MOMENTUM)
            torch._foreach_add_(weights, gradients, alpha=-rate * group.rate_factor)
            for parameter in group.parameters:
                parameter.grad = None


def one_cycle(progress: float, warm_up: float = 0.2) -> float:
    """Returns the share of the peak learning rate at `progress` (0 to 1): a cosine up to the peak at `warm_up`, then one down to 0.

    The shape is that of Smith and Topin, Super-Convergence, 2018, with cosines.
    """
    if progress < warm_up:
        return 0.04 + 0.96 * (0.5 - 0.5 * math.cos(math.pi * progress / warm_up))
    return 0.5 + 0.5 * math.cos(math.pi * (progress - warm_up) / (1 - warm_up))
