"""What was typed at a control of a card and refused: said at the control, by the name it has there.

It is said until the setting has another value, or something legal is typed.
"""

from typing import Any

import streamlit as st

from explorer.errors import PolicyError
from explorer.ui.words import escaped

_NOTED = "refusals"


def note(key: str, error: PolicyError, stands: Any) -> None:
    """Notes why a value was refused at the control `key`, whose setting `stands` as it was."""
    _noted()[key] = error.problem, stands


def forget(key: str) -> None:
    """Forgets what was refused at a control: something else was typed there."""
    _noted().pop(key, None)


def show(key: str, label: str, value: Any) -> None:
    """Shows what was refused at a control, if its setting still has the `value` from before."""
    problem, stands = _noted().get(key, ("", None))
    if not problem:
        return
    if stands != value:
        forget(key)
        return
    with st.container(key=f"refused-{key}"):
        st.error(escaped(f"{label}: {problem}"), icon=":material/error:")


def _noted() -> dict[str, tuple[str, Any]]:
    noted: dict[str, tuple[str, Any]] = st.session_state.setdefault(_NOTED, {})
    return noted
