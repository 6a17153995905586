"""The training loop: augmented batches through a network, epoch by epoch."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from explorer.training.augment import Augment
from explorer.training.batches import Feeder, Indices, UInt8, batches
from explorer.training.device import autocast
from explorer.training.models import Network
from explorer.training.optimiser import Optimiser, one_cycle
from explorer.training.spec import Precision


@dataclass(frozen=True)
class Course:
    """What a network is trained on, and how: clean pictures and labels, their way into the network,
    and the seed of the batch order.
    """

    images: UInt8
    labels: Indices
    feed: Feeder
    augment: Augment
    order_seed: int
    epochs: int
    batch: int
    precision: Precision


def fit(network: Network, course: Course) -> Iterator[float]:
    """Trains `network` in place; yields the mean loss (cross entropy, on the augmented pictures)
    after each epoch, which passes once over all pictures.
    """
    order = np.random.default_rng(course.order_seed)
    optimiser = Optimiser(network.groups())
    for epoch in range(course.epochs):
        network.train()
        parts = batches(order.permutation(len(course.labels)), course.batch)
        total = torch.zeros((), device=course.feed.device)
        for turn, indices in enumerate(parts):
            total += gradients(network, course, indices) * len(indices)
            optimiser.step(
                network.recipe.rate * one_cycle((epoch + turn / len(parts)) / course.epochs)
            )
        yield float(total) / len(course.labels)


def gradients(network: Network, course: Course, indices: Indices) -> torch.Tensor:
    """Computes the gradients of one batch; returns its mean cross entropy, without the label
    smoothing, so that it compares with a validation loss.
    """
    pictures = course.feed(course.augment(course.images, indices))
    wanted = torch.from_numpy(course.labels[indices]).to(course.feed.device)
    with autocast(course.feed.device, course.precision):
        answers = network.module(pictures)
    logs = F.log_softmax(answers.float(), dim=1)
    plain = F.nll_loss(logs, wanted)
    smoothing = network.recipe.label_smoothing
    ((1 - smoothing) * plain - smoothing * logs.mean()).backward()  # type: ignore[no-untyped-call]
    return plain.detach()
