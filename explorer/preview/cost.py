"""Whether a preview is surely fast. What is not sure runs where it can be killed."""

from collections.abc import Iterator
from typing import Any

from explorer.policy.catalog.spec import Param
from explorer.policy.model import Policy, Step, walk
from explorer.policy.strength import at_strength

# Eight steps on twelve draws of 512 px stay below; at about 8 ns a pixel of a fast step, 0.3 s on one processor.
FAST_PIXELS = 40_000_000
FAST_SIDE_PX = 1024
_SHOWN_KINDS = ("float", "int", "range", "int_range", "xy_range", "pair", "list")


def may_be_slow(policy: Policy, strength: float, work_px: int, draws: int) -> bool:
    """Returns whether `draws` draws at `work_px` might take long: a slow or medium transform, a setting no hand would choose, many pixels."""
    steps = [node for _, node, _ in walk(at_strength(policy, strength).steps) if isinstance(node, Step)]
    side = max([work_px, *(size for step in steps if step.spec.shape for size in _numbers(step.params.values()))])
    if side > FAST_SIDE_PX or side * side * max(draws, 1) * len(steps) > FAST_PIXELS:
        return True
    return any(step.spec.cost != "fast" or _extreme(step) for step in steps)


def _extreme(step: Step) -> bool:
    return any(_beyond(param, number) for param in step.spec.params if param.kind in _SHOWN_KINDS for number in _numbers([step.params[param.name]]))


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
