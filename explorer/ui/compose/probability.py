"""The probability of a step or group: "p 50%" on its card, and a field for it after a click."""

from collections.abc import Callable, Iterable

import streamlit as st

from explorer import numbers
from explorer.policy import edit
from explorer.policy.model import Group, Step
from explorer.ui import widgets
from explorer.ui.compose import actions


def show(node: Step | Group, name: str) -> None:
    """Shows what opens the field for the probability of `node`, which is called `name`."""
    # Streamlit takes a popover with another label for another popover, and closes it. So the number
    # is no part of the label: `percentages` writes it behind.
    panel = st.popover(
        f"*Probability of {name}:* p",
        key=f"p-{node.id}",
        type="tertiary",
        on_change="rerun",
    )
    if panel.open:  # closed ones cost nothing
        with panel:
            _field(node, name)


def _field(node: Step | Group, name: str) -> None:
    def take(p: float) -> None:
        actions.edit(lambda policy: edit.change(policy, node.id, p=p), live=True)

    field(f"Probability of {name}", node.p, f"{node.id}.p", take)


def field(label: str, value: float, key: str, commit: Callable[[float], None]) -> None:
    """Shows a field for a probability; `commit` gets what is typed."""
    name = widgets.bound(key, value)
    st.number_input(
        label,
        0.0,
        1.0,
        step=0.05,
        format="%g",
        key=name,
        width=210,
        help="In how many of the pictures it is applied, from 0 (none) to 1 (all)",
        on_change=lambda: commit(st.session_state[name]),
    )


def percentages(nodes: Iterable[Step | Group], look: str) -> None:
    """Writes the probability behind the "p" on each of the cards.

    `look` says to `alone` which pictures the stage shows.
    """
    rules = "".join(
        f".st-key-p-{node.id} button p::after{{content:' {numbers.share(node.p)}'}}"
        for node in nodes
    )
    # With an element: Streamlit puts styles alone where dialogs are, and a dialog replaces them.
    st.html(f"<style>{rules}</style><span class='percentages' data-look='{look}'></span>")
