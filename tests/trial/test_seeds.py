from dataclasses import replace

from explorer.trial.seeds import ORDER, STREAM, SUBSET, WEIGHTS, seed_of


def test_every_purpose_has_a_seed_of_its_own_from_both_seeds(spec):
    specs = (spec, replace(spec, seed=1), replace(spec, sweep_seed=1))
    seeds = [seed_of(one, purpose) for one in specs for purpose in (SUBSET, WEIGHTS, ORDER, STREAM)]
    assert len(set(seeds)) == 12
    assert all(0 <= seed < 2**32 for seed in seeds)


def test_arms_share_all_seeds(spec):
    other = replace(spec, arm=replace(spec.arm, key="other", strength=2.0), split="test")
    for purpose in (SUBSET, WEIGHTS, ORDER, STREAM):
        assert seed_of(other, purpose) == seed_of(spec, purpose)
