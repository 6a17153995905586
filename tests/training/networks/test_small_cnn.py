import pytest
import torch

from explorer.training.networks import create


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
