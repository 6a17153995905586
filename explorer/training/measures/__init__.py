"""What a measure is given of a trained network, and what it gives.

A measure's `scorer` (a row of explorer/trial/measures names it) is a function
`score(scored) -> float`, from 0 to 1, higher is better. It is called twice a trial, after the last
epoch: for the split that the spec names, and for the clean training subset.

`scored` holds (N, S, S, 3) uint8 pictures without augmentation, RGB, their (N,) int64 class
numbers, and the (N,) int64 class numbers that the network gave; and the network itself with its
feeder, for measures that show it other pictures or want its gradients. The network is in evaluation
mode, and stays so; its weights may not be changed. A measure that draws seeds itself by a constant:
it is the same for every arm, so that gains are paired.
"""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.entry import resolve
from explorer.images import UInt8
from explorer.training.feed import Feeder
from explorer.training.networks import Network
from explorer.trial.measures import MEASURES
from explorer.trial.spec import Precision
from explorer.trial.subset import Indices


@dataclass(frozen=True, eq=False)
class Scored:
    """A network, pictures, and what it says of them.

    `loss` is the mean cross entropy, `predictions` the class that it names for each picture.
    """

    network: Network
    feed: Feeder
    precision: Precision
    images: UInt8
    labels: Indices
    loss: float
    predictions: Indices


Scorer = Callable[[Scored], float]


def scorer_of(measure: str) -> Scorer:
    """Returns the function of the measure called `measure`, a name of the table."""
    scorer: Scorer = resolve(MEASURES[measure].scorer)
    return scorer
