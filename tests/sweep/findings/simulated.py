"""Sweeps over strengths with a known truth, and how often what is said of them is false.

Accuracies are true means plus a seed and a spread; pictures come from a probit model: a picture is
got right where network, picture, and both together (arm x picture, seed x arm) rise above a draw of
its own. The true mean over all seeds and pictures is known exactly.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from scipy import stats
from scipy.special import ndtr, ndtri

from explorer.sweep.findings.claims import (
    HARMFUL_FROM,
    HELPS,
    HURTS,
    MAY_BE_BEST,
    PAST_BEST,
    RULED_OUT,
    Shown,
    claims,
)
from explorer.sweep.findings.components import Components, components
from explorer.sweep.findings.curve import balance_point, best, may_be_best
from explorer.sweep.findings.needed import least_that_matters
from explorer.sweep.findings.pooling import Errors, pooled, standard_among
from explorer.sweep.findings.simultaneous import student
from explorer.sweep.findings.statistics import CONFIDENCE, confidence

# How far a picture's difficulty, and what an arm makes of a picture, spread beside the unit spread
# of a single draw: two networks disagree on 15% of the pictures, and the choice of 1,000 pictures
# gives a gain a standard error of 0.4 points, as stored sweeps show.
DIFFICULTY, TASTE = 2.0, 0.5
SEEDS = 0.01  # all arms of a seed share this spread


def hump(height, centre=1.0, width=0.5):
    return lambda at: height * np.exp(-(((at - centre) / width) ** 2))


def cliff(depth):
    return lambda at: np.where(at >= 1.5, -depth, 0.0)


TRUTHS = {
    "flat": lambda at: 0 * at,
    "hump 0.5": hump(0.005),
    "hump 1": hump(0.01),
    "hump 2": hump(0.02),
    "cliff 5": cliff(0.05),
    "cliff 15": cliff(0.15),
    "cliff 50": cliff(0.50),
    "rise": lambda at: 0.015 * at,
    "fall": lambda at: -0.02 * at,
    "late": hump(0.02, 1.75, 0.4),
    "step": lambda at: np.where(at > 0, 0.005 - 0.02 * (at - 0.25) / 0.25, 0.0),
}
# A truth is simulated only with strengths that show it.
SHOWN_BY = {
    "flat": (2, 3, 5, 9, 21),
    "hump 0.5": (3, 5, 9, 21),
    "hump 1": (3, 5, 9, 21),
    "hump 2": (3, 5, 9, 21),
    "cliff 5": (5, 9, 21),
    "cliff 15": (5, 9, 21),
    "cliff 50": (5, 9, 21),
    "rise": (2, 3, 5, 9, 21),
    "fall": (2, 3, 5, 9, 21),
    "late": (9, 21),
    "step": (9,),
}
# How much wider the spread is, at the weakest and at the strongest strength: at that one alone, or
# growing evenly from end to end.
UNEQUAL = {
    f"{times}-fold at {end}{how}": (times, end, how)
    for times in (2, 4)
    for end in ("0", "2")
    for how in (" alone", ", evenly")
}
SPREADS = ("equal", *UNEQUAL)
ALLOWED = {1: 0.05, 2: 0.08, 4: 0.10}  # how often a claim may be false, by how unequal they are


@dataclass(frozen=True)
class Cell:
    """What is simulated; the defaults are the base that one thing at a time is changed of."""

    truth: str = "flat"
    strengths: int = 9
    seeds: int = 3
    noise: float = 0.005
    pictures: int | None = 1000
    spread: str = "equal"
    heavy: bool = False
    further: int = 0

    @property
    def at(self):
        return np.linspace(0, 2, self.strengths)

    @property
    def means(self):
        return 0.8 + TRUTHS[self.truth](self.at)

    @property
    def noises(self):
        times, end, how = UNEQUAL.get(self.spread, (1, "2", ""))
        wider = np.linspace(1, times, self.strengths)
        if "alone" in how:
            wider = np.where(np.arange(self.strengths) == self.strengths - 1, times, 1)
        return self.noise * (wider if end == "2" else wider[::-1])

    @property
    def times(self):
        return UNEQUAL.get(self.spread, (1,))[0]

    @property
    def allowed(self):
        return ALLOWED[self.times]


def errors(rng, shape, heavy):
    """Draws of variance 1: normal, or of t with 3 degrees of freedom."""
    return rng.standard_t(3, shape) / np.sqrt(3) if heavy else rng.standard_normal(shape)


@lru_cache(maxsize=256)
def latent(mean, noise, heavy):
    """The place of an arm in the probit model, and the spread that gives that noise of accuracy.

    The place is where the accuracy over all seeds and pictures is `mean`.
    """
    grid = (np.arange(800) + 0.5) / 800
    shares = stats.t.ppf(grid, 3) / np.sqrt(3) if heavy else ndtri(grid)
    whole = np.sqrt(1 + DIFFICULTY**2 + TASTE**2)
    slope = np.exp(-(ndtri(mean) ** 2) / 2) / np.sqrt(2 * np.pi) / whole
    spread = noise / slope
    around = ndtri(mean) * whole
    places = np.linspace(around - 3, around + 3, 1201)
    seeds = _seeds_latent()
    total = np.sqrt(whole**2 + seeds**2)
    accuracies = ndtr((places[:, None] + spread * shares) / total).mean(axis=1)
    return float(np.interp(mean, accuracies, places)), spread


def _seeds_latent():
    whole = np.sqrt(1 + DIFFICULTY**2 + TASTE**2)
    return SEEDS * whole * np.sqrt(2 * np.pi) * np.exp(ndtri(0.8) ** 2 / 2)


def draw(rng, means, noises, seeds, pictures, heavy=False, sweeps=None):
    """Accuracies (arms x seeds), and which pictures were right, None without pictures.

    Of one sweep, or of many along a first axis.
    """
    many = () if sweeps is None else (sweeps,)
    own = errors(rng, (*many, len(means), seeds), heavy)
    shared = rng.standard_normal((*many, 1, seeds))
    if pictures is None:
        return means[:, None] + noises[:, None] * own + SEEDS * shared, None
    places = [latent(*both, heavy) for both in zip(means.tolist(), noises.tolist(), strict=True)]
    place, spread = np.array(places).T
    network = place[:, None] + spread[:, None] * own + _seeds_latent() * shared
    network = network.astype(np.float32)[..., None]
    picture = DIFFICULTY * rng.standard_normal((*many, 1, pictures), dtype=np.float32)
    picture = picture + TASTE * rng.standard_normal((*many, len(means), pictures), dtype=np.float32)
    drawn = rng.standard_normal((*many, len(means), seeds, pictures), dtype=np.float32)
    right = drawn < network + picture[..., None, :]
    return right.mean(axis=-1), right


@dataclass(frozen=True)
class Judgement:
    """What many sweeps show; arrays have a first axis of sweeps. As `Curve` makes it of one."""

    at: np.ndarray
    confidence: float
    found: Components
    errors: Errors

    @classmethod
    def of(cls, at, val, right, looks=1):
        found = components(val, right)
        return cls(at, confidence(looks), found, pooled(found, 0.0))

    @cached_property
    def half(self):
        return self.errors.halves(max(len(self.at) - 1, 1), self.confidence)

    @cached_property
    def candidates(self):
        return may_be_best(self.found.difference, self.half)

    @cached_property
    def best(self):
        return best(self.found.difference[..., 0], self.candidates)

    def beside(self, name, base):
        """That array for every arm beside one of each sweep."""
        values = name if isinstance(name, np.ndarray) else getattr(self.found, name)
        return np.take_along_axis(values, base[:, None, None], axis=2)[:, :, 0]

    @cached_property
    def balance_point(self):
        below = -self.beside("difference", self.best)
        up_to_best = np.arange(len(self.at)) <= self.best[:, None]
        error = self.beside(standard_among(self.found, up_to_best), self.best)
        return balance_point(below, error, self.candidates)

    @cached_property
    def matters(self):
        kept = self.errors.kept[:, 1:]
        lasting = self.found.lasting[:, 1:, 0]
        count = max(len(self.at) - 1, 1)
        return [
            least_that_matters(values[some], count, CONFIDENCE)
            for values, some in zip(lasting, kept, strict=True)
        ]

    @cached_property
    def claims(self):
        """The claims of every sweep, by the table that production uses."""
        gains = self._ends(np.zeros(len(self.half), dtype=int))
        beside_best = self._ends(self.best)
        rows = zip(
            gains.tolist(),
            beside_best.tolist(),
            self.best.tolist(),
            self.candidates.tolist(),
            self.matters,
            strict=True,
        )
        at = tuple(self.at.tolist())
        return [
            claims(
                Shown(
                    at,
                    tuple(map(tuple, limits[1:])),
                    top,
                    tuple(may),
                    tuple(None if k == top else tuple(ends) for k, ends in enumerate(below)),
                    matters,
                )
            )
            for limits, below, top, may, matters in rows
        ]

    def _ends(self, base):
        middle, half = self.beside("difference", base), self.beside(self.half, base)
        return np.stack([middle - half, middle + half], axis=2)

    def covered(self, means):
        """Which gains lie in their own intervals."""
        gains = self.found.difference[:, 1:, 0]
        error = self.errors
        half = student(self.confidence, error.freedom[:, 1:, 0]) * error.standard[:, 1:, 0]
        if self.found.pictures is None:  # over seeds alone: the pooled residual
            of_trial = error.of_trial[:, 1:, 0] if error.kept.all() else self._residual()
            freedom = (len(self.at) - 1) * (self.found.shared[0, 0, 0] - 1)
            half = student(self.confidence, freedom) * np.sqrt(
                of_trial / self.found.shared[0, 0, 0]
            )
        return np.abs(gains - (means - means[0])[1:]) <= half

    def _residual(self):
        arms = len(self.at)
        return self.found.by_seed.sum(axis=(1, 2))[:, None] / (arms * (arms - 1))


def wrong(claim, means, at):
    """Whether a claim is false."""
    gains, best_ones = means - means[0], means >= means.max() - 1e-12
    first = at.index(claim.strengths[0]) if claim.strengths else 0
    if claim.says == HELPS:
        return bool(gains[first] <= 1e-12)
    if claim.says == HURTS:
        return bool(gains[1:].max() >= -1e-12)
    if claim.says == RULED_OUT:
        return bool(gains[1:].max() > claim.limits[1])
    if claim.says == HARMFUL_FROM:
        return bool(gains[first:].max() >= -1e-12)
    if claim.says == PAST_BEST:
        return bool(best_ones[first:].any())
    return False


@dataclass(frozen=True)
class Shares:
    """In which share of sweeps something was so.

    `missed` is that the truly best strength is not among those that may be the best; of several
    that are equally good, the one that is missed most.
    """

    false: dict[str, float]
    missed: float
    coverage: float
    regret: float
    balance_regret: float


def batches(cell, sweeps):
    """How many sweeps to draw at once, so that they fit into the processor's cache."""
    drawn = cell.strengths * cell.seeds * (cell.further + 1) * (cell.pictures or 1)
    size = int(np.clip(400_000 // drawn, 1, 200))
    return [min(size, sweeps - start) for start in range(0, sweeps, size)]


def shares(cell, sweeps, seed=18):
    """Simulates a cell; a claim is false where it is at any look."""
    rng = np.random.default_rng([seed, *map(ord, repr(cell))])
    means, at = cell.means, cell.at
    best_ones, places = means >= means.max() - 1e-12, at.tolist()
    false, missed, coverage, regrets = {}, 0, [], []
    for count in batches(cell, sweeps):
        total = cell.seeds * (cell.further + 1)
        val, right = draw(rng, means, cell.noises, total, cell.pictures, cell.heavy, count)
        said, missing = [set() for _ in range(count)], False
        for look in range(1, cell.further + 2):
            some = slice(0, cell.seeds * look)
            now = Judgement.of(
                at, val[:, :, some], None if right is None else right[:, :, some], look
            )
            for wrongly, made in zip(said, now.claims, strict=True):
                wrongly.update(claim.says for claim in made if wrong(claim, means, places))
            missing = missing | ~now.candidates[:, best_ones]
            if look == 1:
                coverage.append(now.covered(means).mean(axis=1))
                regrets.append(means.max() - means[[now.best, now.balance_point]])
        missed = missed + missing.sum(axis=0)
        for says in (says for wrongly in said for says in wrongly):
            false[says] = false.get(says, 0) + 1
    return Shares(
        {says: count / sweeps for says, count in false.items()},
        float(np.max(missed)) / sweeps,
        float(np.concatenate(coverage).mean()),
        *np.concatenate(regrets, axis=1).mean(axis=1).tolist(),
    )


def changes(cell, fall, sweeps, seed=19):
    """How often a strength that falls that far below the best, added at the end, changes a verdict.

    Only what is said of the other strengths counts. `towards` is that the balance point moves
    towards it.
    """
    rng = np.random.default_rng([seed, *map(ord, repr((cell, fall)))])
    count, step = cell.strengths, cell.at[1]
    at = np.append(cell.at, cell.at[-1] + step)
    means = np.append(cell.means, cell.means.max() - fall)
    noises = np.append(cell.noises, cell.noise)
    counts = {}
    for size in batches(cell, sweeps):
        val, right = draw(rng, means, noises, cell.seeds, cell.pictures, cell.heavy, size)
        with_it = Judgement.of(at, val, right)
        without = Judgement.of(cell.at, val[:, :count], None if right is None else right[:, :count])
        moved = with_it.balance_point - without.balance_point
        pairs = zip(_said(with_it, count), _said(without, count), strict=True)
        for one, other in pairs:
            for says in one | other:
                counts[says] = counts.get(says, 0) + (one.get(says) != other.get(says))
        counts["balance point"] = counts.get("balance point", 0) + (moved != 0).sum()
        counts["towards"] = counts.get("towards", 0) + (moved > 0).sum()
    return {says: float(number) / sweeps for says, number in counts.items()}


def _said(judgement, count):
    """What is said of the first strengths; a border beyond them is none."""
    last = judgement.at[count - 1]
    for made in judgement.claims:
        said = {claim.says: True for claim in made if claim.says in (HELPS, HURTS, RULED_OUT)}
        for claim in made:
            if claim.says in (HARMFUL_FROM, PAST_BEST) and claim.strengths[0] <= last:
                said[claim.says] = claim.strengths[0]
            if claim.says == MAY_BE_BEST:
                ends = claim.strengths[0], min(claim.strengths[-1], last)
                if ends != (judgement.at[0], last):
                    said[claim.says] = ends
        yield said
