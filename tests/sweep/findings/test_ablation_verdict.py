"""The verdict on steps against known truth."""

from dataclasses import replace

import numpy as np
import pytest

from explorer import numbers
from explorer.frozen import Frozen
from explorer.sweep.findings.ablation import EARNS, HARMS, UNKNOWN, USELESS, AblationVerdict
from explorer.sweep.findings.values import Outcome
from explorer.sweep.planning.spec import MAX_SEEDS
from tests.sweep.findings.simulated import draw
from tests.sweep.steps import (
    BLUR,
    FOUR,
    QUESTION,
    RUINED,
    TURN,
    judged,
    keys,
    outcomes_of,
    spec_of,
    truth_of,
)


def test_what_is_clear_is_said_of_each_step_and_by_the_intervals_that_are_shown():
    spec = spec_of(*FOUR)
    truth = truth_of(spec, {"turn": -0.03, "blur": 0.03})
    verdict = judged(spec, outcomes_of(truth, noise=0.0005, seed_noise=0.02)).verdict
    assert {found.step: found.says for found in verdict.steps} == {
        "turn": HARMS,
        "blur": EARNS,
        "noise": USELESS,
        "flip": USELESS,
    }
    turn, blur, noise, _ = verdict.steps
    assert turn.without.ci95[0] > 0
    assert blur.without.ci95[1] < 0
    assert max(map(abs, (*noise.without.ci95, *noise.alone.ci95))) <= 0.005
    assert verdict.left_out == ("turn",)
    for step, says in ((turn, "Rotate hurts"), (blur, "Gaussian blur helps")):
        gain = f"Leaving it out changes the accuracy by {numbers.gain(step.without.mean)} (95%"
        assert f"{says}: with the whole policy, " in verdict.sentence
        assert f"; without {step.name}, " in verdict.sentence
        assert f"{gain} interval {numbers.interval(step.without.shown)})" in verdict.sentence
    useless = "Gauss noise and Horizontal flip make no difference that matters"
    assert useless in verdict.sentence
    assert verdict.more_seeds is None


def test_gains_of_the_arms_are_the_differences_of_the_verdict():
    spec = spec_of(*FOUR)
    truth = truth_of(spec, {"turn": -0.03})
    found = judged(spec, outcomes_of(truth, noise=0.003))
    turn = found.verdict.steps[0]
    assert found.points["without-turn"].gain == turn.without
    assert found.points["alone-turn"].gain == turn.alone
    assert found.points["none"].gain.mean == 0
    assert QUESTION.points(spec, QUESTION.arms(spec), outcomes_of(truth, noise=0.003)) == (
        found.points
    )


def test_intervals_are_wider_for_more_steps_and_for_every_further_look():
    two, four = spec_of(TURN, BLUR), spec_of(*FOUR)
    truth = truth_of(four, {})

    def width(spec, kept):
        outcomes = outcomes_of(truth, noise=0.01, seeds=40)
        found = judged(spec, [o for o in outcomes if o.arm in kept]).verdict.steps[0].without
        return found.ci95[1] - found.ci95[0]

    assert width(four, set(keys(four))) > width(two, set(keys(two)))
    assert width(replace(four, looks=2), set(keys(four))) > width(four, set(keys(four)))


def test_one_seed_tells_nothing():
    spec = spec_of(*FOUR)
    truth = truth_of(spec, {"turn": -0.3})
    verdict = judged(spec, outcomes_of(truth, seeds=1)).verdict
    assert {found.says for found in verdict.steps} == {UNKNOWN}
    said = "It takes at least 1 more seed for each policy before any conclusion is possible:"
    assert f"{said} one seed can show nothing." in verdict.sentence


def test_what_cannot_be_told_says_how_many_seeds_would():
    spec = spec_of(*FOUR)
    rng = np.random.default_rng(2)
    truth = truth_of(spec, {"turn": 0.01})
    verdict = judged(spec, outcomes_of(truth, noise=0.01, rng=rng)).verdict
    assert {found.says for found in verdict.steps} == {UNKNOWN}
    assert verdict.more_seeds > 5
    assert f"About {verdict.more_seeds} more seeds for each policy would" in verdict.sentence


def test_where_no_network_makes_a_mistake_no_more_seeds_are_asked_for_of_steps():
    spec = spec_of(*FOUR)
    outcomes = [
        replace(outcome, scores=Frozen({"accuracy": 1.0}), images=100)
        for outcome in outcomes_of(truth_of(spec, {}), seeds=3)
    ]
    verdict = judged(spec, outcomes).verdict
    assert {found.says for found in verdict.steps} == {UNKNOWN}
    assert verdict.more_seeds is None
    assert "Train with fewer images of each class" in verdict.sentence
    assert "more seeds for each" not in verdict.sentence
    wrong = [replace(outcomes[0], scores=Frozen({"accuracy": 0.99})), *outcomes[1:]]
    assert "fewer images of each class" not in judged(spec, wrong).verdict.sentence


def test_an_arm_without_a_finished_trial_leaves_its_step_untold():
    spec = spec_of(*FOUR)
    truth = truth_of(spec, {"turn": -0.03})
    del truth["without-turn"]
    found = {step.step: step for step in judged(spec, outcomes_of(truth)).verdict.steps}
    assert (found["turn"].without, found["turn"].says) == (None, UNKNOWN)
    assert found["turn"].alone is not None


def test_the_comparison_with_none_is_no_narrower_than_those_of_the_steps():
    verdict = judged(spec_of(*FOUR), outcomes_of(RUINED, noise=0.004)).verdict
    wide, step = verdict.handed_on.gain.ci95, verdict.steps[2].without.ci95
    assert wide[1] - wide[0] > step[1] - step[0]


