from types import SimpleNamespace

import numpy as np
import pytest

from explorer.errors import SweepError
from explorer.trial.subset import all_of, drawn

IMAGES = np.random.default_rng(0).integers(0, 255, (30, 16, 16, 3), dtype=np.uint8)
SPLIT = SimpleNamespace(images=IMAGES, labels=(np.arange(30) % 3).astype(np.uint8))
DECODED = SimpleNamespace(classes=("a", "b", "c"), split=lambda name: {"train": SPLIT}[name])


def test_a_subset_has_as_many_pictures_of_every_class_as_asked_for(setting):
    subset = drawn(setting, DECODED, seed=4)
    assert np.bincount(subset.labels).tolist() == [8, 8, 8]
    assert subset.labels.dtype == np.int64
    for image, label in zip(subset.images, subset.labels, strict=True):
        assert any(np.array_equal(image, one) for one in IMAGES[SPLIT.labels == label])


def test_a_subset_depends_on_its_seed(setting):
    first, again, other = (drawn(setting, DECODED, seed).images for seed in (4, 4, 5))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_pictures_of_another_size_are_refused(setting):
    small = SimpleNamespace(images=IMAGES[:, :12, :12], labels=SPLIT.labels)
    decoded = SimpleNamespace(classes=("a", "b", "c"), split=lambda name: small)
    with pytest.raises(SweepError, match="decoded to 12 px, the trial asks for 16 px"):
        drawn(setting, decoded, 0)


def test_all_of_a_split_is_not_copied():
    assert all_of(SPLIT).images is IMAGES
    assert all_of(SPLIT).labels.dtype == np.int64
