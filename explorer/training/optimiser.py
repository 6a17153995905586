"""How weights move: gradient descent with Nesterov momentum, and the one-cycle schedule.

Convolutions of small networks take orthogonal steps. `torch.optim` would do for the rest, but
constructing one of its optimisers imports torch's compiler: 1.8 s in every worker before the first
step.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch

_TINY = 1e-7
# The quintic whose iteration drives singular values to about 1 (0.7 to 1.2) from anywhere in
# (0, 1]: K. Jordan, Muon, 2024.
_QUINTIC = (3.4445, -4.7750, 2.0315)
_ROUNDS = 3


@dataclass(frozen=True)
class Group:
    """Parameters that move alike: with a multiple of the learning rate, a momentum, a weight decay.

    `orthogonal` is for convolutions that a normalisation follows: the step is made orthogonal, and
    the weights keep a norm of their own, so that no decay is needed (the Muon optimiser).
    """

    parameters: tuple[torch.nn.Parameter, ...]
    rate_factor: float = 1.0
    weight_decay: float = 0.0
    momentum: float = 0.9
    orthogonal: bool = False


class Optimiser:
    """Updates parameters from their gradients and clears these.

    Parameters without a gradient stay as they are.
    """

    def __init__(self, groups: Sequence[Group]) -> None:
        self._groups = [group for group in groups if group.parameters]
        self._velocities = [
            [torch.zeros_like(parameter) for parameter in group.parameters]
            for group in self._groups
        ]

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """Takes one step at the learning rate `rate`.

        v = m v + g, w -= rate (g + m v), with g the gradient and the decay.
        """
        for group, velocities in zip(self._groups, self._velocities, strict=True):
            moving = [
                (p, p.grad, v)
                for p, v in zip(group.parameters, velocities, strict=True)
                if p.grad is not None
            ]
            if not moving:
                continue
            weights, gradients, speeds = map(list, zip(*moving, strict=True))
            if group.weight_decay:
                torch._foreach_add_(gradients, weights, alpha=group.weight_decay)
            torch._foreach_mul_(speeds, group.momentum)
            torch._foreach_add_(speeds, gradients)
            torch._foreach_add_(gradients, speeds, alpha=group.momentum)
            if group.orthogonal:
                _rescale(weights)
                gradients = [orthogonal(gradient) for gradient in gradients]
            torch._foreach_add_(weights, gradients, alpha=-rate * group.rate_factor)
            for parameter in group.parameters:
                parameter.grad = None


def orthogonal(gradient: torch.Tensor) -> torch.Tensor:
    """Returns nearly the closest tensor of the same shape with orthonormal rows (one an output).

    Muon iterates X <- aX + b(XX')X + c(XX')(XX')X. All its iterates are polynomials of one small
    matrix times X, so that only XX' and the last product touch X itself: a third of the work for a
    convolution of 96 by 864.
    """
    rows = gradient.reshape(len(gradient), -1)
    rows = rows / (rows.norm() + _TINY)
    gram = rows @ rows.T
    product = factor = _quintic(gram)
    for _ in range(_ROUNDS - 1):
        gram = factor @ gram @ factor
        factor = _quintic(gram)
        product = factor @ product
    return torch.mm(product, rows).view(gradient.shape)


def _quintic(gram: torch.Tensor) -> torch.Tensor:
    a, b, c = _QUINTIC
    factor = torch.addmm(gram, gram, gram, beta=b, alpha=c)
    factor.diagonal().add_(a)
    return factor


def _rescale(weights: list[torch.Tensor]) -> None:
    norms = torch._foreach_norm(weights)
    torch._foreach_mul_(
        weights,
        [
            math.sqrt(len(weight)) / (norm + _TINY)
            for weight, norm in zip(weights, norms, strict=True)
        ],
    )


def one_cycle(progress: float, warm_up: float = 0.2) -> float:
    """Returns the share of the peak learning rate at `progress` (0 to 1).

    It is a cosine up to the peak at `warm_up`, then one down to 0. The shape is that of Smith and
    Topin, Super-Convergence, 2018, with cosines.
    """
    if progress < warm_up:
        return 0.04 + 0.96 * (0.5 - 0.5 * math.cos(math.pi * progress / warm_up))
    return 0.5 + 0.5 * math.cos(math.pi * (progress - warm_up) / (1 - warm_up))
