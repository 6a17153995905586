"""Edits of a policy: pure functions from a Policy to a Policy.

Nodes are named by their ids, never by position.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from explorer.errors import PolicyError, UnknownStepError, quoted
from explorer.policy.catalog.param_rules import SameXY
from explorer.policy.model import Group, GroupKind, Policy, Step, walk

Node = Step | Group
Nodes = tuple[Node, ...]


def ids(policy: Policy) -> frozenset[str]:
    """Returns the ids of all steps and groups."""
    return frozenset(node.id for _, node, _ in walk(policy.steps))


def fresh_id(policy: Policy, word: str, taken: frozenset[str] = frozenset()) -> str:
    """Returns an id that is neither in the policy nor in `taken`: `rotate-1`, `rotate-2` ...

    for the word Rotate.
    """
    used = ids(policy) | taken
    stem = word.lower()[:48]
    return next(
        name for number in range(1, len(used) + 2) if (name := f"{stem}-{number}") not in used
    )


def find(policy: Policy, node_id: str) -> Node:
    """Returns the step or group called `node_id`, or raises UnknownStepError."""
    for _, node, _ in walk(policy.steps):
        if node.id == node_id:
            return node
    raise UnknownStepError(f"{quoted(node_id)} is not the id of a step")


def new_step(policy: Policy, transform: str) -> Step:
    """Returns a step of the catalogue's settings with an id that is new to the policy."""
    step = Step(fresh_id(policy, transform), transform)
    return replace(step, p=step.spec.default_p)


def new_group(policy: Policy, kind: GroupKind) -> Group:
    """Returns an empty group with an id that is new to the policy."""
    return Group(fresh_id(policy, kind), kind)


def insert(
    policy: Policy, node: Node, parent: str | None = None, index: int | None = None
) -> Policy:
    """Returns the policy with `node` in the group `parent`, before `index`.

    Without a parent it stands at the top, without an index at the end.
    """

    def put(nodes: Nodes) -> Nodes:
        at = len(nodes) if index is None else index
        return (*nodes[:at], node, *nodes[at:])

    if parent is None:
        return replace(policy, steps=put(policy.steps))
    group = find(policy, parent)
    if not isinstance(group, Group):
        raise PolicyError(f"{quoted(parent)} is not a group")
    return swap(policy, parent, replace(group, steps=put(group.steps)))


def swap(policy: Policy, node_id: str, *nodes: Node) -> Policy:
    """Returns the policy with `nodes` in the place of the step or group called `node_id`."""
    find(policy, node_id)
    return replace(
        policy, steps=_mapped(policy.steps, lambda node: nodes if node.id == node_id else (node,))
    )


def change(policy: Policy, node_id: str, **fields: Any) -> Policy:
    """Returns the policy with fields of one step or group replaced (p, enabled, n ...)."""
    return swap(policy, node_id, replace(find(policy, node_id), **fields))


def set_param(policy: Policy, step_id: str, name: str, value: Any) -> Policy:
    """Returns the policy with one parameter of one step set.

    Raises PolicyError when `value` is not legal.

    Parameters that exclude the one that is set become null, and x and y that are bound to be the
    same move together.
    """
    step = find(policy, step_id)
    if not isinstance(step, Step):
        raise PolicyError(f"{quoted(step_id)} is a group, and has no parameters")
    excluded = dict.fromkeys(step.spec.partners(name), None) if value is not None else {}
    params = {**step.params, **excluded, name: value}
    for rule in step.spec.rules:
        if (
            isinstance(rule, SameXY)
            and params[rule.flag] is True
            and name in (rule.flag, rule.name)
        ):
            params[rule.name] = _evened(step.params[rule.name], params[rule.name])
    return swap(policy, step_id, replace(step, params=step.spec.following(params, name)))


def _evened(old: Any, new: Any) -> Any:
    if not (isinstance(old, Mapping) and isinstance(new, Mapping) and {*new} == {"x", "y"}):
        return new
    y_alone = tuple(new["y"]) != tuple(old["y"]) and tuple(new["x"]) == tuple(old["x"])
    moved = new["y"] if y_alone else new["x"]
    return {"x": moved, "y": moved}


