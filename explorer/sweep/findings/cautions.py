"""What a reader of a sweep must know beside its numbers, in words. Pure functions; lines out."""

from collections.abc import Iterator, Mapping, Sequence

from explorer import numbers
from explorer.errors import quoted_apart
from explorer.policy.strength import RULE_VERSION
from explorer.sweep.findings.arm import ArmResult, Matrix

# Where the largest class has this many times the validation images of the smallest, accuracy mostly
# speaks of the largest.
UNEQUAL = 2
MOST_NAMES = 5
MOST_LINES = 2  # of arms that have names: a line for each set of them buries the verdict
Measured = Sequence[tuple[ArmResult, Matrix]]


def rule_caution(strength_rule: int) -> Iterator[str]:
    """Yields a line where a strength of this sweep meant something else than it does today."""
    if strength_rule != RULE_VERSION:
        yield (
            f"this run was measured under strength rule {strength_rule}; this release has"
            f" rule {RULE_VERSION}, under which the same strength may do something else: start the"
            " sweep again before its strength is used"
        )


def version_caution(made_with: Sequence[str], current: Sequence[str]) -> Iterator[str]:
    """Yields that this release gives other numbers, where model, recipe or measures have changed.

    It goes by their versions. Versions that are not known are empty, and say nothing.
    """
    if made_with and current and tuple(made_with) != tuple(current):
        yield (
            f"this run was measured with {', '.join(made_with)}; this release has"
            f" {', '.join(current)}, with which the same settings give other numbers: start the"
            " sweep again before they are compared"
        )


def class_cautions(arms: Sequence[ArmResult], classes: Sequence[str]) -> Iterator[str]:
    """Yields which classes no network ever names, and what the largest class alone would give.

    The latter is the accuracy of always naming it.
    """
    measured = [(arm, arm.confusion) for arm in arms if arm.confusion]
    if not measured:
        return
    names = quoted_apart(classes)
    never = _never_named(measured, classes)
    if len(never) > MOST_LINES and not all(arm.is_strength for arm, _ in measured):
        yield _in_short(never, names, len(measured))
        never = {}
    for silent, missed in never.items():
        one = len(missed) == 1
        called = f"{'class' if one else 'classes'} {_listed([names[name] for name in missed])}"
        yield (
            f"{called} {'is' if one else 'are'} never named {_where(silent, len(measured))}: no"
            f" network, of any seed, takes a validation image for {'it' if one else 'one of them'}"
        )
    # Every arm was scored on the same validation images.
    images = [sum(row) for row in measured[0][1]]
    present = [count for count in images if count]
    largest = max(range(len(images)), key=images.__getitem__)
    if present and max(present) >= UNEQUAL * min(present):
        yield (
            f"{numbers.percent(images[largest] / sum(images))} of the validation images are of the"
            f" class {names[classes[largest]]}, and a network that names nothing else has that"
            " accuracy: with unequal classes, look at each class too"
        )


def _in_short(
    never: Mapping[tuple[ArmResult, ...], Sequence[str]], names: Mapping[str, str], measured: int
) -> str:
    """One line on all classes that are never named, those that most arms miss first."""
    arms = {name: len(silent) for silent, missed in never.items() for name in missed}
    often = sorted(arms, key=lambda name: -arms[name])
    told = _listed([f"{names[name]} ({arms[name]} of {measured} arms)" for name in often])
    return (
        f"{len(arms)} classes are never named in some of the arms, {told}: no network of those"
        " arms, of any seed, takes a validation image for one of them"
    )


def _where(silent: Sequence[ArmResult], measured: int) -> str:
    if not all(arm.is_strength for arm in silent):
        return "in any arm" if len(silent) == measured else _in_arms(silent)
    if len(silent) == measured:
        return "at any strength"
    values = _listed([numbers.strength(arm.strength or 0.0) for arm in silent])
    return f"at strength{'s' if len(silent) > 1 else ''} {values}"


def _in_arms(silent: Sequence[ArmResult]) -> str:
    names = quoted_apart(arm.name for arm in silent)
    return f"in the arm{'s' if len(silent) > 1 else ''} {_listed(list(names.values()))}"


def _never_named(
    measured: Measured, classes: Sequence[str]
) -> dict[tuple[ArmResult, ...], list[str]]:
    """Returns the classes that have validation images and are never named, with their arms."""
    found: dict[tuple[str, ...], list[str]] = {}
    for label, name in enumerate(classes):
        silent = tuple(
            arm.key
            for arm, confusion in measured
            if sum(confusion[label]) and not any(row[label] for row in confusion)
        )
        if silent:
            found.setdefault(silent, []).append(name)
    arms = {arm.key: arm for arm, _ in measured}
    return {tuple(arms[key] for key in keys): names for keys, names in found.items()}


def _listed(words: Sequence[str]) -> str:
    more = [f"{len(words) - MOST_NAMES} more"] if len(words) > MOST_NAMES else []
    shown = [*words[:MOST_NAMES], *more]
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
