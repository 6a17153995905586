import pytest
import torch

from explorer.training.optimiser import Group, Optimiser, one_cycle, orthogonal


def test_steps_equal_those_of_torch_itself():
    torch.manual_seed(0)
    ours = [torch.nn.Parameter(torch.randn(3, 4)), torch.nn.Parameter(torch.randn(5))]
    theirs = [torch.nn.Parameter(weight.detach().clone()) for weight in ours]
    optimiser = Optimiser([Group((ours[0],), 1.0, 0.01), Group((ours[1],), 10.0, 0.0)])
    reference = torch.optim.SGD(
        [
            {"params": [theirs[0]], "lr": 0.1, "weight_decay": 0.01},
            {"params": [theirs[1]], "lr": 1.0, "weight_decay": 0.0},
        ],
        momentum=0.9,
        nesterov=True,
    )
    for _ in range(4):
        for weights in (ours, theirs):
            (weights[0].sin().sum() * weights[1].square().sum()).backward()
        optimiser.step(0.1)
        reference.step()
        reference.zero_grad()
    for mine, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(mine, other)


def test_a_parameter_without_a_gradient_stays_as_it_is():
    used, unused = torch.nn.Parameter(torch.ones(2)), torch.nn.Parameter(torch.ones(2))
    optimiser = Optimiser([Group((used, unused), 1.0, 0.1)])
    used.sum().backward()
    optimiser.step(0.5)
    assert torch.equal(unused, torch.ones(2))
    assert not torch.equal(used, torch.ones(2))
    assert used.grad is None


def test_the_rate_rises_to_its_peak_and_falls_to_nothing():
    rates = [one_cycle(step / 100) for step in range(101)]
    assert max(rates) == rates[20] == pytest.approx(1.0)
    assert rates[:21] == sorted(rates[:21])
    assert rates[20:] == sorted(rates[20:], reverse=True)
    assert rates[-1] == pytest.approx(0.0)


@pytest.mark.parametrize("shape", [(8, 3, 3, 3), (24, 4, 3, 3), (16, 2, 2, 2)])
def test_orthogonal_steps_have_singular_values_of_about_one_along_the_gradient(shape):
    torch.manual_seed(0)
    gradient = torch.randn(shape)
    step = orthogonal(gradient)
    assert step.shape == gradient.shape
    rank = min(shape[0], 9 * shape[1])
    values = torch.linalg.svdvals(step.reshape(shape[0], -1))[:rank]
    spread = torch.linalg.svdvals(gradient.reshape(shape[0], -1))[:rank]
    assert values.min() / values.max() > spread.min() / spread.max()
    assert 0.3 < values.median() < 1.3
    assert (step * gradient).sum() > 0


def test_orthogonal_steps_equal_the_iteration_written_out():
    torch.manual_seed(1)
    gradient = torch.randn(12, 5, 3, 3)
    x = gradient.reshape(12, -1) / gradient.norm()
    for _ in range(3):
        x = 3.4445 * x - 4.7750 * (x @ x.T) @ x + 2.0315 * (x @ x.T) @ (x @ x.T) @ x
    torch.testing.assert_close(orthogonal(gradient), x.view(gradient.shape), rtol=1e-4, atol=1e-5)


def test_weights_that_take_orthogonal_steps_keep_their_norm():
    torch.manual_seed(0)
    weight = torch.nn.Parameter(torch.randn(16, 3, 3, 3))
    optimiser = Optimiser([Group((weight,), orthogonal=True)])
    for _ in range(5):
        (weight**2).sum().backward()
        optimiser.step(0.01)
    assert weight.norm().item() == pytest.approx(4, rel=0.05)


def test_a_gradient_of_nothing_moves_nothing():
    assert torch.equal(orthogonal(torch.zeros(4, 2, 3, 3)), torch.zeros(4, 2, 3, 3))
