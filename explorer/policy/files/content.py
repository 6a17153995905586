"""What a policy does, whatever it is called: by it, a finding is known to be of this policy."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from explorer.policy.files.document import steps_document
from explorer.policy.model import Policy

# What makes no other pictures.
_NO_CONTENT = ("id", "enabled")


def content_of(policy: Policy) -> str:
    """Returns what a policy does to pictures as canonical JSON.

    Policies that differ in name, ids, seed, strength or tail only, or in steps that are off, have
    one content: a measurement of one is a measurement of the other.
    """
    return content_in({"compose": {"p": policy.compose.p}, "steps": steps_document(policy)})


def content_in(explorer: Mapping[str, Any]) -> str:
    """Returns the same of the part `explorer` of a policy file, without making a policy of it.

    Raises LookupError, TypeError or AttributeError for what is no such part.
    """
    steps = [_content(node) for node in _on(explorer["steps"])]
    return json.dumps([explorer["compose"]["p"], steps], sort_keys=True)


def transforms_in(explorer: Mapping[str, Any]) -> tuple[str, ...]:
    """Returns the names of the transforms that are on, in order: what stays when a slider moves.

    Raises as `content_in` does.
    """
    return tuple(_transforms(explorer["steps"]))


def transforms_of(policy: Policy) -> tuple[str, ...]:
    """Returns the same of a policy."""
    return tuple(_transforms(steps_document(policy)))


def _transforms(nodes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for node in _on(nodes):
        if "group" in node:
            yield from _transforms(node["steps"])
        else:
            yield node["transform"]


def _on(nodes: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    return (node for node in nodes if node["enabled"])


def _content(node: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: value for name, value in node.items() if name not in _NO_CONTENT}
    if "group" in node:
        told["steps"] = [_content(child) for child in _on(node["steps"])]
    return told
