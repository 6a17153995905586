"""Functions named in a table as `module:function`, loaded when they are called.

A table can so be read without loading what its rows do. Imports nothing of the project.
"""

import importlib
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=64)
def resolve(entry: str) -> Any:
    """Returns what `module:name` names; the caller says, by a type, what it must be.

    For names that the program itself has written: ImportError and AttributeError are defects.
    """
    module, _, name = entry.partition(":")
    return getattr(importlib.import_module(module), name)
