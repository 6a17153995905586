"""A named thing with settings that a hand can move.

The vocabulary of every table that commands, pages and documentation walk.

Imports errors and frozen values only.
"""

from explorer.choices.choice import Choice, chosen
from explorer.choices.described import LARGEST, LIST_LIMIT, TEXT_LIMIT, Form, Kind
from explorer.choices.param import Param
from explorer.choices.values import XY

__all__ = [
    "LARGEST",
    "LIST_LIMIT",
    "TEXT_LIMIT",
    "XY",
    "Choice",
    "Form",
    "Kind",
    "Param",
    "chosen",
]
