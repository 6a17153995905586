import numpy as np
import pytest
import torch

from explorer.training.batches import batches, channel_statistics, feeder
from explorer.training.models import PRETRAINED_MIN_PX, Recipe, create


@pytest.mark.parametrize("count", [2, 3, 5, 31, 32, 33, 64, 65, 500])
@pytest.mark.parametrize("size", [2, 4, 32, 64, 1000])
def test_batches_hold_every_picture_once_and_never_a_single_one(count, size):
    parts = batches(np.arange(count), size)
    assert sorted(np.concatenate(parts)) == list(range(count))
    assert all(2 <= len(part) <= max(size, 3) for part in parts)


@pytest.mark.parametrize(
    ("images", "expected"), [(2, 8), (10, 8), (100, 13), (500, 32), (50_000, 32)]
)
def test_small_subsets_are_trained_on_in_small_batches(images, expected):
    assert Recipe(rate=0.1, batch=32).batch_size(images, 28) == expected


def test_pictures_become_normalised_tensors_with_the_channels_last_in_memory():
    images = np.random.default_rng(0).integers(0, 256, (50, 12, 12, 3), dtype=np.uint8)
    pictures = feeder(create("small-cnn", 3, 12), images, torch.device("cpu"))(images)
    assert pictures.shape == (50, 3, 12, 12)
    assert pictures.is_contiguous(memory_format=torch.channels_last)
    assert pictures.mean((0, 2, 3)).tolist() == pytest.approx([0, 0, 0], abs=1e-4)
    assert pictures.std((0, 2, 3)).tolist() == pytest.approx([1, 1, 1], abs=1e-3)


def test_feeding_pictures_leaves_them_as_they_are():
    images = np.full((3, 8, 8, 3), 7, dtype=np.uint8)
    feeder(create("small-cnn", 3, 8), images, torch.device("cpu"))(images)
    assert (images == 7).all()


def test_pretrained_networks_get_pictures_of_their_size():
    images = np.full((2, 32, 32, 3), 124, dtype=np.uint8)
    pictures = feeder(create("efficientnet-lite0", 3, 32), images, torch.device("cpu"))(images)
    assert pictures.shape == (2, 3, PRETRAINED_MIN_PX, PRETRAINED_MIN_PX)
    assert pictures[:, 0].mean().item() == pytest.approx((124 / 255 - 0.485) / 0.229, abs=1e-3)


def test_a_channel_without_contrast_is_not_divided_by_nothing():
    images = np.zeros((4, 8, 8, 3), dtype=np.uint8)
    assert channel_statistics(images) == ((0, 0, 0), (1, 1, 1))


def test_large_pictures_are_trained_on_in_smaller_batches():
    assert [Recipe(rate=0.1, batch=32).batch_size(1000, side) for side in (28, 112, 224, 512)] == [
        32,
        32,
        19,
        8,
    ]
