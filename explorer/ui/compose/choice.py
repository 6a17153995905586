"""Which of several chosen pictures the stage shows: a page of them, or one at a time."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from explorer import preview
from explorer.images import Image
from explorer.ui import caching, widgets
from explorer.ui.compose import actions, pictures
from explorer.ui.session import Session
from explorer.ui.words import escaped

_ALL = ""


@dataclass(frozen=True)
class Choice:
    """What is shown of the chosen pictures: which, from the first one on, and how.

    Where several are chosen they are `named`: each has its name on the sheet.
    """

    first: int
    names: tuple[str, ...]
    images: list[Image]
    look: preview.Look
    named: bool = True


def whole(session: Session, images: list[Image], look: preview.Look) -> Choice:
    """Returns the choice of all pictures, without names on the sheet."""
    return Choice(0, tuple(_names(session, images)), images, look, named=False)


def _names(session: Session, images: list[Image]) -> list[str]:
    titles = pictures.titled(session)
    return [
        titles.get(name, image.name) for name, image in zip(session.chosen, images, strict=True)
    ]


def choose(session: Session, images: list[Image], look: preview.Look) -> Choice:
    """Shows the thumbnails and the way to other pages; returns what is to be shown.

    Where no page holds two pictures, there is nothing to see of all together.
    """
    ids, viewing = session.chosen, session.viewing
    names = _names(session, images)
    pages = preview.pages(images, look, viewing.draws) if viewing.view == "Draws" else []
    together = any(len(page.pictures) > 1 for page in pages)
    alone = ids.index(viewing.picture) if viewing.picture in ids else None
    if alone is None and not together:
        alone = min(viewing.page, len(ids) - 1) if pages else 0
    _thumbnails(ids, names, images, alone, together)
    if alone is not None:
        _turn(f"Picture {alone + 1} of {len(ids)}", alone, len(ids), _one(ids))
        return Choice(alone, (names[alone],), [images[alone]], look)
    number = min(viewing.page, len(pages) - 1)
    page = pages[number]
    if len(pages) > 1:
        where = _numbers(page.pictures)
        _turn(f"{where} of {len(ids)}", number, len(pages), lambda to: actions.view(page=to))
    shown = page.pictures
    return Choice(
        shown.start,
        tuple(names[shown.start : shown.stop]),
        images[shown.start : shown.stop],
        replace(look, columns=page.columns),
    )


def _numbers(shown: range) -> str:
    if len(shown) == 1:
        return f"Picture {shown.stop}"
    return f"Pictures {shown.start + 1}-{shown.stop}"


def _one(ids: tuple[str, ...]) -> Callable[[int], None]:
    return lambda number: actions.view(picture=ids[number])


def _thumbnails(
    ids: tuple[str, ...], names: list[str], images: list[Image], alone: int | None, together: bool
) -> None:
    faces = {
        name: _face(title, caching.thumbnail(image))
        for name, title, image in zip(ids, names, images, strict=True)
    }
    key = widgets.bound("picture", _ALL if alone is None else ids[alone])
    st.segmented_control(
        "Picture",
        [_ALL, *ids] if together else list(ids),
        format_func=lambda name: faces.get(name, "All"),
        required=True,
        key=key,
        label_visibility="collapsed",
        on_change=lambda: actions.view(picture=st.session_state[key] or None),
    )


def _face(title: str, address: str) -> str:
    """A picture as Markdown. A quotation mark in its name would end the name."""
    said = escaped(title).replace('"', "&quot;")
    return f'![{said}]({address} "{said}")'


def _turn(where: str, number: int, count: int, go: Callable[[int], None]) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", width="content", key="turn", gap="xsmall"
    ):
        for name, icon, to in (
            ("Previous", "chevron_left", number - 1),
            ("Next", "chevron_right", number + 1),
        ):
            st.button(
                f"{name} pictures" if where.startswith("Pictures") else f"{name} picture",
                key=f"act-{name.lower()}-picture",
                icon=f":material/{icon}:",
                type="tertiary",
                disabled=not 0 <= to < count,
                on_click=go,
                args=(to,),
            )
            if to < number:
                st.caption(where, width="content")
