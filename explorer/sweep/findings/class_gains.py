"""The gain of each class over its baseline, with an interval.

It allows for every class at every arm that is compared, as the verdict allows for every strength:
what is said of classes holds together with 95%. It is over seeds and images. The spread between
seeds is the larger of that of the class and that of all classes together, since two or three seeds
say little of one. The images of a class count as if both arms were scored on images of their own:
networks that err on the same images are closer than that, so that it is rather too wide. Loads no
SciPy: results are read often.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, variance

from explorer.frozen import Frozen
from explorer.sweep.findings.values import Interval

_ERROR = 0.05


@dataclass(frozen=True)
class ClassScores:
    """What a trial scored on a class, beside the trial of its baseline at the same seed."""

    accuracy: float
    before: float
    images: int


Scores = Mapping[str, Sequence[ClassScores]]  # by class, a trial each


def gains(scores: Scores) -> Frozen[float]:
    """Returns the mean gain of every class."""
    return Frozen({name: fmean(_differences(found)) for name, found in scores.items()})


def intervals(scores: Scores, arms: int) -> Frozen[Interval] | None:
    """Returns the interval of every class, where `arms` arms are compared.

    None for a single seed, which says nothing of chance.
    """
    seeds = min((len(found) for found in scores.values()), default=0)
    if seeds < 2:
        return None
    spreads = {name: variance(_differences(found)) for name, found in scores.items()}
    pooled = fmean(spreads.values())
    z = NormalDist().inv_cdf(1 - _ERROR / (2 * arms * len(scores)))
    return Frozen(
        {
            name: _interval(found, max(spreads[name], pooled), z, len(scores))
            for name, found in scores.items()
        }
    )


def _interval(found: Sequence[ClassScores], spread: float, z: float, classes: int) -> Interval:
    gain, images = fmean(_differences(found)), found[0].images
    accuracies = (fmean(each.accuracy for each in found), fmean(each.before for each in found))
    of_seeds = spread / len(found)
    of_images = sum(share * (1 - share) for share in accuracies) / images + 1 / (12 * images**2)
    # Satterthwaite 1946: only the spread between seeds is estimated from few numbers. The classes
    # of one seed move together, so that they count as half as many.
    known = (of_seeds / (of_seeds + of_images)) ** 2
    freedom = (len(found) - 1) * max(1.0, classes / 2) / max(known, 1e-9)
    reach = _student(z, freedom) * (of_seeds + of_images) ** 0.5
    return max(gain - reach, -1.0), min(gain + reach, 1.0)


def _student(z: float, freedom: float) -> float:
    """Student's quantile from that of the normal distribution (Abramowitz and Stegun, 26.7.5)."""
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, start=1))


def _differences(found: Sequence[ClassScores]) -> list[float]:
    return [each.accuracy - each.before for each in found]
