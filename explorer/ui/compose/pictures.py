"""The pictures that are looked at: samples, uploads, and their annotations from a COCO file."""

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from explorer import names, numbers, samples
from explorer.errors import ExplorerError, ImageError, quoted
from explorer.ui import caching, datasets, notices, widgets
from explorer.ui.kept import MAX_CHOSEN, Upload
from explorer.ui.notices import Notice
from explorer.ui.session import FIRST_PICTURE, Session, get_session
from explorer.ui.words import escaped

MAX_NAME_CHARS = 255  # what a file's name may have
_MOST_NAMED = 2  # of the pictures that were refused; the others are in the notes
_ROUND = "upload.round"


def titled(session: Session) -> dict[str, str]:
    """Returns what the pictures that can be chosen are called, by their ids."""
    titles = {f"sample:{sample.name}": sample.title for sample in samples.sample_names()}
    titles |= {f"upload:{upload.digest}": upload.name for upload in session.uploads}
    titles |= datasets.pictures(session)
    return dict(zip(titles, names.numbered(titles.values()), strict=True))


def picker(session: Session) -> None:
    """Shows which of the samples and uploads are looked at."""
    titles = titled(session)
    session.chosen = tuple(name for name in session.chosen if name in titles)
    key = widgets.bound("pictures", list(session.chosen))

    def choose() -> None:
        now = get_session()
        now.chosen = tuple(st.session_state[key])
        now.keep()

    st.multiselect(
        "Pictures",
        list(titles),
        format_func=lambda name: titles.get(name, name),
        key=key,
        max_selections=MAX_CHOSEN,
        placeholder="Choose a picture",
        help="Several pictures are shown under the same draws, a row each.",
        wrap=True,  # one row that scrolls would begin with its end
        on_change=choose,
    )


def uploader(session: Session) -> None:
    """Shows the upload of pictures and of their annotations.

    What has been read leaves the field, and stands in the picker.
    """
    turn = st.session_state.setdefault(_ROUND, 0)
    st.file_uploader(
        "Images",
        accept_multiple_files=True,
        key=f"images.{turn}",
        max_upload_size=30,
        on_change=_take_images,
        args=(f"images.{turn}",),
    )
    with st.expander("Annotations and uploads", key="more-uploads", type="compact"):
        st.file_uploader(
            "Annotations (COCO JSON)",
            key=f"coco.{turn}",
            max_upload_size=30,
            help="Masks, boxes and key points for the uploaded pictures, found by their file names",
            on_change=_take_coco,
            args=(f"coco.{turn}",),
        )
        for upload in session.uploads:
            st.button(
                f"Remove {escaped(upload.name)}",
                key=f"drop-{upload.digest}",
                icon=":material/close:",
                type="tertiary",
                on_click=_drop,
                args=(upload,),
            )
        if session.coco:
            st.button(
                f"Remove annotations {escaped(session.coco.name)}",
                key="drop-coco",
                icon=":material/close:",
                type="tertiary",
                on_click=_drop_coco,
            )


def _take_images(key: str) -> None:
    session = get_session()
    files: list[UploadedFile] = st.session_state.get(key) or []
    problems, taken = [], []
    for file in files:
        try:
            taken.append(_kept(session, file))
        except ExplorerError as error:
            problems.append(str(error))
    _next_round()
    # The same picture under another name has the name that it was given last.
    session.uploads = tuple(
        {upload.digest: upload for upload in (*session.uploads, *taken)}.values()
    )
    if taken:
        fresh = tuple(f"upload:{upload.digest}" for upload in taken)
        session.chosen = tuple(dict.fromkeys(fresh))[:MAX_CHOSEN]
        session.keep()
    session.notice = _refused(problems) if problems else None


def _refused(problems: Sequence[str]) -> Notice:
    """Returns what is said of the pictures that were not taken: the first by name, in one line."""
    rest = len(problems) - _MOST_NAMED
    more = (f"and {rest} more",) if rest > 0 else ()
    return Notice("; ".join((*problems[:_MOST_NAMED], *more)), tuple(problems[_MOST_NAMED:]))


def _kept(session: Session, file: UploadedFile) -> Upload:
    data = file.getvalue()
    if trouble := names.refusal(file.name, MAX_NAME_CHARS):
        raise ImageError(f"{quoted(file.name)} {trouble}; rename the file")
    caching.check_picture(data, file.name)
    return session.add_upload(file.name, data)


def _take_coco(key: str) -> None:
    session = get_session()
    file: UploadedFile | None = st.session_state.get(key)
    _next_round()
    if file is None:
        return
    data, called = file.getvalue(), names.shortened(names.shown(file.name), MAX_NAME_CHARS)
    notices.attempt(session, lambda: _annotate(session, data, called), f"{called} was not used: ")


def _annotate(session: Session, data: bytes, called: str) -> None:
    if not session.uploads:
        raise ImageError("there is no picture to annotate; upload the pictures that it names first")
    count, notes = caching.check_annotations(session, data)
    if not count:
        why = f": {notes[-1]}" if notes else ""
        raise ImageError(f"it annotates none of the uploaded pictures{why}")
    session.coco = session.add_upload(called, data)
    session.keep()
    notices.tell(session, f"{numbers.count(count, 'picture')} annotated from {called}.", notes)


def _drop(upload: Upload) -> None:
    session = get_session()
    session.uploads = tuple(other for other in session.uploads if other.digest != upload.digest)
    session.chosen = tuple(
        name for name in session.chosen if name != f"upload:{upload.digest}"
    ) or (FIRST_PICTURE,)
    session.drop_upload(upload)
    session.keep()


def _drop_coco() -> None:
    session = get_session()
    if session.coco:
        session.drop_upload(session.coco)
        session.coco = None
        session.keep()


def _next_round() -> None:
    # A fresh field: the bytes are kept in the session's store, and Streamlit may let its copy go.
    st.session_state[_ROUND] += 1
