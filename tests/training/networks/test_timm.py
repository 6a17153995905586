import sys
from types import SimpleNamespace

import pytest
import torch
from torch import nn

from explorer.errors import SweepError
from explorer.training.hyperparameters import FROM_SCRATCH
from explorer.training.networks import create


def test_timm_says_how_to_install_it_where_it_cannot_be_loaded(monkeypatch):
    monkeypatch.setitem(sys.modules, "timm", None)
    with pytest.raises(
        SweepError,
        match=r"'timm:resnet18' needs the extra timm, pip install 'augmentation-explorer\[timm\]'",
    ) as caught:
        create("timm:resnet18", 3, 32)
    assert "\n" not in str(caught.value)


def test_timm_without_weights_in_its_cache_starts_from_random_ones_and_says_so(monkeypatch):
    def create_model(name, pretrained, num_classes):
        if pretrained:
            raise OSError("not in the cache")
        module = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(3, num_classes))
        module.pretrained_cfg = {}
        return module

    wanted = {"input_size": (3, 224, 224), "mean": (0.5, 0.5, 0.5), "std": (0.5, 0.5, 0.5)}
    data = SimpleNamespace(resolve_model_data_config=lambda module: wanted)
    monkeypatch.setitem(
        sys.modules,
        "timm",
        SimpleNamespace(is_model=lambda name: True, create_model=create_model, data=data),
    )
    network = create("timm:resnet18", 3, 32)
    assert network.module(torch.zeros(2, 3, network.size_px, network.size_px)).shape == (2, 3)
    assert (network.hyperparameters, network.frozen_norm, network.head) == (FROM_SCRATCH, False, ())
    (message,) = network.messages
    assert "timm:resnet18" in message
    assert "random weights" in message
    assert "timm.create_model('resnet18', pretrained=True)" in message
