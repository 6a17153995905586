"""The four views of the picture.

Each shows one picture first in the container `preview`, and says in words what the eye may miss.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from html import escape

import streamlit as st

from explorer import numbers, preview
from explorer.errors import ExplorerError
from explorer.policy.model import Policy
from explorer.policy.strength import rests_at_zero
from explorer.ui import caching
from explorer.ui.compose import alternatives, choice
from explorer.ui.compose.place import Drawn, Place
from explorer.ui.compose.wipe import wipe
from explorer.ui.encoded import Shown, address
from explorer.ui.session import FIRST_PICTURE, Session, get_session
from explorer.ui.sizes import FULL_PX, LARGEST_TILE_PX, READ_PX, SCREEN_PX, SMALLEST_TILE_PX
from explorer.ui.viewing import View
from explorer.ui.words import escaped

_FIRST = "stage.first"  # the place of the first picture that is shown among those that are chosen


def show(session: Session) -> Drawn:
    """Shows the session's view.

    A step that fails or takes too long is named above the untouched picture.
    """
    several = len(session.chosen) > 1
    place = st.container(horizontal=True, key="choice") if several else nullcontext()
    box = st.container(key="preview")
    with box:
        try:
            pictures = caching.pictures(
                session, FULL_PX if session.viewing.size_px == 0 else READ_PX
            )
            if not pictures:
                st.info(
                    "No picture is chosen. Choose a sample under Pictures, "
                    "or upload your own under Images.",
                    icon=":material/image:",
                )
                st.button("Look at a sample", key="look-at-sample", on_click=_look_at_sample)
                return Drawn()
            shown = choice.whole(session, pictures, look_of(session))
        except ExplorerError as error:
            st.error(escaped(str(error)), icon=":material/error:")
            return Drawn()
        if several:
            with place:
                shown = choice.choose(session, pictures, shown.look)
        st.session_state[_FIRST] = shown.first
        at = Place(box)
        try:
            words = _VIEWS[session.viewing.view](session, shown, at)
        except ExplorerError as error:
            plain = caching.untouched(shown.images, shown.look)  # first: a picture stays in view
            st.error(escaped(str(error)), icon=":material/timer_off:")
            at = Place(box)
            says = f"{alternatives.called(shown.names[0])}, untouched"
            _sheet(plain, [], shown, at, f"{says}: the policy could not be applied")
            return Drawn(at)
    drawn = Drawn(at, _words(session, shown.look, words))
    if session.viewing.view != "Compare":
        drawn.again = lambda strength: _draw_again(session, shown, strength, at, drawn)
    return drawn


def _draw_again(
    session: Session, chosen: choice.Choice, strength: float, at: Place, drawn: Drawn
) -> None:
    moved = copy.copy(session)
    moved.policy = replace(session.policy, strength=strength)
    look = replace(chosen.look, strength=strength)
    words = _VIEWS[session.viewing.view](moved, replace(chosen, look=look), at)
    drawn.words = _words(moved, look, words)


def _words(session: Session, look: preview.Look, words: str) -> str:
    return f"{_strength_words(session.policy)} {size_words(session, look)} {words}"


def first(session: Session) -> str | None:
    """Returns which of the chosen pictures comes first on the stage, as far as it was drawn."""
    at = st.session_state.get(_FIRST, 0)
    return session.chosen[at if at < len(session.chosen) else 0] if session.chosen else None


def _look_at_sample() -> None:
    session = get_session()
    session.chosen = (FIRST_PICTURE,)
    session.keep()
    st.rerun()  # the picker outside this fragment shows it too


def look_of(session: Session) -> preview.Look:
    """Returns how the pictures are worked on and shown, in the sizes of the session's view."""
    chosen, screen = session.viewing.size_px, SCREEN_PX[session.viewing.view]
    work = {None: screen, 0: FULL_PX}.get(chosen, chosen) or 0
    as_screen = chosen in (None, 0) or work < SMALLEST_TILE_PX
    tile = screen if as_screen else min(work, LARGEST_TILE_PX)
    policy = session.policy
    return preview.Look(
        policy.strength,
        policy.seed,
        tile,
        work,
        bool(chosen),
        annotations=session.viewing.annotations,
    )


