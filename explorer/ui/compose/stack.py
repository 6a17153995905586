"""The stack: one card a step or group, in the order in which they run.

Returns the places for words and small pictures, which fragments of their own write.
"""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer import numbers
from explorer.policy import edit
from explorer.policy.model import Group, Policy, Step
from explorer.policy.presets import PRESETS
from explorer.ui import example, widgets
from explorer.ui.compose import actions, adding, alone, probability, saving, settings
from explorer.ui.compose.titles import titles
from explorer.ui.session import Session

Places = dict[str, DeltaGenerator]  # by step id, where what it does right now is said


def show(session: Session) -> tuple[Places, alone.Places]:
    """Shows the stack and returns, by step id, the places for what each step does right now.

    In words, and for the first ones as a picture.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", key="adders"):
        adding.behind()
        adding.group(session.policy)
        if session.policy.steps and not example.shows(session.policy):
            _clear()
    places: Places = {}
    pictured: alone.Places = {}
    names = titles(session.policy)
    if example.shows(session.policy):
        _example()
    if session.policy.compose.p != 1:
        _whole(session.policy)
    if not session.policy.steps:
        _empty()
    for node in session.policy.steps:
        _card(node, names, places, pictured)
    return places, pictured


def _whole(policy: Policy) -> None:
    """Shows the probability of the outermost Compose, which an import brings along."""

    def take(p: float) -> None:
        actions.edit(lambda now: replace(now, compose=replace(now.compose, p=p)))

    with st.container(border=True, key="whole", horizontal=True, vertical_alignment="bottom"):
        share = numbers.share(policy.compose.p)
        st.caption(
            f"**The whole policy** is applied to {share} of the pictures; the others stay as they "
            "are. Strength does not change this.",
            width="stretch",
        )
        probability.field("Probability of the whole policy", policy.compose.p, "policy.p", take)


def _example() -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="example", gap="small"):
        st.caption("This policy is an example, so that there is something to see.", width="stretch")
        st.button(
            "Clear it",
            key="clear-example",
            icon=":material/delete_sweep:",
            type="tertiary",
            on_click=lambda: actions.edit(lambda policy: replace(Policy(), seed=policy.seed)),
        )


def _clear() -> None:
    st.button(
        "Clear",
        key="clear-stack",
        icon=":material/delete_sweep:",
        type="tertiary",
        help="Take all steps out of the stack; Undo brings them back",
        on_click=lambda: actions.edit(edit.clear),
    )


def _empty() -> None:
    st.info(
        "The stack is empty: the picture passes through untouched. Add a transform above, or start "
        "from a preset:",
        icon=":material/layers:",
    )
    with st.container(horizontal=True, key="starts", gap="xsmall"):
        for preset in PRESETS[:3]:
            st.button(
                f"Start with {preset.title}",
                key=f"start-{preset.name}",
                help=preset.when,
                on_click=saving.use,
                args=(preset.policy,),
            )


def _card(
    node: Step | Group, names: Mapping[str, str], places: Places, pictured: alone.Places
) -> None:
    with st.container(border=True, key=f"card-{node.id}", gap="xsmall"):
        if isinstance(node, Step) and len(places) < settings.MOST_OPEN:
            pictured[node.id] = alone.place(node)
        _head(node, names[node.id])
        places[node.id] = st.empty()
        if isinstance(node, Step):
            settings.of_step(node, in_the_open=len(places) <= settings.MOST_OPEN)
        else:
            settings.of_group(node)
            for child in node.steps:
                _card(child, names, places, pictured)
            adding.within(node, names[node.id])


def _head(node: Step | Group, name: str) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"head-{node.id}", gap=None, wrap=False
    ):
        key = widgets.bound(f"{node.id}.enabled", node.enabled)
        st.toggle(
            name,
            key=key,
            width="stretch",
            on_change=lambda: actions.edit(
                lambda policy: edit.change(policy, node.id, enabled=st.session_state[key]),
                live=True,
            ),
        )
        probability.show(node, name)
        _acts(node, name)


def _acts(node: Step | Group, name: str) -> None:
    """Shows what moves, copies and deletes a card."""
    if isinstance(node, Group):
        _act(
            ("ungroup", f"Ungroup {name}", "Take the steps out of the group", "output"),
            node,
            lambda policy: edit.ungroup(policy, node.id),
        )
    _act(
        ("up", f"Move {name} up", "Move up", "arrow_upward"),
        node,
        lambda policy: edit.move(policy, node.id, -1),
    )
    _act(
        ("down", f"Move {name} down", "Move down", "arrow_downward"),
        node,
        lambda policy: edit.move(policy, node.id, 1),
    )
    _act(
        ("copy", f"Duplicate {name}", "Duplicate", "content_copy"),
        node,
        lambda policy: edit.duplicate(policy, node.id),
    )
    _act(
        ("delete", f"Delete {name}", "Delete", "delete"),
        node,
        lambda policy: edit.remove(policy, node.id),
    )


def _act(named: tuple[str, str, str, str], node: Step | Group, change: actions.Change) -> None:
    verb, label, tip, icon = named
    st.button(
        label,
        key=f"act-{verb}-{node.id}",
        icon=f":material/{icon}:",
        type="tertiary",
        help=tip,
        on_click=lambda: actions.edit(change),
    )
