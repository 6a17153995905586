"""The settings of a step and of a group, on its card."""

from collections.abc import Callable
from typing import Any, get_args

import streamlit as st

from explorer.choices import Param
from explorer.policy import edit
from explorer.policy.model import MAX_STEPS, Group, GroupKind, Policy, Step, walk
from explorer.ui import widgets
from explorer.ui.compose import actions
from explorer.ui.compose.titles import GROUP_WORDS, OPEN_KINDS
from explorer.ui.params.controls import Commit, edit_param

_TECHNICAL = (
    "interpolation",
    "mask_interpolation",
    "area_for_downscale",
    "border_mode",
    "fill",
    "fill_mask",
)


def open_only(policy: Policy, step: Step) -> None:
    """Opens the settings of one step and closes those of the others."""
    for _, node, _ in walk(policy.steps):
        if isinstance(node, Step) and st.session_state.get(_settings_key(node)):
            st.session_state[_settings_key(node)] = False
    st.session_state[_settings_key(step)] = True


def _settings_key(step: Step) -> str:
    return f"{step.id}.{step.transform}.open"


def of_step(step: Step) -> None:
    """Shows the controls of a step's parameters, once they are opened."""
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
            edit_param(
                param,
                step.params[param.name],
                f"{step.id}.{step.transform}.{param.name}",
                _commit(step, param.name),
            )


def _rank(param: Param) -> int:
    if param.identity is not None:
        return 0
    return 2 if param.name in _TECHNICAL else 1


def _commit(step: Step, name: str) -> Commit:
    def commit(value: Any, *, redraw: bool = False) -> None:
        # Parameters that bind each other move together, so their controls are drawn anew.
        actions.edit(
            lambda policy: edit.set_param(policy, step.id, name, value),
            live=not redraw and not step.spec.rules,
        )

    return commit


def of_group(group: Group) -> None:
    """Shows what a group is, and how many of its steps are applied."""
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
