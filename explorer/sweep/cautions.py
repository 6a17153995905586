"""What a reader of a sweep must know beside its numbers, in words.

Pure functions of what `sweep.json` holds; plain data in, lines out.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from explorer.errors import quoted_apart
from explorer.policy.strength import RULE_VERSION

# Where the largest class has this many times the validation images of the smallest, accuracy mostly
# speaks of the largest.
UNEQUAL = 2
MOST_NAMES = 5


def rule_caution(strength_rule: int) -> Iterator[str]:
    """Yields that a strength of this sweep meant something else than it does today, where that is
    so.
    """
    if strength_rule != RULE_VERSION:
        yield (
            f"measured under strength rule {strength_rule}; this release has rule {RULE_VERSION}, under which the same strength may do something else:"
            " start the sweep again before its strength is used"
        )


def class_cautions(arms: Sequence[Mapping[str, Any]], classes: Sequence[str]) -> Iterator[str]:
    """Yields which classes no network ever names, and how much of the accuracy the largest class
    alone would give.
    """
    measured = [arm for arm in arms if arm["confusion"]]
    if not measured:
        return
    names = quoted_apart(classes)
    for strengths, missed in _never_named(measured, classes).items():
        values = _listed([f"{strength:g}" for strength in strengths])
        where = (
            "at any strength"
            if len(strengths) == len(measured)
            else f"at strength{'s' if len(strengths) > 1 else ''} {values}"
        )
        one = len(missed) == 1
        called = f"{'class' if one else 'classes'} {_listed([names[name] for name in missed])} {'is' if one else 'are'} never named"
        yield f"{called} {where}: no network, of any seed, takes a validation image for {'it' if one else 'one of them'}"
    # Every arm was scored on the same validation images.
    images = [sum(row) for row in measured[0]["confusion"]]
    present = [count for count in images if count]
    largest = max(range(len(images)), key=images.__getitem__)
    if max(present) >= UNEQUAL * min(present):
        yield (
            f"{100 * images[largest] / sum(images):.1f}% of the validation images are of the class {names[classes[largest]]}, and a network that names"
            " nothing else has that accuracy: with unequal classes, look at each class too"
        )


def _never_named(
    arms: Sequence[Mapping[str, Any]], classes: Sequence[str]
) -> dict[tuple[float, ...], list[str]]:
    """The classes that have validation images and are never named, by the strengths at which that
    is so.
    """
    found: dict[tuple[float, ...], list[str]] = {}
    for label, name in enumerate(classes):
        scored = [arm for arm in arms if sum(arm["confusion"][label])]
        strengths = tuple(
            arm["strength"] for arm in scored if not any(row[label] for row in arm["confusion"])
        )
        if strengths:
            found.setdefault(strengths, []).append(name)
    return found


def _listed(words: Sequence[str]) -> str:
    shown = [
        *words[:MOST_NAMES],
        *([f"{len(words) - MOST_NAMES} more"] if len(words) > MOST_NAMES else []),
    ]
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
