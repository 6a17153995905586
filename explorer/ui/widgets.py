"""From a parameter of the catalogue to a widget: one table, from the shape that a value has to the
control that edits it.

Every control is a controlled one: the session's policy is the truth, `bound` writes it into the
widget's state before the widget is drawn, and the widget's callback hands the new value to the
policy. So undo, import and presets move the sliders too. Keys come from step ids.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol

import streamlit as st

from explorer.choices import XY, Param
from explorer.errors import PolicyError


class Commit(Protocol):
    """Takes a new value of a parameter; `redraw` says that controls come or go with it."""

    def __call__(self, value: Any, *, redraw: bool = False) -> None:
        """Hands `value` to the policy."""


_COLOR = "a colour"
_AXES = {"x": ", horizontal", "y": ", vertical"}
_UNITS = {"deg": "°", "x": "×"}


def bound(key: str, value: Any, *, keep_refused: bool = False) -> str:
    """Makes `value` what the widget called `key` shows, and returns the key; call it just before
    the widget.

    With `keep_refused`, what a person has typed stays where it is until the value itself changes: a
    refused text can be corrected.
    """
    # Written only where it differs: a value set from here overrides what a hand is typing at this
    # moment.
    told = f"{key}!"
    unchanged = keep_refused and st.session_state.get(told) == value
    if key not in st.session_state or (st.session_state[key] != value and not unchanged):
        st.session_state[key] = value
    if keep_refused:
        st.session_state[told] = value
    return key


def edit_param(param: Param, value: Any, key: str, commit: Commit) -> None:
    """Shows the control for one parameter; `commit` gets the new value, in the form that
    `Param.check` takes.
    """
    if param.nullable and param.kind != "choice":
        _nullable(param, value, key, commit)
    else:
        _control(param, value, key, commit)


def _nullable(param: Param, value: Any, key: str, commit: Commit) -> None:
    name = bound(f"{key}.set", value is not None)
    start = param.default if param.default is not None else param.start
    st.toggle(
        f"Set {_label(param)}",
        key=name,
        help=param.help,
        on_change=lambda: commit(start if st.session_state[name] else None, redraw=True),
    )
    if value is not None:
        _control(param, value, key, commit)


def _control(param: Param, value: Any, key: str, commit: Commit) -> None:
    _SHAPES[shape_of(param, value)](param, value, key, commit)


def shape_of(param: Param, value: Any) -> str:
    """Returns which control edits `value`: a parameter may take several shapes (a number or a pair,
    a range or four of them).
    """
    if isinstance(value, XY):
        return "xy"
    if param.kind in ("bool", "choice", "text"):
        return param.kind
    if param.kind == "color" or (
        param.kind == "list" and param.max == 255 and isinstance(value, tuple) and len(value) == 3
    ):
        return _color_shape(param, value)
    if param.kind == "list" and param.choices:
        return "words"
    if _is_number(value):
        return "number"
    if isinstance(value, tuple) and len(value) == 2 and all(_is_number(part) for part in value):
        if param.kind == "pair":
            return "pair"
        if (
            param.kind in ("range", "int_range", "xy_range", "float", "int")
            and value[0] <= value[1]
        ):
            return "range"
    return "literal"


def _color_shape(param: Param, value: Any) -> str:
    if isinstance(value, str) or param.choices:
        return "color_or_word"
    parts = value if isinstance(value, tuple) else (value,)
    if (
        param.max == 255
        and all(_is_byte(part) for part in parts)
        and 3 in param.counts
        and len(parts) in (1, 3)
    ):
        # A mask has one channel: its fill is a label, no colour.
        return "number" if param.name.endswith("mask") and len(parts) == 1 else "rgb"
    return "literal"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_byte(value: object) -> bool:
    return isinstance(value, int) and 0 <= value <= 255


def _slider(label: str, param: Param, value: Any, key: str, commit: Commit) -> None:
    whole = param.whole
    low, high, step = slider_bounds(param, value)
    shown = (
        tuple(_as(part, whole) for part in value) if isinstance(value, tuple) else _as(value, whole)
    )
    name = bound(key, shown)
    st.slider(
        label,
        _as(low, whole),
        _as(high, whole),
        step=_as(step, whole),
        format="%d" if whole else f"%.{_decimals(step)}f",
        key=name,
        help=param.help,
        on_change=lambda: commit(st.session_state[name]),
    )


def slider_bounds(param: Param, value: Any) -> tuple[float, float, float]:
    """Returns (low, high, step) of a slider: the catalogue's, widened to hold `value`, so that an
    imported one is never cut.
    """
    parts = value if isinstance(value, tuple) else (value,)
    low = min([param.low if param.low is not None else 0, *parts])
    high = max([param.high if param.high is not None else 1, *parts])
    if low == high:
        high = low + 1
    step = param.step or (1 if param.whole else (high - low) / 100)
    return (
        low,
        high,
        2 * max(1, round(step / 2)) if param.odd and param.whole and low % 2 == 1 else step,
    )


def _decimals(step: float) -> int:
    text = f"{step:.6f}".rstrip("0")
    return max(1, len(text.partition(".")[2]))


def _as(value: Any, whole: bool) -> int | float:
    return int(value) if whole else float(value)


def _label(param: Param, which: str = "") -> str:
    words = param.name.replace("_", " ").removesuffix(" range").removesuffix(" limit")
    unit = f" ({_UNITS.get(param.unit, param.unit)})" if param.unit else ""
    return f"{words[:1].upper()}{words[1:]}{which}{unit}"


def _number(param: Param, value: Any, key: str, commit: Commit) -> None:
    if param.low is None or param.high is None:
        _typed_number(param, value, key, commit)
    else:
        _slider(_label(param), param, value, key, commit)


def _typed_number(param: Param, value: Any, key: str, commit: Commit) -> None:
    name = bound(key, float(value), keep_refused=True)
    st.number_input(
        _label(param),
        step=float(param.step or 1),
        format="%g",
        key=name,
        help=param.help,
        on_change=lambda: commit(st.session_state[name]),
    )


def whole_number(
    label: str,
    value: int,
    low: int,
    high: int,
    key: str,
    commit: Callable[[Callable[[], int]], None],
    **look: Any,
) -> None:
    """Shows a field for a whole number; `commit` gets a function that returns it, or raises
    PolicyError that names the field.

    What is no whole number, or out of bounds, stays as it was typed: a field of whole numbers makes
    2 of 2.5 in the browser, in silence.
    """
    name = bound(key, float(value), keep_refused=True)
    st.number_input(
        label,
        step=1.0,
        format="%g",
        key=name,
        on_change=lambda: commit(lambda: whole(label, st.session_state[name], low, high)),
        **look,
    )


def whole(label: str, value: float, low: int, high: int) -> int:
    """Returns a number that was typed as the whole number that it is; raises PolicyError, which
    names the field, for any other.
    """
    if not float(value).is_integer():
        raise PolicyError(f"{label}: {value:g} is not a whole number")
    if not low <= value <= high:
        raise PolicyError(f"{label}: {value:.15g} is not between {low} and {high}")
    return int(value)


def _range(param: Param, value: Any, key: str, commit: Commit) -> None:
    _slider(_label(param), param, value, key, commit)


def _xy(param: Param, pair: XY, key: str, commit: Commit) -> None:
    # Read from the widgets when one moves: the card is not drawn anew for every move, and `pair`
    # may be old by then.
    keys = {axis: f"{key}.{axis}" for axis in ("x", "y")}

    def both(value: Any, *, redraw: bool = False) -> None:
        commit({axis: st.session_state[name] for axis, name in keys.items()}, redraw=redraw)

    for axis, name in keys.items():
        _slider(_label(param, _AXES[axis]), param, pair[axis], name, both)


def _pair(param: Param, value: tuple[Any, Any], key: str, commit: Commit) -> None:
    keys = [f"{key}.{i}" for i in range(2)]
    for i, column in enumerate(st.columns(2)):
        bound(keys[i], float(value[i]), keep_refused=True)
        column.number_input(
            _label(param, (", first", ", second")[i]),
            step=float(param.step or (1 if param.whole else 0.1)),
            format="%g",
            key=keys[i],
            help=param.help,
            on_change=lambda: commit(tuple(st.session_state[name] for name in keys)),
        )


def _bool(param: Param, value: bool, key: str, commit: Commit) -> None:
    name = bound(key, value)
    st.toggle(
        _label(param), key=name, help=param.help, on_change=lambda: commit(st.session_state[name])
    )


def _choice(param: Param, value: Any, key: str, commit: Commit) -> None:
    options = [*param.choices, *([None] if param.nullable else [])]
    labels: dict[Any, Any] = {None: "not set"} | dict(
        zip(param.choices, param.labels or param.choices, strict=False)
    )
    if value not in options:  # an imported one, of a parameter that takes more than its choices
        options.append(value)
        labels[value] = "as imported"
    name = bound(key, value)
    st.selectbox(
        _label(param),
        options,
        format_func=lambda option: str(labels[option]),
        key=name,
        help=param.help,
        on_change=lambda: commit(st.session_state[name]),
    )


def _words(param: Param, value: tuple[Any, ...], key: str, commit: Commit) -> None:
    name = bound(key, list(value))
    st.multiselect(
        _label(param),
        list(param.choices),
        key=name,
        help=param.help,
        on_change=lambda: commit(list(st.session_state[name])),
    )


def _text(param: Param, value: str, key: str, commit: Commit) -> None:
    name = bound(key, value, keep_refused=True)
    st.text_input(
        _label(param), key=name, help=param.help, on_change=lambda: commit(st.session_state[name])
    )


def _rgb(param: Param, value: int | tuple[int, int, int], key: str, commit: Commit) -> None:
    red, green, blue = value if isinstance(value, tuple) else (value, value, value)
    name = bound(key, f"#{red:02x}{green:02x}{blue:02x}")
    st.color_picker(
        _label(param),
        key=name,
        help=param.help,
        on_change=lambda: commit(tuple(bytes.fromhex(st.session_state[name][1:]))),
    )


def _color_or_word(param: Param, value: Any, key: str, commit: Commit) -> None:
    name = bound(f"{key}.word", value if isinstance(value, str) else _COLOR)

    def chosen() -> None:
        word = st.session_state[name]
        commit((0, 0, 0) if word == _COLOR else word, redraw=True)

    labels: dict[Any, Any] = dict(zip(param.choices, param.labels or param.choices, strict=False))
    options = [_COLOR, *param.choices]
    st.selectbox(
        _label(param),
        options,
        format_func=lambda word: str(labels.get(word, word)),
        key=name,
        help=param.help,
        on_change=chosen,
    )
    if not isinstance(value, str):
        plain = _color_shape(replace(param, choices=()), value)
        _SHAPES[plain](param, value, key, commit)


def _literal(param: Param, value: Any, key: str, commit: Commit) -> None:
    name = bound(key, literal(value), keep_refused=True)
    st.text_input(
        _label(param, " as JSON"),
        key=name,
        help=param.help,
        on_change=lambda: commit(parse_literal(st.session_state[name])),
    )


def literal(value: Any) -> str:
    """Returns a value as the JSON that a person edits."""
    return json.dumps(
        value, default=lambda part: dict(part) if isinstance(part, Mapping) else list(part)
    )


def parse_literal(text: str) -> Any:
    """Returns the value of a JSON text that a person has typed, or raises PolicyError."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise PolicyError(
            f'{text[:60]!r} is not JSON; write for example 0, [0, 255] or "random"'
        ) from None


_SHAPES: Mapping[str, Callable[[Param, Any, str, Commit], None]] = {
    "number": _number,
    "range": _range,
    "xy": _xy,
    "pair": _pair,
    "bool": _bool,
    "choice": _choice,
    "words": _words,
    "text": _text,
    "rgb": _rgb,
    "color_or_word": _color_or_word,
    "literal": _literal,
}
