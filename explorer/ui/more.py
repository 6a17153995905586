"""Run N more seeds: what the verdict of a finished run asks for, in one click, on every page."""

from collections.abc import Callable
from typing import Any

from explorer import numbers
from explorer.sweep import control
from explorer.sweep.control import Progress
from explorer.sweep.planning.spec import MAX_SEEDS
from explorer.sweep.questions.asked import Advice
from explorer.ui import sweeps
from explorer.ui.session import Session


def seeds(progress: Progress, advice: Advice) -> int:
    """Returns how many more seeds to offer: what the verdict asks for and a run can have, or 0."""
    asked = advice.more_seeds
    if not asked or progress.status != "finished" or control.out_of_date(progress.sweep):
        return 0
    return max(0, min(int(asked), MAX_SEEDS - int(progress.sweep.spec.seeds)))


def show(
    session: Session,
    progress: Progress,
    count: int,
    page: str,
    *,
    main: bool,
    then: Callable[[], None] = lambda: None,
) -> None:
    """Shows the button for `count` more seeds; the session then follows the new run.

    `page` begins the button's key. `then` is called once the run has been started.
    """

    def run() -> None:
        sweep_id = progress.sweep.sweep_id
        sweeps.follow(session, control.more_seeds(sweep_id, count, sweeps.store_url()))
        then()

    kind = "primary" if main else "secondary"
    look: dict[str, Any] = {"type": kind, "icon": ":material/playlist_add:"}
    label = f"Run {numbers.count(count, 'more seed')}"
    sweeps.button(session, label, run, key=f"{page}.more", **look)
