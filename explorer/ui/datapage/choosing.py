"""The left side of Data: the sets on offer, a zip to upload, a folder to name."""

from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from explorer import names
from explorer.data.kinds import list_kinds
from explorer.errors import ExplorerError
from explorer.images import AND_FORMATS
from explorer.sizes import MIN_SIDE_PX
from explorer.ui import datasets, notices
from explorer.ui.datapage import folders, uploads
from explorer.ui.session import Session, get_session
from explorer.ui.widgets import bound
from explorer.ui.words import capital, escaped

MOST_CLOSED = 5
_ROUND, _REFUSALS = "data.round", "data.refusals"
_ZIP, _FOLDER = "data.zip", "data.folder"  # the fields at which something may be refused
_LAYOUT = """my-set.zip
├── train/
│   ├── cat/   1.png, 2.jpg, ...
│   └── dog/   ...
├── val/       the same classes
└── test/      the same classes"""


def show(session: Session) -> None:
    """Shows the data sets on offer."""
    sources = datasets.choices(session)
    key = bound("data.source", session.data)
    st.selectbox(
        "Data set",
        sources,
        format_func=datasets.naming(sources),
        key=key,
        placeholder="Choose a data set",
        on_change=lambda: choose(session, st.session_state[key]),
    )


def own(session: Session) -> None:
    """Shows the ways to a data set of one's own: a zip, and a folder on the server."""
    refused = _upload(session)
    refused = _folder(session) or refused
    # A new one for each refusal, which is open: one that stands there stays as it was left.
    refusals = st.session_state[_REFUSALS] = st.session_state.get(_REFUSALS, 0) + refused
    look: dict[str, Any] = {"icon": ":material/account_tree:", "type": "compact"}
    key = f"data.layout.{refusals}"
    with st.expander("How to arrange your files", expanded=refusals > 0, key=key, **look):
        st.code(_LAYOUT, language=None)
        st.caption(
            "Without val and test, they are drawn from train. Class folders alone are split "
            "60/20/20. A CSV file with the columns path,label[,split] works too, and other tables. "
            f"{AND_FORMATS}, of at least {MIN_SIDE_PX} px a side."
        )


def _upload(session: Session) -> bool:
    """Shows the field for a zip, and returns whether one was just refused there."""
    turn = st.session_state.setdefault(_ROUND, 0)
    key = f"data.zip.{turn}"
    st.file_uploader(
        "Upload a zip",
        type="zip",
        max_upload_size=uploads.MAX_ZIP_MB,
        key=key,
        on_change=_take,
        args=(key,),
    )
    return notices.at_field(session, _ZIP)


def _take(key: str) -> None:
    file: UploadedFile | None = st.session_state.get(key)
    # A fresh field: the file is kept on disk, and Streamlit may let its copy go.
    st.session_state[_ROUND] += 1
    if file is not None:
        notices.attempt(get_session(), lambda: _keep(file), field=_ZIP)


def _keep(file: UploadedFile) -> None:
    path, new = uploads.keep(datasets.uploads_folder(), file.name, file)
    try:
        datasets.choose(get_session(), str(path))
    except ExplorerError:
        if new:
            uploads.drop(path)
        raise


def _folder(session: Session) -> bool:
    """Shows the field for a folder, and returns whether one was just refused there."""
    roots = datasets.roots()
    if not roots:
        look: dict[str, Any] = {"icon": ":material/folder:", "type": "compact"}
        with st.expander("Use a folder on the server", key="data.roots", **look):
            st.write(
                "Only folders that the server was told of at the start can be opened. Start it with"
            )
            st.code("aug-explorer app --data-root DIR", language="bash")
        return False
    with st.container(horizontal=True, vertical_alignment="bottom"):
        listed = folders.candidates(roots)
        st.selectbox(
            "Folder",
            listed,
            index=None,
            format_func=lambda path: folders.short(path, roots),
            accept_new_options=True,
            placeholder="Choose one, or type a path",
            key="data.folder",
            on_change=_take_folder,
            args=(session,),
        )
        st.button(
            "Read again",
            icon=":material/refresh:",
            key="data.again",
            on_click=datasets.read_again,
        )
    refused = notices.at_field(session, _FOLDER)
    below = ", ".join(names.shown(str(root)) for root in roots)
    kinds = list_kinds()
    st.caption(f"{capital(kinds)} below {escaped(below)}")
    if closed := folders.unread(roots):
        called = ", ".join(folders.short(path, roots) for path in closed[:MOST_CLOSED])
        more = f" and {len(closed) - MOST_CLOSED} more" if len(closed) > MOST_CLOSED else ""
        st.caption(escaped(f"Not listed, because the server may not read them: {called}{more}"))
    return refused


def _take_folder(session: Session) -> None:
    notices.attempt(session, lambda: _open(session), field=_FOLDER)


def _open(session: Session) -> None:
    typed = st.session_state["data.folder"]
    if typed:
        datasets.choose(session, folders.named(typed, datasets.roots()))
        # From here on it stands under "Data set"; what was refused stays, to be corrected.
        st.session_state["data.folder"] = None


def choose(session: Session, source: str | None) -> None:
    """Makes a source on offer the session's data set.

    Where it cannot be used, the reason is said above the set that stays.
    """
    if source is not None:
        notices.attempt(session, lambda: datasets.choose(session, source))
