"""Whether a preview is surely fast. What is not sure runs where it can be killed."""

from collections.abc import Iterator
from typing import Any

from explorer.choices import Param
from explorer.policy.model import Group, Policy, Step, walk
from explorer.policy.strength import Node, at_strength

# Nanoseconds a pixel that a transform takes at most while its settings are inside its sliders. For
# a slow transform there is no useful bound.
NS_A_PIXEL = {"fast": 20, "medium": 150}
FAST_S = 1.0  # on one processor; threads halve it on two
FAST_SIDE_PX = 1024
# What the calls of a step cost on the smallest picture, in pixels of a fast step.
OVERHEAD_PX = 10_000
_SHOWN_KINDS = ("float", "int", "range", "int_range", "xy_range", "pair", "list")


def may_be_slow(policy: Policy, strength: float, work_px: int, draws: int) -> bool:
    """Returns whether `draws` draws at `work_px` might take long.

    A slow transform, a setting beyond its slider, many pixels or many turns may be the reason.
    """
    moved = at_strength(policy, strength).steps
    steps = [node for _, node, _ in walk(moved) if isinstance(node, Step)]
    if any(step.spec.cost not in NS_A_PIXEL or _extreme(step) for step in steps):
        return True
    shaping = [step for step in steps if step.spec.shape]
    sizes = [size for step in shaping for size in _numbers(step.params.values())]
    side = max([work_px, *sizes])
    seconds = max(side * side, OVERHEAD_PX) * draws * _ns_a_pixel(moved) * 1e-9
    return side > FAST_SIDE_PX or seconds > FAST_S


def _ns_a_pixel(nodes: tuple[Node, ...]) -> float:
    return sum(
        _turns(node) * _ns_a_pixel(node.steps)
        if isinstance(node, Group)
        else NS_A_PIXEL[node.spec.cost]
        for node in nodes
    )


def _turns(group: Group) -> int:
    return group.n or 1 if group.replace else 1  # with replacement, one child may run n times


def _extreme(step: Step) -> bool:
    return any(
        _beyond(param, number)
        for param in step.spec.params
        if param.kind in _SHOWN_KINDS
        for number in _numbers([step.params[param.name]])
    )


def _beyond(param: Param, number: float) -> bool:
    known = [end for end in (param.low, param.high, param.identity) if end is not None]
    return bool(known) and not min(known) <= number <= max(known)


def _numbers(values: Any) -> Iterator[float]:
    for value in values:
        if isinstance(value, bool):
            continue
        if isinstance(value, int | float):
            yield value
        elif hasattr(value, "values"):
            yield from _numbers(value.values())
        elif isinstance(value, tuple):
            yield from _numbers(value)
