import pytest
import torch

from explorer.training.sgd import Group, Sgd, one_cycle


def test_steps_equal_those_of_torch_itself():
    torch.manual_seed(0)
    ours = [torch.nn.Parameter(torch.randn(3, 4)), torch.nn.Parameter(torch.randn(5))]
    theirs = [torch.nn.Parameter(weight.detach().clone()) for weight in ours]
    sgd = Sgd([Group((ours[0],), 1.0, 0.01), Group((ours[1],), 10.0, 0.0)])
    reference = torch.optim.SGD(
        [{"params": [theirs[0]], "lr": 0.1, "weight_decay": 0.01}, {"params": [theirs[1]], "lr": 1.0, "weight_decay": 0.0}], momentum=0.9, nesterov=True
    )
    for _ in range(4):
        for weights in (ours, theirs):
            (weights[0].sin().sum() * weights[1].square().sum()).backward()
        sgd.step(0.1)
        reference.step()
        reference.zero_grad()
    for mine, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(mine, other)


def test_a_parameter_without_a_gradient_stays_as_it_is():
    used, unused = torch.nn.Parameter(torch.ones(2)), torch.nn.Parameter(torch.ones(2))
    sgd = Sgd([Group((used, unused), 1.0, 0.1)])
    used.sum().backward()
    sgd.step(0.5)
    assert torch.equal(unused, torch.ones(2))
    assert not torch.equal(used, torch.ones(2))
    assert used.grad is None


def test_the_rate_rises_to_its_peak_and_falls_to_nothing():
    rates = [one_cycle(step / 100) for step in range(101)]
    assert max(rates) == rates[20] == pytest.approx(1.0)
    assert rates[:21] == sorted(rates[:21])
    assert rates[20:] == sorted(rates[20:], reverse=True)
    assert rates[-1] == pytest.approx(0.0)
