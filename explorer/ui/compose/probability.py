"""The probability of a step or group: "p 50%" on its card, and a field for it after a click.

It can be typed as a share from 0 to 1 or as a percentage.
"""

import re
from collections.abc import Callable, Iterable

import streamlit as st

from explorer import numbers
from explorer.errors import quoted
from explorer.policy import edit
from explorer.policy.model import Group, Step
from explorer.ui import widgets
from explorer.ui.compose import actions

_SHARE = re.compile(r"([0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)\s*(%?)")
_MAX_CHARS = 20


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
        # All of the page: the field then shows the percentage, and says no longer what was wrong.
        actions.edit(lambda policy: edit.change(policy, node.id, p=p))

    field(f"Probability of {name}", node.p, f"{node.id}.p", take)


def field(label: str, value: float, key: str, commit: Callable[[float], None]) -> None:
    """Shows a field for a probability; `commit` gets what is typed."""
    name = widgets.bound(key, _written(value), keep_refused=True)

    def take() -> None:
        share = share_in(st.session_state[name])
        if share == value:
            widgets.rewritten(name)  # "0,5" becomes "50%", also where it was that before
        if share is not None:
            commit(share)

    st.text_input(
        label,
        key=name,
        max_chars=_MAX_CHARS,
        width=210,
        help="In how many of the pictures it is applied: 80% or 0.8 are the same",
        on_change=take,
    )
    typed = st.session_state[name]
    if share_in(typed) is None and typed != _written(value):
        widgets.refused(
            f"{label}: {quoted(typed)} is neither a share from 0 to 1, such as 0.8, nor a "
            "percentage from 0% to 100%"
        )


def _written(share: float) -> str:
    return f"{numbers.number(100 * share)}%"


def share_in(text: str) -> float | None:
    """Returns the share that a person has typed: 0.8, 80 and 80% are one; None where it is none.

    A number above 1 is a percentage, whether it says so or not.
    """
    found = _SHARE.fullmatch(text.strip())
    if found is None:
        return None
    number = float(found[1].replace(",", "."))
    share = number / 100 if found[2] or number > 1 else number
    return float(f"{share:.12g}") if share <= 1 else None


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
