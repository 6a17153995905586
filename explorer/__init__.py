"""Augmentation Explorer: tune a policy, measure how strong it should be, export it.

`measure` and `SweepResult` are imported when they are first used: most programs need neither.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from explorer.errors import ExplorerError
from explorer.policy.model import Group, Policy, Step
from explorer.version import __version__ as __version__

if TYPE_CHECKING:
    from explorer.measuring.measurement import measure
    from explorer.measuring.result import SweepResult

__all__ = ["ExplorerError", "Group", "Policy", "Step", "SweepResult", "measure"]
_LATE = {
    "SweepResult": "explorer.measuring.result",
    "measure": "explorer.measuring.measurement",
}


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATE[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
