"""The options of the chosen recipe: a control for each, made from its description.

The session keeps each as JSON, by recipe and name. What is refused stands to be corrected.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from explorer.choices import LARGEST, Choice, Param
from explorer.errors import PolicyError
from explorer.frozen import Frozen, frozen
from explorer.ui.finetune import followed
from explorer.ui.params.controls import Commit, edit_param, label_of
from explorer.ui.params.shapes import literal, shape_of
from explorer.ui.session import Session

_LARGEST_TYPED = 1e300
_START = "ft.options"


def show(session: Session, recipe: Choice) -> None:
    """Shows a control for each option; they are checked where the run is planned."""
    chosen = dict(_chosen(session, recipe))
    for param in recipe.params:
        value = chosen[param.name] if param.name in chosen else param.check(param.default)
        key = _key(recipe, param)
        edit_param(param, value, key, _commit(session, key))


def asked(session: Session, recipe: Choice) -> dict[str, Frozen[Any]]:
    """Returns the options that a person has chosen as a setting takes them, by recipe and name.

    They may be refused.
    """
    chosen = dict(_chosen(session, recipe))
    return {recipe.name: Frozen(chosen)} if chosen else {}


def labels(session: Session, recipe: Choice) -> list[str]:
    """Returns what stands at the controls of the options that a person has chosen."""
    chosen = dict(_chosen(session, recipe))
    return [label_of(param) for param in recipe.params if param.name in chosen]


def kept_options(told: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Returns options by recipe and name as the session keeps them."""
    return {
        f"{_START}.{recipe}.{name}": literal(value)
        for recipe, options in told.items()
        for name, value in options.items()
    }


def _key(recipe: Choice, param: Param) -> str:
    return f"{_START}.{recipe.name}.{param.name}"


def _commit(session: Session, key: str) -> Commit:
    def commit(value: Any, *, redraw: bool = False) -> None:
        session.finetune[key] = literal(value)
        followed.forget(session)  # what it said was of the change before

    return commit


def _chosen(session: Session, recipe: Choice) -> Iterator[tuple[str, Any]]:
    """The options that a person has chosen, less what no control can show."""
    for param in recipe.params:
        kept = session.finetune.get(_key(recipe, param))
        if not isinstance(kept, str):
            continue
        try:
            value = frozen(json.loads(kept))
        except (ValueError, RecursionError):  # damaged
            continue
        try:
            yield param.name, param.check(value)
        except PolicyError:
            if _can_stand(param, value):
                yield param.name, value


def _can_stand(param: Param, value: Any) -> bool:
    """Tells whether the control of an option can show a value that is refused."""
    shape = shape_of(param, value)
    if shape == "text":
        return isinstance(value, str)
    if shape in ("number", "range", "pair"):
        open_ended = param.low is None or param.high is None
        typed = shape == "pair" or (shape == "number" and open_ended)
        parts = value if isinstance(value, tuple) else (value,)
        return all(abs(part) < (_LARGEST_TYPED if typed else LARGEST) for part in parts)
    return shape == "literal"
