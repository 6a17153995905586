"""Policy -> pipeline of Albumentations, and its dictionary."""

import random
from typing import Any

import numpy as np

from explorer.policy.albumentations.construction import composed, constructed, plain
from explorer.policy.albumentations.library import A
from explorer.policy.albumentations.private import settings_of
from explorer.policy.draws import OUTERMOST, STREAM, count_of, random_bits
from explorer.policy.model import Policy, Step
from explorer.policy.strength import Node, at_strength


def build(policy: Policy, strength: float | None = None, seed: int | None = None) -> Any:
    """Returns the `albumentations.Compose` that `policy` is, without the tail.

    It is the one at `strength`, by default the policy's own.

    Of the compose settings it has the probability alone. With a seed, every step and group gets a
    stream of its own from (seed, id). `Compose(seed=...)` would start all of them on the same
    numbers, so that two flips at p=0.5 always come together. Raises PolicyError where
    Albumentations refuses the settings.
    """
    moved = at_strength(policy, policy.strength if strength is None else strength)
    pipeline = A.Compose(
        [_built(node, f"steps[{i}]") for i, node in enumerate(moved.steps)], p=policy.compose.p
    )
    if seed is not None:
        pipeline.random_generator, pipeline.py_random = _generators(seed, OUTERMOST)
        for built, node in zip(pipeline.transforms, moved.steps, strict=True):
            _seed_tree(built, node, seed)
    return pipeline


def transform_dict(policy: Policy, strength: float | None = None) -> dict[str, Any]:
    """Returns the `transform` of a policy file at `strength`, as plain JSON data.

    It is what `albumentations.to_dict(...)["transform"]` gives for the exported pipeline.

    Compose settings and tail are in it. ToTensorV2 is written without being built, for that would
    load torch.
    """
    moved = at_strength(policy, policy.strength if strength is None else strength)
    nodes = [_built(node, f"steps[{i}]") for i, node in enumerate(moved.steps)]
    transform: dict[str, Any] = plain(
        A.to_dict(composed(nodes, policy.compose, policy.compose.p, "compose"))["transform"]
    )
    transform["transforms"] += [
        _tail_dict(step, f"tail[{i}]") for i, step in enumerate(policy.tail) if step.enabled
    ]
    return transform


def _built(node: Node, path: str) -> Any:
    if isinstance(node, Step):
        return constructed(node.transform, node.params, node.p, f"{path}.params")
    children = [_built(child, f"{path}.steps[{i}]") for i, child in enumerate(node.steps)]
    if node.compose is not None:
        return composed(children, node.compose, node.p, f"{path}.compose")
    if node.n is None:
        return getattr(A, node.group)(children, p=node.p)
    return getattr(A, node.group)(children, n=count_of(node), replace=node.replace, p=node.p)


def _tail_dict(step: Step, path: str) -> dict[str, Any]:
    if step.transform == "ToTensorV2":
        return {"__class_fullname__": "ToTensorV2", "p": step.p, **step.params}
    transform: dict[str, Any] = plain(settings_of(_built(step, path)))
    return transform


def _seed_tree(built: Any, node: Node, seed: int) -> None:
    generator, py_random = _generators(seed, node.id)
    if isinstance(node, Step):
        built.set_random_state(generator, py_random)
        return
    built.random_generator, built.py_random = generator, py_random
    for child, child_node in zip(built.transforms, node.steps, strict=True):
        _seed_tree(child, child_node, seed)


def _generators(seed: int, place: str) -> tuple[np.random.Generator, random.Random]:
    number = random_bits(seed, STREAM, place)[0]
    python_s = random.Random(number)  # noqa: S311 - pictures, not secrets
    return np.random.default_rng(number), python_s
