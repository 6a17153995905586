"""Scores on clean pictures, and which validation pictures are scored after each epoch."""

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional as F

from explorer.training.device import autocast
from explorer.training.feed import Feeder
from explorer.training.measures import Scored
from explorer.training.networks import Network
from explorer.trial.spec import Precision
from explorer.trial.subset import Indices, Subset

# Scoring 1,000 images after every epoch adds 40% to a trial of 500. A picture costs a third of what
# training on it does, so that this share adds 13%, and shows the learning curve's shape; the last
# epoch is scored on all pictures.
_EPOCH_SHARE = 0.4
_FEWEST_EPOCH_IMAGES = 100
_BATCH = 256
# Feature maps of a larger batch leave the processor's cache, and at 224 px its memory budget.
_BATCH_PIXELS = 1_000_000


def score(network: Network, feed: Feeder, pictures: Subset, precision: Precision) -> Scored:
    """Returns what a network says of pictures, in evaluation mode, without augmentation."""
    network.module.eval()
    images, labels = pictures.images, pictures.labels
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
    return Scored(network, feed, precision, images, labels, losses / len(images), predictions)


def epoch_sample(labels: Indices, trained: int) -> Indices:
    """Returns, sorted, the indices of the images that are scored after each epoch.

    They are as even over the classes as `labels` allow, and always the same ones. An epoch of
    `trained` training images decides how many.
    """
    rank = np.empty(len(labels), dtype=np.int64)
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        rank[places] = np.arange(len(places))
    count = max(_FEWEST_EPOCH_IMAGES, int(_EPOCH_SHARE * trained))
    return np.sort(np.lexsort((labels, rank))[:count])


def confusion(labels: Indices, predictions: Indices, classes: int) -> npt.NDArray[np.int64]:
    """Returns the (classes, classes) counts of images of class i (row) that were called j."""
    pairs = np.bincount(labels * classes + predictions, minlength=classes**2)
    return pairs.reshape(classes, classes)
