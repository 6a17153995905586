"""Policies out: the link that carries the policy, and the three downloads.

They stand in a fragment that every edit draws anew.
"""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

import streamlit as st

from explorer import names
from explorer.errors import ExplorerError
from explorer.policy import files
from explorer.ui import downloads, link
from explorer.ui.compose import actions
from explorer.ui.session import Session, get_session
from explorer.ui.words import escaped

LINK = "link"  # the popover's key, and whether it is open
_ARRIVES_S = 0.5  # a busy browser sends what was typed up to 0.2 s after the click
_DRAWN_S = 0.15
_MOST_WAITS = 40  # more than the slowest picture takes
_FORMATS = {
    "JSON": ("json", "json", "application/json"),
    "YAML": ("yaml", "yaml", "application/yaml"),
    "Python": ("python", "py", "text/x-python"),
}


@st.fragment(key=actions.EXPORTS)
def show() -> None:
    """Shows the link and the three downloads.

    They stand where they are drawn: Streamlit mistakes the files of buttons in a place outside for
    one and the same.
    """
    session = get_session()
    with st.container(horizontal=True, width="content", key="exports", gap="xsmall"):
        _share(session)
        for label, (name, extension, mime) in _FORMATS.items():
            downloads.button(
                label,
                _writer(session, name),
                f"{names.file_stem(session.policy.name, 'policy')}.{extension}",
                mime,
                key=f"download-{name}",
                icon=":material/download:",
                help=f"The policy at this strength, as a {label} file",
            )


def _writer(session: Session, format: str) -> Callable[[], str]:
    def write() -> str:
        # The file is written when it is clicked, so it is never an old one. A click out of a field
        # first sends what was typed there. Another thread takes that in, once it has finished what
        # it is drawing; this waits for it.
        time.sleep(_ARRIVES_S)
        for _ in range(_MOST_WAITS):
            if not session.drawing:
                break
            time.sleep(_DRAWN_S)
        return files.dumps(session.policy, format=format)

    return write


def _share(session: Session) -> None:
    tip = "An address that carries the policy"
    popover = st.popover("Link", icon=":material/link:", help=tip, key=LINK, on_change="rerun")
    if popover.open:  # packed only when it is opened, so that an edit does not wait for it
        with popover:
            _link(session)


def base_path() -> str:
    """Returns the path below which the app is served; for Compose, which has none of its own."""
    return f"/{_base_path(_address()).strip('/')}"


def _address() -> str:
    return st.context.url or "http://localhost:8501"


def _base_path(address: str) -> str:
    # What the server was told comes first: where a base path ends like the name of a page, as in
    # /my-data, Streamlit takes that end for the page.
    return str(st.get_option("server.baseUrlPath") or urlsplit(address).path)


def _link(session: Session) -> None:
    here = _address()
    try:
        address = link.policy_link(here, session.policy, _base_path(here))
    except ExplorerError as error:
        st.caption(escaped(str(error)))
    else:
        st.caption("Whoever opens it gets this policy, and none of your pictures.")
        st.code(address, language=None, wrap_lines=True)
