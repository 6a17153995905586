"""Policy x strength -> Policy: the one dial, 0 to 2. Pure.

Imports the catalogue and the model, knows no Albumentations.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from explorer.choices import LARGEST, XY, Param
from explorer.frozen import Frozen
from explorer.policy.model import Group, MovedPolicy, Policy, Step, checked_strength

Node = Step | Group

# What a strength does to a policy. Raised by every change that moves what a strength trains: it is
# part of every spec and of every key under which something measured is kept. 1 was release 0.1.0.
RULE_VERSION = 2

# The transforms behind `at_zero="resize"` name their target as `size` or as `height` and `width`;
# these settings survive the change.
_KEPT_BY_RESIZE = ("interpolation", "mask_interpolation")


def at_strength(policy: Policy, strength: float) -> MovedPolicy:
    """Returns the policy whose steps, taken as they stand, are what `policy` does at `strength`.

    Magnitudes move, probabilities of what fades scale with min(strength, 1), disabled steps are
    left out, and the weight that the children of a OneOf lose goes to a `NoOp` at its end. Below 1
    a random crop to a size is a OneOf of a resize to that size and the crop. The probability of the
    outermost Compose stays. The result says strength 1. Raises PolicyError for a strength outside 0
    to 2.
    """
    strength = checked_strength(strength)
    steps = (_node_at(node, strength) for node in policy.steps if node.enabled)
    kept = {field.name: getattr(policy, field.name) for field in fields(policy)}
    return MovedPolicy(
        **kept | {"steps": tuple(step for step in steps if step is not None), "strength": 1.0}
    )


def rests_at_zero(policy: Policy) -> bool:
    """Returns whether strength 0 leaves every picture untouched: no step sets a size."""
    return not at_strength(policy, 0).steps


def drawn_as(node: Node) -> str:
    """Returns the id that decides whether a node runs.

    It is its own, or that of the crop where the node is what a crop fades into.

    So a draw that runs a crop at strength 1 still comes to it, or to its resize, below 1, and every
    other draw stays as it is.
    """
    crop = crop_of(node)
    return node.id if crop is None else crop.id


def crop_of(node: Node) -> Step | None:
    """Returns the crop that `at_strength` has made the OneOf `node` of, else None.

    Such a OneOf holds a resize and the crop.
    """
    if (
        isinstance(node, Group)
        and len(node.steps) == 2
        and node.id == _derived_id("fade", node.steps[1].id)
    ):
        return node.steps[1] if isinstance(node.steps[1], Step) else None
    return None


def moved_value(param: Param, value: Any, strength: float) -> Any:
    """Returns a magnitude's `value` at `strength`: the identity at 0, itself at 1.

    It is clipped to the legal bounds, and rounded to a legal value.

    Ranges, lists and named ranges move number by number. Null, words, and the 0 of an odd kernel
    ("automatic") say no size, and stay.
    """
    if strength == 1 or param.identity is None:
        return value
    if isinstance(value, XY):
        return XY(
            moved_value(param, value["x"], strength), moved_value(param, value["y"], strength)
        )
    if isinstance(value, Frozen):
        return Frozen({name: moved_value(param, part, strength) for name, part in value.items()})
    if isinstance(value, tuple):
        moved = tuple(moved_value(param, part, strength) for part in value)
        if param.switch is not None and len(moved) == 2:
            return _same_side(param.switch, value, moved)
        return _apart(param, moved) if param.distinct and len(moved) == 2 else moved
    if isinstance(value, bool) or not isinstance(value, int | float) or (param.odd and value == 0):
        return value
    return _legal(param, value, _moved_number(param.identity, value, strength, log=param.log))


def _same_side(
    switch: tuple[float, float], designed: tuple[float, float], moved: tuple[float, float]
) -> tuple[float, float]:
    # Albumentations decides by the larger end whether both are fractions: it, not each end, must
    # stay on its side.
    fractions_to, others_from = switch
    low, high = moved
    if max(map(abs, designed)) <= fractions_to:
        return max(min(low, fractions_to), -fractions_to), max(
            min(high, fractions_to), -fractions_to
        )
    if max(map(abs, moved)) >= others_from:
        return moved
    return (low, others_from) if high >= -low else (-others_from, high)


def _apart(param: Param, ends: tuple[Any, Any]) -> tuple[Any, Any]:
    low, high = ends
    if low != high or not isinstance(low, int | float):
        return ends
    gap = 1 if isinstance(low, int) else 1e-6
    return (low, high + gap) if param.max is None or high + gap <= param.max else (low - gap, high)


def _moved_number(identity: float, value: float, strength: float, *, log: bool) -> float:
    moved = (
        identity * (value / identity) ** strength
        if log
        else identity + strength * (value - identity)
    )
    # Twelve digits: the last bits of ** differ between processors, and exported numbers are read by
    # people.
    return float(f"{moved:.12g}")


def _legal(param: Param, designed: float, moved: float) -> float | int:
    low, high = param.min, param.max
    clipped = max(moved, -LARGEST if low is None else low)
    clipped = min(clipped, LARGEST if high is None else high)
    if not isinstance(designed, int):
        return float(clipped)
    if not param.odd:
        return _whole(clipped, low, high)
    nearest = 2 * math.floor(clipped / 2) + 1
    return nearest if high is None or nearest <= high else nearest - 2


def _whole(value: float, low: float | None, high: float | None) -> int:
    nearest = math.floor(value + 0.5)
    nearest = nearest if low is None else max(nearest, math.ceil(low))
    return nearest if high is None else min(nearest, math.floor(high))


def _node_at(node: Node, strength: float) -> Node | None:
    return _group_at(node, strength) if isinstance(node, Group) else _step_at(node, strength)


def _step_at(step: Step, strength: float) -> Node | None:
    spec = step.spec
    if strength == 0 and not spec.shape:
        return None
    if strength == 0 and spec.at_zero == "resize":
        return Step(step.id, "Resize", _resize_params(step.params), step.p)
    if strength == 1:
        return step
    # A value is held where its sum with others is full before it is clipped: clipped first, the
    # others would push it back.
    params = {
        p.name: moved_value(p, step.params[p.name], min(strength, spec.reach(step.params, p.name)))
        for p in spec.params
    }
    moved = replace(step, params=spec.settled(params), p=_faded(step, strength))
    return _beside_resize(moved, strength) if spec.at_zero == "resize" and strength < 1 else moved


def _faded(step: Step, strength: float) -> float:
    return _share(step.p * min(strength, 1.0)) if step.spec.fading(step.params) else step.p


def _beside_resize(crop: Step, strength: float) -> Group:
    # The group takes the place of the crop, so it has the crop's probability: its weight in a
    # OneOf, its own chance elsewhere.
    resize = Step(
        _derived_id("resize", crop.id), "Resize", _resize_params(crop.params), _share(1 - strength)
    )
    return Group(
        _derived_id("fade", crop.id), "OneOf", (resize, replace(crop, p=_share(strength))), crop.p
    )


def _share(number: float) -> float:
    return float(f"{number:.12g}")


def _resize_params(params: Mapping[str, Any]) -> dict[str, Any]:
    height, width = params["size"] if "size" in params else (params["height"], params["width"])
    return {"height": height, "width": width} | {
        name: params[name] for name in _KEPT_BY_RESIZE if name in params
    }


def _group_at(group: Group, strength: float) -> Group | None:
    enabled = [node for node in group.steps if node.enabled]
    moved = [_node_at(node, strength) for node in enabled]
    kept = [node for node in moved if node is not None]
    # A group that was empty by design is kept above 0: a file that holds one is written back as it
    # was.
    if not kept and (group.steps or strength == 0):
        return None
    if group.group == "OneOf":
        if kept and not any(node.p for node in kept):
            # Weights that are all 0 choose nothing, and Albumentations divides by their sum.
            return None
        kept += _resting(group, enabled, kept, strength)
    return replace(group, steps=tuple(kept))


def _resting(group: Group, designed: list[Node], kept: list[Node], strength: float) -> list[Node]:
    lost = sum(node.p for node in designed) - sum(node.p for node in kept)
    # A child that is a group holding nothing enabled takes no part at any strength, so it has no
    # weight to lose.
    lost -= sum(
        node.p
        for node in designed
        if isinstance(node, Group) and node.steps and _node_at(node, 1.0) is None
    )
    if strength >= 1 or lost <= 1e-9:
        return []
    # No probability exceeds 1, and OneOf weighs its children by theirs: a greater loss takes
    # several places.
    places = math.ceil(round(lost, 9))
    return [
        Step(_derived_id("noop", f"{group.id} {place}"), "NoOp", p=_share(lost / places))
        for place in range(places)
    ]


def _derived_id(kind: str, origin: str) -> str:
    return f"{kind}-{hashlib.blake2b(origin.encode(), digest_size=8).hexdigest()}"
