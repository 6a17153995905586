"""The switches beside a chart: which parts of its figure are drawn; kept in the session."""

import streamlit as st

from explorer.charts.chart import Chart, Part
from explorer.ui.session import Session


def chosen(session: Session, chart: Chart) -> dict[str, bool]:
    """Returns which parts of a chart's figure are drawn, by name: as a person has chosen."""
    return {part.name: session.parts.get(_kept(chart, part), part.usual) for part in chart.parts}


def show(session: Session, chart: Chart, page: str) -> None:
    """Shows a switch for each part; `page` begins the keys of the widgets."""
    if not chart.parts:
        return
    with st.container(horizontal=True, key=f"{page}-parts-{chart.name}", gap="medium"):
        for part in chart.parts:
            _switch(session, chart, part, page)


def _switch(session: Session, chart: Chart, part: Part, page: str) -> None:
    key = f"{page}.part.{_kept(chart, part)}"
    # As its own default, which a browser sends when it first draws the box: a value that is set
    # from here may come after that, and the default would count as a click.
    first = f"{key}.first"
    if key not in st.session_state:
        st.session_state[first] = chosen(session, chart)[part.name]

    def keep() -> None:
        session.parts = {**session.parts, _kept(chart, part): bool(st.session_state[key])}
        session.keep()

    st.checkbox(part.label, value=st.session_state[first], key=key, on_change=keep)


def _kept(chart: Chart, part: Part) -> str:
    """The name under which the session keeps whether a part is drawn."""
    return f"{chart.name}.{part.name}"
