"""One line about every sweep of a store, for a list of them: what was measured, how far it is, and what came out. Reads no trials."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explorer.names import shown
from explorer.sweep.store import UNREADABLE, Store, Sweep, damage, problem


@dataclass(frozen=True)
class Line:
    """A sweep in a list. `created` is in seconds since 1970; `balance_point` and `gain` (there, over strength 0, a fraction) are None without a verdict.

    `trouble` says what is wrong with a row that cannot be read; the rest of the line is then empty.
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
        counts = store.counts()
        return [line_of(sweep, counts.get(sweep.sweep_id)) for sweep in store.sweeps()]
    finally:
        store.close()


def line_of(sweep: Sweep, counts: tuple[int, int] | None) -> Line:
    """Returns the line of a sweep, of which `counts` (finished, all) trials are known; with the trouble where its row cannot be read."""
    trouble = damage(vars(sweep))
    if not trouble:
        try:
            return _line(sweep, counts)
        except UNREADABLE as error:
            trouble = problem(error)
    done, trials = counts or (0, 0)
    created = float(sweep.created) if isinstance(sweep.created, int | float) else 0.0
    return Line(sweep.sweep_id, created, "", "", "", sweep.status, done, trials, None, None, None, f"cannot be read: {trouble}")


def _line(sweep: Sweep, counts: tuple[int, int] | None) -> Line:
    spec, verdict = sweep.spec, sweep.verdict
    done, trials = counts or (0, len(spec["strengths"]) * spec["seeds"])
    gain = _gain(verdict) if verdict else None
    return Line(
        sweep.sweep_id,
        sweep.created,
        shown(str(spec["policy"]["explorer"].get("name", ""))),
        shown(str((sweep.dataset or {}).get("name", spec["data"]))),
        shown(str(spec["model"])),
        sweep.status,
        done,
        trials,
        verdict["balance_point"] if verdict else None,
        gain["mean"] if gain else None,
        tuple(gain["ci95"]) if gain and gain["ci95"] else None,
    )


def _gain(verdict: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return next((point["gain"] for point in verdict.get("curve", ()) if point["strength"] == verdict["balance_point"]), None)
