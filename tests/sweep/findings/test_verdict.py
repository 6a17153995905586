"""What is said of the trials of a sweep over strengths.

test_simulations.py asks how often it is so.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from explorer.frozen import Frozen
from explorer.sweep.findings import verdict as statistics
from explorer.sweep.findings.claims import (
    HARMFUL_FROM,
    HELPS,
    HURTS,
    MAY_BE_BEST,
    MORE_IMAGES,
    MORE_SEEDS,
    PAST_BEST,
    RULED_OUT,
    TOO_EASY,
)
from explorer.sweep.findings.said import NEXT
from explorer.sweep.findings.sentence import holds_for, meaning, short
from explorer.sweep.findings.simultaneous import critical
from explorer.sweep.findings.statistics import (
    CONFIDENCE,
    confidence,
    mean_interval,
    rounding_variance,
)
from explorer.sweep.findings.strength import StrengthVerdict
from explorer.sweep.findings.values import Outcome
from explorer.sweep.planning.spec import MAX_SEEDS
from explorer.trial.arm import strength_key
from explorer.trial.setting import Setting
from tests.sweep.findings.simulated import draw

WHERE = holds_for("digits", Setting("small-cnn", 10, 20, 32))
STRENGTHS = np.linspace(0, 2, 9)
CURVES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "flat": lambda x: np.full_like(x, 0.80),
    "early peak": lambda x: np.interp(
        x, [0, 0.25, 0.5, 1, 1.5, 2], [0.812, 0.825, 0.820, 0.775, 0.755, 0.710]
    ),
    "gentle": lambda x: np.interp(
        x, [0, 0.25, 0.5, 1, 1.5, 2], [0.933, 0.938, 0.936, 0.924, 0.880, 0.800]
    ),
    "hump": lambda x: 0.80 + 0.03 * np.exp(-(((x - 1) / 0.5) ** 2)),
    "falling": lambda x: 0.80 - 0.04 * x,
    "rising": lambda x: 0.80 + 0.015 * x,
}


def at(strength, seed, accuracy, images=None):
    scores = Frozen({"accuracy": accuracy})
    return Outcome(strength_key(strength), seed, "val", scores, images=images)


class Judged:
    """A verdict with its curve from weak to strong, as the tests read it."""

    def __init__(self, judged, strengths):
        self.verdict, self.points = judged.verdict, judged.points
        self.strengths = [strengths[key] for key in judged.points]
        self.curve = list(judged.points.values())

    def __getattr__(self, name):
        return getattr(self.verdict, name)

    def __eq__(self, other):
        return (self.verdict, self.points) == (other.verdict, other.points)


def judge(outcomes, looks=1, matters=None):
    strengths = {outcome.arm: float(outcome.arm.removeprefix("strength-")) for outcome in outcomes}
    return Judged(statistics.judge(outcomes, strengths, WHERE, looks, matters), strengths)


def outcomes_of(truth, *, seeds, noise=0.0, seed_noise=0.0, rng=None):
    rng = rng or np.random.default_rng(0)
    values = (
        np.asarray(truth)[:, None]
        + rng.normal(0, noise, (len(truth), seeds))
        + rng.normal(0, seed_noise, seeds)
    )
    strengths = np.linspace(0, 2, len(truth))
    return [
        at(float(s), j, float(values[k, j])) for k, s in enumerate(strengths) for j in range(seeds)
    ]


def seen(rng, truth, *, seeds=3, pictures=200, noise=0.005):
    """Outcomes that tell which pictures each trial got right."""
    at_ = np.linspace(0, 2, len(truth))
    val, right = draw(rng, np.asarray(truth), np.full(len(truth), noise), seeds, pictures)
    return [
        replace(
            at(float(s), j, float(val[k, j]), images=pictures),
            correct=np.packbits(right[k, j]).tobytes(),
        )
        for k, s in enumerate(at_)
        for j in range(seeds)
    ]


def test_a_clear_inverted_u_is_read_off():
    verdict = judge(outcomes_of(CURVES["early peak"](STRENGTHS), seeds=3, noise=0.002))
    assert verdict.best in (0.25, 0.5)
    assert 0 < verdict.balance_point <= verdict.best
    assert verdict.plateau[0] <= verdict.best <= verdict.plateau[1]
    assert verdict.overdone_from is not None
    assert verdict.best < verdict.overdone_from <= 1
    assert verdict.helps is True
    assert "digits (small-cnn, 32 px, 10 images a class)" in verdict.sentence


def test_no_augmentation_can_be_best_and_is_told_as_such():
    verdict = judge(outcomes_of(CURVES["falling"](STRENGTHS), seeds=3, noise=0.002))
    assert (verdict.best, verdict.balance_point, verdict.helps) == (0, 0, False)
    assert (verdict.plateau, verdict.overdone_from, verdict.harmful_from) == ((0, 0), 0.25, 0.25)
    low, high = verdict.claim(HURTS).limits
    assert low < high < 0
    ends = [point.gain.ci95_simultaneous for point in verdict.curve[1:]]
    assert (low, high) == (min(ends)[0], max(high for _, high in ends))


def test_results_without_any_noise_are_told_apart():
    verdict = judge(outcomes_of(CURVES["hump"](STRENGTHS), seeds=2))
    assert (verdict.best, verdict.helps) == (1, True)
    assert (verdict.overdone_from, verdict.plateau) == (1.25, (1, 1))


def test_equal_results_without_any_noise_rule_every_gain_out():
    verdict = judge(outcomes_of([0.3] * 9, seeds=3))
    assert (verdict.helps, verdict.overdone_from, verdict.plateau) == (False, None, (0, 2))
    assert [claim.says for claim in verdict.claims] == [RULED_OUT]
    assert verdict.ruled_out == pytest.approx(0, abs=1e-6)


def test_a_tie_says_how_many_more_seeds_would_tell():
    verdict = judge(outcomes_of([0.80, 0.81, 0.80], seeds=2, noise=0.01))
    assert verdict.helps is None
    assert verdict.more_seeds is not None
    assert verdict.claim(MORE_SEEDS).limits == (verdict.more_seeds,)
    assert str(verdict.more_seeds) in verdict.sentence


def test_what_helps_is_named_with_its_own_figures():
    verdict = judge(outcomes_of([0.80, 0.83, 0.829, 0.80, 0.60], seeds=4, noise=0.003))
    helps = verdict.claim(HELPS)
    gain = verdict.curve[verdict.strengths.index(helps.strengths[0])].gain
    assert helps.limits == gain.ci95_simultaneous
    assert helps.limits[0] > 0
    assert verdict.helps is True
    assert helps.strengths == (verdict.best,)


def test_what_is_said_of_the_strong_ones_is_said_although_the_weak_ones_cannot_be_told():
    verdict = judge(outcomes_of([0.80, 0.803, 0.79, 0.70, 0.60], seeds=3, noise=0.005))
    assert verdict.helps is None
    says = {claim.says: claim for claim in verdict.claims}
    assert {HARMFUL_FROM, PAST_BEST, MAY_BE_BEST} < set(says)
    assert verdict.harmful_from == says[HARMFUL_FROM].strengths[0] == 1.5
    assert says[PAST_BEST].limits[1] < 0
    assert set(says[MAY_BE_BEST].strengths) >= {verdict.best, verdict.balance_point}


@pytest.mark.parametrize("gain", [0.02, 0.0])
def test_a_small_gain_may_help_and_be_ruled_out_to_be_larger(gain):
    verdict = judge(
        outcomes_of([0.80, 0.80 + gain / 10, 0.80], seeds=20, noise=0.0005), matters=0.01
    )
    assert verdict.helps is (gain > 0)
    assert verdict.ruled_out < verdict.matters == 0.01


def test_by_default_half_a_point_matters_or_what_the_pictures_can_show():
    rng = np.random.default_rng(0)
    assert judge(outcomes_of([0.8, 0.8, 0.8], seeds=3, noise=0.001)).matters == 0.005
    few, many = (
        judge(seen(rng, [0.8] * 5, seeds=4, pictures=count)).matters for count in (100, 4000)
    )
    assert few > many >= 0.005


def test_where_the_pictures_are_the_limit_more_of_them_are_asked_for():
    rng = np.random.default_rng(2)
    verdict = judge(seen(rng, [0.8, 0.8, 0.8], seeds=12, pictures=100), matters=0.004)
    assert (verdict.helps, verdict.more_seeds) == (None, None)
    images, seeds = verdict.claim(MORE_IMAGES).limits
    assert images > 100
    assert seeds >= 0


def test_more_seeds_than_a_run_may_have_are_said_to_be_more():
    found = [at(0, 0, 0.80), at(0, 1, 0.83), at(1, 0, 0.83), at(1, 1, 0.80)]
    verdict = judge(found, matters=0.001)
    assert (verdict.helps, verdict.more_seeds) == (None, None)
    assert verdict.claim(MORE_SEEDS).limits == (MAX_SEEDS,)


def test_intervals_over_seeds_and_pictures_stand_beside_those_over_seeds():
    rng = np.random.default_rng(4)
    outcomes = seen(rng, [0.80, 0.82, 0.81, 0.79, 0.78])
    both, alone = judge(outcomes), judge([replace(each, correct=None) for each in outcomes])
    assert (both.method, alone.method) == ("seeds-and-images", "seeds")
    for with_pictures, without in zip(both.curve[1:], alone.curve[1:], strict=True):
        assert without.gain.ci95 == without.gain.ci95_seeds == with_pictures.gain.ci95_seeds
        assert np.ptp(with_pictures.gain.ci95_simultaneous) > np.ptp(with_pictures.gain.ci95)
        assert with_pictures.gain.mean == pytest.approx(without.gain.mean)


def test_one_trial_without_its_pictures_leaves_the_intervals_over_seeds():
    first, *others = seen(np.random.default_rng(4), [0.80, 0.82, 0.81])
    verdict = judge([replace(first, correct=None), *others])
    assert verdict.method == "seeds"


def test_the_names_of_seeds_and_the_order_of_trials_and_pictures_change_nothing():
    outcomes = seen(np.random.default_rng(6), CURVES["gentle"](STRENGTHS))
    order = np.random.default_rng(7).permutation(200)

    def mixed(outcome):
        right = np.unpackbits(np.frombuffer(outcome.correct, np.uint8), count=200)[order]
        names = {0: 41, 1: 7, 2: 19}
        return replace(outcome, seed=names[outcome.seed], correct=np.packbits(right).tobytes())

    again = judge([mixed(outcome) for outcome in outcomes[::-1]])
    first = judge(outcomes)
    assert again.sentence == first.sentence
    for one, other in zip(again.curve, first.curve, strict=True):
        assert one.gain.ci95 == pytest.approx(other.gain.ci95)
        assert one.gain.ci95_simultaneous == pytest.approx(other.gain.ci95_simultaneous)


def test_a_strength_that_shares_no_seed_with_0_has_no_gain_and_is_not_the_best():
    outcomes = [at(s, j, 0.8 + s / 100 + j / 1000) for s in (0, 0.5, 1) for j in (0, 1)]
    verdict = judge([*outcomes, at(2, 5, 0.99), at(2, 6, 0.99)])
    assert verdict.curve[3].gain is None
    assert verdict.best == 1
    assert verdict.plateau[1] <= 1
    assert verdict.claim(HURTS) is None
    assert verdict.claim(RULED_OUT) is None


def test_a_verdict_is_read_as_it_was_written_and_one_of_release_0_1_too():
    verdict = judge(outcomes_of(CURVES["early peak"](STRENGTHS), seeds=3, noise=0.002)).verdict
    assert StrengthVerdict.from_json(verdict.to_json()) == verdict
    known = ("best", "balance_point", "plateau", "overdone_from", "helps", "more_seeds", "sentence")
    old = StrengthVerdict.from_json({name: verdict.to_json()[name] for name in known})
    assert (old.method, old.claims, old.matters) == ("seeds", (), None)


def test_one_seed_tells_nothing_apart():
    verdict = judge(outcomes_of(CURVES["early peak"](STRENGTHS), seeds=1))
    assert (verdict.helps, verdict.overdone_from) == (None, None)
    assert all(point.accuracy.ci95 is None for point in verdict.curve)
    assert verdict.more_seeds == 1  # with two seeds, something can be shown
    assert "trained with one seed only, so that any difference may be chance" in verdict.sentence


def test_strength_zero_alone_is_no_comparison():
    verdict = judge([at(0, 0, 0.5), at(0, 1, 0.6)])
    assert (verdict.helps, verdict.best, verdict.plateau) == (None, 0, (0, 0))
    assert "only strength 0, no augmentation, has been measured" in verdict.sentence


def test_a_verdict_without_strength_zero_is_refused():
    with pytest.raises(ValueError, match="strength 0"):
        judge([at(0.5, 0, 0.9)])


def test_an_unfinished_sweep_evens_the_seeds_out():
    """Seed 1 is 10 points better everywhere and has run only the weak strengths.

    That must not look like an effect of strength.
    """
    outcomes = [at(s, 0, 0.7) for s in (0, 0.5, 1, 1.5, 2)] + [at(s, 1, 0.8) for s in (0, 0.5)]
    verdict = judge(outcomes)
    assert [claim.says for claim in verdict.claims] == [RULED_OUT]
    assert verdict.overdone_from is None
    assert [point.seeds for point in verdict.curve] == [2, 2, 1, 1, 1]
    assert all(point.gain is not None and abs(point.gain.mean) < 1e-9 for point in verdict.curve)


def test_the_order_of_trials_does_not_matter():
    outcomes = outcomes_of(CURVES["gentle"](STRENGTHS), seeds=3, noise=0.005)
    assert judge(outcomes[::-1]) == judge(outcomes)


def test_the_first_look_is_judged_as_ever_and_each_further_one_more_strictly():
    found = outcomes_of(CURVES["hump"](STRENGTHS), seeds=4, noise=0.005, seed_noise=0.01)
    first, again, *later = (judge(found, looks) for looks in (1, 2, 3, 12))
    assert first == judge(found)
    assert confidence(1) == CONFIDENCE
    assert "have been looked at 2 times" in again.sentence
    widths = [
        [np.ptp(point.gain.ci95_simultaneous) for point in verdict.curve[1:]]
        for verdict in (first, again, *later)
    ]
    assert all(
        narrow < wide
        for before, after in pairwise(widths)
        for narrow, wide in zip(before, after, strict=True)
    )
    assert [point.accuracy for point in first.curve] == [point.accuracy for point in again.curve]
    limits = [float(critical(8, 16, confidence(looks))) for looks in range(1, 14)]
    assert limits == sorted(limits)
    assert len(set(limits)) == len(limits)


def test_all_looks_after_the_first_err_together_as_often_as_the_first_may():
    allowed = [1 - confidence(looks) for looks in range(1, 40)]
    assert allowed[0] == pytest.approx(1 - CONFIDENCE)
    assert sum(allowed[1:]) <= 1 - CONFIDENCE


@pytest.mark.parametrize("seeds", [1, 3])
def test_where_no_network_makes_a_mistake_no_more_seeds_are_asked_for(seeds):
    flawless = [
        at(strength, seed, 1.0, images=100) for strength in (0, 0.5, 1, 2) for seed in range(seeds)
    ]
    verdict = judge(flawless)
    assert (verdict.helps, verdict.more_seeds) == (None, None)
    assert [claim.says for claim in verdict.claims] == [TOO_EASY]
    assert "the task is too easy" in verdict.sentence
    (do,) = (part.text for part in verdict.said if part.kind == NEXT)
    assert "fewer images of each class" in do
    assert "take strength 0: so far, it is about as accurate" in meaning(verdict.verdict)
    assert short(verdict.verdict) == "not clear: the task is too easy"
    # One mistake without augmentation is enough for seeds to say something.
    assert judge([at(0, 0, 0.99, images=100), *flawless[1:]]).more_seeds
    worse = judge([*flawless[:-1], at(2, seeds - 1, 0.99, images=100)])
    assert worse.more_seeds is None
    assert "Without augmentation, every network classifies all" in worse.sentence


def test_the_mean_of_one_value_has_no_interval():
    assert mean_interval([0.5]).ci95 is None
    assert mean_interval([0.4, 0.5, 0.6]).ci95 == pytest.approx((0.2516, 0.7484), abs=1e-3)


def test_seeds_that_agree_to_the_last_of_few_images_are_no_certainty():
    """Two seeds, two strengths, 20 images: both seeds lose one image.

    The spread is 0, and nothing is told by it.
    """
    outcomes = [
        at(strength, seed, right / 20, images=20)
        for strength, rights in ((0.0, (18, 16)), (1.0, (17, 15)))
        for seed, right in enumerate(rights)
    ]
    verdict = judge(outcomes)
    assert (verdict.helps, verdict.overdone_from) == (None, None)
    low, high = verdict.curve[1].gain.ci95
    assert low < -0.1
    assert high > 0
    assert mean_interval([0.8, 0.8], rounding_variance(20)).ci95[0] < 0.7


def test_accuracies_that_are_all_the_same_are_a_tie_at_strength_zero():
    """At 61 validation images the sums of 30/61 leave rounding behind: it must decide nothing."""
    verdict = judge([at(strength, seed, 30 / 61) for strength in (0, 0.5, 1) for seed in (0, 1)])
    assert (verdict.best, verdict.balance_point, verdict.plateau) == (0, 0, (0, 1))
    assert (verdict.helps, verdict.overdone_from, verdict.more_seeds) == (False, None, None)
