"""The seeds of a trial: each purpose has one of its own from (sweep seed, trial seed, purpose)."""

import numpy as np

from explorer.trial.spec import TrialSpec

SUBSET, WEIGHTS, ORDER, STREAM = range(4)


def seed_of(spec: TrialSpec, purpose: int) -> int:
    """Returns the 32-bit seed of one purpose of a trial.

    The arm takes no part in it, so that gains are paired.
    """
    return int(np.random.SeedSequence((spec.sweep_seed, spec.seed, purpose)).generate_state(1)[0])
