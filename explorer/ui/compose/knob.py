"""The control of one parameter on a card, with what sets it by typing, and back to its default."""

import math
import re
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import streamlit as st

from explorer import numbers, typed
from explorer.choices import Param
from explorer.errors import ExplorerError, quoted
from explorer.policy.words import said
from explorer.ui import widgets
from explorer.ui.params.controls import Commit, edit_param, label_of
from explorer.ui.params.shapes import shape_of

_BETWEEN = re.compile(r"\s*(?:\bto\b|[,;\s]|\.\.)\s*")
_WORDS = re.compile(r"\s*(?:\bto\b|\.\.)\s*")
_EITHER = re.compile(r"([+-]?\d+),(\d+)", re.ASCII)  # of two numbers: what is between, or decimal
_MAX_CHARS = 60


def knob(param: Param, value: Any, key: str, commit: Commit) -> None:
    """Shows the control, a field for the number beside a slider, and the way to the default."""
    changed = value != param.default
    with st.container(
        horizontal=True, vertical_alignment="bottom", key=f"knob-{key}", gap="xsmall"
    ):
        helped = replace(param, help=_help(param))
        slider = _is_slider(param, value)
        # More than one control needs a container, which costs a third of a millisecond.
        one = slider and not param.nullable
        with nullcontext() if one else st.container(key=f"turn-{key}"):
            edit_param(helped, value, key, commit)
        if slider:
            _field(param, value, key, commit)
        if changed:
            st.button(
                f"Reset {_in_words(param)}",
                key=f"reset-{key}",
                icon=":material/restart_alt:",
                type="tertiary",
                help=f"Back to {_default(param)}, the default",
                on_click=lambda: commit(param.default),
            )


def _help(param: Param) -> str:
    return (
        f"{param.help} The default is {_default(param)}: a double click on the name sets it, and "
        "so does the Delete key on a slider."
    )


def _default(param: Param) -> str:
    return "not set" if param.default is None else said(param, param.default)


def _in_words(param: Param) -> str:
    return param.name.replace("_", " ")


def _is_slider(param: Param, value: Any) -> bool:
    shape = shape_of(param, value)
    return shape == "range" or (
        shape == "number" and param.low is not None and param.high is not None
    )


def _field(param: Param, value: Any, key: str, commit: Commit) -> None:
    name = widgets.bound(typed_at(key), written(value), keep_refused=True)

    def take() -> None:
        found = numbers_in(st.session_state[name], value)
        late = widgets.is_former(name)
        if late or found == value:
            widgets.rewritten(name)  # "-15" becomes "-15 to 15", also where it was that before
        if not late:
            widgets.typed_by_hand(name)
            commit(found)

    st.text_input(
        f"{label_of(param)}: type {'two numbers' if isinstance(value, tuple) else 'a number'}",
        key=name,
        label_visibility="collapsed",
        max_chars=_MAX_CHARS,
        width=118 if isinstance(value, tuple) else 76,
        on_change=take,
    )


def typed_at(key: str) -> str:
    """Returns the key of the field beside the control `key`."""
    return f"{key}.typed"


def is_one_number(text: str) -> bool:
    """Tells whether a person has typed a single number."""
    return len(_BETWEEN.split(text.strip())) == 1


def written(value: Any) -> str:
    """Returns a number or the two ends of a range as a person types them."""
    parts = value if isinstance(value, tuple) else (value,)
    return " to ".join(f"{part:.12g}" for part in parts)


def numbers_in(text: str, shown: Any) -> Any:
    """Returns the number, or the two numbers of a range, that a person has typed.

    One number for a range that lies evenly around 0 means as far to either side. What is none is
    returned as it is, to be refused by the name of its parameter.
    """
    try:
        parts = _parts(text) if isinstance(shown, tuple) else [typed.number(text)]
    except ExplorerError:
        return text
    told = [_plain(part) for part in parts]
    if not isinstance(shown, tuple):
        return told[0]
    if len(told) == 1:
        even = shown[0] == -shown[1] and shown[1]
        return (-abs(told[0]), abs(told[0])) if even else (told[0], told[0])
    return tuple(sorted(told)) if len(told) == 2 else text


def unclear(text: str, shown: Any) -> str:
    """Returns why commas in what was typed cannot be read, and what to write; "" where they can.

    `shown` is the value before: one number, or two.
    """
    if "," not in text:
        return ""
    try:
        _parts(text) if isinstance(shown, tuple) else typed.number(text)
    except ExplorerError as error:
        return str(error)
    return ""


def _parts(text: str) -> Sequence[float]:
    told = text.strip().replace("\N{MINUS SIGN}", "-")
    if either := _EITHER.fullmatch(told):
        raise ExplorerError(_both_ways(told, *either.groups()))
    pieces = _WORDS.split(told)
    if not all(pieces):
        raise ExplorerError(f"{quoted(told)} lacks a number")
    return typed.numbers(";".join(pieces))


def _both_ways(told: str, whole: str, part: str) -> str:
    one = float(f"{whole}.{part}")
    decimal = f"{whole}.{part} to {numbers.number(math.floor(one) + 1)}"
    low, high = sorted((int(whole), int(part)))
    return f"{quoted(told)} may be one number or two; write {decimal}, or {low} to {high}"


def _plain(number: float) -> float | int:
    return int(number) if number.is_integer() else number