def _strength_words(policy: Policy) -> str:
    strength = policy.strength
    if strength == 0:
        does = "the picture is untouched" if rests_at_zero(policy) else "only the size is set"
        return f"Strength 0: {does}."
    if strength == 1:
        return "Strength 1: the sliders as they stand."
    told = numbers.strength(strength)
    return f"Strength {told}: {told} times as far as the sliders say."


def size_words(session: Session, look: preview.Look) -> str:
    """Says at which size the policy was applied."""
    if look.training:
        size = f"{look.work_px} x {look.work_px} px"
        return f"Applied at {size}, as training receives it, and enlarged for the eye."
    return (
        "Applied at full size."
        if session.viewing.size_px == 0
        else f"Applied at {look.work_px} px."
    )


def _draws(session: Session, chosen: choice.Choice, at: Place) -> str:
    shown = caching.draws(session.policy, chosen.images, chosen.look, session.viewing.draws)
    originals = [tile for tile in shown.tiles if tile.draw is None]
    what = alternatives.draws(chosen.names, session.viewing.draws)
    _sheet(shown, originals, chosen, at, alternatives.told(what, session.policy))
    return "The original comes first. " + _lost_words(shown, session.viewing.draws)


def _steps(session: Session, chosen: choice.Choice, at: Place) -> str:
    shown = caching.steps(session.policy, chosen.images[0], chosen.look, session.viewing.draw)
    captions = [tile.caption for tile in shown.tiles[1:]]
    what = alternatives.steps(chosen.names[0], session.viewing.draw, captions)
    _sheet(shown, shown.tiles, chosen, at, alternatives.told(what, session.policy), steps=True)
    return "Each picture is what the step named on it has made of the one before."


def _compare(session: Session, chosen: choice.Choice, at: Place) -> str:
    found = caching.compare(session.policy, chosen.images[0], chosen.look, session.viewing.draw)
    named = chosen.names[0], session.viewing.draw, session.policy
    wipe(found, alternatives.compared(*named), f"{chosen.first}/{session.viewing.draw}/")
    if not found.distance and not found.resized:
        return "No step acted in this draw: the picture is as it was."
    resized = " Its size changed; it is shown at the original's." if found.resized else ""
    changed, distance = numbers.share(found.changed), numbers.percent(found.distance)
    return f"{changed} of the pixels changed, by {distance} on average.{resized}"


def _extremes(session: Session, chosen: choice.Choice, at: Place) -> str:
    found = caching.extremes(session.policy, chosen.images[0], chosen.look)
    ends = found.considered, found.mildest, found.harshest
    what = alternatives.extremes(chosen.names[0], *ends)
    _sheet(found.sheet, found.sheet.tiles, chosen, at, alternatives.told(what, session.policy))
    which = f"The mildest and the harshest of {found.considered} draws"
    return f"{which}; the median changes {numbers.percent(found.median)}."


_VIEWS: Mapping[View, Callable[[Session, choice.Choice, Place], str]] = {
    "Draws": _draws,
    "Steps": _steps,
    "Compare": _compare,
    "Extremes": _extremes,
}


