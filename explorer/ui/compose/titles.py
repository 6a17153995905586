"""What the steps and groups of a stack are called on the screen."""

from collections import Counter
from collections.abc import Mapping

from explorer.policy.catalog.spec import words_of
from explorer.policy.model import Group, GroupKind, Policy, Step, walk

GROUP_WORDS: Mapping[GroupKind, str] = {
    "OneOf": "One of",
    "SomeOf": "Some of",
    "RandomOrder": "In random order",
    "Sequential": "All in order",
    "Compose": "Pipeline",
}
OPEN_KINDS: tuple[GroupKind, ...] = ("OneOf", "SomeOf", "RandomOrder", "Sequential")


def title(node: Step | Group) -> str:
    """Returns a step's or group's name as a person reads it."""
    return words_of(node.transform) if isinstance(node, Step) else GROUP_WORDS[node.group]


def titles(policy: Policy) -> Mapping[str, str]:
    """Returns the names of all steps and groups by their ids.

    No name stands twice: the second `Rotate` is called `Rotate 2`.
    """
    seen: Counter[str] = Counter()
    found: dict[str, str] = {}
    for _, node, _ in walk(policy.steps):
        name = title(node)
        seen[name] += 1
        found[node.id] = f"{name} {seen[name]}" if seen[name] > 1 else name
    return found
