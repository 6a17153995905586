"""The pictures of one trial as trained on: the policy's own pipeline at the trial's strength, one
sequential stream.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from explorer.policy.albumentations.stream import training_stream
from explorer.policy.model import Policy
from explorer.policy.strength import rests_at_zero
from explorer.training.batches import Indices, UInt8

Augment = Callable[[UInt8, Indices], UInt8]


def augmenter(policy: Policy, strength: float, seed: int) -> Augment:
    """Returns a function that gives the pictures at some indices of an (N, H, W, 3) array,
    augmented, in the order of the indices.

    Successive calls continue one stream that `seed` starts; it does not depend on anything else.
    Where nothing is left of the policy, as at strength 0 of one that sets no size, the pictures are
    as they are.
    """
    if strength == 0 and rests_at_zero(policy):
        return lambda images, indices: images[indices]
    stream = training_stream(policy, strength, seed)

    def augment(images: UInt8, indices: Indices) -> UInt8:
        out = np.empty((len(indices), *images.shape[1:]), dtype=np.uint8)
        for place, index in enumerate(indices):
            out[place] = stream(images[index])
        return out

    return augment


def policy_of(explorer: Mapping[str, Any]) -> Policy:
    """Returns the policy that the `explorer` part of a policy file describes; raises PolicyError
    for a damaged one.
    """
    return Policy.loads(json.dumps({"explorer": dict(explorer)}))
