"""The Fine-tune page: the plan on the left, the run and its verdict on the right."""

import streamlit as st

from explorer.policy.model import Step, walk
from explorer.ui import navigation
from explorer.ui.finetune import plan, run
from explorer.ui.session import Session, get_session


def show() -> None:
    """Shows the page."""
    session = get_session()
    st.title("Fine-tune")
    st.write("Measure where augmentation helps, where it stops helping, and where it hurts.")
    run.attach(session)
    side, stage = st.columns([1, 2], gap="large")
    with side:
        if _has_steps(session):
            plan.show(session)
        else:
            _nothing_to_measure()
    with stage:
        run.show(session)


def _has_steps(session: Session) -> bool:
    return any(node.enabled and isinstance(node, Step) for _, node, _ in walk(session.policy.steps))


def _nothing_to_measure() -> None:
    with st.container(border=True):
        st.write("**There is nothing to measure yet.** A run compares the strengths of a policy, and the policy on Compose has no step that is switched on.")
        navigation.link("compose", "Compose a policy, or start from a preset")
