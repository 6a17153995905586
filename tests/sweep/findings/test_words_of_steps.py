"""Simulated ablations: every figure in a verdict is that of sweep.json, and none contradicts it."""

import json

import numpy as np
import pytest

from explorer import numbers
from explorer.sweep.findings import limits
from explorer.sweep.findings.ablation_sentence import meaning, short
from explorer.sweep.findings.values import Estimate
from tests.sweep.findings.parsed import ends, ends_shown, parsed_steps, percent, points
from tests.sweep.steps import BLUR, FOUR, NOISE, TURN, judged, keys, outcomes_of, spec_of

SPECS = ((TURN, BLUR), FOUR, (TURN, BLUR, NOISE))
SAYS = {"harms": "harms", "helps": "earns its place"}
QUICK, MANY = 60, 1000


class Ablation:
    """A simulated ablation, its verdict, and what sweep.json says of it."""

    def __init__(self, rng):
        spec = spec_of(*SPECS[rng.integers(len(SPECS))])
        arms = keys(spec)
        # Some steps do nothing, some a little, and some are worth many points.
        sizes = rng.choice([0, 0, 0.002, 0.02, 0.1], len(arms))
        truth = dict(zip(arms, 0.7 + sizes * rng.choice([-1, 1], len(arms)), strict=True))
        seeds = int(rng.choice([1, 2, 3, 5]))
        missing = {(arm, 0) for arm in arms[2:] if rng.random() < 0.1 and seeds > 1}
        noise = float(rng.choice([0.0005, 0.003, 0.01]))
        outcomes = outcomes_of(truth, seeds=seeds, noise=noise, rng=rng, missing=missing)
        self.value = judged(spec, outcomes).verdict
        self.verdict = json.loads(json.dumps(self.value.to_json()))
        self.steps = {step["name"]: step for step in self.verdict["steps"]}
        self.told = parsed_steps(self.value.sentence)
        self.accuracies = {arm: {} for arm in arms}
        for each in outcomes:
            self.accuracies[each.arm][each.seed] = each.accuracy

    def means(self, arm, base):
        """The accuracies of two arms over the seeds that both have, as they are written."""
        mine, theirs = self.accuracies[arm], self.accuracies[base]
        both = mine.keys() & theirs.keys()
        return [
            numbers.percent(float(np.mean([of[seed] for seed in both]))) for of in (mine, theirs)
        ]

    def check(self):
        (start, _), *further = self.told
        assert start in ("start", "start with a gain", "start with a loss")
        cases = [case for case, _ in further]
        for says, count in (("harms", "harms"), ("helps", "earns its place")):
            assert cases.count(says) == sum(step["says"] == count for step in self.steps.values())
        for case, told in self.told:
            self.check_figures(told)
            if case in SAYS:
                self.check_step(told, "without", SAYS[case])
            if case.startswith("alone"):
                self.check_step(told, "alone", "cannot be told")
                assert (points(told["gain"]) > 0) == (case == "alone helps")
            if case.startswith("none is better") or case == "start with a loss":
                assert ends(told["interval"])[1] < 0
            if case == "start with a loss":
                assert [told["with_"], told["without"]] == self.means("whole", "none")
            if case == "none is better than without" or (
                case == "start with a loss" and self.verdict["handed_on"]["arm"] == "whole"
            ):
                assert told["gain"] == numbers.gain(self.verdict["handed_on"]["gain"]["mean"])
            if case.endswith("useless"):
                assert told["matters"] == numbers.change(self.verdict["matters"])
            if case in ("more seeds", "first seeds"):
                assert told["seeds"] == numbers.count(self.verdict["more_seeds"], "more seed")
        assert short(self.value)
        assert meaning(self.value)

    def check_figures(self, told):
        """The figures of one text agree with each other."""
        if "gain" not in told:
            return
        difference = percent(told["with_"]) - percent(told["without"])
        assert difference == pytest.approx(points(told["gain"]), abs=0.1 + 1e-9)
        low, high = ends(told["interval"])
        assert low <= points(told["gain"]) <= high

    def check_step(self, told, contrast, says):
        step = self.steps[told["step"]]
        found = step[contrast]
        assert step["says"] == says
        assert told["gain"] == numbers.gain(found["mean"])
        assert told["interval"] == limits.interval(Estimate.from_json(found))
        assert told["interval"].startswith(numbers.interval(ends_shown(found)))
        low, high = ends(told["interval"])
        assert low > 0 or high < 0
        assert (low > 0) == (says == "harms" or (contrast == "alone" and found["mean"] > 0))
        arm, base = f"{contrast}-{step['step']}", "whole" if contrast == "without" else "none"
        if arm in self.accuracies:  # else it is the same arm as another one
            assert [told["with_"], told["without"]] == self.means(arm, base)


def walk(runs, seed):
    rng, said = np.random.default_rng(seed), set()
    for _ in range(runs):
        ablation = Ablation(rng)
        try:
            ablation.check()
        except AssertionError as error:
            raise AssertionError(f"{ablation.value.sentence}\n{error}") from error
        said |= {case for case, _ in ablation.told}
    return said


def test_no_figure_in_a_verdict_on_steps_differs_from_sweep_json_or_contradicts_it():
    said = walk(QUICK, seed=18)
    assert {"harms", "helps", "several unknown", "alone helps", "start with a loss"} <= said, said


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_no_figure_in_a_thousand_verdicts_on_steps_contradicts_another():
    said = walk(MANY, seed=1)
    assert {"useless", "several useless", "together", "one at a time", "first seeds"} <= said, said
