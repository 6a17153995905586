"""What a sweep finds, as frozen values: outcomes in; estimates, points of the curve and the verdict
out. Imports nothing of the project.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """What a verdict holds for: a strength found on one data set, model, image size and number of
    images a class holds for those alone.
    """

    data: str
    model: str
    image_size: int
    shots: int | None


@dataclass(frozen=True)
class Outcome:
    """What one finished trial says: accuracies from 0 to 1 at one strength, for one seed; and on
    how many validation images, where that is known.
    """

    strength: float
    seed: int
    val_accuracy: float
    train_accuracy: float | None = None
    val_images: int | None = None


@dataclass(frozen=True)
class Estimate:
    """A mean with its 95% confidence interval; the interval is None where a single seed says
    nothing about the spread.
    """

    mean: float
    ci95: tuple[float, float] | None


@dataclass(frozen=True)
class Point:
    """One strength of the curve.

    `gain` is paired by seed against strength 0 and None until both have a seed in common.
    """

    strength: float
    seeds: int
    val_accuracy: Estimate
    train_accuracy: Estimate | None
    gain: Estimate | None
    smoothed: float


@dataclass(frozen=True)
class Verdict:
    """What a sweep says; see CONTRACT names `best`, `balance_point`, `plateau`, `overdone_from`,
    `helps`, `sentence`.

    `plateau` holds the ends of the run of strengths around the best that the data cannot tell from
    it. `helps` is None where neither a gain nor a loss can be told. `more_seeds` is the number of
    further seeds that would likely settle `helps`, None where it is settled or hopeless. `looks`
    counts the verdicts on these growing data: what is told, and the intervals of the gains, allow
    for them.
    """

    best: float
    balance_point: float
    plateau: tuple[float, float]
    overdone_from: float | None
    helps: bool | None
    more_seeds: int | None
    sentence: str
    curve: tuple[Point, ...]
    looks: int = 1
