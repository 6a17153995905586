"""The stack: one card a step or group, in the order in which they run.

Returns the places where the picture's fragment writes the words.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, get_args

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.choices import Param
from explorer.policy import edit
from explorer.policy.catalog import CATALOG
from explorer.policy.catalog.spec import Transform, words_of
from explorer.policy.model import MAX_STEPS, Group, GroupKind, Policy, Step, walk
from explorer.policy.presets import PRESETS
from explorer.ui import widgets
from explorer.ui.compose import actions, saving
from explorer.ui.session import Session, get_session

Places = dict[str, DeltaGenerator]  # by step id, where what it does right now is said

GROUP_WORDS: Mapping[GroupKind, str] = {
    "OneOf": "One of",
    "SomeOf": "Some of",
    "RandomOrder": "In random order",
    "Sequential": "All in order",
    "Compose": "Pipeline",
}
_TECHNICAL = (
    "interpolation",
    "mask_interpolation",
    "area_for_downscale",
    "border_mode",
    "fill",
    "fill_mask",
)
OPEN_KINDS: tuple[GroupKind, ...] = ("OneOf", "SomeOf", "RandomOrder", "Sequential")


def show(session: Session) -> Places:
    """Shows the stack and returns, by step id, the places for what each step does right now."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="adders"):
        _adder("Add a transform", f"Search {len(CATALOG)} transforms", None)
        _group_adder(session.policy)
    places: Places = {}
    names = titles(session.policy)
    if session.policy.compose.p != 1:
        _whole(session.policy)
    if not session.policy.steps:
        _empty()
    for node in session.policy.steps:
        _card(node, names, places)
    return places


def _whole(policy: Policy) -> None:
    """Shows the probability of the outermost Compose, which an import brings along."""

    def change() -> None:
        actions.edit(
            lambda now: replace(now, compose=replace(now.compose, p=st.session_state[key]))
        )

    key = widgets.bound("policy.p", policy.compose.p)
    with st.container(border=True, key="whole", horizontal=True, vertical_alignment="bottom"):
        share = f"{policy.compose.p:.1%}".replace(".0%", "%")
        st.caption(
            f"**The whole policy** is applied to {share} of the pictures; the others stay as they are. Strength does not change this.",
            width="stretch",
        )
        st.number_input(
            "Probability of the whole policy",
            0.0,
            1.0,
            step=0.05,
            format="%.2f",
            key=key,
            width=210,
            on_change=change,
        )


def _empty() -> None:
    st.info(
        "The stack is empty: the picture passes through untouched. Add a transform above, or start from a preset:",
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


def _adder(label: str, placeholder: str, parent: str | None) -> None:
    key = f"add.{parent or ''}"
    widgets.bound(key, None)

    def add() -> None:
        name = st.session_state[key]
        if name is None:
            return
        session = get_session()
        step = edit.new_step(session.policy, name)
        _open_only(session.policy, step)
        actions.edit(lambda policy: edit.insert(policy, step, parent))

    st.selectbox(
        label,
        list(CATALOG),
        index=None,
        format_func=lambda name: _option(CATALOG[name]),
        key=key,
        placeholder=placeholder,
        on_change=add,
    )


def _option(transform: Transform) -> str:
    return f"{transform.name} · {transform.family} · {transform.summary}"


def _group_adder(policy: Policy) -> None:
    with st.popover(
        "Add a group",
        key="group",
        on_change="rerun",
        icon=":material/account_tree:",
        help="Steps of which one, some or all are applied",
    ):
        kind = st.segmented_control(
            "Kind",
            OPEN_KINDS,
            format_func=GROUP_WORDS.__getitem__,
            default="OneOf",
            required=True,
            key="group.kind",
        )
        names = titles(policy)
        chosen = st.multiselect(
            "Steps to put in",
            [node.id for node in policy.steps],
            format_func=lambda node_id: names.get(node_id, node_id),
            key="group.steps",
            placeholder="None: start empty",
        )

        def add() -> None:
            st.session_state["group.steps"] = []
            st.session_state["group"] = False
            if chosen:
                actions.edit(lambda now: edit.group_together(now, tuple(chosen), kind or "OneOf"))
            else:
                actions.edit(lambda now: edit.insert(now, edit.new_group(now, kind or "OneOf")))

        st.button("Add group", type="primary", on_click=add)


def title(node: Step | Group) -> str:
    """Returns a step's or group's name as a person reads it."""
    return words_of(node.transform) if isinstance(node, Step) else GROUP_WORDS[node.group]


def titles(policy: Policy) -> Mapping[str, str]:
    """Returns the names of all steps and groups by their ids, no name twice: the second `Rotate` is
    called `Rotate 2`.
    """
    seen: Counter[str] = Counter()
    found: dict[str, str] = {}
    for _, node, _ in walk(policy.steps):
        name = title(node)
        seen[name] += 1
        found[node.id] = f"{name} {seen[name]}" if seen[name] > 1 else name
    return found


def _card(node: Step | Group, names: Mapping[str, str], places: Places) -> None:
    with st.container(border=True, key=f"card-{node.id}", gap="xsmall"):
        _head(node, names[node.id])
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"say-{node.id}", wrap=False
        ):
            places[node.id] = st.empty()
            _probability(node)
        if isinstance(node, Step):
            _settings(node)
        else:
            _group_settings(node)
            for child in node.steps:
                _card(child, names, places)
            _adder(f"Add to this group: {names[node.id]}", "Add a transform to this group", node.id)


