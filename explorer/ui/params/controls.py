"""From a parameter to a widget: a table from the shape of a value to the control that edits it.

Every control is a controlled one: the session's policy is the truth, `bound` writes it into the
widget's state before the widget is drawn, and the widget's callback hands the new value to the
policy. So undo, import and presets move the sliders too. Keys come from step ids.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from explorer.choices import XY, Param
from explorer.errors import PolicyError
from explorer.ui.params.shapes import color_shape, literal, parse_literal, shape_of, slider_bounds
from explorer.ui.widgets import bound, is_former, is_overtaken
from explorer.ui.words import capital

_COLOR = "a colour"
_AXES = {"x": ", horizontal", "y": ", vertical"}
_UNITS = {"deg": "°", "x": "×"}

Commit = Callable[[Any], None]  # takes a new value of a parameter
_FORMER_S = 2.5


def edit_param(param: Param, value: Any, key: str, commit: Commit) -> None:
    """Shows the control for one parameter.

    `commit` gets the new value, in the form that `Param.check` takes.
    """
    if param.nullable and param.kind != "choice":
        _nullable(param, value, key, commit)
    else:
        _control(param, value, key, commit)


def _nullable(param: Param, value: Any, key: str, commit: Commit) -> None:
    name = bound(f"{key}.set", value is not None)
    start = param.default if param.default is not None else param.start
    st.toggle(
        f"Set {label_of(param)}",
        key=name,
        help=param.help,
        on_change=lambda: commit(start if st.session_state[name] else None),
    )
    if value is not None:
        _control(param, value, key, commit)


def _control(param: Param, value: Any, key: str, commit: Commit) -> None:
    _SHAPES[shape_of(param, value)](param, value, key, commit)


def _slider(label: str, param: Param, value: Any, key: str, commit: Commit) -> None:
    whole = param.whole
    low, high, step = slider_bounds(param, value)
    shown: Any = (
        tuple(_as(part, whole) for part in value) if isinstance(value, tuple) else _as(value, whole)
    )
    # Without a value, Streamlit looks through all of the session for one. With one, it warns
    # of a state that was set in the same run.
    stands = st.session_state.get(key) == shown and not is_overtaken(key)
    name = bound(key, shown)

    def take() -> None:
        # A hand may want the former value back, and then waits a moment.
        if not is_former(name, within_s=_FORMER_S):
            commit(st.session_state[name])

    st.slider(
        label,
        _as(low, whole),
        _as(high, whole),
        shown if stands else None,
        step=_as(step, whole),
        format="%d" if whole else f"%.{_decimals(step, shown)}f",
        key=name,
        help=param.help,
        on_change=take,
    )


def _decimals(step: float, shown: Any) -> int:
    """As many as the steps of a slider have, or a value that was typed: 0.333 stays 0.333."""
    parts = (step, *shown) if isinstance(shown, tuple) else (step, shown)
    return max(len(f"{part:.4f}".rstrip("0").partition(".")[2]) for part in parts)


def _as(value: Any, whole: bool) -> int | float:
    return int(value) if whole else float(value)


def label_of(param: Param, which: str = "") -> str:
    """Returns what stands at the control of a parameter."""
    words = param.name.replace("_", " ").removesuffix(" range").removesuffix(" limit")
    unit = f" ({_UNITS.get(param.unit, param.unit)})" if param.unit else ""
    return f"{capital(words)}{which}{unit}"


def _number(param: Param, value: Any, key: str, commit: Commit) -> None:
    if param.low is None or param.high is None:
        _typed_number(param, value, key, commit)
    else:
        _slider(label_of(param), param, value, key, commit)


def _typed_number(param: Param, value: Any, key: str, commit: Commit) -> None:
    name = bound(key, float(value), keep_refused=True)
    st.number_input(
        label_of(param),
        step=float(param.step or 1),
        format="%g",
        key=name,
        help=param.help,
        on_change=lambda: commit(st.session_state[name]),
    )


def _range(param: Param, value: Any, key: str, commit: Commit) -> None:
    _slider(label_of(param), param, value, key, commit)


def _xy(param: Param, pair: XY, key: str, commit: Commit) -> None:
    # Read from the widgets when one moves: the card is not drawn anew for every move, and `pair`
    # may be old by then.
    keys = {axis: f"{key}.{axis}" for axis in ("x", "y")}

    def both(value: Any) -> None:
        commit({axis: st.session_state[name] for axis, name in keys.items()})

    for axis, name in keys.items():
        _slider(label_of(param, _AXES[axis]), param, pair[axis], name, both)


def _pair(param: Param, value: tuple[Any, Any], key: str, commit: Commit) -> None:
    keys = [f"{key}.{i}" for i in range(2)]
    for i, column in enumerate(st.columns(2)):
        bound(keys[i], float(value[i]), keep_refused=True)
        column.number_input(
            label_of(param, (", first", ", second")[i]),
            step=float(param.step or (1 if param.whole else 0.1)),
            format="%g",
            key=keys[i],
            help=param.help,
            on_change=lambda: commit(tuple(st.session_state[name] for name in keys)),
        )


def _bool(param: Param, value: bool, key: str, commit: Commit) -> None:
    name = bound(key, value)
    st.toggle(
        label_of(param), key=name, help=param.help, on_change=lambda: commit(st.session_state[name])
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
        label_of(param),
        options,
        format_func=lambda option: str(labels[option]),
        key=name,
        help=param.help,
        on_change=lambda: commit(st.session_state[name]),
    )


def _words(param: Param, value: tuple[Any, ...], key: str, commit: Commit) -> None:
    name = bound(key, list(value))
    st.multiselect(
        label_of(param),
        list(param.choices),
        key=name,
        help=param.help,
        on_change=lambda: commit(list(st.session_state[name])),
    )


def _text(param: Param, value: str, key: str, commit: Commit) -> None:
    name = bound(key, value, keep_refused=True)
    st.text_input(
        label_of(param), key=name, help=param.help, on_change=lambda: commit(st.session_state[name])
    )


def _rgb(param: Param, value: int | tuple[int, int, int], key: str, commit: Commit) -> None:
    red, green, blue = value if isinstance(value, tuple) else (value, value, value)
    name = bound(key, f"#{red:02x}{green:02x}{blue:02x}")
    st.color_picker(
        label_of(param),
        key=name,
        help=param.help,
        on_change=lambda: commit(tuple(bytes.fromhex(st.session_state[name][1:]))),
    )


def _color_or_word(param: Param, value: Any, key: str, commit: Commit) -> None:
    name = bound(f"{key}.word", value if isinstance(value, str) else _COLOR)

    def chosen() -> None:
        word = st.session_state[name]
        commit((0, 0, 0) if word == _COLOR else word)

    labels: dict[Any, Any] = dict(zip(param.choices, param.labels or param.choices, strict=False))
    options = [_COLOR, *param.choices]
    st.selectbox(
        label_of(param),
        options,
        format_func=lambda word: str(labels.get(word, word)),
        key=name,
        help=param.help,
        on_change=chosen,
    )
    if not isinstance(value, str):
        plain = color_shape(replace(param, choices=()), value)
        _SHAPES[plain](param, value, key, commit)


def _literal(param: Param, value: Any, key: str, commit: Commit) -> None:
    name = bound(key, literal(value), keep_refused=True)
    st.text_input(
        label_of(param, " as JSON"),
        key=name,
        help=param.help,
        on_change=lambda: commit(_typed(st.session_state[name])),
    )


def _typed(text: str) -> Any:
    """The value that a person has typed; a text that is no JSON as it is, to be refused by name."""
    try:
        return parse_literal(text)
    except PolicyError:
        return text


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
