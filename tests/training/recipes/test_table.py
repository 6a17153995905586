"""Every row of the table of recipes has two halves that a trial can use, and gives its numbers."""

from dataclasses import replace

import pytest
import torch

from explorer.training.attempt import prepare, seeded, subset_of
from explorer.training.recipes import Batch, Losses
from explorer.training.train import gradients
from explorer.training.trial import run_trial
from explorer.trial.order import epochs
from explorer.trial.recipes import RECIPES
from tests.training.conftest import trial


@pytest.fixture(params=RECIPES)
def spec(request):
    return trial(recipe=request.param)


def prepared(spec, bars):
    attempt = prepare(spec, bars, subset_of(spec, bars), torch.device("cpu"))
    course = attempt.course
    return attempt, next(epochs(len(course.labels), course.batch, course.order_seed))


def test_a_step_gives_two_finite_scalars_and_moves_no_weight(spec, bars):
    with seeded(0, torch.device("cpu")):
        attempt, chunks = prepared(spec, bars)
        before = [weight.detach().clone() for weight in attempt.network.module.parameters()]
        reported = gradients(attempt.network, attempt.course, chunks[0])
    assert reported.shape == ()
    assert reported.dtype == torch.float32
    assert torch.isfinite(reported)
    weights = list(attempt.network.module.parameters())
    assert all(torch.equal(old, new) for old, new in zip(before, weights, strict=True))
    assert any(weight.grad is not None and weight.grad.any() for weight in weights)


def test_all_that_is_drawn_for_chunks_of_one_size_has_one_shape(spec, bars):
    attempt, chunks = prepared(spec, bars)
    shapes = {}
    for chunk in chunks:
        drawn = attempt.course.draw(chunk)
        assert drawn.pictures.dtype == "uint8"
        assert len(drawn.pictures) == len(chunk.indices)
        beside = {name: array.shape for name, array in drawn.beside.items()}
        shape = (drawn.pictures.shape, beside)
        assert shapes.setdefault(len(chunk.indices), shape) == shape


def test_a_recipe_gives_the_same_numbers_twice(spec, bars):
    one, two = (replace(run_trial(spec, bars), seconds=0, images_per_second=0) for _ in range(2))
    assert one == two


def test_what_is_drawn_beside_the_pictures_reaches_the_step(bars):
    attempt, chunks = prepared(trial(), bars)
    seen = []

    def step(forward, batch: Batch) -> Losses:
        seen.append(batch)
        return attempt.course.step(forward, batch)

    def draw(chunk):
        drawn = attempt.course.draw(chunk)
        return replace(drawn, beside={"places": chunk.indices})

    gradients(attempt.network, replace(attempt.course, step=step, draw=draw), chunks[0])
    assert seen[0].beside["places"].tolist() == chunks[0].indices.tolist()
    assert seen[0].labels.tolist() == attempt.course.labels[chunks[0].indices].tolist()
