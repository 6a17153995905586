"""What the form says when a change has moved something beside itself.

It names the usual values that have followed, with a way back.
"""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from explorer.data.image_set import ImageSet
from explorer.trial.models import SMALL_CNN_MAX_PX
from explorer.ui.finetune.controls import CONTROLS, Settings
from explorer.ui.session import Session
from explorer.ui.words import escaped

MOVED = "ft.moved"  # the control that a person has moved since the form was last drawn
_SHOWN = "ft.shown"


@dataclass(frozen=True)
class _Shown:
    """What the form last showed, and which usual values have followed a change."""

    data: str
    settings: Settings
    followed: tuple[str, ...] = ()
    before: Settings | None = None
    cause: str = ""


def note(images: ImageSet, settings: Settings, chosen: Settings) -> _Shown:
    """Notes what the form shows now, and returns it with what the last change has moved."""
    last: _Shown | None = st.session_state.get(_SHOWN)
    moved = st.session_state.pop(MOVED, None)
    if last is not None and last.data != images.digest:
        moved = "data"
    shown = last or _Shown(images.digest, settings)
    if last is not None and moved is not None:
        shown = _after(last, moved, images, settings, chosen)
    st.session_state[_SHOWN] = shown
    return shown


def _after(
    last: _Shown, moved: str, images: ImageSet, settings: Settings, chosen: Settings
) -> _Shown:
    if last.before is not None and dict(last.before) == dict(settings):
        return _Shown(images.digest, settings)  # nothing has changed in the end
    other = [name for name in CONTROLS if last.settings[name] != settings[name]]
    followed = tuple(name for name in other if name != moved and name not in chosen)
    cause = _cause(moved, images, settings, followed)
    return _Shown(images.digest, settings, followed, last.settings, cause)


def _cause(moved: str, images: ImageSet, settings: Settings, followed: tuple[str, ...]) -> str:
    if moved == "data":
        return f"On {images.name}"
    told = CONTROLS[moved].told(settings[moved])
    if moved == "image_size" and "model" in followed:
        over = "over" if float(settings["image_size"]) > SMALL_CNN_MAX_PX else "not over"
        return f"{told} is {over} {SMALL_CNN_MAX_PX}"
    return f"With {told}"


def show(session: Session, shown: _Shown) -> None:
    """Says which usual values have followed the last change, with a way back."""
    before = shown.before
    if not shown.followed or before is None:
        return
    moves = []
    for name in shown.followed:
        control = CONTROLS[name]
        now, was = control.bare(shown.settings[name]), control.bare(before[name])
        moves.append(f"the {control.noun} is now {now} (before: {was})")
    st.info(escaped(f"{shown.cause}: {', '.join(moves)}."), icon=":material/info:")
    back = " and ".join(CONTROLS[name].told(before[name]) for name in shown.followed)

    def keep() -> None:
        session.finetune |= {CONTROLS[name].key: before[name] for name in shown.followed}
        forget(session)

    look: dict[str, Any] = {"type": "tertiary", "icon": ":material/undo:"}
    st.button(f"Keep {escaped(back)}", key="ft.back", on_click=keep, **look)


def forget(session: Session) -> None:
    """Has the form say nothing of what it showed before, and keeps the session."""
    st.session_state.pop(_SHOWN, None)
    session.keep()
