"""The settings of a step and of a group, on its card."""

from typing import Any, get_args

import streamlit as st

from explorer.choices import Param
from explorer.errors import PolicyError
from explorer.policy import edit
from explorer.policy.model import MAX_STEPS, Group, GroupKind, Policy, Step
from explorer.ui import widgets
from explorer.ui.compose import actions, refusals
from explorer.ui.compose.knob import is_one_number, knob, numbers_in, typed_at, unclear
from explorer.ui.compose.titles import GROUP_WORDS, OPEN_KINDS
from explorer.ui.kept import MOST_UNFOLDED
from explorer.ui.params.controls import Commit, label_of
from explorer.ui.session import get_session

_TECHNICAL = (
    "interpolation",
    "mask_interpolation",
    "area_for_downscale",
    "border_mode",
    "fill",
    "fill_mask",
)


MOST_OPEN = 50  # cards whose slider is in the open: a stack of a thousand steps still opens


def open_only(step: Step) -> None:
    """Opens the settings of a new step that shows no slider, and closes those of the others."""
    shows_slider = step.spec.main_magnitude(step.params) is not None
    get_session().unfolded = () if shows_slider else (step.id,)


def of_step(step: Step, *, in_the_open: bool) -> None:
    """Shows the slider that says how much a step does, and what else can be set once it is opened.

    `in_the_open`: the slider is on the card; else it is behind "Settings" with all the others.
    """
    if step.spec.params:
        drawn = st.fragment(_of_step, key=actions.knobs(step.id))
        drawn(step, get_session().policy, in_the_open=in_the_open)


def _of_step(drawn: Step, policy: Policy, *, in_the_open: bool) -> None:
    session = get_session()
    # Looked for only after an edit: to find each of a thousand steps takes a while.
    step = drawn if session.policy is policy else edit.find(session.policy, drawn.id)
    if not isinstance(step, Step):
        return
    main = step.spec.main_magnitude(step.params) if in_the_open else None
    # What the strength moves comes first, then what else decides the look; how pixels are read
    # and borders filled comes last.
    others = sorted((param for param in step.spec.params if param is not main), key=_rank)
    with st.container(key=f"knobs-{step.id}", gap=None):
        is_open = bool(others) and _others(step, main, others)
        if main is not None and not is_open:
            _knob(step, main)
    actions.drawn(actions.knobs(step.id))


def _others(step: Step, main: Param | None, others: list[Param]) -> bool:
    """Shows what opens the other settings; returns whether they are open, the main one with them.

    It stands beside the words on the card, before the slider: so it comes for a keyboard, too.
    """
    session = get_session()
    key = widgets.bound(f"{step.id}.open", step.id in session.unfolded)

    def fold() -> None:
        others = tuple(other for other in session.unfolded if other != step.id)
        opened = (step.id,) if st.session_state[key] else ()
        session.unfolded = (*others, *opened)[-MOST_UNFOLDED:]
        session.keep()
        actions.redraw((actions.knobs(step.id),))

    label = "Settings" if main is None else "More"
    panel = st.expander(label, key=key, type="compact", on_change=fold)
    if panel.open:  # closed ones cost nothing
        with panel:
            for param in others if main is None else (main, *others):
                _knob(step, param)
            st.caption(step.spec.summary)
    return bool(panel.open)


def _knob(step: Step, param: Param) -> None:
    key, value = _key(step, param.name), step.params[param.name]
    knob(param, value, key, _commit(step, param.name))
    refusals.show(key, label_of(param), value)


def _key(step: Step, name: str) -> str:
    return f"{step.id}.{step.transform}.{name}"


def _rank(param: Param) -> int:
    if param.identity is not None:
        return 0
    return 2 if param.name in _TECHNICAL else 1


def _as_typed(policy: Policy, step: Step, name: str, value: Any, error: PolicyError) -> PolicyError:
    """Returns what refuses a value, in the numbers that a person has typed.

    Of a range that lies evenly around 0 that may have been the upper end alone.
    """
    typed = str(st.session_state.get(typed_at(_key(step, name)), ""))
    if value == typed and (why := unclear(typed, step.params[name])):
        return PolicyError(why, error.path)
    if not isinstance(value, tuple) or numbers_in(typed, value) != value:
        return error
    if not is_one_number(typed):
        return PolicyError(f"{typed.strip()} was typed: {error.problem}", error.path)
    if value[0] == -value[1]:
        try:
            edit.set_param(policy, step.id, name, (value[1], value[1]))
        except PolicyError as upper:
            return upper
    return error


def _commit(step: Step, name: str) -> Commit:
    def change(policy: Policy, value: Any) -> Policy:
        try:
            return edit.set_param(policy, step.id, name, value)
        except PolicyError as error:
            now = edit.find(policy, step.id)
            stands = now.params[name] if isinstance(now, Step) else None
            refusals.note(_key(step, name), _as_typed(policy, step, name, value, error), stands)
            return policy

    def commit(value: Any) -> None:
        refusals.forget(_key(step, name))
        # Controls that come, go or move with this one are in the same fragment.
        actions.edit(
            lambda policy: change(policy, value),
            live=True,
            also=(actions.knobs(step.id),),
            gesture=_key(step, name),
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

        def take(count: int) -> None:
            # All of the page: what was refused before stands outside of its live parts.
            actions.edit(lambda policy: edit.change(policy, group.id, n=count))

        key = f"{group.id}.n"
        problem = widgets.whole_number("How many", group.n, 0, MAX_STEPS, key, take, width=132)
        again = widgets.bound(f"{group.id}.replace", group.replace)
        st.toggle(
            "May repeat",
            key=again,
            on_change=lambda: actions.edit(
                lambda policy: edit.change(policy, group.id, replace=st.session_state[again]),
                live=True,
            ),
        )
    widgets.refused(problem)
