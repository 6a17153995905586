"""The verdict on the steps of a policy in words: which text of `texts.py` is said, and when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from explorer import numbers
from explorer.sweep.findings import matters
from explorer.sweep.findings.ablation import (
    EARNS,
    HARMS,
    UNKNOWN,
    USELESS,
    WHOLE,
    AblationVerdict,
    Conditions,
    StepFinding,
)
from explorer.sweep.findings.claims import MOST_SEEDS
from explorer.sweep.findings.facts import too_wide
from explorer.sweep.findings.said import NEXT, NOTE, SHOWN, Said, joined, parts
from explorer.sweep.findings.sentence import compared, listed, looked
from explorer.sweep.findings.texts import FURTHER, HEADS, SHORT, STEPS
from explorer.sweep.findings.values import Estimate, Pair

_NAMED = 3  # steps in the answer: each is named below it


@dataclass(frozen=True)
class Facts:
    """What the words of a verdict rest on beside the verdict itself.

    `whole` and `none` are the accuracies of the whole policy and of no augmentation, and
    `beside_none` compares them. `without` are the policies without a step beside the whole one, and
    `alone` the steps alone beside none, by the id of the step, where both share a seed. `seeds` are
    the numbers of seeds of the arms, and `images` is the number of validation images, where it is
    known what was right on each. `flawless` tells that no network has made a mistake.
    """

    conditions: Conditions
    whole: float
    none: float
    without: Mapping[str, Pair]
    alone: Mapping[str, Pair]
    beside_none: Pair | None
    seeds: tuple[int, ...]
    images: int | None = None
    flawless: bool = False


def said(verdict: AblationVerdict, facts: Facts) -> tuple[Said, ...]:
    """Returns the verdict in words: the whole policy beside none, and then the steps."""
    return (*_start(verdict, facts), *_steps(verdict, facts), *_further(verdict, facts))


def sentence(verdict: AblationVerdict, facts: Facts) -> str:
    """Returns the same as one text."""
    return joined(said(verdict, facts))


def short(verdict: AblationVerdict) -> str:
    """Returns the verdict in a few words, for a list of runs."""
    said, unclear = head(verdict), len(verdict.those(UNKNOWN))
    if unclear in (0, len(verdict.steps)):
        return said
    steps = numbers.count(len(verdict.steps), "step")
    return SHORT["steps"].format(head=said, unclear=numbers.whole(unclear), steps=steps)


def head(verdict: AblationVerdict) -> str:
    """Returns the answer: which steps hurt, and which help."""
    hurting, helping = verdict.named(HARMS), verdict.named(EARNS)
    case = ", ".join(filter(None, (_many(hurting, "hurt"), _many(helping, "help"))))
    none = "none is shown" if verdict.those(UNKNOWN) else "none matters"
    return HEADS[case or none].format(hurting=_first(hurting), helping=_first(helping))


def _many(names: Sequence[str], verb: str) -> str:
    if not names:
        return ""
    return f"one {verb}s" if len(names) == 1 else f"several {verb}"


def _first(names: Sequence[str]) -> str:
    """The first names of a list; how many more there are stands behind them."""
    more = [f"{numbers.whole(len(names) - _NAMED)} more"] if len(names) > _NAMED else []
    return listed([*names[:_NAMED], *more] or [""])


def meaning(verdict: AblationVerdict) -> str:
    """Returns what the button does that leaves out the steps that harm."""
    harmful = verdict.named(HARMS)
    does = STEPS["button"].format(steps=listed(harmful)) if harmful else STEPS["no button"]
    return " ".join(filter(None, (does, together(verdict), caution(verdict))))


def together(verdict: AblationVerdict) -> str:
    """Returns what was measured without all steps that harm; "" unless several harm."""
    if len(verdict.left_out) < 2 or verdict.worst is None:
        return ""
    if verdict.handed_on.exact:
        return STEPS["together"].format(accuracy=numbers.percent(verdict.handed_on.accuracy))
    return STEPS["one at a time"].format(step=verdict.worst.name)


def untested(verdict: AblationVerdict) -> str:
    """Returns that a final test is of another policy than is handed on; "" if it is of that."""
    if len(verdict.left_out) < 2 or verdict.handed_on.exact:
        return ""
    return STEPS["not tested"]


def caution(verdict: AblationVerdict) -> str:
    """Returns that no augmentation is better than the policy that is handed on; "" unless told."""
    return joined(_caution(verdict))


def _caution(verdict: AblationVerdict) -> Iterator[Said]:
    handed = verdict.handed_on
    if not handed.worse or handed.gain is None:
        return
    without = verdict.named(HARMS)
    if verdict.worst and not handed.exact:
        without = [verdict.worst.name]
    told = compared(Pair(handed.accuracy, handed.none, handed.gain, 0))
    case = "none is better than without" if without else "none is better"
    yield from parts(SHOWN, STEPS[case], steps=listed(without or [""]), **told)


def _start(verdict: AblationVerdict, facts: Facts) -> Iterator[Said]:
    """The whole policy beside none, with their difference."""
    conditions, pair = facts.conditions, facts.beside_none
    about = {
        "where": conditions.where,
        "strength": numbers.strength(conditions.strength),
        "head": head(verdict),
    }
    if pair is None or pair.gain.shown is None:
        with_, without = numbers.percent(facts.whole), numbers.percent(facts.none)
        yield from parts(SHOWN, STEPS["start"], with_=with_, without=without, **about)
        return
    told = compared(pair)
    case = "start with a gain" if pair.gain.shown[1] >= 0 else "start with a loss"
    yield from parts(SHOWN, STEPS[case], **told, **about)


def _steps(verdict: AblationVerdict, facts: Facts) -> Iterator[Said]:
    for says, case in ((HARMS, "harms"), (EARNS, "helps")):
        for found in verdict.those(says):
            pair = facts.without[found.step]
            yield from parts(SHOWN, STEPS[case], step=found.name, **compared(pair))
        if says == HARMS and (measured := together(verdict)):
            yield Said(SHOWN, "", measured)
    if useless := verdict.named(USELESS):
        used, told = verdict.matters, facts.conditions.matters
        about = {"matters": matters.size(used, told), "why": matters.why(used, told, facts.images)}
        yield from _named("useless", useless, **about)


def _named(case: str, names: list[str], **told: str) -> Iterator[Said]:
    """What is said of one step, or of several."""
    text = STEPS[case if len(names) == 1 else f"several {case}"]
    return parts(SHOWN, text, step=names[0], steps=listed(names), **told)


def _further(verdict: AblationVerdict, facts: Facts) -> Iterator[Said]:
    if verdict.handed_on.arm != WHOLE:  # the verdict starts with that of the whole policy
        yield from _caution(verdict)
    unknown = verdict.those(UNKNOWN)
    if unknown:
        yield from _named("unknown", [found.name for found in unknown])
        for found in unknown:
            yield from _alone(found, facts)
        gains = (pair.gain for pairs in (facts.without, facts.alone) for pair in pairs.values())
        if too_wide(gains):
            yield from parts(SHOWN, FURTHER["too few"])
        yield from _needed(verdict, facts)
    if len(set(facts.seeds)) > 1:
        yield from parts(NOTE, STEPS["unequal seeds"])
    yield from looked(facts.conditions.looks)


def _alone(found: StepFinding, facts: Facts) -> Iterator[Said]:
    """What a step does alone, where that is told."""
    pair = facts.alone.get(found.step)
    if pair is not None and _told(pair.gain):
        case = "alone harms" if pair.gain.mean < 0 else "alone helps"
        yield from parts(SHOWN, STEPS[case], step=found.name, **compared(pair))


def _told(gain: Estimate) -> bool:
    return gain.shown is not None and (gain.shown[0] > 0 or gain.shown[1] < 0)


def _needed(verdict: AblationVerdict, facts: Facts) -> Iterator[Said]:
    if facts.flawless:
        return parts(NEXT, STEPS["too easy"])
    if verdict.more_seeds is None:
        return parts(SHOWN, STEPS["too many seeds"], most=MOST_SEEDS)
    case = "first seeds" if max(facts.seeds) == 1 else "more seeds"
    return parts(NEXT, STEPS[case], seeds=numbers.count(verdict.more_seeds, "more seed"))
