"""Which runs the list shows, and in which order: kept in the session."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from explorer import numbers
from explorer.sweep.control import Line
from explorer.ui.widgets import bound

FEWEST = 4  # so few runs are seen at a glance
_KEPT = "results.sift"  # what a person has chosen; widgets forget theirs with a change of page
_FIELDS: Mapping[str, tuple[str, Callable[[Line], str]]] = {
    "data": ("Data set", lambda line: line.data),
    "policy": ("Policy", lambda line: line.policy),
    "status": ("Status", lambda line: line.status),
}


def _newest(line: Line) -> Any:
    return -line.created


def _gain(line: Line) -> Any:
    # Strength 0 has no gain over itself; what has none stands last.
    gain = line.gain if line.balance_point else None
    return (gain is None, -(gain or 0.0), -line.created)


def _name(line: Line) -> Any:
    return (line.called.casefold(), -line.created)


_ORDERS: Mapping[str, Callable[[Line], Any]] = {"date": _newest, "gain": _gain, "name": _name}
_ORDER_WORDS = {"date": "Newest first", "gain": "Largest gain first", "name": "Name, A to Z"}


def show(lines: Sequence[Line]) -> list[Line]:
    """Shows what the list can be filtered and sorted by; returns the lines that are left."""
    if len(lines) < FEWEST:
        return list(lines)
    kept: dict[str, Any] = st.session_state.setdefault(_KEPT, {})
    with st.container(horizontal=True, vertical_alignment="center", key="runs-sift"):
        with st.popover("Filter and sort", icon=":material/filter_list:", key="results.sift.open"):
            for name, (label, value) in _FIELDS.items():
                _filter(kept, name, label, sorted({value(line) for line in lines} - {""}))
            _order(kept)
        found = sifted(lines, kept)
        _said(kept, len(found), len(lines))
    return found


def count(lines: Sequence[Line]) -> int:
    """Returns how many of the lines the filters leave."""
    kept: Mapping[str, Any] = st.session_state.get(_KEPT, {})
    return len(sifted(lines, kept)) if len(lines) >= FEWEST else len(lines)


def sifted(lines: Iterable[Line], kept: Mapping[str, Any]) -> list[Line]:
    """Returns the lines that every filter lets through, in the order that is kept."""
    found = [
        line
        for line in lines
        if all(
            not kept.get(name) or value(line) in kept[name] for name, (_, value) in _FIELDS.items()
        )
    ]
    return sorted(found, key=_ORDERS.get(kept.get("order", ""), _newest))


def _filter(kept: dict[str, Any], name: str, label: str, choices: Sequence[str]) -> None:
    kept[name] = [value for value in kept.get(name, ()) if value in choices]
    key = bound(f"results.sift.{name}", kept[name])

    def keep() -> None:
        kept[name] = list(st.session_state[key])

    st.multiselect(label, choices, key=key, on_change=keep, placeholder="All")


def _order(kept: dict[str, Any]) -> None:
    key = bound("results.sift.order", kept.get("order", "date"))

    def keep() -> None:
        kept["order"] = st.session_state[key]

    st.selectbox(
        "Order", list(_ORDERS), format_func=_ORDER_WORDS.__getitem__, key=key, on_change=keep
    )


def _said(kept: dict[str, Any], found: int, every: int) -> None:
    """Says what is left, with a way back."""
    order = kept.get("order", "date")
    some = any(kept.get(name) for name in _FIELDS)
    if not some and order == "date":
        return
    count = f"{numbers.whole(found)} of {numbers.count(every, 'run')}" if some else "All runs"
    st.caption(f"{count}. {_ORDER_WORDS[order]}.", width="content")
    look: dict[str, Any] = {"type": "tertiary", "icon": ":material/undo:"}
    st.button("Show all", key="results.sift.all", on_click=kept.clear, **look)
