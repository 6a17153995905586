"""Whether a policy can change any picture at all, and if not, why.

Pure; imports the catalogue and the model.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from explorer.policy.model import Group, Policy, Step

# Settings that are no magnitudes and at which their transform does nothing: no stripe to cut, one
# tile to shuffle.
_NOTHING: Mapping[str, Mapping[str, Any]] = {
    "NoOp": {},
    "XYMasking": {"num_masks_x": (0, 0), "num_masks_y": (0, 0)},
    "RandomGridShuffle": {"grid": (1, 1)},
}


def why_idle(policy: Policy) -> str:
    """Returns why the policy can change no picture at any strength, or "" where it can.

    The reason is a few words.

    Whatever may change a pixel counts, a step that sets the size included: only what certainly does
    nothing is idle.
    """
    if policy.compose.p == 0:
        return "the probability of the whole policy is 0"
    leaves = list(_leaves(policy.steps, reached=True))
    if not leaves:
        return "no step is switched on" if policy.steps else "it has no step"
    if any(reached and not is_set_to_nothing(step) for step, reached in leaves):
        return ""
    if not any(reached for _, reached in leaves):
        return "every probability is 0"
    if all(reached for _, reached in leaves):
        return "every step is set so that it changes nothing"
    return "every step has the probability 0 or is set so that it changes nothing"


def why_flat(policy: Policy) -> str:
    """Returns why the policy does the same at every strength, or "" where it does not.

    The reason is a few words.

    Steps that bring every picture to a size in one way, such as Resize and CenterCrop, run at
    strength 0 too.
    """
    if reason := why_idle(policy):
        return f"changes no picture ({reason})"
    if all(
        _is_fixed(step)
        for step, reached in _leaves(policy.steps, reached=True)
        if reached and not is_set_to_nothing(step)
    ):
        return "only brings pictures to a size, at strength 0 too"
    return ""


def _is_fixed(step: Step) -> bool:
    return step.spec.shape and step.spec.at_zero == "same" and not step.spec.magnitudes


def is_set_to_nothing(step: Step) -> bool:
    """Returns whether the settings of a step leave every picture as it is.

    Its probability does not count.
    """
    spec, nothing = step.spec, _NOTHING.get(step.transform)
    if nothing is not None and all(step.params[name] == value for name, value in nothing.items()):
        return True
    return spec.rests_at_identity and not spec.active(step.params)


def _leaves(nodes: tuple[Step | Group, ...], *, reached: bool) -> Iterator[tuple[Step, bool]]:
    """Yields the steps that are switched on, and whether a draw can come to them."""
    for node in nodes:
        if not node.enabled:
            continue
        within = reached and node.p > 0
        if isinstance(node, Group):
            yield from _leaves(node.steps, reached=within and node.n != 0)
        else:
            yield node, within
