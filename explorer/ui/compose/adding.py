"""What adds to the stack: a transform, or a group."""

import base64
import re
from collections.abc import Mapping
from functools import cache

import streamlit as st

from explorer import samples
from explorer.policy import edit
from explorer.policy.catalog import CATALOG
from explorer.policy.catalog.spec import Transform, words_of
from explorer.policy.model import Group, Policy
from explorer.ui import widgets
from explorer.ui.compose import actions, settings
from explorer.ui.compose.titles import GROUP_WORDS, OPEN_KINDS, titles
from explorer.ui.session import get_session

_NO_WIDTH = "\u200b"  # before a word, so that it does not begin for the search
_END = re.compile(r"[:;]| - |\.(?:\s|$)")  # of what a summary says first
_SEARCH = "Add a transform"
_IN_GROUP = "Add to this group: "
_SHOWN_PX = 32  # of a picture in the list
_ALIKE = 10  # neighbours in the catalogue that share a length


def behind() -> None:
    """Shows the search for a transform that goes behind the stack."""
    st.html(_pictures())
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
        list(CATALOG),
        index=None,
        format_func=options().__getitem__,
        key=key,
        placeholder=placeholder,
        on_change=add,
    )


@cache
def _pictures() -> str:
    """Returns the style that shows what each transform does before its line in the list.

    Streamlit's list shows texts only, and says which of the options each line is.
    """
    columns, side = samples.TRANSFORM_COLUMNS, _SHOWN_PX
    address = base64.b64encode(samples.transforms_webp()).decode()
    lists = f"[role=listbox]:is([aria-label='{_SEARCH}'],[aria-label^='{_IN_GROUP}']) [role=option]"
    drawn = {name: divmod(at, columns) for at, name in enumerate(samples.transform_names())}
    each = "".join(
        f"{lists}[data-key='{place}']>div::before{{"
        f"background-position:{-side * drawn[name][1]}px {-side * drawn[name][0]}px;"
        "background-image:var(--sheet)}"
        for place, name in enumerate(CATALOG)
        if name in drawn
    )
    look = (
        f"content:'';flex:none;width:{side}px;height:{side}px;margin-right:0.6rem;"
        f"border-radius:0.25rem;background-size:{side * columns}px auto;"
        f"--sheet:url(data:image/webp;base64,{address})"
    )
    # With an element: Streamlit puts styles alone where dialogs are, and a dialog replaces them.
    return f"<style>{lists}>div::before{{{look}}}{each}</style><span class='each-transform'></span>"


@cache
def options() -> Mapping[str, str]:
    """Returns what stands in the list, and is searched, by the name of each transform.

    Streamlit scores letters that begin a word, and takes a little off for every letter that was not
    typed. So only the words of names begin, for its eye, and all lines are made equally long with
    spaces, which nobody sees: a match at the beginning of a name comes first, then one in it, then
    the rest. Among equals, the earlier ones in the catalogue do.
    """
    lines = {name: _line(transform) for name, transform in CATALOG.items()}
    longest = max(map(len, lines.values()))
    return {
        name: line.ljust(longest + place // _ALIKE)
        for place, (name, line) in enumerate(lines.items())
    }


def _line(transform: Transform) -> str:
    # Its letters anywhere in a line, in their order, are a match for Streamlit: the less is said,
    # the fewer lines match by chance.
    first = _END.split(transform.summary, maxsplit=1)[0]
    about = f"{transform.family} · {first}".replace(" ", f" {_NO_WIDTH}")
    return f"{words_of(transform.name)} · {_NO_WIDTH}{about}"


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

        st.button("Add group", type="primary", on_click=add)
