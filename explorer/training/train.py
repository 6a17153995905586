"""The training loop: what a recipe draws through a network, epoch by epoch."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import torch

from explorer.training.device import autocast
from explorer.training.feed import Feeder
from explorer.training.networks import Network
from explorer.training.optimiser import Optimiser, one_cycle
from explorer.training.recipes import Batch, Step
from explorer.trial.order import epochs
from explorer.trial.pictures import Chunk, Draw
from explorer.trial.spec import Precision
from explorer.trial.subset import Indices


@dataclass(frozen=True)
class Course:
    """What a network is trained on, and how.

    `labels` are those of the training subset, `draw` gives its pictures, `feed` is their way into
    the network, `step` computes the losses. `order_seed` decides the order of the batches.
    """

    labels: Indices
    draw: Draw
    feed: Feeder
    step: Step
    order_seed: int
    epochs: int
    batch: int
    precision: Precision


def train(network: Network, course: Course) -> Iterator[float]:
    """Trains `network` in place, and yields the mean loss after each epoch.

    An epoch passes once over all pictures. The loss is the one that the recipe reports: the cross
    entropy on the pictures as drawn.
    """
    optimiser = Optimiser(network.groups())
    passes = epochs(len(course.labels), course.batch, course.order_seed)
    for epoch, chunks in enumerate(islice(passes, course.epochs)):
        network.train()
        total = torch.zeros((), device=course.feed.device)
        for chunk in chunks:
            total += gradients(network, course, chunk) * len(chunk.indices)
            progress = (epoch + chunk.number / len(chunks)) / course.epochs
            optimiser.step(network.hyperparameters.rate * one_cycle(progress))
        yield float(total) / len(course.labels)


def gradients(network: Network, course: Course, chunk: Chunk) -> torch.Tensor:
    """Computes the gradients of one chunk; returns the loss that the recipe reports."""
    losses = course.step(
        lambda pictures: _forward(network, course, pictures), _batch(course, chunk)
    )
    losses.stepped.backward()  # type: ignore[no-untyped-call]
    return losses.reported.detach()


def _batch(course: Course, chunk: Chunk) -> Batch:
    device = course.feed.device
    drawn = course.draw(chunk)
    return Batch(
        pictures=course.feed(drawn.pictures),
        labels=torch.from_numpy(course.labels[chunk.indices]).to(device),
        beside={name: torch.from_numpy(array).to(device) for name, array in drawn.beside.items()},
    )


def _forward(network: Network, course: Course, pictures: torch.Tensor) -> torch.Tensor:
    with autocast(course.feed.device, course.precision):
        answers: torch.Tensor = network.module(pictures)
    return answers.float()
