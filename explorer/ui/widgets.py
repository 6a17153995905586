"""Controlled widgets: what they show is what the session says, also after undo or an import."""

import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import streamlit as st

from explorer import numbers
from explorer.errors import PolicyError
from explorer.ui.words import escaped

# In seconds: a browser under load has drawn the new value by then. Whoever wants the former value
# back chooses it once more.
LATE_S = 3.0
# What each field was last told to show, in one place: Streamlit looks through all names of the
# session's state for every field that it draws.
_TOLD = "widgets.told"
_WRITTEN = "widgets.written"  # the value that each was given from here, and when
_BEFORE = "widgets.before"  # what each has shown or was given of late, and when
_MOST_BEFORE = 40


def bound(key: str, value: Any, *, keep_refused: bool = False) -> str:
    """Makes `value` what the widget called `key` shows, and returns the key.

    Call it just before the widget. With `keep_refused`, what a person has typed stays where it is
    until the value itself changes: a refused text can be corrected.
    """
    # Written only where it differs: a value set from here overrides what a hand is typing at this
    # moment.
    told = st.session_state.setdefault(_TOLD, {}) if keep_refused else {}
    unchanged = keep_refused and told.get(key) == value
    if key not in st.session_state:
        st.session_state[key] = value
    elif not unchanged and st.session_state[key] != value:
        now = time.monotonic()
        _before(key).extend([(st.session_state[key], now), (value, now)])
        del _before(key)[:-_MOST_BEFORE]
        st.session_state[key] = value
        _written()[key] = value, time.monotonic()
    elif not unchanged and is_overtaken(key):
        # Once: each time takes back what a key that is held down has done meanwhile.
        st.session_state[key] = value
        del _written()[key]
    told[key] = value
    return key


def rewritten(key: str) -> None:
    """Has `bound` write a widget with `keep_refused` anew, also where its value has not changed."""
    st.session_state.setdefault(_TOLD, {}).pop(key, None)


def _before(key: str) -> list[tuple[Any, float]]:
    before: dict[str, list[tuple[Any, float]]] = st.session_state.setdefault(_BEFORE, {})
    return before.setdefault(key, [])


def is_overtaken(key: str) -> bool:
    """Tells whether a hand has changed a widget just after it was given a value from here.

    Both were on their way at the same time, and the browser shows the one that came last: what was
    given. So it is told once more what holds.
    """
    value, since = _written().get(key, (None, -LATE_S))
    return time.monotonic() - since < LATE_S and bool(st.session_state.get(key) != value)


def _written() -> dict[str, tuple[Any, float]]:
    written: dict[str, tuple[Any, float]] = st.session_state.setdefault(_WRITTEN, {})
    return written


def moved(key: str, value: Any) -> str:
    """Makes `value` what a widget shows, and remembers what it showed before, if it was another.

    Returns the key. A page that draws a part of itself by a timer may send what a widget showed a
    moment ago, and Streamlit calls that a change: `is_late` tells it apart.
    """
    if key in st.session_state and st.session_state[key] != value:
        st.session_state[f"{key}<"] = st.session_state[key], time.monotonic()
    return bound(key, value)


def is_late(key: str) -> bool:
    """Tells whether a widget has sent what it showed before `moved` gave it another value."""
    before, since = st.session_state.get(f"{key}<", (None, -LATE_S))
    return time.monotonic() - since < LATE_S and bool(st.session_state[key] == before)


def is_former(key: str, within_s: float = LATE_S) -> bool:
    """Tells whether a widget has sent what it showed, or was given by `bound`, a moment ago.

    A browser that has not drawn the newest value yet sends a former one, and Streamlit calls that a
    change.
    """
    now = time.monotonic()
    return any(
        now - since < within_s and bool(st.session_state[key] == value)
        for value, since in _before(key)
    )


def typed_by_hand(key: str) -> None:
    """Notes that a hand is at a widget: what it sends next is no former value."""
    _before(key).clear()


def whole_number(
    label: str,
    value: int,
    low: int,
    high: int,
    key: str,
    commit: Callable[[int], None],
    *,
    why: str = "",
    **look: Any,
) -> str:
    """Shows a field for a whole number, and returns what is wrong with what stands in it.

    `commit` gets what is legal. What is no whole number, or out of bounds, stays as it
    was typed, for `refused` to say so below the row: a field of whole numbers makes 2 of 2.5 in the
    browser, in silence. `why` says why there are such bounds.
    """
    name = bound(key, float(value), keep_refused=True)
    problem = _problem(label, st.session_state[name], low, high)

    def take() -> None:
        if not _problem(label, st.session_state[name], low, high):
            commit(int(st.session_state[name]))

    st.number_input(label, step=1.0, format="%g", key=name, on_change=take, **look)
    return f"{problem}. {why}".rstrip() if problem else ""


def refused(*problems: str, over: str = "") -> None:
    """Says below a row of fields what is wrong in them; an empty text says nothing.

    With `over`, the name of the row, it lies over what comes next, so that no picture moves for it.
    """
    found = [problem for problem in problems if problem]
    with st.container(key=f"over-{over}", gap="xxsmall") if found and over else nullcontext():
        for problem in found:
            st.error(escaped(problem), icon=":material/error:")


def _problem(label: str, value: float, low: int, high: int) -> str:
    """Why a number is refused; "" where it is not."""
    try:
        whole(label, value, low, high)
    except PolicyError as error:
        return str(error)
    return ""


def whole(label: str, value: float, low: int, high: int) -> int:
    """Returns a number that was typed as the whole number that it is.

    Raises PolicyError, which names the field, for any other.
    """
    if not float(value).is_integer():
        raise PolicyError(f"{label}: {numbers.number(value)} is not a whole number")
    if not low <= value <= high:
        raise PolicyError(f"{label}: {value:.15g} is not between {low} and {high}")
    return int(value)
