"""Download buttons whose file is made at the click, and which no click finds gone.

Every run of a page gives its buttons new files. Streamlit forgets the ones before as soon as a run
has ended, also where the browser has not drawn the new ones yet: a click within that time, after an
edit for instance, came to nothing. Here they are kept for a while.
"""

import time
from collections.abc import Callable, Iterator

import streamlit as st
from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileKind

KEPT_S = 60.0  # longer than the busiest browser takes to draw what it was sent
_LATE = "late clicks"  # stands where Streamlit keeps a session's id, which is a UUID


def button(
    label: str,
    make: Callable[[], str],
    name: str,
    mime: str,
    *,
    key: str,
    icon: str,
    help: str = "",
) -> None:
    """Shows a button that downloads what `make` returns, at the click, as the file `name`."""
    if runtime.exists():
        keep_replaced(runtime.get_instance().media_file_mgr)
    st.download_button(
        label,
        make,
        file_name=name,
        mime=mime,
        key=key,
        icon=icon,
        on_click="ignore",
        help=help or None,
    )


def keep_replaced(files: MediaFileManager) -> None:
    """Lets Streamlit keep the files of buttons for a while after they were replaced."""
    if not isinstance(files, _Lasting):
        files.__class__ = _Lasting  # the server's one, made before any page is drawn


class _Lasting(MediaFileManager):
    """Streamlit's files, which hold what a click may still ask for as if a session showed it."""

    def remove_orphaned_files(self) -> None:
        with self._lock:
            self._files_by_session_and_coord[_LATE] = {id: id for id in self._asked_for()}
        super().remove_orphaned_files()

    def _asked_for(self) -> Iterator[str]:
        """Yields what is shown, or was within the last `KEPT_S` seconds.

        What is shown is among it because a run that begins right now is about to replace it.
        """
        now = time.monotonic()
        shown = {
            id
            for session, by_place in self._files_by_session_and_coord.items()
            if session != _LATE
            for id in by_place.values()
        }
        before: dict[str, tuple[object, float]] = self.__dict__.get("_unused_since", {})
        unused: dict[str, tuple[object, float]] = {}
        for id, entry in self._clickable():
            same, since = before.get(id, (None, now))
            if id not in shown:  # a file that was made anew meanwhile counts from now
                unused[id] = entry, since if same is entry else now
            if id in shown or now - unused[id][1] < KEPT_S:
                yield id
        self.__dict__["_unused_since"] = unused

    def _clickable(self) -> Iterator[tuple[str, object]]:
        yield from self._deferred_callables.items()
        for id, file in self._file_metadata.items():
            if file.kind == MediaFileKind.DOWNLOADABLE:
                yield id, file
