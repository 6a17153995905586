"""The table of measures: what a trained network is scored by.

What computes them stands in explorer/training/measures.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from explorer.choices import Choice


@dataclass(frozen=True, kw_only=True)
class Measure(Choice):
    """A score from 0 to 1, higher is better.

    `scorer` is `module:function`, as the docstring of explorer/training/measures says.
    """

    label: str
    scorer: str


_ROWS = (
    Measure(
        name="accuracy",
        label="Accuracy",
        summary="The share of pictures whose class is named rightly.",
        scorer="explorer.training.measures.accuracy:score",
    ),
)
MEASURES: Mapping[str, Measure] = MappingProxyType({row.name: row for row in _ROWS})
