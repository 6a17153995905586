"""What is said to be needed would do; what a plan is said to show is shown."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.sweep.findings.claims import MOST_SEEDS, SETTLE
from explorer.sweep.findings.components import Components, components
from explorer.sweep.findings.needed import (
    ASSUMED,
    Seen,
    Spread,
    can_show,
    least_that_matters,
    needed,
    shown_spread,
)
from explorer.sweep.findings.pooling import Errors, pooled
from explorer.sweep.findings.simultaneous import critical
from explorer.sweep.findings.statistics import confidence
from tests.sweep.findings.simulated import Cell, Judgement, draw


def one(first, place):
    """The components and errors of one of many sweeps."""
    names = ("difference", "shared", "by_seed", "residual", "by_picture")
    found = Components(*(getattr(first.found, name)[place] for name in names), first.found.pictures)
    names = ("seeds", "pictures", "freedom", "kept", "of_trial")
    return found, Errors(*(getattr(first.errors, name)[place] for name in names))


def told_again(found, errors, seeds, matters, rng, sweeps=100):
    """In which share of sweeps with the means and the spread of one it is settled at look 2.

    They are on the same pictures: what these add to the error stays.
    """
    of_trial = errors.of_trial[0].copy()
    of_trial[0] = of_trial[1]
    noise = np.sqrt(of_trial / 2)[:, None]
    val = found.difference[:, :1] + noise * rng.standard_normal((sweeps, found.arms, seeds))
    again = components(val)
    if found.pictures is not None:
        shape = again.residual.shape
        again = replace(
            again,
            residual=np.broadcast_to(found.residual, shape),
            by_picture=np.broadcast_to(found.by_picture, shape),
            pictures=found.pictures,
        )
    half = pooled(again).halves(found.arms - 1, confidence(2))[:, 1:, 0]
    gains = again.difference[:, 1:, 0]
    low, high = (gains - half).max(axis=1), (gains + half).max(axis=1)
    return ((low > 0) | (high < matters)).mean()


def shares_told(cell, sweeps, rng):
    """Of the sweeps of a cell that name a number of seeds: how often that number tells."""
    first = Judgement.of(
        cell.at, *draw(rng, cell.means, cell.noises, cell.seeds, cell.pictures, sweeps=sweeps)
    )
    for place, made in enumerate(first.claims):
        if any(claim.says in SETTLE for claim in made):
            continue
        found, errors = one(first, place)
        matters = first.matters[place]
        more = needed(Seen.of(found, errors), cell.seeds, matters, confidence(2))
        if more.seeds and not more.images:
            assert cell.seeds + more.seeds <= MOST_SEEDS
            yield told_again(found, errors, cell.seeds + more.seeds, matters, rng)


@pytest.mark.parametrize(
    "cell",
    [
        Cell(truth="hump 1", pictures=None),
        Cell(truth="step", strengths=9, pictures=None),
        Cell(truth="hump 2", pictures=200),
        Cell(truth="fall", strengths=5, seeds=2, noise=0.02, pictures=None),
    ],
    ids=repr,
)
def test_the_seeds_that_are_named_tell_in_about_80_of_a_hundred_sweeps(cell):
    shares = list(shares_told(cell, 15, np.random.default_rng(20)))
    assert len(shares) > 3
    assert 0.65 <= np.mean(shares) <= 0.95


@pytest.mark.slow
@pytest.mark.parametrize("noise", [0.005, 0.02])
@pytest.mark.parametrize("pictures", [None, 1000, 100])
@pytest.mark.parametrize("seeds", [2, 3, 5])
@pytest.mark.parametrize("truth", ["flat", "hump 1", "hump 2", "step", "fall"])
def test_the_seeds_that_are_named_tell_everywhere(truth, seeds, pictures, noise):
    cell = Cell(truth=truth, seeds=seeds, pictures=pictures, noise=noise)
    shares = list(shares_told(cell, 60, np.random.default_rng(21)))
    if shares:
        assert 0.65 <= np.mean(shares) <= 0.95


def seen(gains, pictures=None, **keywords):
    each = np.ones(len(gains))
    told = {"by_seed": 0.01**2, "residual": 0.0, "lasting": 0.0} | keywords
    values = {name: value * each for name, value in told.items()}
    return Seen(np.array(gains), **values, arms=len(gains) + 1, pictures=pictures)


def test_a_larger_gain_needs_fewer_seeds():
    counts = [needed(seen([size, 0.0]), 2, 0.005, 0.975).seeds for size in (0.006, 0.02, 0.05)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 5 * counts[1]


def test_no_number_of_seeds_is_named_where_more_than_a_run_may_have_are_needed():
    more = needed(seen([0.001, 0.0]), 2, 0.0005, 0.975)
    assert (more.seeds, more.images) == (None, None)


def test_more_pictures_are_asked_for_where_no_number_of_seeds_would_do():
    told = seen([0.001, 0.0], pictures=500, residual=0.12 / 500, lasting=0.014 / 500)
    more = needed(told, 5, 0.008, 0.975)
    assert more.images > 500
    fewer = needed(seen([0.001, 0.0], by_seed=0.001**2), 5, 0.008, 0.975)
    assert fewer.images is None


def test_a_strength_without_a_gain_leaves_nothing_to_be_said():
    assert needed(seen([np.nan, 0.01]), 3, 0.005, 0.975).seeds is None


def test_the_smallest_gain_that_matters_is_half_a_point_or_what_pictures_can_show():
    assert least_that_matters(np.zeros(8), 8, 0.95) == 0.005
    error = 0.004
    limit = float(critical(8, 1e7, 0.95))
    rng = np.random.default_rng(3)
    arms = rng.standard_normal((40_000, 9)) * error / np.sqrt(2)
    highest = (arms[:, 1:] - arms[:, :1] + limit * error).max(axis=1)
    expected = np.quantile(highest, 0.8)
    assert least_that_matters(np.full(8, error**2), 8, 0.95) == pytest.approx(expected, rel=0.02)


def test_a_plan_can_show_nothing_with_one_seed_and_more_with_more_of_everything():
    assert can_show(8, 1, 1000, 0.95) is None
    assert can_show(0, 3, 1000, 0.95) is None
    plan, seeds, images = (can_show(8, *of, 0.95) for of in ((3, 500), (9, 500), (3, 5000)))
    for more in (seeds, images):
        assert more.gain < plan.gain
        assert more.rules_out < plan.rules_out
    assert plan.matters > images.matters >= can_show(8, 3, None, 0.95).matters == 0.005


def test_what_a_plan_can_show_is_shown_in_about_80_of_a_hundred_sweeps():
    cell = Cell(strengths=5, seeds=4, noise=0.005, pictures=None)
    plan = can_show(4, 4, None, 0.95, Spread(2 * 0.005**2, 0.0, 0.0))
    rng = np.random.default_rng(5)
    means = cell.means
    means[2] += plan.gain
    told = Judgement.of(cell.at, *draw(rng, means, cell.noises, 4, None, sweeps=2000))
    helps = (told.found.difference - told.half)[:, 2, 0] > 0
    assert helps.mean() == pytest.approx(0.8, abs=0.07)
    flat = Judgement.of(cell.at, *draw(rng, cell.means, cell.noises, 4, None, sweeps=2000))
    upper = (flat.found.difference + flat.half)[:, 1:, 0].max(axis=1)
    assert (upper < plan.rules_out).mean() == pytest.approx(0.8, abs=0.07)


def test_the_spread_of_an_earlier_run_is_what_a_plan_takes():
    rng = np.random.default_rng(8)
    val, right = draw(rng, np.full(5, 0.8), np.full(5, 0.005), 6, 1000)
    found = components(val, right)
    spread = shown_spread(found, pooled(found))
    assert spread.residual == pytest.approx(ASSUMED.residual, rel=0.3)
    assert spread.lasting == pytest.approx(ASSUMED.lasting, rel=0.6)
    alone = components(val[:, :1])
    assert shown_spread(alone, pooled(alone)) is None
