"""A question for the tests, whose schedule proposes arms that nobody has planned.

It climbs towards the best strength, one arm a round.
"""

from dataclasses import asdict, dataclass
from statistics import fmean

from explorer.errors import SweepError
from explorer.frozen import Frozen
from explorer.sweep.findings.values import Estimate, Judged, Point
from explorer.sweep.planning.schedule import Planned, Round
from explorer.sweep.planning.seeds import curve_seeds
from explorer.sweep.questions.asked import Advice
from explorer.sweep.questions.table import Question
from explorer.trial.arm import Arm

STEPS = 3
START = (0.0, 1.0)
ROW = Question(
    name="climb",
    label="Where is the top?",
    summary="Climbs towards the best strength.",
    asked="tests.sweep.questions.climbing:Climbing",
    command="climb",
    lists="Find the best strength step by step.",
    does="Find the best strength of POLICY step by step.",
    confirms=2,
    one="strength",
    compared="strengths",
    each="at strength after strength",
    varies="the strength",
    grows="The climb",
    tested="the first strength and the best",
)


@dataclass(frozen=True)
class ClimbVerdict:
    """Which arm was best."""

    best: str
    sentence: str

    @property
    def recommends(self):
        return self.best

    def to_json(self):
        return asdict(self)


@dataclass(frozen=True)
class Climb:
    """The start, then a new arm a round: halfway from the best arm to its better neighbour."""

    spec: object

    def next(self, so_far, seconds_left):
        means = _means(so_far)
        if not means:
            return self._round(START, ())
        if len(means) == len(START) + STEPS:
            return None
        by_strength = sorted((_strength(key), mean) for key, mean in means.items())
        top = max(range(len(by_strength)), key=lambda i: by_strength[i][1])
        beside = max(
            (i for i in (top - 1, top + 1) if 0 <= i < len(by_strength)),
            key=lambda i: by_strength[i][1],
        )
        new = (by_strength[top][0] + by_strength[beside][0]) / 2
        return self._round((new,), (climb_arm(self.spec, new),))

    def _round(self, strengths, arms):
        seeds = curve_seeds(self.spec)
        trials = tuple(Planned(_key(at), seed) for seed in seeds for at in strengths)
        return Round(trials, arms=arms)


class Climbing:
    def settled(self, spec):
        return spec.options

    def remarks(self, spec, given):
        return ()

    def count(self, spec):
        return len(START) + STEPS

    def differences(self, spec):
        return 0

    def arms(self, spec):
        return tuple(climb_arm(spec, at) for at in START)

    def schedule(self, spec):
        return Climb(spec)

    def thinned(self, spec):
        return (spec,)

    def left_out(self, asked, fitted):
        return ""

    def compared_with(self, arm, arms):
        return _key(0.0)

    def points(self, spec, arms, outcomes):
        means = _means(outcomes)
        none = means.get(_key(0.0))
        gains = {
            key: None if none is None else Estimate(m - none, None) for key, m in means.items()
        }
        return {key: Point(1, Estimate(m, None), None, gains[key]) for key, m in means.items()}

    def judge(self, spec, data, arms, outcomes):
        means = _means(outcomes)
        if not means:
            raise SweepError("no trial finished")
        best = max(means, key=means.__getitem__)
        verdict = ClimbVerdict(best, f"On {data}, {best} is the best of {len(means)}.")
        return Judged(verdict, Frozen(self.points(spec, arms, outcomes)))

    def confirmed(self, spec, verdict):
        return () if verdict is None else (_key(0.0), verdict.best)

    def read_verdict(self, raw):
        return ClimbVerdict(raw["best"], raw["sentence"])

    def recommended(self, result):
        return result.policy

    def advice(self, verdict):
        return Advice(meaning="Go there.", told=True)


def climb_arm(spec, at):
    return Arm(_key(at), "climb", f"strength {at:g}", spec.policy, at, spec.setting)


def _key(at):
    return f"climb-{at!r}"


def _strength(key):
    return float(key.removeprefix("climb-"))


def _means(outcomes):
    finished = [outcome for outcome in outcomes if outcome.split == "val" and outcome.finished]
    arms = dict.fromkeys(outcome.arm for outcome in finished)
    return {
        arm: fmean(each.scores["accuracy"] for each in finished if each.arm == arm) for arm in arms
    }
