"""The smallest gain that matters: what somebody set, or what the pictures can show."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.frozen import Frozen
from explorer.sweep.findings import matters as words_of
from explorer.sweep.findings.ablation import AblationVerdict
from explorer.sweep.findings.claims import RULED_OUT
from explorer.sweep.findings.strength import StrengthVerdict
from explorer.sweep.findings.values import Outcome
from explorer.sweep.findings.verdict import judge
from explorer.trial.arm import strength_key
from tests.sweep.findings.simulated import Cell, Judgement, draw
from tests.sweep.steps import FOUR, QUESTION, judged, outcomes_of, spec_of, truth_of

STRENGTHS = (0.0, 0.5, 1.0, 1.5, 2.0)
KEYS = {strength_key(strength): strength for strength in STRENGTHS}


def seen(pictures, *, seeds=4, arms=tuple(KEYS), lasting=0.05):
    """Trials whose pictures are right as often at every arm; some of them at an arm of its own."""
    rng = np.random.default_rng(5)
    hard = rng.random(pictures) < 0.3
    found = []
    for arm in arms:
        own = hard ^ (rng.random(pictures) < lasting)
        for seed in range(seeds):
            right = ~(own ^ (rng.random(pictures) < 0.02))
            scores = Frozen({"accuracy": float(right.mean())})
            told = {"images": pictures, "correct": np.packbits(right).tobytes()}
            found.append(Outcome(arm, seed, "val", scores, **told))
    return found


def verdict_of(outcomes, matters=None):
    return judge(outcomes, KEYS, "digits", matters=matters).verdict


def test_what_somebody_set_is_used_and_kept_in_the_verdict():
    for matters in (0.001, 0.03):
        assert verdict_of(seen(200), matters).matters == matters


def test_by_default_it_is_half_a_point_where_nobody_knows_which_pictures_were_right():
    bare = [replace(outcome, correct=None) for outcome in seen(200)]
    assert verdict_of(bare).matters == 0.005


def test_by_default_it_is_what_few_pictures_can_show_and_half_a_point_on_many():
    few, more, many = (verdict_of(seen(count)).matters for count in (100, 400, 80_000))
    assert few > more > many == 0.005


@pytest.mark.parametrize("pictures", [2, 12, 100])
def test_few_seeds_and_pictures_do_not_promise_what_more_seeds_take_back(pictures):
    shown = []
    for seeds in (2, 40):
        cell = Cell(seeds=seeds, pictures=pictures)
        drawn = draw(np.random.default_rng(4), cell.means, cell.noises, seeds, pictures, sweeps=40)
        shown.append(Judgement.of(cell.at, *drawn).matters)
    few, many = shown
    assert np.median(few) > 0.8 * np.median(many)
    assert min(few) > 0.25 * np.median(many)


def test_gains_above_it_are_ruled_out_only_where_every_limit_is_below_it():
    outcomes = seen(4000, seeds=8)
    highest = max(
        point.gain.ci95_simultaneous[1]
        for point in judge(outcomes, KEYS, "digits").points.values()
        if point.gain.ci95_simultaneous
    )
    assert verdict_of(outcomes, highest + 1e-6).claim(RULED_OUT)
    assert not verdict_of(outcomes, highest - 1e-6).claim(RULED_OUT)


def test_a_verdict_keeps_how_far_its_trials_spread_where_the_pictures_are_known():
    kept = verdict_of(seen(400))
    assert kept.spread.lasting > 0
    assert StrengthVerdict.from_json(kept.to_json()) == kept
    assert verdict_of(seen(400, seeds=1)).spread is None
    assert verdict_of([replace(outcome, correct=None) for outcome in seen(400)]).spread is None


def test_a_step_is_useless_by_what_was_set():
    spec = spec_of(*FOUR)
    outcomes = outcomes_of(truth_of(spec, {"turn": -0.01}), noise=0.0005)
    useless = {}
    for matters in (None, 0.02, 0.0001):
        told = replace(spec, options=Frozen({**spec.options, "matters": matters}))
        verdict = judged(told, outcomes).verdict
        assert verdict.matters == (0.005 if matters is None else matters)
        useless[matters] = len(verdict.named("useless"))
        assert AblationVerdict.from_json(verdict.to_json()) == verdict
        if useless[matters]:
            size = {None: "0.5 points, the usual value", 0.02: "2 points, as set"}[matters]
            assert f"The smallest change that matters is {size}." in verdict.sentence
            most = f"changes the accuracy by at most {size.split(',')[0]}"
            assert most in verdict.sentence
    assert useless[0.0001] == 0 < useless[None]


@pytest.mark.parametrize("seeds", [4, 8])
def test_no_seeds_are_asked_for_where_only_pictures_would_tell(seeds):
    spec = spec_of(*FOUR)
    arms = [arm.key for arm in QUESTION.arms(spec)]
    verdict = judged(spec, seen(60, seeds=seeds, arms=arms, lasting=0.1)).verdict
    assert verdict.matters > 0.05
    assert verdict.more_seeds is None
    assert verdict.spread.lasting > 0


@pytest.mark.parametrize(
    ("used", "told", "images", "said"),
    [
        (0.005, None, 1000, "0.5 points, the usual value"),
        (0.005, None, None, "0.5 points, the usual value"),
        (0.0194, None, 1234, "1.9 points, the least that 1,234 validation images can show"),
        (0.3, None, 1, "30.0 points, the least that 1 validation image can show"),
        (0.539, None, 2, "not known, since 2 validation images can show nothing useful"),
        (0.6, 0.6, 2, "60 points, as set"),
        (0.0025, 0.0025, 1000, "0.25 points, as set"),
        (0.01, 0.01, None, "1 point, as set"),
    ],
)
def test_in_words_it_says_how_large_it_is_and_why(used, told, images, said):
    assert words_of.words(used, told, images) == said


def test_the_sentence_says_why_a_gain_is_too_small_to_matter():
    few = verdict_of(seen(100, seeds=12, lasting=0.03), None)
    assert few.claim(RULED_OUT), few.sentence
    why = f"{100 * few.matters:.1f} points (the least that 100 validation images can show)"
    assert f"A gain of less than {why} counts as too small to matter." in few.sentence
