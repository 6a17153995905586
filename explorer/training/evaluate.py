"""Scores on clean pictures: losses, predictions, confusion; and which validation pictures are
scored after each epoch.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional as F

from explorer.training.batches import Feeder, Indices, UInt8
from explorer.training.device import autocast
from explorer.training.models import Network
from explorer.training.spec import Precision

# Scoring 1,000 images after every epoch adds 40% to a trial of 500. A picture costs a third of what
# training on it does, so that this share adds 13%, and shows the learning curve's shape; the last
# epoch is scored on all pictures.
_EPOCH_SHARE = 0.4
_FEWEST_EPOCH_IMAGES = 100
_BATCH = 256
# Feature maps of a larger batch leave the processor's cache, and at 224 px its memory budget.
_BATCH_PIXELS = 1_000_000


@dataclass(frozen=True)
class Scores:
    """What a network says of some pictures: the mean cross entropy, the class it names for each,
    and the share it names correctly.
    """

    loss: float
    accuracy: float
    predictions: Indices


def score(
    network: Network, feed: Feeder, images: UInt8, labels: Indices, precision: Precision
) -> Scores:
    """Returns the scores on (N, H, W, 3) pictures, in evaluation mode, without augmentation."""
    network.module.eval()
    side = network.size_px or images.shape[1]
    step = max(8, min(_BATCH, _BATCH_PIXELS // side**2))
    losses, named = 0.0, []
    with torch.inference_mode(), autocast(feed.device, precision):
        for start in range(0, len(images), step):
            answers = network.module(feed(images[start : start + step])).float()
            wanted = torch.from_numpy(labels[start : start + step]).to(feed.device)
            losses += float(F.cross_entropy(answers, wanted, reduction="sum"))
            named.append(answers.argmax(1).cpu())
    predictions = torch.cat(named).numpy()
    return Scores(losses / len(images), float((predictions == labels).mean()), predictions)


def epoch_sample(labels: Indices, trained: int) -> Indices:
    """Returns, sorted, the indices of the images that are scored after each epoch of `trained`
    training images.

    They are as even over the classes as `labels` allow, and always the same ones.
    """
    rank = np.empty(len(labels), dtype=np.int64)
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        rank[places] = np.arange(len(places))
    return np.sort(
        np.lexsort((labels, rank))[: max(_FEWEST_EPOCH_IMAGES, int(_EPOCH_SHARE * trained))]
    )


def confusion(labels: Indices, predictions: Indices, classes: int) -> npt.NDArray[np.int64]:
    """Returns the (classes, classes) counts of images of class i (row) that were called j (column)."""
    return np.bincount(labels * classes + predictions, minlength=classes**2).reshape(
        classes, classes
    )
