"""Functions named as `module:function`, in a table or by a person, loaded when they are called.

A table can so be read without loading what its rows do. Imports nothing of the project.
"""

import importlib
import sys
from functools import lru_cache
from importlib.machinery import PathFinder
from importlib.util import find_spec
from pathlib import Path
from typing import Any


@lru_cache(maxsize=64)
def resolve(entry: str) -> Any:
    """Returns what `module:name` names; the caller says, by a type, what it must be.

    For names that the program itself has written: ImportError and AttributeError are defects.
    """
    module, _, name = entry.partition(":")
    return getattr(importlib.import_module(module), name)


def importable(module: str) -> bool:
    """Tells whether there is such a module, in the current folder too, without running any of it.

    True as well where only an import could tell.
    """
    if module in sys.modules:
        return sys.modules[module] is not None
    top, *below = module.split(".")
    try:
        found = PathFinder.find_spec(top, [str(Path.cwd()), *sys.path]) or find_spec(top)
        for name in below:
            inside = found and found.submodule_search_locations
            # By its last name alone: with the whole one, Python would run the package around it.
            found = PathFinder.find_spec(name, list(inside)) if inside else None
    except (ImportError, ValueError):
        return True
    return found is not None
