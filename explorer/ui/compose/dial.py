"""What stands under the dial: the curve of this policy, where one was measured."""

from contextlib import AbstractContextManager
from dataclasses import replace

import streamlit as st

from explorer import numbers
from explorer.errors import ExplorerError
from explorer.policy.model import Policy
from explorer.sweep.control import Measured, short_id
from explorer.sweep.findings.evidence import evidenced
from explorer.ui import example, findings, navigation
from explorer.ui.compose import actions
from explorer.ui.session import Again, Session
from explorer.ui.words import escaped

_CHOSEN = "dial.finding"


def show(session: Session) -> None:
    """Shows the curve of the session's policy to the scale of the dial above it.

    Where there is none, but one from before a setting, a step or the order was changed, it says so.
    """
    if not session.policy.steps:
        return
    found = findings.of(session.policy)
    if found:
        with st.container(key="dial", gap="xxsmall"):
            _measured(session, _choice(found))
    elif (before := findings.before_a_change(session.policy, session.past)) is not None:
        with st.container(key="dial", gap="xxsmall"):
            _changed(session, before)
    else:
        _never()


def _never() -> None:
    """The line of a policy that was never measured; nothing keeps the room of a curve."""
    with st.container(key="dial-unmeasured"), _line():
        st.caption("Not measured yet: Fine-tune finds how strong it should be.", width="stretch")
        navigation.link("finetune", "Measure it")


def _choice(found: tuple[Measured, ...]) -> Measured:
    """The finding that is shown; where there are several, the person chooses."""
    if len(found) == 1:
        return found[0]
    by_id = {one.sweep_id: one for one in found}
    if st.session_state.get(_CHOSEN) not in by_id:
        st.session_state[_CHOSEN] = found[0].sweep_id
    chosen = st.selectbox(
        "Measured on",
        list(by_id),
        key=_CHOSEN,
        format_func=lambda sweep_id: _called(by_id[sweep_id]),
        label_visibility="collapsed",
    )
    return by_id[chosen]


def _called(found: Measured) -> str:
    if found.sweep_id == example.NAME:
        return f"Example: {found.where}"
    return f"{found.where} (run {short_id(found.sweep_id)})"


def _measured(session: Session, found: Measured) -> None:
    try:
        drawn, balance_point, words = findings.curve(found)
    except ExplorerError:  # deleted meanwhile
        return
    st.html(f"<div class='under-the-dial'>{drawn}</div>")
    with _line():
        kind = "Example" if found.sweep_id == example.NAME else "Measured"
        st.caption(escaped(f"{kind}: {found.where}"), width="stretch", help=escaped(f"{words}."))
        if balance_point is None:
            st.caption("Not clear yet whether it helps", width="content")
            return
        st.button(
            f"Balance point {numbers.strength(balance_point)}",
            key="to-balance-point",
            type="tertiary",
            icon=":material/adjust:",
            disabled=_is_used(session.policy, found, balance_point),
            help="Sets this strength. Exported files then carry the evidence for it.",
            on_click=lambda: actions.edit(lambda policy: _used(policy, found, balance_point)),
        )


def _used(policy: Policy, found: Measured, balance_point: float) -> Policy:
    """The policy at the balance point with the evidence for it, as Fine-tune hands it on."""
    return evidenced(replace(policy, strength=balance_point), findings.result(found))


def _is_used(policy: Policy, found: Measured, balance_point: float) -> bool:
    """Whether the policy stands there already, with the evidence of this very finding."""
    if policy.strength != balance_point or policy.evidence is None:
        return False
    return found.sweep_id in (policy.evidence.get("sweep_id"), example.NAME)


def _line() -> AbstractContextManager[object]:
    return st.container(
        horizontal=True, vertical_alignment="center", key="dial-says", gap="small", wrap=False
    )


def _measured_by(found: Measured) -> str:
    if found.sweep_id == example.NAME:
        return f"The example was measured on {found.where},"
    return f"Measured on {found.where}"


def _changed(session: Session, before: findings.Former) -> None:
    try:
        drawn, _, _ = findings.curve(before.found)
    except ExplorerError:  # deleted meanwhile
        return
    # The curve keeps its room, so that nothing moves under the hand that changes a card.
    st.html(f"<div class='under-the-dial former'>{drawn}</div>")
    with _line():
        st.caption(
            escaped(f"{_measured_by(before.found)} before {before.change}."), width="stretch"
        )
        if st.button(
            "Measure it again", key="measure-again", type="tertiary", icon=":material/replay:"
        ):
            session.again = Again(before.found.sweep_id, policy=False)
            st.switch_page(navigation.pages()["finetune"])
