"""One line about every sweep of a store, for a list of them.

It says what was measured, how far it is, and what came out. Reads no trials.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from weakref import WeakKeyDictionary

from explorer.errors import SweepError, quoted
from explorer.names import shortened, shown
from explorer.sweep.findings import limits
from explorer.sweep.findings.release import judging_release, marked_short
from explorer.sweep.findings.tally import Tally
from explorer.sweep.findings.values import Estimate
from explorer.sweep.questions.asked import Advice
from explorer.sweep.questions.table import QUESTIONS, asked_by
from explorer.sweep.storage.damage import readable
from explorer.sweep.storage.rows import Broken, Sweep
from explorer.sweep.storage.store import Store
from explorer.trial.arm import strength_key

_MOST_CHARS = 40  # of a name in a sentence
_MOST_NAMED = 500  # in one query; a database has a limit
_NEVER: tuple[int, None] = (-1, None)


@dataclass(frozen=True)
class Line:
    """A sweep in a list.

    `created` is in seconds since 1970. `balance_point` and `gain` (there, over what it is compared
    with, a fraction) are None where the verdict tells no strength; `gain_limits` is its interval as
    it is written. `said` is the verdict in a few words, with the release that gave it if that is
    another one, and `told` whether the data say so. `name` and `note` are a person's. `tally`
    counts the trials, those of the final test too. `trouble` says what is wrong with a row that
    cannot be read; the rest of the line is then empty.
    """

    sweep_id: str
    created: float
    policy: str
    data: str
    model: str
    status: str
    tally: Tally
    question: str = ""
    balance_point: float | None = None
    gain: float | None = None
    gain_limits: str = ""
    said: str = ""
    told: bool = False
    trouble: str = ""
    name: str = ""
    note: str = ""

    @property
    def called(self) -> str:
        """What people call it: its own name, else its policy on its data set."""
        return self.name or f"{self.policy or 'unnamed policy'} on {self.data}"

    @property
    def trials_done(self) -> int:
        """How many of its trials have finished."""
        return self.tally.finished

    @property
    def trials(self) -> int:
        """How many trials it has, as far as is known."""
        return self.tally.total

    def to_json(self) -> dict[str, Any]:
        """Returns what a program may want of it as JSON data; `created` is ISO 8601 in UTC."""
        return {
            "sweep_id": self.sweep_id,
            "name": self.name,
            "note": self.note,
            "status": self.status,
            "created": self.created_utc,
            "data": self.trouble or self.data,
            "trials_done": self.trials_done,
            "trials": self.trials,
            "trials_failed": self.tally.failed,
            "first_failure": self.tally.why,
        }

    @property
    def created_utc(self) -> str:
        """When it was created, as ISO 8601 in UTC."""
        return datetime.fromtimestamp(self.created, UTC).isoformat(timespec="seconds")


# What was last seen of the sweeps of a store that is open: how often each was written to, and its
# line. Gone with the store.
_SEEN: "WeakKeyDictionary[object, dict[str, tuple[int, Line]]]" = WeakKeyDictionary()


def overview_in(store: Store, only: Collection[str] | None = None) -> list[Line]:
    """Returns a line for every sweep of a store, or only for those ids, newest first.

    Only what was written to since the last call is read: a thousand plans and verdicts take
    seconds.
    """
    known = _SEEN.setdefault(store.opened, {})
    now = {
        sweep_id: seen
        for sweep_id, seen in store.glance().items()
        if only is None or sweep_id in only
    }
    stale = [sweep_id for sweep_id in now if known.get(sweep_id, _NEVER)[0] != now[sweep_id][0]]
    some = stale if len(stale) <= _MOST_NAMED else None
    tallies, none = store.tallies(some), Tally(0, 0)
    if stale:
        for sweep in store.sweeps(some):
            if sweep.sweep_id in now:
                line = line_of(sweep, tallies.get(sweep.sweep_id, none))
                known[sweep.sweep_id] = now[sweep.sweep_id][0], line
    # One that was deleted between the two reads has no line.
    lines = [
        replace(known[sweep_id][1], status=now[sweep_id][1])
        for sweep_id in now
        if sweep_id in known
    ]
    return sorted(lines, key=lambda line: (line.created, line.sweep_id), reverse=True)


def called_in(store: Store, sweep_id: str) -> str:
    """Returns what people call a sweep, told apart from others; its id where it is gone."""
    return next(map(told_apart, overview_in(store, [sweep_id])), f"sweep {sweep_id}")


def told_apart(line: Line, among: Iterable[Line] = ()) -> str:
    """Returns what a sentence calls a sweep: with the end of its id, as every list has it.

    Two runs of one policy on one data set are not taken for each other: where one `among` others
    has the same name, the time of its start, in UTC, stands there too. It is the whole id where
    its row cannot be read.
    """
    if line.trouble:
        return f"sweep {line.sweep_id}"
    name = _name(line)
    since = ""
    if any(other.sweep_id != line.sweep_id and _name(other) == name for other in among):
        since = f", {datetime.fromtimestamp(line.created, UTC):%d %b %H:%M}"
    return f"{name} ({short_id(line.sweep_id)}{since})"


def _name(line: Line) -> str:
    name = shortened(line.policy or "an unnamed policy", _MOST_CHARS)
    called = f"{name} on {shortened(line.data, _MOST_CHARS)}"
    if line.name:
        called = shortened(line.name, 2 * _MOST_CHARS)
    return called


def short_id(sweep_id: str) -> str:
    """Returns the end of an id, by which people tell sweeps apart."""
    return sweep_id[-4:]


def line_of(sweep: Sweep | Broken, tally: Tally) -> Line:
    """Returns the line of a sweep, whose trials that have ended are counted in `tally`.

    It holds the trouble where the row cannot be read.
    """
    if isinstance(sweep, Broken):
        return _broken(sweep, tally, f"cannot be read: {sweep.trouble}")
    try:
        with readable(sweep.sweep_id):
            return _line(sweep, tally)
    except SweepError as error:
        return _broken(sweep, tally, str(error).removeprefix(f"sweep {sweep.sweep_id} "))


def _broken(sweep: Sweep | Broken, tally: Tally, trouble: str) -> Line:
    blank = (sweep.sweep_id, sweep.created, "", "", "", sweep.status)
    return Line(*blank, tally, trouble=trouble)


def _line(sweep: Sweep, tally: Tally) -> Line:
    strength = None if sweep.verdict is None else sweep.verdict.get("balance_point")
    if strength is not None and not isinstance(strength, int | float):
        raise ValueError(f"its balance point is {quoted(strength)}")
    advice = _advice(sweep)
    told = advice is not None and advice.told
    strength = strength if told else None
    gain = _gain(sweep, strength)
    few = marked_short(advice.short, judging_release(sweep.verdict or {})) if advice else ""
    return Line(
        sweep_id=sweep.sweep_id,
        created=sweep.created,
        policy=shown(str(sweep.spec.policy_file["explorer"].get("name", ""))),
        data=shown(sweep.data_name),
        model=shown(str(sweep.spec.setting.model)),
        status=sweep.status,
        tally=replace(tally, total=max(sweep.trials, tally.ended)).at_end(
            sweep.status, sweep.message
        ),
        question=sweep.spec.question,
        balance_point=strength,
        gain=None if gain is None else gain.mean,
        gain_limits=limits.short(gain),
        said=few,
        told=told,
        name=sweep.name,
        note=sweep.note,
    )


def _advice(sweep: Sweep) -> Advice | None:
    if sweep.verdict is None or sweep.spec.question not in QUESTIONS:
        return None
    question = asked_by(sweep.spec)
    return question.advice(question.read_verdict(sweep.verdict))


def _gain(sweep: Sweep, strength: float | None) -> Estimate | None:
    if strength is None or sweep.points is None:
        return None
    point = sweep.points.get(strength_key(strength))
    return None if point is None else point.gain
