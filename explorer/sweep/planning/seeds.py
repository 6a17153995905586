"""Which seeds a sweep uses: those that are compared, and fresh ones for the final test."""

from collections.abc import Iterable
from itertools import count, islice

from explorer.sweep.planning.spec import SweepSpec

# A confirmation wants an interval, so at least 2 seeds; past 5 it costs more than it tells.
FEWEST_FINAL, MOST_FINAL = 2, 5


def curve_seeds(spec: SweepSpec) -> tuple[int, ...]:
    """Returns the seeds on the validation split.

    They are the first numbers from 0 on, less those that are spent.
    """
    return _unused(spec.seeds, spec.spent_seeds)


def fresh_seeds(spec: SweepSpec) -> tuple[int, ...]:
    """Returns the seeds of the final test.

    They are the first numbers that neither this sweep nor any earlier run uses on the validation
    split.
    """
    return _unused(final_seeds(spec.seeds), (*curve_seeds(spec), *spec.spent_seeds))


def final_seeds(seeds: int) -> int:
    """Returns how many fresh seeds confirm a sweep of that many seeds.

    As many, at least 2 and at most 5.
    """
    return max(FEWEST_FINAL, min(seeds, MOST_FINAL))


def _unused(how_many: int, used: Iterable[int]) -> tuple[int, ...]:
    taken = set(used)
    return tuple(islice((number for number in count() if number not in taken), how_many))
