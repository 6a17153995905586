"""Trials on the steps of a policy -> what is said of each step. Statistics only.

Loads scipy, which takes most of a second: imported where something is judged, not where a verdict
is read. docs/statistics.md explains every choice.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from explorer.frozen import Frozen
from explorer.sweep.findings.ablation import (
    ALONE,
    EARNS,
    HARMS,
    NONE,
    UNKNOWN,
    USELESS,
    WHOLE,
    WITHOUT,
    AblationVerdict,
    Conditions,
    HandedOn,
    Part,
    StepFinding,
    base_of,
    comparisons,
    left_out_of,
    worst_of,
)
from explorer.sweep.findings.ablation_sentence import Facts, said
from explorer.sweep.findings.blocks import Blocks
from explorer.sweep.findings.claims import MOST_SEEDS
from explorer.sweep.findings.needed import least_that_matters, shown_spread
from explorer.sweep.findings.said import joined
from explorer.sweep.findings.simultaneous import student
from explorer.sweep.findings.statistics import CONFIDENCE, at_each, confidence
from explorer.sweep.findings.strength import METHOD_BOTH, METHOD_SEEDS
from explorer.sweep.findings.values import Estimate, Judged, Outcome, Pair, Point, on_validation

ArmWithout = Callable[[Collection[str]], str | None]


def judge(
    outcomes: Sequence[Outcome],
    kinds: Mapping[str, str],
    parts: Sequence[Part],
    arm_without: ArmWithout,
    conditions: Conditions,
) -> Judged:
    """Returns the verdict on the finished trials on the validation split, with its estimates.

    The arms `whole` and `none` must be among them, and (arm, seed) unique. `kinds` are those of the
    arms, by key; `arm_without` finds the arm whose policy is the whole one without these steps,
    by their ids, None where there is none. Works on unfinished sweeps too: arms may have different
    numbers of seeds.
    """
    blocks = _blocks(outcomes, kinds)
    level = _level(comparisons(parts), conditions.looks)
    matters = conditions.matters
    if matters is None:
        matters = _least_that_matters(parts, blocks)
    steps = tuple(_finding(part, blocks, level, matters) for part in parts)
    wanted = _Wanted(level, matters, MOST_SEEDS - conditions.seeds)
    verdict = AblationVerdict(
        steps,
        None if blocks.flawless else _more_seeds(parts, steps, blocks, wanted),
        "",
        _handed_on(parts, steps, arm_without, blocks, conditions.looks),
        matters,
        shown_spread(blocks.found, blocks.errors),
        METHOD_SEEDS if blocks.right is None else METHOD_BOTH,
    )
    points = _points(blocks, kinds, level, conditions.looks, len(parts))
    facts = _facts(parts, steps, blocks, conditions)
    found = said(verdict, facts)
    return Judged(replace(verdict, sentence=joined(found), said=found), points)


def _facts(
    parts: Sequence[Part], steps: Sequence[StepFinding], blocks: Blocks, conditions: Conditions
) -> Facts:
    """What the words of the verdict rest on."""
    whole, none = (blocks.accuracy(blocks.arms.index(key)).mean for key in (WHOLE, NONE))
    both = list(zip(parts, steps, strict=True))
    level = _beside_none(len(parts), conditions.looks)
    places = blocks.arms.index(WHOLE), blocks.arms.index(NONE)
    beside_none = _together(blocks, *places, level)
    without = {part.step: _pair(blocks, part.without, WHOLE, step.without) for part, step in both}
    alone = {part.step: _pair(blocks, part.alone, NONE, step.alone) for part, step in both}
    return Facts(
        conditions,
        whole,
        none,
        {step: pair for step, pair in without.items() if pair},
        {step: pair for step, pair in alone.items() if pair},
        _pair(blocks, WHOLE, NONE, beside_none),
        tuple(blocks.counts.tolist()),
        blocks.found.pictures,
        blocks.flawless,
    )


def _pair(blocks: Blocks, arm: str, base: str, gain: Estimate | None) -> Pair | None:
    if gain is None:
        return None
    return blocks.pair(blocks.arms.index(arm), blocks.arms.index(base), gain)


def estimates(
    outcomes: Sequence[Outcome], kinds: Mapping[str, str], compared: int, looks: int, steps: int
) -> Frozen[Point]:
    """Returns the estimates of the arms alone, by their keys, for a sweep under way.

    `compared` is the number of differences whose intervals hold together, `steps` that of the
    steps. At least one trial on the validation split has finished.
    """
    return _points(_blocks(outcomes, kinds), kinds, _level(compared, looks), looks, steps)


def _blocks(outcomes: Sequence[Outcome], kinds: Mapping[str, str]) -> Blocks:
    finished = on_validation(outcomes, kinds)
    found = {outcome.arm for outcome in finished}
    return Blocks.of(finished, [key for key in kinds if key in found])


def _level(compared: int, looks: int) -> float:
    """The confidence of each interval, so that those of all steps hold together with 95%."""
    return at_each(confidence(looks), compared)


def _points(
    blocks: Blocks, kinds: Mapping[str, str], level: float, looks: int, steps: int
) -> Frozen[Point]:
    points = {}
    for k, key in enumerate(blocks.arms):
        base, gain = base_of(kinds[key]), None
        if base in blocks.arms:
            at = blocks.arms.index(base)
            of_step = kinds[key] in (WITHOUT, ALONE)
            gain = _together(blocks, k, at, level if of_step else _beside_none(steps, looks))
            if gain and not of_step:
                alone = blocks.gain(k, at, confidence(looks))
                gain = alone and replace(alone, ci95_simultaneous=gain.ci95_simultaneous)
        train = blocks.train_accuracy(k)
        points[key] = Point(int(blocks.counts[k]), blocks.accuracy(k), train, gain)
    return Frozen(points)


def _together(blocks: Blocks, k: int, base: int, level: float) -> Estimate | None:
    """The gain of an arm with the interval that is judged by, which allows for all others.

    That is its `ci95`, as it has been from the first, and stands under the name that it has for
    strengths too.
    """
    found = blocks.gain(k, base, level)
    return found if found is None or k == base else replace(found, ci95_simultaneous=found.ci95)


def _beside_none(steps: int, looks: int) -> float:
    """The confidence of an interval that allows for every comparison that might have been made.

    These are those of the steps, and each arm that might be handed on beside none.
    """
    return _level(3 * steps + 1, looks)


def _least_that_matters(parts: Sequence[Part], blocks: Blocks) -> float:
    """The smallest change that matters, where nobody says."""
    pairs = [pair for part in parts for pair in _pairs(part, blocks)]
    lasting = np.array([blocks.found.lasting[pair] for pair in pairs])
    return least_that_matters(lasting, comparisons(parts), CONFIDENCE, both_sides=True)


def _pairs(part: Part, blocks: Blocks) -> list[tuple[int, int]]:
    """The places of the arms whose differences are told of a step, as far as they were measured."""
    return [
        (blocks.arms.index(key), blocks.arms.index(base))
        for key, base in part.contrasts
        if key != base and key in blocks.arms and base in blocks.arms
    ]


def _finding(part: Part, blocks: Blocks, level: float, matters: float) -> StepFinding:
    without, alone = (
        _together(blocks, blocks.arms.index(key), blocks.arms.index(base), level)
        if key in blocks.arms and base in blocks.arms
        else None
        for key, base in part.contrasts
    )
    return StepFinding(part.step, part.name, without, alone, _says(without, alone, matters))


def _says(without: Estimate | None, alone: Estimate | None, matters: float) -> str:
    if without is None or without.ci95 is None:
        return UNKNOWN
    if without.ci95[0] > 0:
        return HARMS
    if without.ci95[1] < 0:
        return EARNS
    small = all(
        found is not None and found.ci95 is not None and max(map(abs, found.ci95)) <= matters
        for found in (without, alone)
    )
    return USELESS if small else UNKNOWN


def _handed_on(
    parts: Sequence[Part],
    steps: Sequence[StepFinding],
    arm_without: ArmWithout,
    blocks: Blocks,
    looks: int,
) -> HandedOn:
    """What is known of the policy that is handed on."""
    key, exact = _nearest(parts, steps, arm_without, blocks.arms)
    mine, none = blocks.arms.index(key), blocks.arms.index(NONE)
    gain = _together(blocks, mine, none, _beside_none(len(steps), looks))
    pair = blocks.pair(mine, none, gain)
    if pair:  # the same seeds as the gain
        return HandedOn(key, exact, pair.accuracy, pair.other, gain)
    accuracy, beside = (blocks.accuracy(place).mean for place in (mine, none))
    return HandedOn(key, exact, accuracy, beside, gain)


def _nearest(
    parts: Sequence[Part],
    steps: Sequence[StepFinding],
    arm_without: ArmWithout,
    measured: Sequence[str],
) -> tuple[str, bool]:
    """The measured arm that is nearest to the policy that is handed on, and whether it is that."""
    worst = worst_of(steps)
    if worst is None:
        return WHOLE, True
    key = arm_without(left_out_of(steps))
    if key is not None and key in measured:
        return key, True
    return next(part for part in parts if part.step == worst.step).without, False


@dataclass(frozen=True)
class _Wanted:
    """What more seeds should tell: each interval has `level`, changes up to `matters` do not count.

    There may be `most` of them.
    """

    level: float
    matters: float
    most: int


def _more_seeds(
    parts: Sequence[Part], steps: Sequence[StepFinding], blocks: Blocks, wanted: _Wanted
) -> int | None:
    """How many further seeds would likely tell of every step of which `most` or fewer would."""
    critical = float(student(wanted.level, max(blocks.freedom, 1)))
    needed = [
        min(_needed(part, blocks, critical, wanted.matters), default=wanted.most + 1)
        for part, step in zip(parts, steps, strict=True)
        if step.says == UNKNOWN
    ]
    return max((seeds for seeds in needed if seeds <= wanted.most), default=None)


def _needed(part: Part, blocks: Blocks, critical: float, matters: float) -> Iterator[int]:
    """Returns the seeds after which the effect of a step would show.

    With them, those after which it would be told to be useless.
    """
    pairs = _pairs(part, blocks)
    if part.without not in blocks.arms:
        return
    effect = blocks.more_seeds(*pairs[0], critical)
    if effect is not None:
        yield effect
    room = [matters - abs(blocks.effects[a] - blocks.effects[b]) for a, b in pairs]
    if min(room) > 0:
        found = [
            blocks.seeds_for(*pair, size, critical) for pair, size in zip(pairs, room, strict=True)
        ]
        enough = [seeds for seeds in found if seeds is not None]
        if len(enough) == len(found):
            yield max(enough)
