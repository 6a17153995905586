"""The list of all sweeps, which one is looked at, and which ones it is compared with.

The choice is kept in the address: `?run=`.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from explorer import numbers
from explorer.charts.cells import scaled
from explorer.errors import ExplorerError
from explorer.sweep.control import UNDER_WAY, Line, overview, short_id
from explorer.sweep.questions.table import QUESTIONS
from explorer.ui import sweeps
from explorer.ui.pager import pager
from explorer.ui.results import sifting
from explorer.ui.session import Session
from explorer.ui.tables import shown
from explorer.ui.widgets import bound
from explorer.ui.words import escaped

PARAMETER = "run"
LINES_A_PAGE = 50
_SENTENCE_PX = 300  # the longest verdict in a few words; a failure may be longer
GLANCE_S = 3.0
_USUAL = next(iter(QUESTIONS))  # what a list need not say where nothing else was asked
_SHOWN = "results.shown"  # what the page has shown last
CHOICES = ("results.run",)  # the keys of the lists that show what one run is called
MAX_COMPARED = 7  # beside the one that is looked at: eight colours can be told apart


def show(session: Session, lines: Sequence[Line]) -> tuple[str, list[str]]:
    """Shows the list.

    Returns the id of the sweep that is looked at, and those of the ones to compare it with.
    """
    choice, beside = st.container(key="results-run"), st.container(key="results-beside")
    every = lines
    found = sifting.count(lines)
    many = numbers.count(len(lines), "run")
    head = f"All runs: {len(lines)}" if found == len(lines) else f"{numbers.whole(found)} of {many}"
    with st.expander(head, key="results-list"):
        lines = _listed(sifting.show(lines))
    by_id = {line.sweep_id: line for line in (*lines, *_kept(every, lines))}
    with choice:
        chosen = _choice(session, by_id)
    with beside:
        others = _beside(by_id, chosen, several=len(lines) > 1)
    shows((chosen, *others))
    return chosen, others


def shows(sweep_ids: Iterable[str]) -> None:
    """Notes which runs the page shows."""
    st.session_state[_SHOWN] = tuple(sweep_ids)


def were_shown() -> tuple[str, ...]:
    """Returns which runs the page has shown last, in this tab; none where it was not open yet."""
    return tuple(st.session_state.get(_SHOWN, ()))


def _listed(lines: list[Line]) -> list[Line]:
    """Shows the lines, a page of them at a time, and returns them."""
    if (st.session_state.get("results.page") or 1) > math.ceil(len(lines) / LINES_A_PAGE):
        st.session_state.pop("results.page", None)  # there are fewer pages now
    page = pager("runs", len(lines), LINES_A_PAGE, "results.page")
    visible = lines[page.start : page.stop]
    moving = any(line.status in UNDER_WAY for line in visible)
    st.fragment(_list, run_every=GLANCE_S if moving else None)(
        tuple(line.sweep_id for line in visible)
    )
    return lines


def _beside(by_id: dict[str, Line], chosen: str, *, several: bool) -> list[str]:
    """Lets a person choose the runs to compare with."""
    st.session_state["results.compare"] = [
        item
        for item in st.session_state.get("results.compare", ())
        if item in by_id and item != chosen
    ]
    return st.multiselect(
        "Compare with",
        [sweep_id for sweep_id in by_id if sweep_id != chosen],
        format_func=lambda sweep_id: _title(by_id, sweep_id),
        max_selections=MAX_COMPARED,
        key="results.compare",
        placeholder="Choose other runs" if several else "There is no other run yet",
        disabled=not several,
    )


def _kept(every: Sequence[Line], sifted: Sequence[Line]) -> list[Line]:
    """The runs that are looked at or compared with, though the filter leaves them out.

    All, where it leaves nothing.
    """
    looked_at = {st.query_params.get(PARAMETER), *st.session_state.get("results.compare", ())}
    left = {line.sweep_id for line in sifted}
    return [
        line
        for line in every
        if line.sweep_id not in left and (not sifted or line.sweep_id in looked_at)
    ]


def _list(sweep_ids: tuple[str, ...]) -> None:
    """Shows a line each; read anew, for a run that is under way moves while the page stands."""
    try:
        found = {line.sweep_id: line for line in overview(sweeps.store_url(), sweep_ids)}
        lines = [found[sweep_id] for sweep_id in sweep_ids if sweep_id in found]
    except ExplorerError as error:
        sweeps.trouble(error)
        return
    with st.container(key="runs-wide"):
        st.dataframe(
            shown(table(lines)),
            hide_index=True,
            width="stretch",
            placeholder="",
            column_config=_columns(),
            key="results.list",
        )
    with st.container(key="runs-narrow"):  # the style sheet shows one of both
        st.markdown("\n".join(_entry(line) for line in lines))


def _entry(line: Line) -> str:
    """A run as an item of a list in Markdown, for a window that no table fits into."""
    name = line.called
    how_far = "" if line.said else f", {line.tally.done}"
    when = f"{short_id(line.sweep_id)}, {_when(line):%d %b %Y, %H:%M} UTC"
    below = f"{when}{how_far}{line.tally.aside}"
    if line.question not in ("", _USUAL):
        below = f"{_question(line)} {below}"
    lines = (
        f"**{escaped(line.trouble or name)}**",
        escaped(line.said or line.status),
        escaped(below),
    )
    return "- " + "  \n  ".join(lines)


def _choice(session: Session, by_id: dict[str, Line]) -> str:
    """Lets a person choose the run to look at.

    It is the one in the address, else the session's own, else the newest one that has something to
    show. A run that waits for its first trial has nothing yet, and is shown to the session that has
    started it.
    """
    key = "results.run"
    # What is shown stays, though a newer run has its first trial meanwhile.
    asked = (st.query_params.get(PARAMETER), st.session_state.get(key))
    whole = [sweep_id for sweep_id, line in by_id.items() if not line.trouble]
    shows = [sweep_id for sweep_id in whole if by_id[sweep_id].trials_done]
    follows = [sweep_id for sweep_id in whole if by_id[sweep_id].status in UNDER_WAY]
    own = [sweep_id for sweep_id in (*shows, *follows) if sweep_id == session.sweep_id]
    usual = next(iter([*own, *shows, *whole, *by_id]))
    chosen = next((sweep_id for sweep_id in asked if sweep_id in by_id), usual)
    bound(key, chosen)

    def keep() -> None:
        look_at(st.session_state[key])

    st.selectbox(
        "Run",
        list(by_id),
        format_func=lambda sweep_id: _title(by_id, sweep_id),
        key=key,
        on_change=keep,
    )
    return str(chosen)


def look_at(sweep_id: str) -> None:
    """Makes a run the one that is shown; the address keeps it."""
    st.query_params[PARAMETER] = sweep_id


def _title(by_id: dict[str, Line], sweep_id: str) -> str:
    line = by_id.get(sweep_id)
    if line is None:
        return sweep_id
    if line.trouble:
        return f"{sweep_id}, {line.trouble}"
    name = line.called
    if line.question != _USUAL:
        name = f"{name}: {_question(line)}"
    return f"{name} ({short_id(sweep_id)}), {_when(line):%d %b %H:%M}"


def _when(line: Line) -> datetime:
    return datetime.fromtimestamp(line.created, UTC)


def _question(line: Line) -> str:
    row = QUESTIONS.get(line.question)
    return line.question if row is None else row.label


def table(lines: Sequence[Line]) -> pd.DataFrame:
    """Returns a row a sweep; gains in points, times in UTC.

    The questions stand there where one is another than how strong a policy should be. A column
    that no sweep has a value for is left out.
    """
    rows = pd.DataFrame(
        {
            "Run": short_id(line.sweep_id),
            "Started": _when(line),
            "Name": line.name,
            "Policy": line.trouble or line.policy,
            "Data set": line.data,
            "Verdict": line.said,
            "Balance point": line.balance_point,
            # Strength 0 has no gain over itself.
            "Gain there, points": scaled(line.gain) if line.balance_point else None,
            "95% interval": line.gain_limits if line.balance_point else "",
            "Status": line.status,
            "Trials": f"{line.trials_done} of {line.trials}{line.tally.aside}",
            "First failure": line.tally.why,
            "Model": line.model,
            "Note": " ".join(line.note.split()),
        }
        for line in lines
    )
    if any(line.question not in ("", _USUAL) for line in lines):
        rows.insert(4, "Question", [_question(line) for line in lines])
    return rows.loc[:, (rows.notna() & (rows != "")).any()]


def _columns() -> dict[str, Any]:
    return {
        "Started": st.column_config.DatetimeColumn("Started, UTC", format="D MMM YYYY, HH:mm"),
        "Verdict": st.column_config.TextColumn(width=_SENTENCE_PX),
        "First failure": st.column_config.TextColumn(width=_SENTENCE_PX),
        "Note": st.column_config.TextColumn(width=_SENTENCE_PX),
    }
