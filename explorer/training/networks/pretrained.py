"""What networks that come with weights have in common."""

from torch import nn

from explorer.training.hyperparameters import FINE_TUNE, HEAD_ONLY
from explorer.training.networks import Network, Statistics

# The side that pretrained networks see at least: at 32 px their last feature map is a single cell.
# On pictures of 32 px, a new head gets 41% right at 96, 47% at 128 (10 a class); fine-tuning the
# whole network gives 43% at 96 and 47% at 112, for two thirds of the time at 128.
PRETRAINED_MIN_PX = 112


def pretrained(
    module: nn.Module,
    head: tuple[nn.Parameter, ...],
    statistics: Statistics,
    size_px: int,
    head_only: bool = False,
) -> Network:
    """Returns a network whose weights are moved gently, or, with `head_only`, those of the head."""
    heads = {id(parameter) for parameter in head}
    for parameter in module.parameters():
        parameter.requires_grad_(not head_only or id(parameter) in heads)
    hyperparameters = HEAD_ONLY if head_only else FINE_TUNE
    return Network(module, hyperparameters, statistics, size_px, head, frozen_norm=True)
