"""What a trial works with, set up from its spec: the subset, the network, the augmentation stream,
each from a seed of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch

from explorer.data.shots import shots
from explorer.errors import SweepError
from explorer.training.augment import augmenter, policy_of
from explorer.training.batches import Feeder, Indices, UInt8, feeder
from explorer.training.evaluate import Scores, epoch_sample, score
from explorer.training.loop import Course
from explorer.training.models import Network, create
from explorer.training.spec import TrialSpec

# What a number is drawn for: each purpose has a seed of its own from (sweep seed, trial seed,
# purpose).
SUBSET, WEIGHTS, ORDER, STREAM = range(4)


class Split(Protocol):
    """Pictures of one split, (N, S, S, 3) uint8, perhaps memory-mapped, and their class numbers,
    (N,).
    """

    @property
    def images(self) -> UInt8:
        """The pictures."""

    @property
    def labels(self) -> Indices:
        """The class number of each picture."""


class Decoded(Protocol):
    """A data set decoded to the size it is trained at."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes, by number."""

    def split(self, name: str) -> Split:
        """Returns the split called train, val or test."""


@dataclass(frozen=True)
class Part:
    """Pictures and their class numbers, as the loop wants them."""

    images: UInt8
    labels: Indices


def part(split: Split) -> Part:
    """Returns a split with int64 labels; its pictures stay where they are."""
    return Part(split.images, np.asarray(split.labels, dtype=np.int64))


@dataclass(frozen=True)
class Bench:
    """What one attempt at a trial works with."""

    spec: TrialSpec
    train: Part
    val: Part
    network: Network
    feed: Feeder
    course: Course
    sample: Indices

    def score(self, split: Part) -> Scores:
        """Returns the network's scores on clean pictures."""
        return score(self.network, self.feed, split.images, split.labels, self.spec.precision)


def number(spec: TrialSpec, purpose: int) -> int:
    """Returns the 32-bit seed of one purpose of a trial; the strength takes no part, so that gains
    are paired.
    """
    return int(np.random.SeedSequence((spec.sweep_seed, spec.seed, purpose)).generate_state(1)[0])


def subset_of(spec: TrialSpec, decoded: Decoded) -> Part:
    """Returns the training pictures of a trial; raises SweepError for pictures of another size than
    the spec's.
    """
    train = decoded.split("train")
    if train.images.shape[1:] != (spec.image_size, spec.image_size, 3):
        raise SweepError(
            f"the pictures are decoded to {train.images.shape[1]} px, the trial asks for {spec.image_size} px"
        )
    chosen = shots(train.labels, spec.shots, number(spec, SUBSET))
    return Part(
        np.ascontiguousarray(train.images[chosen]), np.asarray(train.labels[chosen], dtype=np.int64)
    )


def prepare(
    spec: TrialSpec, decoded: Decoded, subset: Part, device: torch.device, batch: int | None = None
) -> Bench:
    """Returns a fresh network and what it will be trained on; `batch` replaces the recipe's batch
    size. Call it, and train, inside `seeded`.
    """
    network = create(spec.model, len(decoded.classes), spec.image_size)
    network.module.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    feed = feeder(network, subset.images, device)
    course = Course(
        images=subset.images,
        labels=subset.labels,
        feed=feed,
        augment=augmenter(policy_of(spec.policy), spec.strength, number(spec, STREAM)),
        order_seed=number(spec, ORDER),
        epochs=spec.epochs,
        batch=batch
        or network.recipe.batch_size(len(subset.labels), network.size_px or spec.image_size),
        precision=spec.precision,
    )
    val = part(decoded.split("val"))
    return Bench(
        spec, subset, val, network, feed, course, epoch_sample(val.labels, len(subset.labels))
    )


@contextmanager
def seeded(seed: int, device: torch.device) -> Iterator[None]:
    """Runs what is inside on torch's own generator, seeded, and leaves no trace in it."""
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        torch.manual_seed(seed)
        yield
