"""Every row of the table of models is a network that trials can use."""

import pytest
import torch

from explorer.errors import SweepError
from explorer.training.networks import create
from explorer.trial.models import MODELS


@pytest.mark.parametrize("name", MODELS)
def test_a_network_of_the_table_gives_a_logit_for_every_class(name):
    torch.manual_seed(0)
    network = create(name, 3, 24)
    side = network.size_px or 24
    network.train()
    logits = network.module(torch.zeros(2, 3, side, side))
    assert logits.shape == (2, 3)
    assert logits.dtype == torch.float32
    assert any(parameter.requires_grad for parameter in network.module.parameters())


@pytest.mark.parametrize("name", MODELS)
def test_the_first_weights_come_from_torchs_generator_alone(name):
    states = []
    for _ in range(2):
        torch.manual_seed(5)
        states.append(create(name, 3, 24).module.state_dict())
    assert all(torch.equal(states[0][key], states[1][key]) for key in states[0])


@pytest.mark.parametrize("name", ["", "resnet18", "a:b:c", "timm:", "../x:y"])
def test_what_does_not_have_the_form_of_a_name_is_refused(name):
    with pytest.raises(SweepError, match="is not one of small-cnn"):
        create(name, 3, 16)
