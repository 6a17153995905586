"""What has been measured of a policy: found by its content, among the runs and the example.

Cached, for a dial asks with every move of it. Where a run ends, or is judged again, it is known a
few seconds later.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from explorer.charts import dial
from explorer.charts.marks import legend
from explorer.errors import ExplorerError
from explorer.policy.files.content import content_of, transforms_of
from explorer.policy.model import Policy
from explorer.sweep import control
from explorer.sweep.control import Measured
from explorer.sweep.findings.result import SweepResult
from explorer.ui import example, sweeps
from explorer.ui.kept import Version

FRESH_S = 3.0


def of(policy: Policy) -> tuple[Measured, ...]:
    """Returns what has measured this policy: runs that tell something first, the example last.

    Among equals, the newest comes first.
    """
    return _with(content_of(policy))


def _with(content: str) -> tuple[Measured, ...]:
    found = [one for one in _all() if one.content == content]
    runs = tuple(one.sweep_id for one in found if one.sweep_id != example.NAME)
    told = _told(sweeps.store_url(), runs) if len(runs) > 1 else frozenset()
    return tuple(sorted(found, key=lambda one: _place(one, told)))


def _place(found: Measured, told: frozenset[str]) -> tuple[bool, bool]:
    return found.sweep_id == example.NAME, found.sweep_id not in told


@dataclass(frozen=True)
class Former:
    """What has measured a policy before it was changed, and in words what was changed."""

    found: Measured
    change: str


def before_a_change(policy: Policy, past: Sequence[Version]) -> Former | None:
    """Returns what has measured the last one of the `past` from which this policy was made.

    It is the run that the dial showed then. Where there is none, it is the newest run that has
    measured a policy of the same transforms, set otherwise.
    """
    own = transforms_of(policy)
    everything = _all()
    measured = {found.content for found in everything}
    for version in reversed(past):
        if version.content in measured and (found := _with(version.content)):
            if _is_made_of(found[0].transforms, own):
                return Former(found[0], _change(found[0].transforms, own))
            break
    runs = (found for found in everything if found.sweep_id != example.NAME)
    alike = next((found for found in runs if own and found.transforms == own), None)
    return None if alike is None else Former(alike, _change(alike.transforms, own))


def _is_made_of(before: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Tells whether at least half of the steps are still those: else it is another policy."""
    shared = (Counter(before) & Counter(own)).total()
    return 2 * shared >= max(len(before), len(own))


def _change(before: tuple[str, ...], own: tuple[str, ...]) -> str:
    if before == own:
        return "a setting was changed"
    gone, new = Counter(before) - Counter(own), Counter(own) - Counter(before)
    if gone and new:
        return "steps were added and others removed or switched off"
    if gone:
        return "a step was removed or switched off"
    return "a step was added" if new else "the order was changed"


def curve(found: Measured) -> tuple[str, float | None, str]:
    """Returns the curve as HTML, its balance point where it is told, and what it shows in words.

    The words say what its ring and its colours mean, too. Raises SweepError where the run cannot
    be read any more.
    """
    return _curve(sweeps.store_url(), found.sweep_id)


def result(found: Measured) -> SweepResult:
    """Returns the whole finding; raises SweepError where the run cannot be read any more."""
    return _result(sweeps.store_url(), found.sweep_id)


def _all() -> tuple[Measured, ...]:
    url = sweeps.store_url()
    try:
        return (*_runs(url, _finished(url)), example.of_it())
    except ExplorerError:  # a store that cannot be used is said where it is needed
        return (example.of_it(),)


@st.cache_data(ttl=FRESH_S, max_entries=4, show_spinner=False)
def _finished(url: str | None) -> tuple[str, ...]:
    statuses = control.statuses(url).items()
    return tuple(sorted(sweep_id for sweep_id, status in statuses if status == "finished"))


@st.cache_data(ttl=FRESH_S, max_entries=16, show_spinner=False)
def _told(url: str | None, sweep_ids: tuple[str, ...]) -> frozenset[str]:
    """Those of the runs whose verdict tells something."""
    try:
        lines = control.overview(url, sweep_ids)
    except ExplorerError:  # a store that cannot be used is said where it is needed
        return frozenset()
    return frozenset(line.sweep_id for line in lines if line.told)


@st.cache_resource(max_entries=4, show_spinner=False)
def _runs(url: str | None, finished: tuple[str, ...]) -> tuple[Measured, ...]:
    return control.measured(url) if finished else ()


@st.cache_resource(ttl=FRESH_S, max_entries=16, show_spinner=False)
def _curve(url: str | None, sweep_id: str) -> tuple[str, float | None, str]:
    result = _result(url, sweep_id)
    words = ". ".join(filter(None, (dial.words(result), legend(result).rstrip("."))))
    return dial.html(result), result.balance_point, words


def _result(url: str | None, sweep_id: str) -> SweepResult:
    return example.finding() if sweep_id == example.NAME else control.read_result(sweep_id, url)