def test_more_seeds_than_a_run_can_have_are_not_offered():
    spec = spec_of(*FOUR)
    outcomes = outcomes_of(truth_of(spec, {"turn": 0.01}), noise=0.01, rng=np.random.default_rng(2))
    needed = judged(spec, outcomes).verdict.more_seeds
    assert needed
    full = judged(replace(spec, seeds=MAX_SEEDS), outcomes).verdict
    assert full.more_seeds is None
    assert f"even with {MAX_SEEDS} seeds, the most that a run can have," in full.sentence
    assert QUESTION.advice(full).more_seeds is None
    enough = judged(replace(spec, seeds=MAX_SEEDS - needed), outcomes).verdict
    assert enough.more_seeds == needed
    for left in range(1, needed):
        fewer = judged(replace(spec, seeds=MAX_SEEDS - left), outcomes).verdict.more_seeds
        assert fewer is None or fewer <= left


# Simulations. In the gate they are short; `slow` ones give the numbers of docs/statistics.md.


def false_alarms(runs, *, missing=False, noisy=1.0, seeds=5, steps=FOUR):
    """The share of sweeps of useless steps in which any is said to harm or to earn its place."""
    rng = np.random.default_rng(11)
    spec = spec_of(*steps)
    truth, wrong = truth_of(spec, {}), 0
    arms = list(truth)
    for _ in range(runs):
        gone = {(arms[rng.integers(2, len(arms))], seeds - 1) for _ in range(4)} if missing else ()
        outcomes = outcomes_of(
            truth, noise=0.005, seed_noise=0.02, rng=rng, seeds=seeds, missing=gone
        )
        if noisy != 1.0:  # one arm that scatters more than the others
            outcomes = [
                replace(o, scores=Frozen({"accuracy": o.accuracy + rng.normal(0, 0.005 * noisy)}))
                if o.arm == "without-turn"
                else o
                for o in outcomes
            ]
        said = {found.says for found in _steps_only(spec, outcomes)}
        wrong += bool(said & {HARMS, EARNS})
    return wrong / runs


def _steps_only(spec, outcomes) -> tuple:
    verdict = judged(spec, outcomes).verdict
    assert isinstance(verdict, AblationVerdict)
    return verdict.steps


def within(rate, runs, most=0.05):
    return rate <= most + 2 * np.sqrt(most * (1 - most) / runs)


@pytest.mark.parametrize("missing", [False, True])
def test_useless_steps_are_seldom_called_harmful_or_needed(missing):
    assert within(false_alarms(100, missing=missing), 100)


@pytest.mark.slow
@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize("seeds", [2, 3, 5, 10])
def test_useless_steps_are_called_harmful_or_needed_in_five_of_a_hundred_sweeps_at_most(
    seeds, missing
):
    assert within(false_alarms(2000, missing=missing, seeds=seeds), 2000)


def told(runs, seeds=5):
    rng = np.random.default_rng(13)
    spec = spec_of(*FOUR)
    truth = truth_of(spec, {"turn": -0.02, "blur": 0.02})
    found = [
        {step.step: step.says for step in _steps_only(spec, outcomes)}
        for outcomes in (
            outcomes_of(truth, noise=0.005, seed_noise=0.02, rng=rng, seeds=seeds)
            for _ in range(runs)
        )
    ]
    right = sum(said["turn"] == HARMS and said["blur"] == EARNS for said in found)
    return right / runs


def test_effects_of_two_points_are_told_where_seeds_scatter_by_half_a_point():
    assert told(40) > 0.95


@pytest.mark.slow
def test_effects_of_two_points_are_told_in_nearly_every_sweep():
    assert told(1000) > 0.98


def test_intervals_of_steps_are_over_seeds_and_pictures_where_these_are_known():
    """300 sweeps in which no step does anything: one may be called something in 5% of them."""
    spec, rng, runs, called = spec_of(*FOUR), np.random.default_rng(12), 300, 0
    arms = keys(spec)
    for _ in range(runs):
        val, right = draw(rng, np.full(len(arms), 0.8), np.full(len(arms), 0.005), 3, 100)
        outcomes = [
            Outcome(
                arm,
                seed,
                "val",
                Frozen({"accuracy": float(val[k, seed])}),
                images=100,
                correct=np.packbits(right[k, seed]).tobytes(),
            )
            for k, arm in enumerate(arms)
            for seed in range(3)
        ]
        steps = judged(spec, outcomes).verdict.steps
        called += any(found.says in (HARMS, EARNS) for found in steps)
    assert called / runs <= 0.05 + 2 * (0.05 * 0.95 / runs) ** 0.5
    without = steps[0].without
    assert without.ci95 != without.ci95_seeds


def test_the_interval_that_judges_has_the_name_that_it_has_for_strengths():
    spec = spec_of(*FOUR)
    found = judged(spec, outcomes_of(truth_of(spec, {}), seeds=3))
    for step in found.verdict.steps:
        for gain in (step.without, step.alone):
            assert gain.ci95_simultaneous == gain.ci95
    handed, whole = found.verdict.handed_on, found.points["whole"].gain
    assert handed.arm == "whole"
    assert whole.ci95_simultaneous == handed.gain.ci95_simultaneous == handed.gain.ci95
    assert whole.ci95[1] - whole.ci95[0] < handed.gain.ci95[1] - handed.gain.ci95[0]
    assert whole.shown == handed.gain.shown
