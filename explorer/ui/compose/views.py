"""The four views of the picture.

Each shows one picture first in the container `preview`, and says in words what the eye may miss.
"""

import base64
from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from explorer import preview
from explorer.errors import ExplorerError
from explorer.images import Image
from explorer.policy.model import Policy
from explorer.policy.strength import rests_at_zero
from explorer.ui import caching
from explorer.ui.compose.wipe import wipe
from explorer.ui.session import FIRST_PICTURE, Session, View, get_session
from explorer.ui.words import escaped

SCREEN_PX: Mapping[View, int] = {"Draws": 256, "Steps": 256, "Compare": 640, "Extremes": 256}


def show(session: Session) -> None:
    """Shows the session's view; a step that fails or takes too long is named above the untouched
    picture.
    """
    with st.container(key="preview"):
        try:
            pictures = caching.pictures(
                session, caching.FULL_PX if session.look.size_px == 0 else 1024
            )
            if not pictures:
                st.info(
                    "No picture is chosen. Choose a sample under Pictures, or upload your own under Images.",
                    icon=":material/image:",
                )
                st.button("Look at a sample", key="look-at-sample", on_click=_look_at_sample)
                return
            look = look_of(session)
        except ExplorerError as error:
            st.error(escaped(str(error)), icon=":material/error:")
            return
        try:
            words = _VIEWS[session.look.view](session, pictures, look)
        except ExplorerError as error:
            st.error(escaped(str(error)), icon=":material/timer_off:")
            _sheet(caching.untouched(pictures, look), [])
            return
    st.caption(f"{_strength_words(session.policy)} {_size_words(session, look)} {words}")


def _look_at_sample() -> None:
    session = get_session()
    session.chosen = (FIRST_PICTURE,)
    session.keep()
    st.rerun()  # the picker outside this fragment shows it too


def look_of(session: Session) -> preview.ViewSettings:
    """Returns how the pictures are worked on and shown, in the sizes of the session's view."""
    chosen = session.look.size_px
    work = {None: SCREEN_PX[session.look.view], 0: caching.FULL_PX}.get(chosen, chosen) or 0
    tile = SCREEN_PX[session.look.view] if chosen in (None, 0) or work < 256 else min(work, 384)
    policy = session.policy
    return preview.ViewSettings(
        policy.strength,
        policy.seed,
        tile,
        work,
        bool(chosen),
        _columns(session),
        session.look.annotations,
    )


def _columns(session: Session) -> int | None:
    if session.look.view == "Draws" and len(session.chosen) > 1:
        return max(
            4, -(-(session.look.draws + 1) // 2)
        )  # two rows a picture: one row would be a ribbon
    return None


def _strength_words(policy: Policy) -> str:
    strength = policy.strength
    if strength == 0:
        return (
            "Strength 0: the picture is untouched."
            if rests_at_zero(policy)
            else "Strength 0: only the size is set."
        )
    return (
        "Strength 1: the sliders as they stand."
        if strength == 1
        else f"Strength {strength:g}: {strength:g} times as far as the sliders say."
    )


def _size_words(session: Session, look: preview.ViewSettings) -> str:
    if look.training:
        return f"Applied at {look.work_px} x {look.work_px} px, as training receives it, and enlarged for the eye."
    return (
        "Applied at full size." if session.look.size_px == 0 else f"Applied at {look.work_px} px."
    )


def _draws(session: Session, pictures: list[Image], look: preview.ViewSettings) -> str:
    shown = caching.draws(session.policy, pictures, look, session.look.draws)
    _sheet(shown, [tile for tile in shown.tiles if tile.draw is None])
    return "The original comes first. " + _lost_words(shown, session.look.draws)


def _steps(session: Session, pictures: list[Image], look: preview.ViewSettings) -> str:
    shown = caching.steps(session.policy, pictures[0], look, session.look.draw)
    _sheet(shown, shown.tiles)
    return "Each picture is what the step named on it has made of the one before. " + _only_first(
        pictures
    )


def _compare(session: Session, pictures: list[Image], look: preview.ViewSettings) -> str:
    found = caching.compare(session.policy, pictures[0], look, session.look.draw)
    wipe(found)
    resized = " Its size changed; it is shown at the original's." if found.resized else ""
    return f"{found.changed:.0%} of the pixels changed, by {found.distance:.1%} on average.{resized} {_only_first(pictures)}"


def _extremes(session: Session, pictures: list[Image], look: preview.ViewSettings) -> str:
    found = caching.extremes(session.policy, pictures[0], look)
    _sheet(found.sheet, found.sheet.tiles)
    return f"The mildest and the harshest of {found.considered} draws; the median changes {found.median:.1%}. {_only_first(pictures)}"


def _only_first(pictures: list[Image]) -> str:
    return "" if len(pictures) == 1 else f"Only {escaped(pictures[0].name)} is shown in this view."


_VIEWS: Mapping[View, Callable[[Session, list[Image], preview.ViewSettings], str]] = {
    "Draws": _draws,
    "Steps": _steps,
    "Compare": _compare,
    "Extremes": _extremes,
}


def _sheet(shown: caching.Shown, named: "tuple[preview.Tile, ...] | list[preview.Tile]") -> None:
    # The picture travels within the page's own message: one at an address of its own is gone by the
    # time it is asked for, where a held key overtakes it.
    st.image(
        f"data:image/jpeg;base64,{base64.b64encode(shown.data).decode()}",
        width="stretch",
        alt="The original, then the pictures that the policy makes of it",
    )
    labels = "".join(_label(tile, shown, tile.caption) for tile in named)
    losses = "".join(
        _label(tile, shown, words, lost=True)
        for tile in shown.tiles
        if (words := _loss(tile.boxes_lost, tile.keypoints_lost))
    )
    # The frame has the picture's proportions, so that the names stay on their tiles at any width.
    st.html(
        f"<style>.st-key-preview{{--aspect:{shown.width / shown.height:.4f}}}</style><div class='tile-names'>{labels}{losses}</div>"
    )


def _label(tile: preview.Tile, shown: caching.Shown, words: str, *, lost: bool = False) -> str:
    left, top = (
        100 * tile.x / shown.width,
        100 * (tile.y + (tile.height if lost else 0)) / shown.height,
    )
    same = not lost and not tile.changed and tile.draw is not None and "%" not in words
    kind = "lost" if lost else "name same" if same else "name"
    quiet = " (no change)" if same else ""
    return f"<span class='{kind}' style='left:{left:.2f}%;top:{top:.2f}%;max-width:{100 * tile.width / shown.width:.2f}%'>{escape(words)}{quiet}</span>"


def _loss(boxes: int, keypoints: int) -> str:
    parts = [_count(boxes, "box", "boxes"), _count(keypoints, "point", "points")]
    return f"lost {' and '.join(part for part in parts if part)}" if any(parts) else ""


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""


def _lost_words(shown: caching.Shown, draws: int) -> str:
    had = [
        _count(shown.boxes * draws, "box", "boxes"),
        _count(shown.keypoints * draws, "key point", "key points"),
    ]
    lost = [shown.boxes_lost if had[0] else None, shown.keypoints_lost if had[1] else None]
    parts = [
        f"{number} of {total}"
        for number, total in zip(lost, had, strict=True)
        if number is not None
    ]
    return f"Lost over all draws: {', '.join(parts)}." if parts else ""
