"""One state out of what several tabs of a session have changed.

Each has changed it since the state that it was based on. Pure: plain JSON data in and out.
"""

from collections.abc import Callable, Mapping
from typing import Any

from explorer.errors import ExplorerError, quoted

State = Mapping[str, Any]


class ClashError(ExplorerError):
    """Two tabs have changed the same thing, and not to the same."""


def merge(base: State, own: State, stored: State) -> dict[str, Any]:
    """Returns the stored state with what `own` has changed since `base`.

    Raises ClashError where that would undo a change of another tab.
    """
    merged = dict(stored)
    for name, value in own.items():
        was = base.get(name)
        if value != was:
            merged[name] = _RULES.get(name, _last)(name, was, value, stored.get(name))
        elif name not in stored:
            merged[name] = value
    return merged


def is_behind(base: State, stored: State) -> bool:
    """Returns whether a tab that is based on `base` shows other work than is stored.

    What is merely looked at does not count.
    """
    return any(base.get(name) != stored.get(name) for name in _SHOWN)


def _work(name: str, was: Any, own: Any, there: Any) -> Any:
    if there not in (was, own):
        raise ClashError(f"{quoted(name)} was changed in another tab")
    return own


def _last(name: str, was: Any, own: Any, there: Any) -> Any:
    return own


def _items(name: str, was: Any, own: Any, there: Any) -> Any:
    """Every tab adds and removes items; none of that contradicts another."""
    if not isinstance(there, list) or not isinstance(was, list):
        return own
    return [item for item in there if item in own or item not in was] + [
        item for item in own if item not in was and item not in there
    ]


def _settings(name: str, was: Any, own: Any, there: Any) -> Any:
    """Settings are changed, or dropped, one by one, so each of them may clash."""
    if not isinstance(there, dict) or not isinstance(was, dict):
        return own
    merged = dict(there)
    for key in {**was, **own}:
        if own.get(key) != was.get(key):
            merged[key] = _work(f"{name}.{key}", was.get(key), own.get(key), there.get(key))
    dropped = [key for key in was if key not in own]
    return {key: value for key, value in merged.items() if key not in dropped}


_SHOWN = ("policy", "coco")
# What is not named here is how things are looked at (the view, the chosen pictures, the run): the
# last choice counts.
_RULES: Mapping[str, Callable[[str, Any, Any, Any], Any]] = {
    "policy": _work,
    "coco": _work,
    "data": _work,
    "uploads": _items,
    "sets": _items,
    "finetune": _settings,
}
