"""The pages of the app: their files, titles and paths.

Compose is the default page and answers at `/`.
"""

from pathlib import Path
from types import MappingProxyType

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import Page

import explorer
from explorer.ui import notices

_PACKAGE = Path(explorer.__file__).resolve().parent

# In a wheel the pages travel inside the package; in a checkout they stand beside it.
PAGES = next(
    (
        folder
        for folder in (_PACKAGE / "pages", _PACKAGE.parent / "pages")
        if (folder / "compose.py").is_file()
    ),
    _PACKAGE / "pages",
)

_PAGES = (
    ("compose", "Compose", ":material/tune:"),
    ("data", "Data", ":material/folder_open:"),
    ("finetune", "Fine-tune", ":material/show_chart:"),
    ("results", "Results", ":material/leaderboard:"),
)


def pages() -> MappingProxyType[str, Page]:
    """Returns the pages by name, in the order of the menu."""
    return MappingProxyType(
        {
            name: st.Page(
                PAGES / f"{name}.py",
                title=title,
                icon=icon,
                url_path=name,
                default=name == "compose",
            )
            for name, title, icon in _PAGES
        }
    )


def title(name: str, purpose: str = "") -> DeltaGenerator:
    """Shows the heading of a page and what the page is for, in one line where there is room.

    Without a purpose it stands for screen readers only: the page shows itself what it is for.
    Returns the place for a notice, which covers the purpose: nothing below moves for it.
    """
    notices.on(name)
    with st.container(key="title" if purpose else "title-unseen", horizontal=True):
        st.title(next(shown for page, shown, _ in _PAGES if page == name), anchor=False)
        told = st.container(key="told")
        if purpose:
            st.caption(purpose)
    return told


def link(name: str, label: str) -> None:
    """Shows a link to another page of the app."""
    st.page_link(
        pages()[name], label=label, icon=next(icon for page, _, icon in _PAGES if page == name)
    )