def remove(policy: Policy, node_id: str) -> Policy:
    """Returns the policy without that step or group (and all that the group holds)."""
    return swap(policy, node_id)


def clear(policy: Policy) -> Policy:
    """Returns the policy without its steps, applied to every picture; its dials stay."""
    return replace(policy, steps=(), compose=replace(policy.compose, p=1.0))


def duplicate(policy: Policy, node_id: str) -> Policy:
    """Returns the policy with a copy of that step or group behind it.

    The copies have ids, and so draws, of their own.
    """
    node = find(policy, node_id)
    return swap(policy, node_id, node, _renamed(policy, node, set()))


def move(policy: Policy, node_id: str, by: int) -> Policy:
    """Returns the policy with that node one place up (`by` -1) or down (+1).

    The places are those of the list as it is read: a step that meets a group enters it, and one at
    the edge of its group leaves it.
    """
    node = find(policy, node_id)
    parent = parent_of(policy, node_id)
    siblings = policy.steps if parent is None else parent.steps
    at = [sibling.id for sibling in siblings].index(node_id)
    rest = remove(policy, node_id)
    beside = at + by
    if 0 <= beside < len(siblings):
        neighbour = siblings[beside]
        if isinstance(neighbour, Group) and isinstance(node, Step):
            return insert(rest, node, neighbour.id, 0 if by > 0 else None)
        return insert(rest, node, parent.id if parent else None, beside)
    if parent is None:
        return policy
    above = parent_of(policy, parent.id)
    places = [sibling.id for sibling in (above.steps if above else policy.steps)]
    return insert(
        rest, node, above.id if above else None, places.index(parent.id) + (1 if by > 0 else 0)
    )


def parent_of(policy: Policy, node_id: str) -> Group | None:
    """Returns the group that holds that node, or None where it stands at the top."""
    for _, node, _ in walk(policy.steps):
        if isinstance(node, Group) and any(child.id == node_id for child in node.steps):
            return node
    return None


def group_together(policy: Policy, node_ids: tuple[str, ...], kind: GroupKind) -> Policy:
    """Returns the policy with those nodes inside a new group, where the first of them stood.

    They keep the order of the policy.
    """
    if not node_ids:
        raise PolicyError("no steps were named to be grouped")
    chosen = [node for _, node, _ in walk(policy.steps) if node.id in node_ids]
    group = replace(new_group(policy, kind), steps=tuple(chosen))
    marked = swap(policy, chosen[0].id, Group(group.id, kind), chosen[0])
    for node in chosen:
        marked = remove(marked, node.id)
    return swap(marked, group.id, group)


def ungroup(policy: Policy, group_id: str) -> Policy:
    """Returns the policy with the group's steps in the group's place."""
    group = find(policy, group_id)
    if not isinstance(group, Group):
        raise PolicyError(f"{quoted(group_id)} is not a group")
    return swap(policy, group_id, *group.steps)


def change_kind(policy: Policy, group_id: str, kind: GroupKind) -> Policy:
    """Returns the policy with the group turned into one of another kind.

    What the new kind has no place for is dropped.
    """
    group = find(policy, group_id)
    if not isinstance(group, Group):
        raise PolicyError(f"{quoted(group_id)} is not a group")
    counted = kind in ("SomeOf", "RandomOrder")
    same = {"n": group.n, "replace": group.replace} if counted else {"n": None, "replace": False}
    return swap(
        policy, group_id, Group(group.id, kind, group.steps, group.p, group.enabled, **same)
    )


def _mapped(nodes: Nodes, change_node: Callable[[Node], Nodes]) -> Nodes:
    def each() -> Iterator[Node]:
        for node in nodes:
            for kept in change_node(node):
                if kept is node and isinstance(node, Group):
                    inner = _mapped(node.steps, change_node)
                    yield node if inner == node.steps else replace(node, steps=inner)
                else:
                    yield kept

    return tuple(each())


def _renamed(policy: Policy, node: Node, taken: set[str]) -> Node:
    new_id = fresh_id(
        policy, node.transform if isinstance(node, Step) else node.group, frozenset(taken)
    )
    taken.add(new_id)
    if isinstance(node, Step):
        return replace(node, id=new_id)
    return replace(
        node, id=new_id, steps=tuple(_renamed(policy, child, taken) for child in node.steps)
    )
