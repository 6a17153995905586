"""The pictures of the recipe `plain`: the policy's own pipeline at the arm's strength.

A trial is one sequential stream: its chunks must be drawn in the order of training.
"""

import numpy as np

from explorer.policy.albumentations.stream import training_stream
from explorer.policy.strength import rests_at_zero
from explorer.trial.arm import Arm
from explorer.trial.pictures import Chunk, Draw, Drawn
from explorer.trial.subset import Subset


def pictures(arm: Arm, subset: Subset, seed: int) -> Draw:
    """Returns a function that augments the pictures of one chunk after another.

    Successive calls continue one stream that `seed` starts. Where nothing is left of the policy, as
    at strength 0 of one that sets no size, the pictures are as they are.
    """
    images = subset.images
    if arm.strength == 0 and rests_at_zero(arm.policy):
        return lambda chunk: Drawn(images[chunk.indices])
    stream = training_stream(arm.policy, arm.strength, seed)

    def draw(chunk: Chunk) -> Drawn:
        out = np.empty((len(chunk.indices), *images.shape[1:]), dtype=np.uint8)
        for place, index in enumerate(chunk.indices):
            out[place] = stream(images[index])
        return Drawn(out)

    return draw