def _head(node: Step | Group, name: str) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"head-{node.id}", gap="xxsmall"
    ):
        key = widgets.bound(f"{node.id}.enabled", node.enabled)
        st.toggle(
            f"**{name}**",
            key=key,
            on_change=lambda: actions.edit(
                lambda policy: edit.change(policy, node.id, enabled=st.session_state[key]),
                live=True,
            ),
        )
        with st.container(
            horizontal=True,
            horizontal_alignment="right",
            key=f"acts-{node.id}",
            gap=None,
            wrap=False,
        ):
            if isinstance(node, Group):
                _act(
                    node,
                    "ungroup",
                    f"Ungroup {name}",
                    "Take the steps out of the group",
                    "output",
                    lambda policy: edit.ungroup(policy, node.id),
                )
            _act(
                node,
                "up",
                f"Move {name} up",
                "Move up",
                "arrow_upward",
                lambda policy: edit.move(policy, node.id, -1),
            )
            _act(
                node,
                "down",
                f"Move {name} down",
                "Move down",
                "arrow_downward",
                lambda policy: edit.move(policy, node.id, 1),
            )
            _act(
                node,
                "copy",
                f"Duplicate {name}",
                "Duplicate",
                "content_copy",
                lambda policy: edit.duplicate(policy, node.id),
            )
            _act(
                node,
                "delete",
                f"Delete {name}",
                "Delete",
                "delete",
                lambda policy: edit.remove(policy, node.id),
            )


def _act(
    node: Step | Group, verb: str, label: str, tip: str, icon: str, change: actions.Change
) -> None:
    st.button(
        label,
        key=f"act-{verb}-{node.id}",
        icon=f":material/{icon}:",
        type="tertiary",
        help=tip,
        on_click=lambda: actions.edit(change),
    )


def _probability(node: Step | Group) -> None:
    key = widgets.bound(f"{node.id}.p", node.p)
    st.number_input(
        "Probability",
        0.0,
        1.0,
        step=0.05,
        format="%.2f",
        key=key,
        width=132,
        help="In how many of the pictures it is applied, from 0 (none) to 1 (all)",
        on_change=lambda: actions.edit(
            lambda policy: edit.change(policy, node.id, p=st.session_state[key]), live=True
        ),
    )


def _open_only(policy: Policy, step: Step) -> None:
    for _, node, _ in walk(policy.steps):
        if isinstance(node, Step) and st.session_state.get(_settings_key(node)):
            st.session_state[_settings_key(node)] = False
    st.session_state[_settings_key(step)] = True


def _settings_key(step: Step) -> str:
    return f"{step.id}.{step.transform}.open"


def _settings(step: Step) -> None:
    if not step.spec.params:
        return
    panel = st.expander("Settings", key=_settings_key(step), type="compact", on_change="rerun")
    if not panel.open:  # closed ones cost nothing: a stack of a thousand steps still opens
        return
    with panel:
        st.caption(step.spec.summary)
        # What the strength moves comes first, then what else decides the look; how pixels are read
        # and borders filled comes last.
        for param in sorted(step.spec.params, key=_rank):
            widgets.edit_param(
                param,
                step.params[param.name],
                f"{step.id}.{step.transform}.{param.name}",
                _commit(step, param.name),
            )


def _rank(param: Param) -> int:
    return 0 if param.identity is not None else 2 if param.name in _TECHNICAL else 1


def _commit(step: Step, name: str) -> widgets.Commit:
    def commit(value: Any, *, redraw: bool = False) -> None:
        # Parameters that bind each other move together, so their controls are drawn anew.
        actions.edit(
            lambda policy: edit.set_param(policy, step.id, name, value),
            live=not redraw and not step.spec.rules,
        )

    return commit


def _group_settings(group: Group) -> None:
    kinds = get_args(GroupKind) if group.group == "Compose" else OPEN_KINDS
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"group-{group.id}"):
        kind = widgets.bound(f"{group.id}.kind", group.group)
        st.selectbox(
            "Kind of group",
            kinds,
            format_func=GROUP_WORDS.__getitem__,
            key=kind,
            on_change=lambda: actions.edit(
                lambda policy: edit.change_kind(policy, group.id, st.session_state[kind])
            ),
        )
        if group.n is None:
            return

        def take(count: Callable[[], int]) -> None:
            actions.edit(lambda policy: edit.change(policy, group.id, n=count()), live=True)

        widgets.whole_number("How many", group.n, 0, MAX_STEPS, f"{group.id}.n", take, width=132)
        again = widgets.bound(f"{group.id}.replace", group.replace)
        st.toggle(
            "May repeat",
            key=again,
            on_change=lambda: actions.edit(
                lambda policy: edit.change(policy, group.id, replace=st.session_state[again]),
                live=True,
            ),
        )
