"""Pictures for a dial that moves on while the server still answers the move before.

Streamlit holds a move back until the run has ended, and each run has the browser render every
control of the page several times: that takes longer than a key that is held down leaves. So one run
goes on for as long as the dial moves. It looks where the next move waits, draws its picture in
place, and ends once the dial has come to rest: the next run takes the move in as any other.

What waits is no part of Streamlit's interface. Where it is not found, a move has a run of its own.
"""

import math
import time
from collections.abc import Callable

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.common import user_key_from_element_id

from explorer.errors import ExplorerError

# A dial that has not moved for so long has come to rest. One that is dragged may pause longer, for
# its browser draws meanwhile.
REST_S, DRAGGED_REST_S = 0.15, 0.35
_LOOK_S = 0.004
_SHOWN = "ahead.shown"

Draw = Callable[[float], None]


class Moves:
    """The moves of the dial called `key` that have come since this run began.

    `shown` is the value whose picture is on the screen.
    """

    def __init__(self, key: str, value: float) -> None:
        self._key, self.shown = key, value
        self._last: object = None
        ctx = get_script_run_ctx(suppress_warning=True)
        self._requests = getattr(ctx, "script_requests", None)
        self.is_new = is_by_itself() and st.session_state.get(_SHOWN, value) != value
        st.session_state[_SHOWN] = value

    def follow(self, draw: Draw | None, longest_s: float = math.inf) -> bool:
        """Draws what the dial moves to until it rests, or another control wants to be heard.

        Returns False where it still moved after `longest_s`.
        """
        begun = moved = time.monotonic()
        while time.monotonic() < moved + (REST_S if self._last is None else DRAGGED_REST_S):
            if time.monotonic() > begun + longest_s:
                return False
            waiting = self._waiting()
            if waiting is self._last:
                time.sleep(_LOOK_S)
                continue
            value = _value(waiting, self._key)
            if draw is None or value is None or value == self.shown:
                return True
            self._last, self.shown = waiting, value
            st.session_state[_SHOWN] = value
            try:
                draw(value)
            except ExplorerError:  # the next run tells it
                return True
            moved = time.monotonic()
        return True

    def _waiting(self) -> object:
        """What the next run will begin with; None where nothing waits."""
        state = getattr(self._requests, "_state", None)
        if getattr(state, "name", "CONTINUE") == "CONTINUE":
            return None
        return getattr(self._requests, "_rerun_data", None)


def is_by_itself() -> bool:
    """Tells whether this run draws fragments only, and not the whole page."""
    ctx = get_script_run_ctx(suppress_warning=True)
    return bool(getattr(ctx, "fragment_ids_this_run", None))


def _value(waiting: object, key: str) -> float | None:
    """The value of a slider in what waits; None where it cannot be told."""
    states = getattr(getattr(waiting, "widget_states", None), "widgets", ())
    for state in states:
        if user_key_from_element_id(state.id) == key and state.HasField("double_array_value"):
            values = state.double_array_value.data
            return float(round(values[0], 6)) if len(values) == 1 else None
    return None
