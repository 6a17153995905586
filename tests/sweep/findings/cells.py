"""The cells of the simulations: some 40 that change one thing at a time, and 150 at random."""

from dataclasses import replace

import numpy as np

from tests.sweep.findings.simulated import SHOWN_BY, SPREADS, TRUTHS, UNEQUAL, Cell

BASE = Cell()
STRENGTHS, SEEDS, PICTURES, FURTHER = (2, 3, 5, 9, 21), (2, 3, 5, 10), (100, 1000, None), (0, 1, 3)


def one_at_a_time():
    yield BASE
    yield from (replace(BASE, truth=truth) for truth in TRUTHS if truth != BASE.truth)
    yield from (replace(BASE, strengths=count) for count in STRENGTHS if count != BASE.strengths)
    yield from (replace(BASE, seeds=seeds) for seeds in SEEDS if seeds != BASE.seeds)
    yield from (replace(BASE, pictures=count) for count in PICTURES if count != BASE.pictures)
    yield replace(BASE, noise=0.02)
    yield from (replace(BASE, spread=spread) for spread in UNEQUAL)
    yield replace(BASE, heavy=True)
    yield from (replace(BASE, further=looks) for looks in FURTHER if looks)
    # The noise from seed to seed has the most to say where pictures have none.
    free = replace(BASE, pictures=None)
    yield from (replace(free, spread=spread) for spread in UNEQUAL)


def at_random(count=150, seed=18):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        truth = str(rng.choice(list(TRUTHS)))
        yield Cell(
            truth=truth,
            strengths=int(rng.choice(SHOWN_BY[truth])),
            seeds=int(rng.choice(SEEDS)),
            noise=float(rng.choice([0.005, 0.02])),
            pictures=PICTURES[rng.integers(len(PICTURES))],
            spread=str(rng.choice(SPREADS)),
            heavy=bool(rng.integers(2)),
            further=int(rng.choice(FURTHER)),
        )
