"""The settings of a run. What a person has chosen stays as it is; what is a default follows the
settings that it depends on, and the form says so. A number that cannot be used is refused by name,
and stands to be corrected.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.data.image_set import ImageSet
from explorer.sweep.draft import available_shots, default_epochs, default_image_size
from explorer.sweep.plan import MAX_EPOCHS, MAX_SEEDS, MAX_SIZE_PX, MIN_SIZE_PX, STRENGTHS
from explorer.trial.models import MODELS, SMALL_CNN_MAX_PX, usual_model
from explorer.ui.session import Session
from explorer.ui.widgets import bound, whole
from explorer.ui.words import escaped

SEEDS = 3
MOST_SHOTS = 50
_LARGEST = 1e300
Value = int | float | str
Settings = Mapping[str, Value]
_MODEL_WORDS = {
    "small-cnn": "small-cnn (from scratch, up to 64 px)",
    "efficientnet-lite0": "efficientnet-lite0 (ImageNet weights)",
    "efficientnet-lite0-head": "efficientnet-lite0-head (frozen, a new head)",
}


@dataclass(frozen=True)
class _Field:
    """A setting: its label on the screen, what a sentence calls it, and the unit of its value."""

    label: str
    noun: str
    one: str = ""
    many: str = ""
    text: bool = False

    def told(self, value: Value) -> str:
        """Returns a value of it in words: `1 seed`, `65 px`, `small-cnn`."""
        if isinstance(value, str):
            return value
        return f"{value:.15g} {self.one if value == 1 else self.many}"


_FIELDS: Mapping[str, _Field] = {
    "shots": _Field(
        "Images per class",
        "number of images per class",
        "image per class",
        "images per class",
    ),
    "size": _Field("Image size, px", "image size", "px", "px"),
    "model": _Field("Model", "model", text=True),
    "strengths": _Field("Strengths", "list of strengths", text=True),
    "seeds": _Field("Seeds", "number of seeds", "seed", "seeds"),
    "epochs": _Field("Epochs", "number of epochs", "epoch", "epochs"),
    "budget": _Field("Time budget", "time budget", text=True),
}


@dataclass(frozen=True)
class _Shown:
    """What the form last showed, and what it says about defaults that have followed a change."""

    data: str
    settings: Settings
    followed: tuple[str, ...] = ()
    before: Settings | None = None
    cause: str = ""


def show(session: Session, images: ImageSet) -> dict[str, Any]:
    """Shows the controls and returns what they say; raises PolicyError for a useless number."""
    chosen = _chosen(session)
    settings = resolved(images, chosen)
    shown = _noted(images, settings, chosen)
    available, smallest = available_shots(images)
    # No `help` on these: its button would carry the same label, and a name on the screen should
    # find one control. No bounds either: a number beyond them stays on the screen while the one
    # before it is used; what is out of bounds is refused by name below.
    left, right = st.columns(2)
    _number(left, session, "shots", settings)
    _number(right, session, "size", settings)
    has = f"To train on; the smallest class, {escaped(smallest)}, has {available}."
    st.caption(f"{has} Every image is brought to a square of that size.")
    model = _kept(session, "model", settings)
    st.selectbox("Model", list(MODELS), format_func=_MODEL_WORDS.__getitem__, **model)
    _followed(session, shown)
    st.text_input("Strengths", **_kept(session, "strengths", settings))
    st.caption("From 0 to 2. Strength 0, no augmentation, always runs.")
    left, right = st.columns(2)
    _number(left, session, "seeds", settings)
    _number(right, session, "epochs", settings)
    budget = _kept(session, "budget", settings)
    st.text_input("Time budget", placeholder="none; or 90s, 2m, 1h", **budget)
    st.caption("Drops seeds, then strengths, then epochs to fit.")
    _own(session, chosen)
    return _checked(settings, available)


def resolved(images: ImageSet, chosen: Settings) -> Settings:
    """Returns every setting: as a person has chosen it, or else as it follows from the others."""
    shots = chosen.get("shots", min(MOST_SHOTS, available_shots(images)[0]))
    size = chosen.get("size", default_image_size(images))
    model = chosen.get("model", usual_model(_usable(size, MIN_SIZE_PX, MAX_SIZE_PX)))
    pictures = _usable(shots, 1, 10**6) * len(images.classes)
    usual: dict[str, Value] = {
        "shots": shots,
        "size": size,
        "model": model,
        "strengths": ", ".join(f"{s:g}" for s in STRENGTHS),
        "seeds": SEEDS,
        "epochs": default_epochs(str(model), pictures),
        "budget": "",
    }
    return {**usual, **chosen}


def _usable(number: Value, low: int, high: int) -> int:
    """A number within its bounds: a refused one must not stop the defaults that hang on it."""
    return int(min(max(float(number), low), high))


def _chosen(session: Session) -> Settings:
    """What the session keeps of its own settings, less what fits no control."""
    kept = {name: session.finetune.get(f"ft.{name}") for name in _FIELDS}
    return {name: value for name, value in kept.items() if value is not None and _fits(name, value)}


def _fits(name: str, value: Value) -> bool:
    text = _FIELDS[name].text
    if isinstance(value, str) or text:
        return isinstance(value, str) and text and (name != "model" or value in MODELS)
    return abs(value) < _LARGEST  # neither NaN nor a whole number that no float holds


def _number(place: DeltaGenerator, session: Session, name: str, settings: Settings) -> None:
    # A field of floats: one of whole numbers makes 2 of 2.5 in the browser, and says nothing.
    kept = _kept(session, name, settings)
    place.number_input(_FIELDS[name].label, step=1.0, format="%g", **kept)


def _kept(session: Session, name: str, settings: Settings) -> dict[str, Any]:
    """The key and callback of a control whose value survives a change of page and a reload."""
    key = f"ft.{name}"
    value = settings[name]

    def keep() -> None:
        session.finetune[key] = _plain(st.session_state[key])
        st.session_state["ft.moved"] = name
        session.keep()

    return {"key": bound(key, value if isinstance(value, str) else float(value)), "on_change": keep}


def _plain(value: Value) -> Value:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _noted(images: ImageSet, settings: Settings, chosen: Settings) -> _Shown:
    """Returns what the form shows now, and which defaults the last change has moved."""
    last: _Shown | None = st.session_state.get("ft.shown")
    moved = st.session_state.pop("ft.moved", None)
    if last is not None and last.data != images.digest:
        moved = "data"
    if last is None or moved is None:
        shown = last or _Shown(images.digest, settings)
    else:
        other = [name for name in _FIELDS if last.settings[name] != settings[name]]
        followed = tuple(name for name in other if name != moved and name not in chosen)
        cause = _cause(moved, images, settings, followed)
        back = last.before is not None and dict(last.before) == dict(
            settings
        )  # nothing has changed in the end
        shown = (
            _Shown(images.digest, settings)
            if back
            else _Shown(images.digest, settings, followed, last.settings, cause)
        )
    st.session_state["ft.shown"] = shown
    return shown


def _cause(moved: str, images: ImageSet, settings: Settings, followed: tuple[str, ...]) -> str:
    if moved == "data":
        return f"On {images.name}"
    told = _FIELDS[moved].told(settings[moved])
    if moved == "size" and "model" in followed:
        over = "over" if float(settings["size"]) > SMALL_CNN_MAX_PX else "not over"
        return f"{told} is {over} {SMALL_CNN_MAX_PX}"
    return f"With {told}"


def _followed(session: Session, shown: _Shown) -> None:
    """Says which defaults have followed the last change, with a way back."""
    before = shown.before
    if not shown.followed or before is None:
        return
    moves = []
    for name in shown.followed:
        now, was = _value(name, shown.settings), _value(name, before)
        moves.append(f"the {_FIELDS[name].noun} is now {now} (before: {was})")
    st.info(escaped(f"{shown.cause}: {', '.join(moves)}."), icon=":material/info:")
    back = " and ".join(_FIELDS[name].told(before[name]) for name in shown.followed)

    def keep() -> None:
        session.finetune |= {f"ft.{name}": before[name] for name in shown.followed}
        _forget(session)

    look: dict[str, Any] = {"type": "tertiary", "icon": ":material/undo:"}
    st.button(f"Keep {escaped(back)}", key="ft.back", on_click=keep, **look)


def _value(name: str, settings: Settings) -> str:
    told = _FIELDS[name].told(settings[name])
    return told if name == "size" else told.partition(" ")[0]


def _own(session: Session, chosen: Settings) -> None:
    """Names the settings that a person has chosen, which follow nothing; with a way back."""
    own = [_FIELDS[name].label for name in chosen if chosen[name] != ""]
    if not own:
        return

    def drop() -> None:
        session.finetune = {}
        _forget(session)

    with st.container(horizontal=True, vertical_alignment="center", key="ft-own"):
        st.caption(escaped(f"Set by you, and kept: {'; '.join(own)}."), width="content")
        st.button("Use the defaults", key="ft.defaults", type="tertiary", on_click=drop)


def _forget(session: Session) -> None:
    st.session_state.pop("ft.shown", None)
    session.keep()


def _checked(settings: Settings, available: int) -> dict[str, Any]:
    return {
        "model": settings["model"],
        "shots": _whole("shots", settings, 1, available),
        "image_size": _whole("size", settings, MIN_SIZE_PX, MAX_SIZE_PX),
        "seeds": _whole("seeds", settings, 1, MAX_SEEDS),
        "epochs": _whole("epochs", settings, 1, MAX_EPOCHS),
        "strengths": settings["strengths"],
        "time_budget_s": str(settings["budget"]).strip(),
    }


def _whole(name: str, settings: Settings, low: int, high: int) -> int:
    return whole(_FIELDS[name].label, float(settings[name]), low, high)
