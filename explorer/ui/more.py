"""Run N more seeds, in one click, on every page.

It is what the verdict of a finished run asks for, or what may give one a verdict that has none.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from explorer import numbers
from explorer.sweep import control
from explorer.sweep.control import Progress
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.planning.spec import MAX_SEEDS
from explorer.sweep.questions.asked import Advice
from explorer.ui import sweeps
from explorer.ui.session import Session

_FEWEST = 2  # fewer show no interval
_MANY = 3  # times the seeds that were run: beyond, going on is no small step


def seeds(progress: Progress, advice: Advice) -> int:
    """Returns how many more seeds to offer: what the verdict asks for and a run can have, or 0."""
    asked = advice.more_seeds
    if not asked or progress.status != "finished" or control.out_of_date(progress.sweep):
        return 0
    return max(0, min(int(asked), MAX_SEEDS - int(progress.sweep.spec.seeds)))


def to_judge(progress: Progress, result: SweepResult) -> int:
    """Returns how many more seeds to offer to a finished run without a verdict, or 0.

    Such a run lacks what all is compared with. More seeds try its failed trials again.
    """
    if progress.status != "finished" or progress.has_verdict or control.out_of_date(progress.sweep):
        return 0
    room = MAX_SEEDS - int(progress.sweep.spec.seeds)
    return _FEWEST if room >= _FEWEST and any(arm.finished for arm in result.arms) else 0


def show(
    session: Session,
    progress: Progress,
    count: int,
    page: str,
    *,
    main: bool,
    then: Callable[[], None] = lambda: None,
) -> None:
    """Shows the button for `count` more seeds, and how long they take.

    The session then follows the new run. It is the main button where `main` says so, and they are
    not many times those that were run.

    `page` begins the button's key. `then` is called once the run has been started.
    """

    def run() -> None:
        sweep_id = progress.sweep.sweep_id
        sweeps.follow(session, control.more_seeds(sweep_id, count, sweeps.store_url()))
        then()

    many = count > _MANY * int(progress.sweep.spec.seeds)
    kind = "primary" if main and not many else "secondary"
    look: dict[str, Any] = {"type": kind, "icon": ":material/playlist_add:"}
    label = f"Run {numbers.count(count, 'more seed')}"
    sweeps.button(session, label, run, key=f"{page}.more", **look)
    takes_s = control.seconds_for_more(progress.sweep, progress.trials, count)
    if takes_s is not None:
        st.caption(f"Takes about {numbers.duration(takes_s)}.", width="content")
