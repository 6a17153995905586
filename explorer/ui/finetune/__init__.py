"""The Fine-tune page: the plan on the left, the run and its verdict on the right.

On a narrow screen the run comes first.
"""

from dataclasses import replace

import streamlit as st

from explorer.errors import ExplorerError
from explorer.policy.effect import why_flat
from explorer.policy.presets import PRESETS
from explorer.ui import navigation, notices, sweeps
from explorer.ui.finetune import again, form, plan, run
from explorer.ui.session import Session, get_session
from explorer.ui.words import escaped

_PRESET = next(preset for preset in PRESETS if preset.name == "classification")


def show() -> None:
    """Shows the page."""
    session = get_session()
    told = navigation.title(
        "finetune", "Measure where augmentation helps, where it stops helping, and where it hurts."
    )
    try:
        earlier = run.attach(session)
    except ExplorerError as error:  # a store that cannot be opened: nothing here works without it
        sweeps.trouble(error)
        return
    again.take(session)
    if reason := why_flat(session.policy):
        _nothing_to_measure(session, reason)
    with st.container(key="finetune"):
        # The run comes first, also for a keyboard and on a phone; a wide screen has the form on the
        # left.
        stage = st.container(key="run")
        with st.container(key="plan"):
            plan.show(session)
        with told:
            notices.show(session)
        with stage:
            run.show(session, earlier=earlier)


def _nothing_to_measure(session: Session, reason: str) -> None:
    compared = form.question_of(session).compared
    with st.container(border=True):
        st.write(
            f"**There is nothing to measure yet.** A run compares the {compared} of a policy, "
            f"and yours {escaped(reason)}."
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                f'Use the preset "{_PRESET.title}"',
                key="ft.preset",
                on_click=_use_preset,
                args=(session,),
            )
            navigation.link("compose", "Compose a policy")


def _use_preset(session: Session) -> None:
    policy = session.policy
    session.edit(
        replace(_PRESET.policy, seed=policy.seed, strength=policy.strength, tail=policy.tail)
    )
