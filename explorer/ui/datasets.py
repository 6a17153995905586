"""The data sets that a session can choose from, opened once and kept."""

import os
from pathlib import Path

import streamlit as st

from explorer import samples
from explorer.data.image_set import ImageSet, open_image_set
from explorer.errors import DataError
from explorer.sweep import folders
from explorer.ui.session import Session

ROOTS_VARIABLE = "AUG_EXPLORER_DATA_ROOTS"


def roots() -> tuple[Path, ...]:
    """Returns the folders that the server was started with: only below them may a data set be named."""
    return tuple(Path(part) for part in os.environ.get(ROOTS_VARIABLE, "").split(os.pathsep) if part)


def uploads_folder() -> Path:
    """Returns where uploaded zips are kept; a sweep reads its pictures from there, long after the tab was closed."""
    return folders.data_folder() / "data-sets"


def choices(session: Session) -> tuple[str, ...]:
    """Returns the sources on offer: the built-in ones, and the one chosen on the Data page."""
    builtin = samples.builtin_names()
    return builtin if session.data is None or session.data in builtin else (session.data, *builtin)


def label(source: str) -> str:
    """Returns how a source is called on the screen."""
    return source if source in samples.builtin_names() else Path(source).name.removesuffix(".zip")


def opened(source: str) -> ImageSet:
    """Returns the image set of a source; raises DataError where it is not allowed, missing or cannot be used."""
    if source in samples.builtin_names():
        return _opened(source, 0)
    path = Path(source)
    allowed = (*roots(), uploads_folder())
    if not any(path.resolve().is_relative_to(root.resolve()) for root in allowed):
        raise DataError(f"{source} is not below a data root of this server")
    if not path.exists():
        raise DataError(f"{source} does not exist any more")
    return _opened(source, path.stat().st_mtime_ns)


@st.cache_resource(max_entries=4, show_spinner="Reading the data set ...")
def _opened(source: str, changed: int) -> ImageSet:
    return open_image_set(source)