def _sheet(
    shown: Shown,
    named: Sequence[preview.Tile],
    chosen: choice.Choice,
    at: Place,
    alt: str,
    *,
    steps: bool = False,
) -> None:
    """Shows a sheet; an original has the name of its picture on it where several are chosen."""
    tiles = "".join(
        _button(tile, shown, chosen, number if steps else None)
        for number, tile in enumerate(shown.tiles)
    )
    # A name may cover the tiles beside it where these have none.
    wide = len(named) < len(shown.tiles)
    labels = "".join(_label(tile, shown, _name(tile, chosen), wide=wide) for tile in named)
    losses = "".join(
        _label(tile, shown, words, lost=True)
        for tile in shown.tiles
        if (words := _loss(tile.boxes_lost, tile.keypoints_lost))
    )
    # The frame has the picture's proportions, so that the names stay on their tiles at any width.
    sizes = _sizes(shown)
    at.image(
        address(shown.data),
        width="stretch",
        alt=alt,
    )
    # By themselves, for they seldom change: new rules have a browser look at every element anew.
    at.html("frame", f"<style>.st-key-preview{{{sizes}}}</style><i class='frame-sizes'></i>")
    at.html("names", f"<div class='tile-names'>{tiles}{labels}{losses}</div>")


def _sizes(shown: Shown) -> str:
    """The proportions of a sheet, and how wide it is at least, for the style.

    That no tile is a stamp, it is scrolled; but for none it gets wider or higher than its room.
    What a step has turned on its side stands in the cell of an original.
    """
    tiles = [tile for tile in shown.tiles if tile.draw is None] or list(shown.tiles)
    sides = [(tile.width, tile.height) for tile in tiles]
    least = shown.width * max(preview.scale_to(preview.SCROLLED_BELOW_PX, *side) for side in sides)
    across, down = (shown.width / max(lengths) for lengths in zip(*sides, strict=True))
    ratios = {"aspect": shown.width / shown.height, "across": across, "down": down}
    written = ";".join(f"--{name}:{ratio:.4f}" for name, ratio in ratios.items())
    return f"{written};--least:{least:.0f}px"


def _name(tile: preview.Tile, chosen: choice.Choice) -> str:
    return chosen.names[tile.source] if chosen.named and tile.draw is None else tile.caption


def _button(tile: preview.Tile, shown: Shown, chosen: choice.Choice, step: int | None) -> str:
    """Returns what a keyboard stands on, and `zoom` opens; the first is a stop of the page."""
    draw = "" if tile.draw is None else tile.draw
    says = _name(tile, chosen)
    if tile.draw is not None:
        says = f"draw {tile.draw + 1}" if step is None else says
        says = f"{chosen.names[tile.source]}, {says}" if chosen.named else says
    of = f"{chosen.first + tile.source}/{draw}/{'' if step is None else step}"
    left, top = 100 * tile.x / shown.width, 100 * tile.y / shown.height
    width, height = 100 * tile.width / shown.width, 100 * tile.height / shown.height
    place = f"left:{left:.2f}%;top:{top:.2f}%;width:{width:.2f}%;height:{height:.2f}%"
    stop = 0 if tile is shown.tiles[0] else -1
    return (
        f"<button class='tile' data-tile='{of}' tabindex='{stop}' style='{place}'"
        f" aria-haspopup='dialog' aria-label='Enlarge {escape(says)}'></button>"
    )


def _label(
    tile: preview.Tile, shown: Shown, words: str, *, lost: bool = False, wide: bool = False
) -> str:
    bottom = tile.height if lost else 0
    left, top = 100 * tile.x / shown.width, 100 * (tile.y + bottom) / shown.height
    room = 100 - left if wide else 100 * tile.width / shown.width
    place = f"left:{left:.2f}%;top:{top:.2f}%;max-width:{room:.2f}%"
    same = not lost and not tile.changed and tile.draw is not None and "%" not in words
    kind, more = ("name same", " (no change)") if same else ("name", "")
    return f"<span class='{'lost' if lost else kind}' style='{place}'>{escape(words)}{more}</span>"


def _loss(boxes: int, keypoints: int) -> str:
    parts = [_count(boxes, "box", "boxes"), _count(keypoints, "point", "points")]
    return f"lost {' and '.join(part for part in parts if part)}" if any(parts) else ""


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""


def _lost_words(shown: Shown, draws: int) -> str:
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
