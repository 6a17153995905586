"""Places beside each other for several runs: two in a row, below each other on a phone."""

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.charts.naming import sweep_name
from explorer.sweep.findings.result import SweepResult
from explorer.ui.words import escaped

Place = DeltaGenerator
_A_ROW = 2


def places(results: Sequence[SweepResult], *, named: bool = True) -> list[Place]:
    """Returns a place for each run; where there are several, its name stands on top of it."""
    if len(results) == 1:
        return [st.container()]
    found: list[Place] = []
    while len(found) < len(results):
        found += st.columns(_A_ROW, gap="medium")
    for result, place in zip(results, found, strict=False):
        if named:
            place.markdown(f"**{escaped(sweep_name(result))}**")
    return found[: len(results)]


def name_of(result: SweepResult, results: Sequence[SweepResult]) -> str:
    """Returns what ends the keys of a run's widgets; nothing for the one that is looked at."""
    return "" if result is results[0] else f".{result.sweep_id}"


def each(results: Sequence[SweepResult], show: Callable[[SweepResult, str], None]) -> None:
    """Has each run shown in its place; `show` takes the run and what ends its keys."""
    for result, place in zip(results, places(results), strict=True):
        with place:
            show(result, name_of(result, results))
