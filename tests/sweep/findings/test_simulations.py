"""How often what is said is so, against known truth; docs/statistics.md has the figures.

A limit holds if the share that was simulated keeps it up to two Monte Carlo errors.
"""

from dataclasses import replace

import numpy as np
import pytest

from explorer.sweep.findings.blocks import Blocks
from explorer.sweep.findings.claims import (
    HARMFUL_FROM,
    HELPS,
    HURTS,
    MAY_BE_BEST,
    PAST_BEST,
    RULED_OUT,
    claims,
)
from explorer.sweep.findings.verdict import Curve
from tests.sweep.findings.cells import at_random, one_at_a_time
from tests.sweep.findings.simulated import (
    TRUTHS,
    Cell,
    Judgement,
    changes,
    draw,
    shares,
)

FREE = Cell(pictures=None)
FEW = Cell(pictures=100)
SETTLING, BORDERS = (HELPS, HURTS, RULED_OUT), (HARMFUL_FROM, PAST_BEST, MAY_BE_BEST)


def at_most(limit, sweeps):
    return limit + 2 * np.sqrt(limit * (1 - limit) / sweeps)


def check(cell, sweeps):
    """The limits of a cell: false claims, the plateau, and with equal spread the intervals."""
    found = shares(cell, sweeps)
    wrong = {
        says: share for says, share in found.false.items() if share > at_most(cell.allowed, sweeps)
    }
    assert wrong == {}
    assert found.missed <= at_most(cell.allowed, sweeps)
    if cell.times == 1:
        assert found.coverage >= 0.93 - 2 * np.sqrt(0.93 * 0.07 / sweeps)
    if cell.times == 1 and cell.strengths >= 5:
        assert found.coverage <= 0.99


@pytest.mark.parametrize(
    "cell",
    [
        FREE,
        FEW,
        replace(FREE, seeds=2, strengths=5),
        replace(FREE, seeds=2, strengths=2),
        replace(FREE, truth="step"),
        replace(FREE, truth="cliff 15", noise=0.02),
        replace(FREE, spread="4-fold at 0 alone"),
        replace(FREE, spread="4-fold at 2 alone", seeds=2),
        replace(FREE, spread="2-fold at 0, evenly", heavy=True),
        replace(FREE, further=3),
        replace(FEW, truth="late", further=1),
    ],
    ids=repr,
)
def test_what_is_said_is_seldom_false(cell):
    check(cell, 1000 if cell.pictures is None else 300)


@pytest.mark.slow
@pytest.mark.parametrize("cell", list(one_at_a_time()), ids=repr)
def test_what_is_said_is_false_in_no_more_sweeps_than_allowed(cell):
    check(cell, 4000)


@pytest.mark.slow
@pytest.mark.parametrize("cell", list(at_random()), ids=repr)
def test_what_is_said_is_false_in_no_more_sweeps_than_allowed_in_any_combination(cell):
    check(cell, 4000)


def test_the_random_cells_are_of_every_kind():
    cells = list(at_random())
    assert len(cells) == 150
    for name, count in [("truth", 11), ("strengths", 5), ("seeds", 4), ("pictures", 3)]:
        assert len({getattr(cell, name) for cell in cells}) == count
    assert len({cell.spread for cell in cells}) == 9


def check_added(cell, fall, sweeps):
    found = changes(cell, fall, sweeps)
    assert found["balance point"] <= at_most(0.05, sweeps)
    assert found["towards"] <= at_most(0.03, sweeps)
    for limit, told in [(0.08, SETTLING), (0.15, BORDERS)]:
        for says in told:
            assert found.get(says, 0) <= at_most(limit, sweeps), says


@pytest.mark.parametrize("fall", [0.05, 0.5])
@pytest.mark.parametrize(
    "cell",
    [FREE, replace(FREE, strengths=5, truth="hump 2"), replace(FEW, strengths=5, truth="rise")],
    ids=repr,
)
def test_a_strength_that_is_clearly_worse_changes_next_to_nothing(cell, fall):
    check_added(cell, fall, 1000 if cell.pictures is None else 200)


@pytest.mark.slow
@pytest.mark.parametrize("fall", [0.05, 0.15, 0.5])
@pytest.mark.parametrize("pictures", [None, 1000, 100])
@pytest.mark.parametrize("noise", [0.005, 0.02])
@pytest.mark.parametrize("strengths", [5, 9])
@pytest.mark.parametrize("truth", ["flat", "hump 1", "hump 2", "rise", "fall"])
def test_a_strength_that_is_clearly_worse_changes_next_to_nothing_anywhere(
    truth, strengths, noise, pictures, fall
):
    cell = Cell(truth=truth, strengths=strengths, noise=noise, pictures=pictures)
    check_added(cell, fall, 4000 if pictures is None else 1000)


@pytest.mark.parametrize("truth", ["hump 0.5", "hump 1", "hump 2"])
def test_the_best_and_the_balance_point_cost_little(truth):
    found = shares(replace(FREE, truth=truth), 1000)
    assert found.regret <= 0.0015
    assert found.balance_regret <= FREE.noise * np.sqrt(2 / 3)


@pytest.mark.slow
@pytest.mark.parametrize("truth", list(TRUTHS))
@pytest.mark.parametrize("noise", [0.005, 0.02])
def test_the_balance_point_costs_one_standard_error_at_most(truth, noise):
    cell = replace(FREE, truth=truth, noise=noise)
    assert shares(cell, 4000).balance_regret <= noise * np.sqrt(2 / 3)


@pytest.mark.parametrize("cell", [FREE, FEW, replace(FREE, truth="cliff 5")], ids=repr)
def test_many_sweeps_at_once_are_judged_as_each_is_alone(cell):
    val, right = draw(
        np.random.default_rng(9), cell.means, cell.noises, cell.seeds, cell.pictures, sweeps=20
    )
    many = Judgement.of(cell.at, val, right)
    names = tuple(map(str, range(cell.strengths)))
    for place in range(20):
        one = None if right is None else right[place]
        curve = Curve(Blocks(names, val[place], val[place], 0.0, one), cell.at, 0.95)
        assert curve.best == many.best[place]
        assert curve.balance_point == many.balance_point[place]
        told = curve.shown(many.matters[place])
        assert {claim.says for claim in many.claims[place]} == {
            claim.says for claim in claims(told)
        }
        assert curve.least_that_matters() == pytest.approx(many.matters[place])
