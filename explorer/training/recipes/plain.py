"""The step of the recipe `plain`: cross entropy on augmented pictures, with label smoothing."""

import torch
from torch.nn import functional as F

from explorer.training.networks import Network
from explorer.training.recipes import Batch, Forward, Losses, Step
from explorer.trial.spec import TrialSpec


def step(network: Network, spec: TrialSpec) -> Step:
    """Returns the step, which smooths the labels as the network likes it."""
    smoothing = network.hyperparameters.label_smoothing

    def plain(forward: Forward, batch: Batch) -> Losses:
        return losses(forward(batch.pictures), batch.labels, smoothing)

    return plain


def losses(answers: torch.Tensor, labels: torch.Tensor, smoothing: float) -> Losses:
    """Returns the cross entropy of (k, classes) logits against (k,) labels, smoothed and plain."""
    logs = F.log_softmax(answers, dim=1)
    plain = F.nll_loss(logs, labels)
    return Losses((1 - smoothing) * plain - smoothing * logs.mean(), plain)
