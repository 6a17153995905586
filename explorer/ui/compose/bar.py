"""The bar on top: the policy's name, its history and downloads, the dials, and the pictures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.policy.model import MAX_SEED, MAX_STRENGTH, Policy
from explorer.policy.strength import rests_at_zero
from explorer.ui import notices, widgets
from explorer.ui.compose import actions, dial, exports, pictures, saving
from explorer.ui.session import Session, get_session
from explorer.ui.sizes import TRAINING_PX
from explorer.ui.viewing import MAX_DRAWS

_DEFAULT = 1.0  # of the strength
SCREEN, FULL = "Screen", "Full size"
SIZES: Mapping[str, int | None] = {SCREEN: None, FULL: 0} | {
    f"{size} px": size for size in TRAINING_PX
}


@dataclass(frozen=True)
class Places:
    """Where the picture's fragment draws controls of its own.

    They change with the picture, or each of their moves changes it.
    """

    history: DeltaGenerator
    strength: DeltaGenerator


def show(session: Session) -> Places:
    """Shows name and downloads, and returns the places that the picture's fragment fills."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="head", gap="small"):
        name = widgets.bound("policy.name", session.policy.name)
        st.text_input(
            "Name of the policy",
            key=name,
            max_chars=100,
            on_change=lambda: actions.edit(
                lambda policy: replace(policy, name=st.session_state[name].strip()), live=True
            ),
        )
        history = st.container(horizontal=True, width="content", key="history", gap="xsmall")
        saving.presets()
        with st.container(width="content"):
            exports.show()
    return Places(history, st.container(key="strength-place"))


def knobs(session: Session) -> None:
    """Shows what is chosen beside the dial: seed, number of draws, size and pictures."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        seed = _seed(session)
        draws = _draws_and_size(session)
        pictures.picker(session)
    widgets.refused(seed, draws, over="knobs")


def history(session: Session) -> None:
    """Shows Undo and Redo."""
    _step_back("Undo", "undo", bool(session.past), session.undo)
    _step_back("Redo", "redo", bool(session.future), session.redo)


def _step_back(label: str, icon: str, possible: bool, action: Callable[[], None]) -> None:
    def act() -> None:
        notices.attempt(get_session(), action)
        st.rerun()

    st.button(label, icon=f":material/{icon}:", key=icon, disabled=not possible, on_click=act)


def strength(session: Session) -> None:
    """Shows the dial.

    Inside the picture's fragment its moves rerun that fragment at once; from outside it takes two
    runs.
    """
    value = session.policy.strength
    on_grid = abs(value * 20 - round(value * 20)) < 1e-6
    key = widgets.bound("strength", value)

    def set_to(strength: float) -> None:
        actions.edit(
            lambda policy: replace(policy, strength=strength),
            # An open link would go on showing the address of the policy before the move.
            live=bool(st.session_state.get(exports.LINK)),
            gesture="strength",
        )

    # As a card has its sliders: `keys` knows them by these names.
    with st.container(key="knob-strength", gap=None):
        st.slider(
            "Strength",
            0.0,
            MAX_STRENGTH,
            step=0.05 if on_grid else 0.001,
            key=key,
            on_change=lambda: set_to(round(st.session_state[key], 6)),
        )
        if value != _DEFAULT:
            st.button(
                "Reset strength",
                key="reset-strength",
                icon=":material/restart_alt:",
                type="tertiary",
                help="Back to 1, the sliders as they stand: so does a double click on the name, "
                "or the Delete key on the slider",
                on_click=lambda: set_to(_DEFAULT),
            )
    dial.show(session)
    if value == 0 and session.policy.steps:
        _at_zero(session.policy)


def _at_zero(policy: Policy) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="at-zero", gap="small"):
        does = (
            "leave the picture as it is" if rests_at_zero(policy) else "only set the picture's size"
        )
        st.caption(f"At strength 0 the steps {does}.", width="content")
        st.button(
            "Set strength to 1",
            key="to-one",
            on_click=lambda: actions.edit(lambda policy: replace(policy, strength=1.0)),
        )


def _seed(session: Session) -> str:
    """Shows the seed, and returns what is wrong with what was typed."""

    def take(seed: int) -> None:
        actions.edit(lambda policy: replace(policy, seed=seed))

    now = session.policy.seed
    problem = widgets.whole_number("Seed", now, 0, MAX_SEED, "seed", take, width=140)
    st.button(
        "Reroll",
        icon=":material/casino:",
        help="The next seed: other draws of the same policy",
        on_click=lambda: actions.edit(
            lambda policy: replace(policy, seed=(policy.seed + 1) % (MAX_SEED + 1))
        ),
    )
    return problem


def _draws_and_size(session: Session) -> str:
    """Shows how many draws at which size, and returns what is wrong with what was typed."""

    def take(draws: int) -> None:
        actions.view(draws=draws)

    draws, why = session.viewing.draws, "More pictures would make the sliders slow."
    look: dict[str, Any] = {"width": 120, "why": why}
    problem = widgets.whole_number("Draws", draws, 1, MAX_DRAWS, "draws", take, **look)
    chosen = session.viewing.size_px
    sizes = dict(SIZES)
    if chosen not in SIZES.values():
        sizes[f"{chosen} px"] = chosen
    size = widgets.bound("size", next(label for label, px in sizes.items() if px == chosen))
    st.selectbox(
        "Size",
        list(sizes),
        key=size,
        width=140,
        help="The longer side at which the policy is applied. "
        "Choose the size that training uses to see what training receives.",
        on_change=lambda: actions.view(size_px=sizes[st.session_state[size]]),
    )
    return problem
