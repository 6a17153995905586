import pytest

from explorer.training.hyperparameters import Hyperparameters


@pytest.mark.parametrize(
    ("images", "expected"), [(2, 8), (10, 8), (100, 13), (500, 32), (50_000, 32)]
)
def test_small_subsets_are_trained_on_in_small_batches(images, expected):
    assert Hyperparameters(rate=0.1, batch=32).batch_size(images, 28) == expected


@pytest.mark.parametrize(("side_px", "expected"), [(28, 32), (112, 32), (224, 19), (512, 8)])
def test_large_pictures_are_trained_on_in_smaller_batches(side_px, expected):
    assert Hyperparameters(rate=0.1, batch=32).batch_size(1000, side_px) == expected
