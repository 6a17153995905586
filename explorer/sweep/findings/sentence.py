"""The verdict over strengths in words that a person can act on: which text is said, and when.

The texts are in `texts.py`. What every question says in the same words stands here as well. Longer
than most modules: every case of the verdict is chosen here, in the order in which it is said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from explorer import numbers
from explorer.sweep.findings import limits, matters
from explorer.sweep.findings.claims import (
    HARMFUL_FROM,
    HELPS,
    HURTS,
    MAY_BE_BEST,
    MORE_IMAGES,
    MORE_SEEDS,
    MOST_SEEDS,
    PAST_BEST,
    RULED_OUT,
    TOO_EASY,
    Claim,
)
from explorer.sweep.findings.facts import Facts
from explorer.sweep.findings.said import NEXT, NOTE, SHOWN, Said, joined, parts
from explorer.sweep.findings.strength import METHOD_SEEDS, StrengthVerdict
from explorer.sweep.findings.texts import BUTTONS, FURTHER, SHORT, STARTS
from explorer.sweep.findings.values import Pair, room
from explorer.trial.setting import Setting

_ONE_ABOVE = 2  # strengths: 0 and one above it
_NO_AUGMENTATION = "0 (no augmentation)"
_SAY_WHAT_HURTS = ("strong ones hurt", "the strongest hurts")  # of the starts


def holds_for(data: str, setting: Setting) -> str:
    """Returns what a finding holds for: the data set, and the setting that it was found in."""
    shots = numbers.count(setting.shots, "image")
    return f"{data} ({setting.model}, {setting.image_size} px, {shots} a class)"


def said(verdict: StrengthVerdict, facts: Facts) -> tuple[Said, ...]:
    """Returns the verdict in words: what is shown, and what is needed to tell the rest."""
    return (*_start(verdict, facts), *_further(verdict, facts))


def sentence(verdict: StrengthVerdict, facts: Facts) -> str:
    """Returns the same as one text."""
    return joined(said(verdict, facts))


def looked(looks: int) -> Iterator[Said]:
    """Yields that a run has been judged before, where it has."""
    if looks > 1:
        yield from parts(NOTE, FURTHER["looks"], looks=looks)


def short(verdict: StrengthVerdict) -> str:
    """Returns the verdict in a few words, for a list of runs."""
    helps, from_ = verdict.claim(HELPS), verdict.harmful_from
    limit = _at_most(verdict)
    only = numbers.strength(verdict.strengths[-1]) if len(verdict.strengths) == _ONE_ABOVE else ""
    if verdict.claim(HURTS):
        return SHORT["hurts at the only one" if only else "hurts"].format(at=only)
    if helps:
        at = numbers.strength(helps.strengths[0])
        return SHORT["helps a little" if limit else "helps"].format(at=at, limit=limit)
    if verdict.claim(TOO_EASY):
        return SHORT["too easy"]
    if verdict.told:
        case = "helps, release 0.1" if verdict.helps else "does not help"
        return SHORT["ruled out"].format(limit=limit) if limit else SHORT[case]
    if from_ is None:
        return SHORT["cannot be told"]
    strongest = verdict.strengths[-1:] == (from_,)
    return SHORT["the strongest hurts" if strongest else "strong ones hurt"].format(
        from_=numbers.strength(from_)
    )


def _at_most(verdict: StrengthVerdict) -> str:
    """The gain above which every gain is ruled out, as the sentence writes it; "" for none."""
    if verdict.at_most is None:
        return ""
    if verdict.matters is None:
        return numbers.change(verdict.at_most)
    return matters.above(verdict.at_most, verdict.matters, None)[0]


def meaning(verdict: StrengthVerdict) -> str:
    """Returns what the button does that uses the balance point, and why one would press it.

    Nothing that the verdict has said already, beside which it stands.
    """
    does = BUTTONS[_button(verdict)].format(balance=numbers.strength(verdict.balance_point))
    wanted = any(claim.says in (MORE_IMAGES, MORE_SEEDS, TOO_EASY) for claim in verdict.claims)
    if verdict.told or verdict.more_seeds is not None or wanted:
        return does
    return f"{does} {BUTTONS['other ways']}"


def _button(verdict: StrengthVerdict) -> str:
    if not verdict.told:
        if verdict.balance_point:
            return "cannot be told"
        alike = verdict.best or verdict.claim(TOO_EASY)
        return "cannot be told, none" if alike else "cannot be told, none is best"
    if verdict.claim(HELPS) or verdict.claim(HURTS):
        return "use it" if verdict.balance_point else "use none"
    if verdict.helps:
        return "helps, release 0.1"
    if verdict.balance_point:
        return "does not matter"
    return "none is enough" if verdict.best else "none is best"


def _start(verdict: StrengthVerdict, facts: Facts) -> Iterator[Said]:
    case, at = _case(verdict, facts)
    strongest = numbers.strength(facts.strengths[-1])
    without = numbers.percent(facts.without)
    told = {"where": facts.where, "without": without, "at": strongest}
    if verdict.at_most is not None and verdict.matters is not None:
        _, least = matters.above(verdict.at_most, verdict.matters, facts.matters)
        told |= {
            "limit": _at_most(verdict),
            "matters": least,
            "why": matters.why(verdict.matters, facts.matters, facts.images),
        }
    if at is not None:
        told |= {"at": numbers.strength(at), **compared(facts.pairs[at])}
    if verdict.harmful_from is not None:
        told |= _from(verdict.harmful_from, facts.pairs[verdict.harmful_from])
    return parts(SHOWN, STARTS[case], **told)


def _case(verdict: StrengthVerdict, facts: Facts) -> tuple[str, float | None]:
    """Which text a verdict starts with, and the strength whose accuracy it names."""
    if len(facts.strengths) < 2:
        return "nothing to compare", None
    if helps := verdict.claim(HELPS):
        little = "helps a little" if verdict.claim(RULED_OUT) else "helps"
        return _of_one(little, facts), helps.strengths[0]
    if verdict.claim(HURTS):
        return _of_one("hurts", facts), _highest(facts.pairs)
    if verdict.claim(RULED_OUT):
        return _of_one("ruled out", facts), None
    return _untold(verdict, facts)


def _of_one(case: str, facts: Facts) -> str:
    """The text for that case; where a single strength above 0 was measured, its own one."""
    own = f"{case} at the only one"
    return own if len(facts.strengths) == _ONE_ABOVE and own in STARTS else case


def _untold(verdict: StrengthVerdict, facts: Facts) -> tuple[str, float | None]:
    """The same where it cannot be told whether augmentation helps."""
    if verdict.claim(TOO_EASY) and verdict.harmful_from is None:
        alike = all(pair.gain.mean == 0 for pair in facts.pairs.values())
        return "too easy" if alike else "too easy without", None
    if max(facts.seeds) == 1 and facts.pairs:
        return "one seed", _highest(facts.pairs)
    open_ = {at: pair for at, pair in facts.pairs.items() if _may_be_chance(pair)}
    if not open_:
        return "no seed in common", None
    return _open_case(verdict, facts), _highest(open_)


def _open_case(verdict: StrengthVerdict, facts: Facts) -> str:
    if verdict.harmful_from is None:
        return "cannot be told"
    strongest = verdict.harmful_from == facts.strengths[-1]
    return "the strongest hurts" if strongest else "strong ones hurt"


def _highest(pairs: Mapping[float, Pair]) -> float:
    """The strength with the largest gain."""
    return max(pairs, key=lambda at: pairs[at].gain.mean)


def _may_be_chance(pair: Pair) -> bool:
    ends = pair.gain.shown
    return ends is not None and ends[0] <= 0 <= ends[1]


def _further(verdict: StrengthVerdict, facts: Facts) -> Iterator[Said]:
    if len(facts.strengths) < 2:
        return
    yield from _strong(verdict, facts)
    if claim := verdict.claim(MAY_BE_BEST):
        yield from _best(claim, verdict, facts)
    yield from _use(verdict)
    if unknown := [at for at in facts.strengths if at and at not in facts.pairs]:
        names = listed([*map(numbers.strength, unknown)])
        yield from parts(SHOWN, FURTHER["unknown"], listed=names)
    if verdict.at_most is not None and facts.no_room_above:
        yield from parts(SHOWN, FURTHER["no room above"], limit=_at_most(verdict))
    if verdict.claim(TOO_EASY):
        yield from parts(NEXT, FURTHER["too easy"])
    elif not verdict.told and facts.too_few:
        yield from parts(SHOWN, FURTHER["too few"])
    for claim in verdict.claims:
        if claim.says == MORE_IMAGES or (claim.says == MORE_SEEDS and not unknown):
            yield from _needed(claim, first=min(facts.seeds) == 1)
    if verdict.method == METHOD_SEEDS and max(facts.seeds, default=0) > 1:
        yield from parts(NOTE, FURTHER["seeds only"])
    if len(set(facts.seeds)) > 1:
        yield from parts(NOTE, FURTHER["unequal seeds"])
    yield from looked(facts.looks)


def _strong(verdict: StrengthVerdict, facts: Facts) -> Iterator[Said]:
    """From which strength on augmentation hurts, or is past its best, where no start says it."""
    if verdict.claim(HURTS):
        return
    from_ = verdict.claim(HARMFUL_FROM)
    worse = None if from_ is None else from_.strengths[0]
    past = verdict.claim(PAST_BEST)
    strongest = facts.strengths[-1]
    if past and facts.past_best and verdict.best and (worse is None or past.strengths[0] < worse):
        at = past.strengths[0]
        case = "past its best at the strongest" if at == strongest else "past its best from"
        told = _from(at, _within(facts.past_best))
        yield from parts(SHOWN, FURTHER[case], best=numbers.strength(verdict.best), **told)
    if worse is not None and _case(verdict, facts)[0] not in _SAY_WHAT_HURTS:
        case = "harmful at the strongest" if worse == strongest else "harmful from"
        yield from parts(SHOWN, FURTHER[case], **_from(worse, facts.pairs[worse]))


def _best(claim: Claim, verdict: StrengthVerdict, facts: Facts) -> Iterator[Said]:
    strengths = facts.strengths
    below = [at for at in strengths if at < (verdict.harmful_from or 0)]
    if len(strengths) == _ONE_ABOVE or verdict.claim(HURTS):
        return  # the verdict starts with it
    if not verdict.told and list(claim.strengths) == below:
        return  # with this, too
    names = [numbers.strength(at) if at else _NO_AUGMENTATION for at in claim.strengths]
    # Of a strength that shares no seed with strength 0, nothing is shown.
    compared = all(at in facts.pairs for at in strengths if at)
    if len(names) == 1:
        case = "the best" if compared else "the best that is known"
        yield from parts(SHOWN, FURTHER[case], only=names[0])
        return
    low, high = claim.strengths[0], claim.strengths[-1]
    run = sum(low <= at <= high for at in strengths) == len(names)
    if run and len(names) > 2:
        case = "the best is in a run" if compared else "the best may be in a run"
        yield from parts(SHOWN, FURTHER[case], low=names[0], high=names[-1])
    else:
        case = "the best is one of" if compared else "the best may be one of"
        yield from parts(SHOWN, FURTHER[case], listed=listed(names))


def _use(verdict: StrengthVerdict) -> Iterator[Said]:
    told = {
        "balance": numbers.strength(verdict.balance_point),
        "best": numbers.strength(verdict.best),
    }
    if verdict.claim(HURTS):
        yield from parts(NEXT, FURTHER["use none"])
    elif verdict.claim(HELPS):
        same = verdict.balance_point == verdict.best
        yield from parts(NEXT, FURTHER["use the best" if same else "use a weaker one"], **told)


def _needed(claim: Claim, *, first: bool) -> Iterator[Said]:
    if claim.says == MORE_IMAGES:
        images, seeds = (int(limit) for limit in claim.limits)
        return parts(
            NEXT,
            FURTHER["more images and seeds" if seeds else "more images"],
            images=numbers.count(images, "more validation image"),
            seeds=numbers.count(seeds, "more seed"),
        )
    number = int(claim.limits[0])
    if number >= MOST_SEEDS:
        return parts(SHOWN, FURTHER["too many seeds"], most=MOST_SEEDS)
    case = "first seeds" if first else "more seeds"
    return parts(NEXT, FURTHER[case], seeds=numbers.count(number, "more seed"))


def _within(pair: Pair) -> Pair:
    """The same pair; its interval ends where accuracies do."""
    return replace(pair, gain=replace(pair.gain, possible=room(pair.other)))


def compared(pair: Pair) -> dict[str, str]:
    """Returns the numbers of an arm beside another one, as the texts name them."""
    return {
        "with_": numbers.percent(pair.accuracy),
        "without": numbers.percent(pair.other),
        "gain": numbers.gain(pair.gain.mean),
        "interval": limits.interval(pair.gain),
    }


def _from(at: float, pair: Pair) -> dict[str, str]:
    """The same of a strength from which on something holds."""
    told = {f"{name.rstrip('_')}_from": value for name, value in compared(pair).items()}
    return {"from_": numbers.strength(at), **told}


def listed(words: Sequence[str]) -> str:
    """Returns words, at least one, as a list in a sentence."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
