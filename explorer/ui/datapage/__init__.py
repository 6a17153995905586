"""The Data page: choosing a data set on the left, what is in it on the right.

What is wrong with it stands there too.
"""

import streamlit as st

from explorer import numbers, samples
from explorer.data.image_set import ImageSet
from explorer.errors import ExplorerError
from explorer.ui import datasets, navigation, notices
from explorer.ui.datapage import choosing, contents, leaks, read
from explorer.ui.session import Session, get_session
from explorer.ui.words import escaped


def show() -> None:
    """Shows the page."""
    session = get_session()
    told = navigation.title(
        "data", "Choose the pictures to train on, and see what is in them before you measure."
    )
    with st.container(key="data"):
        with st.container(key="data-choice"):
            choosing.show(session)
        with told:
            notices.show(session)
        with st.container(key="data-contents"):
            if session.data is None:
                _nothing_chosen(session)
            else:
                _chosen(session, session.data)
        with st.container(key="data-own"):
            choosing.own(session)


def _nothing_chosen(session: Session) -> None:
    with st.container(border=True):
        st.write(
            "**No data set is chosen yet.** "
            "Start with one that comes with the app, or bring your own."
        )
        with st.container(horizontal=True):
            for name in samples.builtin_names():
                st.button(
                    f"Look at {name}",
                    key=f"data.try.{name}",
                    on_click=choosing.choose,
                    args=(session, name),
                )


def _chosen(session: Session, source: str) -> None:
    try:
        images = datasets.opened(source)
    except ExplorerError as error:
        st.error(escaped(str(error)), icon=":material/error:")
        return
    _head(images)
    leaks.show(images)
    contents.show(session, images)
    read.show(images)  # below the pictures, which belong on the first screen


def _head(images: ImageSet) -> None:
    with st.container(
        horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"
    ):
        st.header(escaped(images.name), anchor=False)
        navigation.link("finetune", "Measure on these pictures")
    counts = {name: numbers.whole(len(items)) for name, items in images.splits.items()}
    test = "none to test with"
    if images.splits["test"]:
        test = f"**{counts['test']}** to test once, at the end"
    found = numbers.count(images.count, "image")
    classes = numbers.count(len(images.classes), "class", "classes")
    st.write(
        f"{found} in {classes}: **{counts['train']}** to train on, **{counts['val']}** to"
        f" validate, {test}."
    )
    if datasets.is_drawn(images):
        st.caption(
            "There are no folders train, val and test. So of each class, 60% of the images are to"
            " train on, 20% to validate, and 20% to test. The pictures themselves decide which"
            " ones: their names and their order change nothing."
        )
    for problem in images.problems:
        if problem.kind == "note":
            st.caption(escaped(f"{problem.message[0].upper()}{problem.message[1:]}."))
