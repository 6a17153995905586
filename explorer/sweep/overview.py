"""One line about every sweep of a store, for a list of them: what was measured, how far it is, and
what came out. Reads no trials.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explorer.names import shown
from explorer.sweep.plan import SweepSpec, total_trials
from explorer.sweep.store import UNREADABLE, Store, Sweep, damage, problem


@dataclass(frozen=True)
class Line:
    """A sweep in a list. `created` is in seconds since 1970; `balance_point` and `gain` (there,
    over strength 0, a fraction) are None without a verdict.

    `trials` and `trials_done` count those of the final test too. `trouble` says what is wrong with
    a row that cannot be read; the rest of the line is then empty.
    """

    sweep_id: str
    created: float
    policy: str
    data: str
    model: str
    status: str
    trials_done: int
    trials: int
    balance_point: float | None
    gain: float | None
    gain_ci95: tuple[float, float] | None
    trouble: str = ""


def overview(store_url: str | None = None) -> list[Line]:
    """Returns a line for every sweep, newest first."""
    store = Store(store_url)
    try:
        done = store.finished_counts()
        return [line_of(sweep, done.get(sweep.sweep_id, 0)) for sweep in store.sweeps()]
    finally:
        store.close()


def trials_of_sweep(sweep: Sweep, done: int = 0) -> int:
    """Returns how many trials a stored sweep has, as it is known by now, the final test among them;
    never under what is `done`.
    """
    # Until the data set has been opened, it counts as one with test images, as most have.
    has_test = bool((sweep.dataset or {}).get("test", 1))
    winner = sweep.verdict["balance_point"] if sweep.verdict else None
    return max(total_trials(SweepSpec.from_json(sweep.spec), has_test, winner), done)


def line_of(sweep: Sweep, done: int) -> Line:
    """Returns the line of a sweep, of which `done` trials have finished; with the trouble where its
    row cannot be read.
    """
    trouble = damage(vars(sweep))
    if not trouble:
        try:
            return _line(sweep, done)
        except UNREADABLE as error:
            trouble = problem(error)
    created = float(sweep.created) if isinstance(sweep.created, int | float) else 0.0
    return Line(
        sweep.sweep_id,
        created,
        "",
        "",
        "",
        sweep.status,
        done,
        done,
        None,
        None,
        None,
        f"cannot be read: {trouble}",
    )


def _line(sweep: Sweep, done: int) -> Line:
    spec, verdict = sweep.spec, sweep.verdict
    gain = _gain(verdict) if verdict else None
    return Line(
        sweep.sweep_id,
        sweep.created,
        shown(str(spec["policy"]["explorer"].get("name", ""))),
        shown(str((sweep.dataset or {}).get("name", spec["data"]))),
        shown(str(spec["model"])),
        sweep.status,
        done,
        trials_of_sweep(sweep, done),
        verdict["balance_point"] if verdict else None,
        gain["mean"] if gain else None,
        tuple(gain["ci95"]) if gain and gain["ci95"] else None,
    )


def _gain(verdict: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return next(
        (
            point["gain"]
            for point in verdict.get("curve", ())
            if point["strength"] == verdict["balance_point"]
        ),
        None,
    )
