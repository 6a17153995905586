"""The table of recipes: the ways in which a network is trained.

A recipe has two halves: its pictures, drawn by CPU cores without torch (explorer/trial/pictures),
and its step, a function of tensors (explorer/training/recipes). A new one is these two files, which
the docstrings of the two packages describe, and a row here. Loads no torch.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from explorer.choices import Choice


@dataclass(frozen=True, kw_only=True)
class Recipe(Choice):
    """A way of training.

    `pictures` and `step` are `module:function`, loaded by `explorer.entry.resolve`.
    """

    pictures: str
    step: str


_ROWS = (
    Recipe(
        name="plain",
        summary="Trains on augmented pictures and their labels.",
        pictures="explorer.trial.pictures.plain:pictures",
        step="explorer.training.recipes.plain:step",
    ),
)
RECIPES: Mapping[str, Recipe] = MappingProxyType({row.name: row for row in _ROWS})
