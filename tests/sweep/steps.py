"""Policies taken apart, and outcomes of their arms, for the tests of ablation."""

import numpy as np

from explorer import Policy, Step
from explorer.frozen import Frozen, frozen
from explorer.policy.files import document
from explorer.policy.strength import at_strength
from explorer.sweep.findings.values import Outcome
from explorer.sweep.questions.table import answering, asked_by
from tests.sweep.planning.specs import make_spec

QUESTION = answering("ablation")
TURN = Step("turn", "Rotate", {"limit": (-180, 180)}, p=1.0)
BLUR = Step("blur", "GaussianBlur", p=1.0)
NOISE = Step("noise", "GaussNoise", p=1.0)
FLIP = Step("flip", "HorizontalFlip", p=1.0)
SIZE = Step("size", "Resize", {"height": 32, "width": 32}, p=1.0)
CROP = Step("crop", "RandomCrop", {"height": 24, "width": 24}, p=1.0)
FOUR = (TURN, BLUR, NOISE, FLIP)
# As a tester measured it: every step ruins what another has left over.
RUINED = {
    "whole": 0.121,
    "none": 0.755,
    "without-turn": 0.121,
    "without-blur": 0.121,
    "without-noise": 0.377,
    "without-flip": 0.121,
    "alone-turn": 0.755,
    "alone-blur": 0.805,
    "alone-noise": 0.3,
    "alone-flip": 0.493,
}


def spec_of(*steps, strength=1.0, **changes):
    policy = Policy(steps=steps, strength=strength)
    file = frozen(document.write(policy, policy.strength))
    return make_spec(policy_file=file, question="ablation", **changes)


def keys(spec):
    return [arm.key for arm in asked_by(spec).arms(spec)]


def trained_on(spec, key):
    arm = next(arm for arm in QUESTION.arms(spec) if arm.key == key)
    return [step.id for step in at_strength(arm.policy, arm.strength).steps]


def outcomes_of(truth, *, seeds=5, noise=0.0, seed_noise=0.0, rng=None, missing=()):
    """A trial for every arm and seed: `truth` gives the accuracy of an arm."""
    rng = rng or np.random.default_rng(0)
    of_seed = rng.normal(0, seed_noise, seeds) if seed_noise else np.zeros(seeds)
    return [
        Outcome(
            arm,
            seed,
            "val",
            Frozen({"accuracy": float(value + of_seed[seed] + rng.normal(0, noise))}),
            images=2000,
        )
        for arm, value in truth.items()
        for seed in range(seeds)
        if (arm, seed) not in missing
    ]


def judged(spec, outcomes):
    return QUESTION.judge(spec, "digits", QUESTION.arms(spec), outcomes)


def truth_of(spec, effects, base=0.8):
    """Accuracies where the steps add `effects`, by id, each alike beside the others and alone."""
    return {
        arm.key: base + sum(effects.get(step, 0.0) for step in trained_on(spec, arm.key))
        for arm in QUESTION.arms(spec)
    }
