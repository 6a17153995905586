"""One attempt at a trial, set up from its spec: each part from a seed of its own.

There is a second attempt where the memory of the device was too small for the batch.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch

from explorer.training.evaluate import epoch_sample, score
from explorer.training.feed import Feeder, feeder
from explorer.training.measures import Scored
from explorer.training.networks import Network, create
from explorer.training.recipes import step_of
from explorer.training.train import Course
from explorer.trial.pictures import pictures_of
from explorer.trial.seeds import ORDER, STREAM, SUBSET, seed_of
from explorer.trial.spec import TrialSpec
from explorer.trial.subset import Decoded, Indices, Subset, all_of, drawn


@dataclass(frozen=True)
class Attempt:
    """What one attempt works with.

    `subset` is trained on; `val` is the validation split, and `sample` are the places in it that
    are scored after each epoch.
    """

    spec: TrialSpec
    subset: Subset
    val: Subset
    network: Network
    feed: Feeder
    course: Course
    sample: Indices

    def score(self, pictures: Subset) -> Scored:
        """Returns what the network says of clean pictures."""
        return score(self.network, self.feed, pictures, self.spec.precision)


def subset_of(spec: TrialSpec, decoded: Decoded) -> Subset:
    """Returns the training pictures of a trial.

    Raises SweepError for pictures of another size than the spec's.
    """
    return drawn(spec.setting, decoded, seed_of(spec, SUBSET))


def prepare(
    spec: TrialSpec,
    decoded: Decoded,
    subset: Subset,
    device: torch.device,
    batch: int | None = None,
) -> Attempt:
    """Returns a fresh network and what it will be trained on.

    `batch` replaces the batch size that the network likes. Call it, and train, inside `seeded`.
    """
    side_px = spec.setting.image_size
    network = create(spec.setting.model, len(decoded.classes), side_px)
    network.module.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    images = len(subset.labels)
    liked = network.hyperparameters.batch_size(images, network.size_px or side_px)
    feed = feeder(network, subset.images, device)
    course = Course(
        labels=subset.labels,
        draw=pictures_of(spec.arm)(spec.arm, subset, seed_of(spec, STREAM)),
        feed=feed,
        step=step_of(network, spec),
        order_seed=seed_of(spec, ORDER),
        epochs=spec.setting.epochs,
        batch=batch or liked,
        precision=spec.precision,
    )
    val = all_of(decoded.split("val"))
    return Attempt(spec, subset, val, network, feed, course, epoch_sample(val.labels, images))


@contextmanager
def seeded(seed: int, device: torch.device) -> Iterator[None]:
    """Runs what is inside on torch's own generator, seeded, and leaves no trace in it."""
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        torch.manual_seed(seed)
        yield
