"""The few style rules that Streamlit has no setting for.

Every rule is scoped to a container's key.
"""

from pathlib import Path

import streamlit as st

_CSS = Path(__file__).with_name("style.css")


def apply() -> None:
    """Adds the style sheet to the page."""
    st.html(_CSS)
