"""What a policy does, whatever it is called: by it, a finding is known to be of this policy."""

import json
from collections.abc import Iterator
from typing import Any

from explorer.frozen import thawed
from explorer.policy.model import Group, Policy, Step


def content_of(policy: Policy) -> str:
    """Returns what a policy does to pictures as canonical JSON.

    Policies that differ in name, ids, seed, strength or tail only, or in steps that are off, have
    one content: a measurement of one is a measurement of the other.
    """
    return json.dumps([policy.compose.p, _nodes(policy.steps)], sort_keys=True)


def transforms_of(policy: Policy) -> tuple[str, ...]:
    """Returns the names of the transforms that are on, in order: what stays when a slider moves."""
    return tuple(_transforms(policy.steps))


def _transforms(steps: tuple[Step | Group, ...]) -> Iterator[str]:
    for node in steps:
        if node.enabled and isinstance(node, Group):
            yield from _transforms(node.steps)
        elif node.enabled and isinstance(node, Step):
            yield node.transform


def _nodes(steps: tuple[Step | Group, ...]) -> list[Any]:
    return [_node(node) for node in steps if node.enabled]


def _node(node: Step | Group) -> list[Any]:
    if isinstance(node, Step):
        return [node.transform, node.p, thawed(node.params)]
    return [node.group, node.p, node.n, node.replace, _nodes(node.steps)]
