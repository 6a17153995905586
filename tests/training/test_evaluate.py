import numpy as np
import pytest
import torch

from explorer.training.evaluate import confusion, epoch_sample, score
from explorer.training.feed import feeder
from explorer.training.measures import accuracy
from explorer.training.networks import create
from explorer.trial.subset import Subset


def test_the_sample_of_an_epoch_is_even_over_the_classes_and_always_the_same():
    labels = np.repeat(np.arange(10), 100)
    sample = epoch_sample(labels, trained=500)
    assert np.bincount(labels[sample]).tolist() == [20] * 10
    assert len(set(sample)) == 200
    assert np.array_equal(sample, epoch_sample(labels, trained=500))


def test_the_sample_grows_with_the_training_images_but_not_below_a_hundred():
    labels = np.arange(5000) % 10
    assert [len(epoch_sample(labels, trained)) for trained in (10, 250, 1000, 50_000)] == [
        100,
        100,
        400,
        5000,
    ]


def test_the_sample_takes_all_of_a_small_class_and_all_of_a_small_split():
    assert np.bincount(
        np.array([0] * 3 + [1] * 500)[epoch_sample(np.array([0] * 3 + [1] * 500), 10)]
    ).tolist() == [3, 97]
    assert epoch_sample(np.array([0] * 3 + [1] * 50), 10).tolist() == list(range(53))


def test_confusion_counts_the_true_class_in_rows():
    assert confusion(np.array([0, 0, 1, 2]), np.array([0, 1, 1, 0]), 3).tolist() == [
        [1, 1, 0],
        [0, 1, 0],
        [1, 0, 0],
    ]


@pytest.mark.parametrize("count", [1, 255, 257])
def test_scores_are_those_of_all_pictures_at_once(bars, count):
    network = create("small-cnn", 3, 16)
    images = np.resize(bars.split("val").images, (count, 16, 16, 3))
    labels = np.resize(bars.split("val").labels, count)
    feed = feeder(network, images, torch.device("cpu"))
    scored = score(network, feed, Subset(images, labels), "fp32")
    with torch.inference_mode():
        answers = network.module.eval()(feed(images))
    assert scored.predictions.tolist() == answers.argmax(1).tolist()
    loss = torch.nn.functional.cross_entropy(answers, torch.from_numpy(labels)).item()
    assert scored.loss == pytest.approx(loss, rel=1e-4)
    right = (answers.argmax(1).numpy() == labels).mean()
    assert accuracy.score(scored) == pytest.approx(right)
