import numpy as np
import pytest
import torch

from explorer.training.feed import channel_statistics, feeder
from explorer.training.networks import create
from explorer.training.networks.pretrained import PRETRAINED_MIN_PX


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
