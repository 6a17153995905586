"""The verdict on the steps of a policy in words that a person can act on.

Accuracies are in percent, differences in points.
"""

from collections.abc import Iterable, Iterator, Mapping

from explorer.sweep.findings.ablation import (
    EARNS,
    HARMS,
    MATTERS,
    NONE,
    UNKNOWN,
    USELESS,
    WHOLE,
    AblationVerdict,
    Conditions,
    StepFinding,
)
from explorer.sweep.findings.sentence import looked, seeds_wanted
from explorer.sweep.findings.values import Estimate, Point

Points = Mapping[str, Point]  # by the key of the arm


def sentence(verdict: AblationVerdict, points: Points, conditions: Conditions) -> str:
    """Returns the verdict as a short text: the whole policy beside none, and then the steps."""
    whole, none = (100 * points[key].accuracy.mean for key in (WHOLE, NONE))
    said = [
        f"On {conditions.where}, the policy at strength {conditions.strength:g} gives {whole:.1f}%"
        f" against {none:.1f}% without augmentation.",
        *_said(verdict),
        caution(verdict),
        *_undecided(verdict, points, conditions.most_seeds),
    ]
    return " ".join(filter(None, said)) + looked(conditions.looks)


def together(verdict: AblationVerdict) -> str:
    """Returns what was measured without all steps that harm; "" unless several harm."""
    if len(verdict.left_out) < 2 or verdict.worst is None:
        return ""
    every = "both" if len(verdict.left_out) == 2 else "all"
    if verdict.handed_on.exact:
        return f"Without {every} of them, the policy gives {100 * verdict.handed_on.accuracy:.1f}%."
    return (
        f"They were left out one at a time, not together. The policy without {every} of them was"
        f" not measured: a final test is of the policy without {verdict.worst.name} only."
    )


def untested(verdict: AblationVerdict) -> str:
    """Returns that a final test is of another policy than is handed on; "" if it is of that."""
    if len(verdict.left_out) < 2 or verdict.handed_on.exact:
        return ""
    return "The policy without all steps that harm was not tested."


def caution(verdict: AblationVerdict) -> str:
    """Returns that no augmentation is better than the policy that is handed on; "" unless told."""
    handed = verdict.handed_on
    if not handed.worse:
        return ""
    without = verdict.named(HARMS)
    if verdict.worst and not handed.exact:
        without = [f"{verdict.worst.name}, which harms most"]
    which = f"Even without {listed(without)}," if without else "Even with every step,"
    return (
        f"{which} the policy gives {100 * handed.accuracy:.1f}% against {100 * handed.none:.1f}"
        f"% without augmentation ({_points_of(handed.gain)}): no augmentation is better."
    )


def listed(words: Iterable[str]) -> str:
    """Returns words, at least one, as a list in a sentence."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _said(verdict: AblationVerdict) -> Iterator[str]:
    if harmful := verdict.those(HARMS):
        verb = "harms" if len(harmful) == 1 else "harm"
        yield f"{listed(map(_change, harmful))} {verb}. {together(verdict)}".rstrip()
    if earning := verdict.those(EARNS):
        verb = "earns its" if len(earning) == 1 else "earn their"
        yield f"{listed(map(_change, earning))} {verb} place."
    if useless := verdict.named(USELESS):
        verb = "is" if len(useless) == 1 else "are"
        yield (
            f"{listed(useless)} {verb} useless: neither without nor alone does the accuracy "
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
    """What a step does alone; "" where that is not told."""
    alone = found.alone
    if alone is None or alone.ci95 is None or alone.ci95[0] <= 0 <= alone.ci95[1]:
        return ""
    verb = "costs" if alone.mean < 0 else "adds"
    near, far = sorted(100 * abs(end) for end in alone.ci95)
    return f"{found.name} {verb} {100 * abs(alone.mean):.1f} points ({near:.1f} to {far:.1f})"


def _undecided(verdict: AblationVerdict, points: Points, most_seeds: int) -> Iterator[str]:
    unknown = verdict.those(UNKNOWN)
    if not unknown:
        return
    does = "helps or harms" if len(unknown) == 1 else "help or harm"
    names = listed(verdict.named(UNKNOWN))
    yield f"Whether {names} {does} the whole policy cannot be told yet."
    if alone := list(filter(None, map(_alone, unknown))):
        yield f"Alone, {listed(alone)}."
    if verdict.more_seeds is not None:
        yield seeds_wanted(verdict.more_seeds, points.values(), "would tell more")
        return
    it = "it does" if len(unknown) == 1 else "they do"
    yield (
        f"What {it} in the whole policy is too small to be told by adding seeds: a run has at most"
        f" {most_seeds}."
    )
