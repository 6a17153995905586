"""The table of claims: each is made where its condition holds, and nowhere else."""

import pytest

from explorer.sweep.findings import claims as table
from explorer.sweep.findings.claims import Claim, Shown, claims


def shown(limits, best=1, may=None, beside=None, matters=0.005):
    count = len(limits) + 1
    return Shown(
        strengths=tuple(k / 2 for k in range(count)),
        limits=tuple(limits),
        best=best,
        may_be_best=tuple(may or [True] * count),
        beside_best=tuple(beside or [None] * count),
        matters=matters,
    )


def said(*args, **keywords):
    return {claim.says: claim for claim in claims(shown(*args, **keywords))}


def test_helps_names_the_best_strength_where_it_is_told_of_it():
    found = said([(0.01, 0.03), (0.02, 0.05)], best=1)
    assert found == {table.HELPS: Claim(table.HELPS, (0.5,), (0.01, 0.03))}


def test_helps_names_the_highest_lower_limit_where_it_is_not_told_of_the_best():
    found = said([(-0.01, 0.09), (0.001, 0.05), (0.002, 0.03)], best=1)
    assert found[table.HELPS] == Claim(table.HELPS, (1.5,), (0.002, 0.03))


def test_a_limit_at_0_shows_nothing():
    assert said([(0.0, 0.03), (-0.03, 0.0)]) == {}


def test_every_strength_hurts_only_where_every_upper_limit_is_below_0():
    found = said([(-0.03, -0.01), (-0.06, -0.02)], best=0)
    assert found[table.HURTS] == Claim(table.HURTS, (0.5, 1.0), (-0.06, -0.01))
    assert table.HURTS not in said([(-0.03, 0.01), (-0.06, -0.02)])
    assert table.HURTS not in said([None, (-0.06, -0.02)])


def test_gains_are_ruled_out_only_where_every_upper_limit_is_below_what_matters():
    found = said([(-0.01, 0.004), (-0.01, 0.002)])
    assert found[table.RULED_OUT] == Claim(table.RULED_OUT, (0.5, 1.0), (0.004, 0.005))
    assert table.RULED_OUT not in said([(-0.01, 0.004), (-0.01, 0.006)])
    assert table.RULED_OUT not in said([(-0.01, 0.004), None])


def test_harmful_from_there_on_to_the_strongest():
    limits = [(-0.02, -0.01), (-0.02, 0.01), (-0.05, -0.01), (-0.08, -0.02)]
    assert said(limits)[table.HARMFUL_FROM] == Claim(table.HARMFUL_FROM, (1.5,), (-0.05, -0.01))
    assert table.HARMFUL_FROM not in said([*limits, (-0.05, 0.01)])


def test_past_the_best_only_beyond_it():
    beside = [(-0.03, -0.01), None, (-0.03, -0.01), (-0.05, -0.02)]
    found = said([None] * 3, best=1, beside=beside)
    assert found[table.PAST_BEST] == Claim(table.PAST_BEST, (1.0,), (-0.03, -0.01))
    beside = [(-0.03, -0.01), (-0.03, -0.01), (-0.03, -0.01), None]
    assert table.PAST_BEST not in said([None] * 3, best=3, beside=beside)


def test_which_may_be_the_best_is_said_where_some_may_not():
    found = said([None] * 3, may=[False, True, False, True])
    assert found[table.MAY_BE_BEST].strengths == (0.5, 1.5)
    assert said([None] * 3) == {}


@pytest.mark.parametrize("row", table.TABLE, ids=lambda row: row.says)
def test_nothing_is_said_of_nothing(row):
    assert row.find(shown([None, None])) is None
    assert row.only_if


def test_a_claim_is_read_as_it_was_written():
    claim = Claim(table.HELPS, (0.5,), (0.01, 0.03))
    assert Claim.from_json(claim.to_json()) == claim
