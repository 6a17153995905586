"""The measure `accuracy`: the share of pictures whose class is named rightly."""

from explorer.training.measures import Scored


def score(scored: Scored) -> float:
    """Returns the share from 0 to 1."""
    return float((scored.predictions == scored.labels).mean())
