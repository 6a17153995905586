"""The table of measures: what a trained network is scored by.

A new one is a file in explorer/training/measures, whose docstring says what it must provide, and a
row here. Loads no torch.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from explorer.choices import Choice


@dataclass(frozen=True, kw_only=True)
class Measure(Choice):
    """A score from 0 to 1, higher is better.

    `label` is what people read. `scorer` is `module:function`, loaded by `explorer.entry.resolve`.
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
