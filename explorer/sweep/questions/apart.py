"""A policy taken apart: the arms without each step and with each step alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from explorer.names import numbered, shortened
from explorer.policy.catalog.spec import words_of
from explorer.policy.model import Group, Policy, Step
from explorer.policy.strength import at_strength
from explorer.sweep.findings.ablation import ALONE, NONE, WHOLE, WITHOUT, Part
from explorer.trial.arm import Arm
from explorer.trial.setting import Setting

_NAME_CHARS = 60


@dataclass(frozen=True)
class Apart:
    """The arms, and for every step the keys of those that leave it out and have it alone.

    What would train on the same pictures is one arm. `policy` and `strength` are the whole.
    """

    policy: Policy
    strength: float
    arms: tuple[Arm, ...]
    parts: tuple[Part, ...]

    def arm_without(self, steps: Collection[str]) -> str | None:
        """Returns the key of the arm whose policy is the whole one without these steps, by id.

        None where there is no such arm.
        """
        wanted = at_strength(without(self.policy, steps), self.strength).steps
        same = (a.key for a in self.arms if at_strength(a.policy, a.strength).steps == wanted)
        return next(same, None)


def without(policy: Policy, steps: Collection[str]) -> Policy:
    """Returns a policy without the steps at its top that have these ids."""
    return replace(policy, steps=tuple(node for node in policy.steps if node.id not in steps))


def steps_of(policy: Policy, strength: float) -> list[Step | Group]:
    """Returns the nodes at the top that are switched on and hold something at that strength."""
    return [
        node
        for node in policy.steps
        if node.enabled and at_strength(replace(policy, steps=(node,)), strength).steps
    ]


def taken_apart(whole: Policy, strength: float, setting: Setting) -> Apart:
    """Returns the whole policy, none, the policy without each step, and each step alone.

    Of arms that would train on the same pictures it has the first.
    """
    policy = replace(whole, evidence=None)
    steps = steps_of(policy, strength)
    seen: dict[Any, Arm] = {}

    def key_of(kind: str, name: str, of: Policy, at: float, step: str | None = None) -> str:
        key = kind if step is None else f"{kind}-{step}"
        arm = Arm(key, kind, name, of, at, setting, step)
        return seen.setdefault(at_strength(of, at).steps, arm).key

    key_of(WHOLE, "the whole policy", whole, strength)
    key_of(NONE, "no augmentation", whole, 0.0)
    names = _names(steps)
    left_out = [
        key_of(
            WITHOUT,
            f"the policy without {name}",
            replace(policy, steps=tuple(node for node in steps if node is not step)),
            strength,
            step.id,
        )
        for step, name in zip(steps, names, strict=True)
    ]
    # Beside a step that is alone, the others do what strength 0 does, as in the arm `none`.
    alone = [
        key_of(ALONE, f"{name} alone", _only(policy, steps, step), strength, step.id)
        for step, name in zip(steps, names, strict=True)
    ]
    parts = map(Part, (step.id for step in steps), names, left_out, alone)
    return Apart(whole, strength, tuple(seen.values()), tuple(parts))


def _only(policy: Policy, steps: Sequence[Step | Group], step: Step | Group) -> Policy:
    resting = {
        node.id: at_strength(replace(policy, steps=(node,)), 0.0).steps
        for node in steps
        if node is not step
    }
    kept = tuple(part for node in steps for part in resting.get(node.id, (node,)))
    return replace(policy, steps=kept)


def _names(steps: Sequence[Step | Group]) -> list[str]:
    return numbered((shortened(_name(step), _NAME_CHARS) for step in steps), _NAME_CHARS)


def _name(node: Step | Group) -> str:
    if isinstance(node, Step):
        return words_of(node.transform)
    inner = ", ".join(_name(child) for child in node.steps if child.enabled)
    return f"{words_of(node.group)} ({inner})"
