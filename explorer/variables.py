"""The environment variables that the program is told things by, in one table.

Imports nothing of the project.
"""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """One row: its name, and what it says."""

    name: str
    summary: str

    @property
    def value(self) -> str | None:
        """What it is set to; None where it is not set, or empty."""
        return os.environ.get(self.name) or None


HOME = Variable("AUG_EXPLORER_HOME", "the folder of the store, the caches and the uploads")
STORE = Variable("AUG_EXPLORER_STORE", "the SQLAlchemy URL of the store that the app uses")
DATA_ROOTS = Variable(
    "AUG_EXPLORER_DATA_ROOTS", "the folders below which the app opens data sets, as PATH has them"
)
VARIABLES = (HOME, STORE, DATA_ROOTS)
