"""What adds to the stack: a transform, or a group."""

import hashlib
from functools import cache
from pathlib import Path

import streamlit as st

from explorer import samples
from explorer.policy import edit
from explorer.policy.catalog import CATALOG
from explorer.policy.model import Group, Policy
from explorer.ui import widgets
from explorer.ui.compose import actions, exports, lines, settings
from explorer.ui.compose.titles import GROUP_WORDS, OPEN_KINDS, titles
from explorer.ui.session import get_session

SHEET = Path(__file__).parents[1] / "static" / "transforms.webp"  # what each transform does
_SEARCH = "Add a transform"
_IN_GROUP = "Add to this group: "
_SHOWN_PX = 32  # of a picture in the list


def behind() -> None:
    """Shows the search for a transform that goes behind the stack."""
    st.html(_pictures(exports.base_path()))
    _transform(_SEARCH, f"Search {len(CATALOG)} transforms", None)


def within(group: Group, name: str) -> None:
    """Shows the search for a transform that goes into a group, which is called `name`."""
    _transform(f"{_IN_GROUP}{name}", "Add a transform to this group", group.id)


def _transform(label: str, placeholder: str, parent: str | None) -> None:
    key = f"add.{parent or ''}"
    widgets.bound(key, None)

    def add() -> None:
        name = st.session_state[key]
        if name is None:
            return
        session = get_session()
        step = edit.new_step(session.policy, name)
        settings.open_only(step)
        actions.edit(lambda policy: edit.insert(policy, step, parent))

    st.selectbox(
        label,
        list(lines.lines()),
        index=None,
        format_func=lines.lines().__getitem__,
        filter_mode="contains",
        key=key,
        placeholder=placeholder,
        on_change=add,
    )


@cache
def _pictures(base: str) -> str:
    """Returns the style that shows what each transform does before its line in the list.

    Streamlit's list shows texts only, and says which of the options each line is. The pictures have
    an address, below the path `base`, that a browser keeps; it names their content.
    """
    columns, side = samples.TRANSFORM_COLUMNS, _SHOWN_PX
    version = hashlib.sha256(SHEET.read_bytes()).hexdigest()[:8]
    address = f"{base.rstrip('/')}/app/static/{SHEET.name}?{version}"
    lists = f"[role=listbox]:is([aria-label='{_SEARCH}'],[aria-label^='{_IN_GROUP}']) [role=option]"
    drawn = {name: divmod(at, columns) for at, name in enumerate(samples.transform_names())}
    each = "".join(
        f"[role=option][data-key='{place}']{{--y:{-drawn[name][0]};--x:{-drawn[name][1]}}}"
        for place, name in enumerate(lines.lines())
        if name in drawn
    )
    look = (
        f"content:'';flex:none;width:{side}px;height:{side}px;margin-right:0.6rem;"
        f"border-radius:0.25rem;background:url('{address}') calc({side}px*var(--x,9))"
        f" calc({side}px*var(--y,0))/{side * columns}px auto no-repeat"
    )
    # With an element: Streamlit puts styles alone where dialogs are, and a dialog replaces them.
    return f"<style>{lists}>div::before{{{look}}}{each}</style><span class='each-transform'></span>"


def group(policy: Policy) -> None:
    """Shows what puts steps of the stack into a group."""
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

        st.button("Add group", key="group.add", type="primary", on_click=add)
