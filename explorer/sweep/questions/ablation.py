"""Which steps earn their place? Each step is left out, and each stands alone.

Both are paired by seed, with the whole policy and with none. docs/statistics.md explains the
method. Longer than most modules: all of a question stands in one file.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from explorer.errors import ExplorerError, SweepError, quoted
from explorer.frozen import Frozen
from explorer.names import numbered, shortened
from explorer.policy.catalog.spec import words_of
from explorer.policy.model import MAX_STRENGTH, Group, Policy, Step
from explorer.policy.strength import at_strength
from explorer.sweep.findings.sentence import holds_for
from explorer.sweep.findings.values import Estimate, Judged, Outcome, Point, Verdict
from explorer.sweep.planning.schedule import Budgeted, Grid, Schedule
from explorer.sweep.planning.seeds import curve_seeds, final_seeds
from explorer.sweep.planning.spec import MAX_SEEDS, SweepSpec
from explorer.sweep.questions.asked import Advice, Compared
from explorer.trial.arm import Arm
from explorer.trial.setting import Setting

if TYPE_CHECKING:
    from explorer.sweep.findings.result import SweepResult
    from explorer.sweep.findings.statistics import Blocks

WHOLE, NONE, WITHOUT, ALONE = "whole", "none", "without", "alone"
EARNS, HARMS, USELESS, UNKNOWN = "earns its place", "harms", "useless", "cannot be told"
MATTERS = 0.005  # a share: smaller changes of the accuracy are not worth a step
MAX_ARMS = 64
_NAME_CHARS = 60


@dataclass(frozen=True)
class StepFinding:
    """What was found of a step.

    `without` is the accuracy without it minus that of the whole policy (above 0 it harms), `alone`
    that of the step alone minus none; None where no seed has both. The intervals hold with 95% for
    all steps together.
    """

    step: str
    name: str
    without: Estimate | None
    alone: Estimate | None
    says: str

    def to_json(self) -> dict[str, Any]:
        """Returns it as an entry of `verdict.steps`."""
        told = {"without": self.without, "alone": self.alone}
        estimates = {name: found and found.to_json() for name, found in told.items()}
        return {"step": self.step, "name": self.name, **estimates, "says": self.says}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "StepFinding":
        """Returns what `to_json` gave."""
        without, alone = (Estimate.from_json(raw.get(name)) for name in (WITHOUT, ALONE))
        return cls(raw["step"], raw["name"], without, alone, raw["says"])


@dataclass(frozen=True)
class HandedOn:
    """What was measured of the policy that is handed on, beside no augmentation.

    `arm` is that policy where `exact`. Else several steps harm, and nobody measured the policy
    without all of them: `arm` is then the one without the step that harms most. `accuracy` and
    `none` are the means of the arm and of no augmentation, `gain` is their difference.
    """

    arm: str
    exact: bool
    accuracy: float
    none: float
    gain: Estimate | None

    @property
    def worse(self) -> bool:
        """Whether it is told to be worse than no augmentation."""
        return self.gain is not None and self.gain.ci95 is not None and self.gain.ci95[1] < 0

    def to_json(self) -> dict[str, Any]:
        """Returns it as `verdict.handed_on`."""
        return {
            "arm": self.arm,
            "exact": self.exact,
            "accuracy": self.accuracy,
            "none": self.none,
            "gain": self.gain and self.gain.to_json(),
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "HandedOn":
        """Returns what `to_json` gave."""
        gain = Estimate.from_json(raw["gain"])
        return cls(raw["arm"], raw["exact"], raw["accuracy"], raw["none"], gain)


@dataclass(frozen=True)
class AblationVerdict:
    """What is said of every step, in the order of the policy.

    `more_seeds` is the number of further seeds that would likely tell what can be told; None where
    no number would that a run can have. `handed_on` is None where nothing is known of it.
    """

    steps: tuple[StepFinding, ...]
    more_seeds: int | None
    sentence: str
    handed_on: HandedOn | None = None

    def named(self, says: str) -> list[str]:
        """Returns the names of the steps of which that is said."""
        return [found.name for found in self.steps if found.says == says]

    @property
    def left_out(self) -> tuple[str, ...]:
        """The ids of the steps that harm."""
        return tuple(found.step for found in self.steps if found.says == HARMS)

    @property
    def worst(self) -> StepFinding | None:
        """The step that harms most, None where none is told to harm."""
        harmful = [found for found in self.steps if found.says == HARMS and found.without]
        return max(
            harmful, key=lambda found: found.without.mean if found.without else 0, default=None
        )

    @property
    def exact(self) -> bool:
        """Whether the policy that is handed on was measured itself."""
        return self.handed_on is not None and self.handed_on.exact

    @property
    def together(self) -> str:
        """What was measured without all steps that harm, in words; "" unless several harm."""
        if len(self.left_out) < 2 or self.worst is None:
            return ""
        if self.handed_on and self.exact:
            return f"Without all of them, the policy gives {100 * self.handed_on.accuracy:.1f}%."
        return (
            "They were left out one at a time, not together. The policy without all of them was "
            f"not measured: a final test is of the policy without {self.worst.name} only."
        )

    @property
    def caution(self) -> str:
        """That no augmentation is better than the policy that is handed on; "" unless told."""
        handed = self.handed_on
        if handed is None or not handed.worse:
            return ""
        without = self.named(HARMS)
        if self.worst and not handed.exact:
            without = [f"{self.worst.name}, which harms most"]
        which = f"Even without {_listed(without)}," if without else "Even with every step,"
        return (
            f"{which} the policy gives {100 * handed.accuracy:.1f}% against {100 * handed.none:.1f}"
            f"% without augmentation ({_points_of(handed.gain)}): no augmentation is better."
        )

    def to_json(self) -> dict[str, Any]:
        """Returns the block `verdict` of sweep.json."""
        return {
            "steps": [found.to_json() for found in self.steps],
            "left_out": list(self.left_out),
            "more_seeds": self.more_seeds,
            "sentence": self.sentence,
            "handed_on": self.handed_on and self.handed_on.to_json(),
        }


@dataclass(frozen=True)
class Part:
    """A step, and the keys of the arms that leave it out, and that have it alone."""

    step: str
    name: str
    without: str
    alone: str

    @property
    def contrasts(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """The arms whose difference `without` is, and those of `alone`."""
        return (self.without, WHOLE), (self.alone, NONE)


class AblationQuestion:
    """Compares a policy with itself less a step, and each step with nothing."""

    def settled(self, spec: SweepSpec) -> Mapping[str, Any]:
        """Returns the options with the policy's own strength where none is told.

        Raises SweepError for a strength that takes nothing apart, and for too many steps.
        """
        told = spec.options.get("strength")
        strength = spec.policy_file["explorer"].get("strength", 1.0) if told is None else told
        steps = len(_steps(spec.policy, _checked(strength)))
        if 2 + 2 * steps > MAX_ARMS:
            most = (MAX_ARMS - 2) // 2
            raise SweepError(f"{steps} steps are more than the {most} that can be taken apart")
        return {**spec.options, "strength": strength}

    def remarks(self, spec: SweepSpec, given: Mapping[str, Any]) -> Iterator[str]:
        """Yields which trials are not run twice, and why."""
        arms, parts = _apart(spec)
        if len(parts) == 1 and len(arms) == 2:
            yield (
                f"the policy has one step, {parts[0].name}: without it there is no augmentation, "
                "and alone it is the whole policy, so that two arms tell"
            )
        elif spared := 2 + 2 * len(parts) - len(arms):
            yield (
                f"{spared} of {2 + 2 * len(parts)} arms would be the same as another, and "
                f"{'is' if spared == 1 else 'are'} not trained twice"
            )

    def count(self, spec: SweepSpec) -> int:
        """Returns the number of arms."""
        return len(self.arms(spec))

    def arms(self, spec: SweepSpec) -> tuple[Arm, ...]:
        """Returns the whole policy, none, the policy without each step, and each step alone.

        Of arms that would train on the same pictures it returns the first.
        """
        return _apart(spec)[0]

    def schedule(self, spec: SweepSpec) -> Schedule:
        """Returns the grid of arms and seeds."""
        keys, seeds = tuple(arm.key for arm in self.arms(spec)), curve_seeds(spec)
        if spec.time_budget_s is None:
            return Grid(keys, seeds)
        finals = 2 * final_seeds(spec.seeds)
        return Budgeted(keys, seeds, spec.workers, finals, spec.time_budget_s)

    def thinned(self, spec: SweepSpec) -> tuple[SweepSpec, ...]:
        """Returns the spec alone: no step can be spared."""
        return (spec,)

    def left_out(self, asked: SweepSpec, fitted: SweepSpec) -> str:
        """Returns "": no arm is ever left out."""
        return ""

    def compared_with(self, arm: Compared, arms: Sequence[Compared]) -> str | None:
        """Returns the key of the whole policy for an arm that leaves a step out, else none."""
        return WHOLE if arm.kind == WITHOUT else NONE

    def points(
        self, spec: SweepSpec, arms: Sequence[Compared], outcomes: Sequence[Outcome]
    ) -> Mapping[str, Point]:
        """Returns the estimates of the arms that have a finished trial."""
        blocks = _blocks(arms, outcomes)
        if blocks is None:
            return Frozen()
        try:
            level = _level(spec, _apart(spec)[1])
        except ExplorerError:  # the intervals of a policy that is refused are never too narrow
            level = _level(spec, ())
        return _points(spec, arms, blocks, level)

    def judge(
        self, spec: SweepSpec, data: str, arms: Sequence[Compared], outcomes: Sequence[Outcome]
    ) -> Judged:
        """Returns what is said of every step."""
        blocks = _blocks(arms, outcomes)
        if blocks is None or WHOLE not in blocks.arms:
            raise SweepError("no trial of the whole policy finished")
        if NONE not in blocks.arms:
            raise SweepError("no trial without augmentation finished")
        parts = _apart(spec)[1]
        level = _level(spec, parts)
        points = _points(spec, arms, blocks, level)
        steps = tuple(_finding(part, blocks, level) for part in parts)
        more = _more_seeds(parts, steps, blocks, level, MAX_SEEDS - spec.seeds)
        verdict = AblationVerdict(steps, more, "")
        verdict = replace(verdict, handed_on=_handed_on(spec, verdict, blocks))
        said = _sentence(verdict, spec, holds_for(data, spec.setting), points)
        return Judged(replace(verdict, sentence=said), points)

    def confirmed(self, spec: SweepSpec, verdict: Verdict | None) -> tuple[str, ...]:
        """Returns the whole policy and the arm nearest to the policy that is handed on.

        That arm is the policy without all steps that harm, where it was measured, and else without
        the one that harms most. Where none harms, it returns none and the whole policy.
        """
        if not isinstance(verdict, AblationVerdict):
            return (WHOLE,)
        worst = verdict.worst
        if worst is None:
            return NONE, WHOLE
        if verdict.handed_on:
            return WHOLE, verdict.handed_on.arm
        return WHOLE, next(part for part in _apart(spec)[1] if part.step == worst.step).without

    def read_verdict(self, raw: Mapping[str, Any]) -> AblationVerdict:
        """Returns the verdict that was stored."""
        steps = tuple(StepFinding.from_json(found) for found in raw["steps"])
        handed = raw.get("handed_on")
        on = None if handed is None else HandedOn.from_json(handed)
        return AblationVerdict(steps, raw.get("more_seeds"), raw["sentence"], on)

    def recommended(self, result: "SweepResult") -> Policy:
        """Returns the policy without the steps that harm, at the strength that was measured."""
        if not isinstance(result.verdict, AblationVerdict):
            raise SweepError(f"sweep {result.sweep_id} is {result.status} and has no verdict yet")
        gone, policy = result.verdict.left_out, result.policy
        kept = tuple(node for node in policy.steps if node.id not in gone)
        return replace(policy, steps=kept, strength=result.course.options["strength"])

    def advice(self, verdict: Verdict) -> Advice:
        """Returns what can be left out."""
        told = verdict if isinstance(verdict, AblationVerdict) else AblationVerdict((), None, "")
        harmful = told.named(HARMS)
        if not harmful:
            meaning = f"No step is told to harm, so there is nothing to leave out. {told.caution}"
            return Advice(meaning=meaning.rstrip(), told=False, more_seeds=told.more_seeds)
        names = _listed(harmful)
        does = "Leaves out what harms, and keeps everything else as it was measured."
        return Advice(
            label=f"Use it without {names}",
            opens=f"Use it without {names}",
            heading=f"Without {names}",
            detail=f"without {names}",
            taken=f"Without {names}, the policy",
            meaning=" ".join(filter(None, (does, told.together, told.caution))),
            told=True,
            more_seeds=told.more_seeds,
        )


def _checked(strength: object) -> float:
    number = strength if isinstance(strength, int | float) else 0
    if not isinstance(strength, bool) and 0 < number <= MAX_STRENGTH:
        return float(number)
    why = ": strength 0 leaves nothing of a policy to take apart" if strength == 0 else ""
    raise SweepError(
        f"strength: {quoted(strength)} is not a number above 0, at most {MAX_STRENGTH:g}{why}"
    )


def _steps(policy: Policy, strength: float) -> list[Step | Group]:
    """The nodes at the top that are switched on and hold something at that strength."""
    return [
        node
        for node in policy.steps
        if node.enabled and at_strength(replace(policy, steps=(node,)), strength).steps
    ]


def _apart(spec: SweepSpec) -> tuple[tuple[Arm, ...], list[Part]]:
    return taken_apart(spec.policy, spec.options["strength"], spec.setting)


def taken_apart(
    whole: Policy, strength: float, setting: Setting
) -> tuple[tuple[Arm, ...], list[Part]]:
    """Returns the arms, and for every step the keys of those that leave it out and have it alone.

    What would train on the same pictures is one arm.
    """
    policy = replace(whole, evidence=None)
    steps = _steps(policy, strength)
    seen: dict[Any, Arm] = {}

    def key_of(kind: str, name: str, of: Policy, at: float, step: str | None = None) -> str:
        key = kind if step is None else f"{kind}-{step}"
        arm = Arm(key, kind, name, of, at, setting, step)
        return seen.setdefault(at_strength(of, at).steps, arm).key

    key_of(WHOLE, "the whole policy", whole, strength)
    key_of(NONE, "no augmentation", whole, 0.0)
    names = _names(steps)
    without = [
        key_of(
            WITHOUT,
            f"the policy without {name}",
            replace(policy, steps=tuple(node for node in steps if node is not step)),
            strength,
            step.id,
        )
        for step, name in zip(steps, names, strict=True)
    ]
    # Beside a step that is alone, the others do what strength 0 does, as in the arm `none`.
    alone = [
        key_of(ALONE, f"{name} alone", _only(policy, steps, step), strength, step.id)
        for step, name in zip(steps, names, strict=True)
    ]
    ids = [step.id for step in steps]
    return tuple(seen.values()), list(map(Part, ids, names, without, alone))


def _only(policy: Policy, steps: Sequence[Step | Group], step: Step | Group) -> Policy:
    resting = {
        node.id: at_strength(replace(policy, steps=(node,)), 0.0).steps
        for node in steps
        if node is not step
    }
    kept = tuple(part for node in steps for part in resting.get(node.id, (node,)))
    return replace(policy, steps=kept)


def _names(steps: Sequence[Step | Group]) -> list[str]:
    return numbered((shortened(_name(step), _NAME_CHARS) for step in steps), _NAME_CHARS)


def _name(node: Step | Group) -> str:
    if isinstance(node, Step):
        return words_of(node.transform)
    inner = ", ".join(_name(child) for child in node.steps if child.enabled)
    return f"{words_of(node.group)} ({inner})"


def _blocks(arms: Sequence[Compared], outcomes: Sequence[Outcome]) -> "Blocks | None":
    from explorer.sweep.findings.statistics import Blocks

    keys = {arm.key for arm in arms}
    finished = [o for o in outcomes if o.finished and o.split == "val" and o.arm in keys]
    found = {outcome.arm for outcome in finished}
    return Blocks.of(finished, [arm.key for arm in arms if arm.key in found]) if found else None


def _level(spec: SweepSpec, parts: Sequence[Part]) -> float:
    """The confidence of each interval, so that those of all steps hold together with 95%."""
    from explorer.sweep.findings.statistics import at_each, confidence

    pairs = {frozenset(pair) for part in parts for pair in part.contrasts if len({*pair}) == 2}
    return at_each(confidence(spec.looks), len(pairs) or MAX_ARMS)


def _points(
    spec: SweepSpec, arms: Sequence[Compared], blocks: "Blocks", level: float
) -> Frozen[Point]:
    from explorer.sweep.findings.statistics import confidence

    of = {arm.key: arm for arm in arms}
    question = AblationQuestion()
    points = {}
    for k, key in enumerate(blocks.arms):
        base = question.compared_with(of[key], arms)
        at = level if of[key].kind in (WITHOUT, ALONE) else confidence(spec.looks)
        gain = blocks.gain(k, blocks.arms.index(base), at) if base in blocks.arms else None
        train = blocks.train_accuracy(k)
        points[key] = Point(int(blocks.counts[k]), blocks.accuracy(k), train, gain)
    return Frozen(points)


def _finding(part: Part, blocks: "Blocks", level: float) -> StepFinding:
    without, alone = (
        blocks.gain(blocks.arms.index(key), blocks.arms.index(base), level)
        if key in blocks.arms and base in blocks.arms
        else None
        for key, base in part.contrasts
    )
    return StepFinding(part.step, part.name, without, alone, _says(without, alone))


def _handed_on(spec: SweepSpec, verdict: AblationVerdict, blocks: "Blocks") -> HandedOn:
    """What is known of the policy that is handed on.

    Its interval allows for every comparison that might have been made: those of the steps, and
    each arm that might be handed on beside none.
    """
    from explorer.sweep.findings.statistics import at_each, confidence

    key, exact = _nearest(spec, verdict, blocks.arms)
    level = at_each(confidence(spec.looks), 3 * len(verdict.steps) + 1)
    mine, none = blocks.arms.index(key), blocks.arms.index(NONE)
    accuracy, beside = (blocks.accuracy(place).mean for place in (mine, none))
    return HandedOn(key, exact, accuracy, beside, blocks.gain(mine, none, level))


def _nearest(
    spec: SweepSpec, verdict: AblationVerdict, measured: Sequence[str]
) -> tuple[str, bool]:
    """The measured arm that is nearest to the policy that is handed on, and whether it is that."""
    if verdict.worst is None:
        return WHOLE, True
    arms, parts = _apart(spec)
    kept = tuple(node for node in spec.policy.steps if node.id not in verdict.left_out)
    wanted = at_strength(replace(spec.policy, steps=kept), spec.options["strength"]).steps
    for arm in arms:
        if arm.key in measured and at_strength(arm.policy, arm.strength).steps == wanted:
            return arm.key, True
    return next(part for part in parts if part.step == verdict.worst.step).without, False


def _says(without: Estimate | None, alone: Estimate | None) -> str:
    if without is None or without.ci95 is None:
        return UNKNOWN
    if without.ci95[0] > 0:
        return HARMS
    if without.ci95[1] < 0:
        return EARNS
    small = all(
        found is not None and found.ci95 is not None and max(map(abs, found.ci95)) <= MATTERS
        for found in (without, alone)
    )
    return USELESS if small else UNKNOWN


def _more_seeds(
    parts: Sequence[Part],
    steps: Sequence[StepFinding],
    blocks: "Blocks",
    level: float,
    most: int,
) -> int | None:
    """How many further seeds would likely tell of every step of which `most` or fewer would."""
    from scipy import stats

    critical = float(stats.t.ppf((1 + level) / 2, max(blocks.freedom, 1)))
    needed = [
        min(_needed(part, blocks, critical), default=most + 1)
        for part, step in zip(parts, steps, strict=True)
        if step.says == UNKNOWN
    ]
    return max((seeds for seeds in needed if seeds <= most), default=None)


def _needed(part: Part, blocks: "Blocks", critical: float) -> Iterator[int]:
    """Returns the seeds after which the effect of a step would show.

    With them, those after which it would be told to be useless.
    """
    from scipy import stats

    from explorer.sweep.findings.statistics import MOST_SEEDS, POWER

    pairs = [
        (blocks.arms.index(key), blocks.arms.index(base))
        for key, base in part.contrasts
        if key != base and key in blocks.arms and base in blocks.arms
    ]
    if part.without not in blocks.arms:
        return
    effect = blocks.more_seeds(*pairs[0], critical)
    if effect is not None:
        yield effect
    room = [MATTERS - abs(blocks.effects[a] - blocks.effects[b]) for a, b in pairs]
    if blocks.variance is not None and min(room) > 0:
        reach = critical + float(stats.norm.ppf(POWER))
        seeds = math.ceil(2 * blocks.variance * (reach / min(room)) ** 2)
        if seeds <= MOST_SEEDS:
            yield max(seeds - int(blocks.counts.min()), 1)


def _sentence(
    verdict: AblationVerdict, spec: SweepSpec, where: str, points: Mapping[str, Point]
) -> str:
    strength = spec.options["strength"]
    whole, none = (100 * points[key].accuracy.mean for key in (WHOLE, NONE))
    looks = f" This was look {spec.looks} at growing data, which is allowed for."
    return " ".join(
        [
            f"On {where}, the policy at strength {strength:g} gives {whole:.1f}% against "
            f"{none:.1f}% without augmentation.",
            *_said(verdict),
            *([verdict.caution] if verdict.caution else []),
            *_undecided(verdict, points),
        ]
    ) + (looks if spec.looks > 1 else "")


def _said(verdict: AblationVerdict) -> Iterator[str]:
    harmful = [found for found in verdict.steps if found.says == HARMS]
    if harmful:
        verb = "harms" if len(harmful) == 1 else "harm"
        yield f"{_listed(map(_change, harmful))} {verb}. {verdict.together}".rstrip()
    if earning := [found for found in verdict.steps if found.says == EARNS]:
        verb = "earns its" if len(earning) == 1 else "earn their"
        yield f"{_listed(map(_change, earning))} {verb} place."
    if useless := verdict.named(USELESS):
        verb = "is" if len(useless) == 1 else "are"
        yield (
            f"{_listed(useless)} {verb} useless: neither without nor alone does the accuracy "
            f"change by more than {100 * MATTERS:g} points."
        )


def _change(found: StepFinding) -> str:
    if found.without is None or found.without.ci95 is None:
        return found.name
    return f"{found.name} (without it {_points_of(found.without)})"


def _points_of(found: Estimate | None) -> str:
    if found is None or found.ci95 is None:
        return ""
    low, high = (f"{100 * end:+.1f}" for end in found.ci95)
    return f"{100 * found.mean:+.1f} points, {low} to {high}"


def _alone(found: StepFinding) -> str:
    """What a step does alone, in words; "" where that is not told."""
    alone = found.alone
    if alone is None or alone.ci95 is None or alone.ci95[0] <= 0 <= alone.ci95[1]:
        return ""
    verb = "costs" if alone.mean < 0 else "adds"
    near, far = sorted(100 * abs(end) for end in alone.ci95)
    return f"{found.name} {verb} {100 * abs(alone.mean):.1f} points ({near:.1f} to {far:.1f})"


def _undecided(verdict: AblationVerdict, points: Mapping[str, Point]) -> Iterator[str]:
    unknown = verdict.named(UNKNOWN)
    if not unknown:
        return
    yield f"To leave {_listed(unknown)} out of the whole policy tells nothing."
    if alone := [
        said for found in verdict.steps if found.says == UNKNOWN and (said := _alone(found))
    ]:
        yield f"Alone, {_listed(alone)}."
    if verdict.more_seeds is None:
        it = "it does" if len(unknown) == 1 else "they do"
        yield (
            f"What {it} there is too small to be told by adding seeds: a run has at most "
            f"{MAX_SEEDS}."
        )
        return
    seeds = "1 more seed" if verdict.more_seeds == 1 else f"{verdict.more_seeds} more seeds"
    if all(point.seeds == 1 for point in points.values()):
        yield f"One seed says nothing about chance; {seeds} would."
    else:
        yield f"About {seeds} would tell more."


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
