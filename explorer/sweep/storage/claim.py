"""What a runner writes: every write carries its token.

A write is refused once another runner has the sweep. A refused write ends that runner: it raises,
and nothing else is written.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from explorer.errors import SweepError
from explorer.sweep.findings.release import JUDGING
from explorer.sweep.findings.values import Point
from explorer.sweep.planning.schedule import Round
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.running.process import Runner
from explorer.sweep.storage.columns import packed, point_json
from explorer.sweep.storage.database import Held
from explorer.sweep.storage.rows import Trial
from explorer.sweep.storage.schema import ARMS, LABELS, ROUNDS, SWEEPS, TRIALS
from explorer.trial.arm import Arm
from explorer.trial.result import TrialResult

RUNNER_GONE: Mapping[str, None] = {"host": None, "pid": None, "pid_started": None}


class TakenError(SweepError):
    """Another runner has the sweep: this one must end."""


@dataclass(frozen=True)
class Taken:
    """The trials of another run that a new one takes over, all that they found included."""

    sweep_id: str
    trials: Sequence[Trial]


class Claim:
    """A runner's hold on a sweep.

    Every method but `beat` raises TakenError once another runner has it, and then writes nothing.
    """

    def __init__(self, engine: sa.Engine | Held, sweep_id: str, token: str) -> None:
        self._engine, self.sweep_id, self.token = engine, sweep_id, token

    def update(self, **columns: Any) -> None:
        """Writes columns of the sweep."""
        with self._writing(columns):
            pass

    def name_runner(self, runner: Runner) -> None:
        """Writes which process works on the sweep."""
        who = {"host": runner.host, "pid": runner.pid, "pid_started": runner.started}
        self.update(heartbeat=time.time(), **who)

    def beat(self) -> bool | None:
        """Beats the heart, and returns whether a stop is asked for.

        None where another runner has taken the sweep.
        """
        mine = (SWEEPS.c.sweep_id == self.sweep_id) & (SWEEPS.c.token == self.token)
        with self._engine.begin() as connection:
            beaten = SWEEPS.update().where(mine).values(heartbeat=time.time())
            if connection.execute(beaten).rowcount != 1:
                return None
            return bool(connection.scalar(sa.select(SWEEPS.c.stop_requested).where(mine)))

    def plan(
        self, spec: SweepSpec, arms: Sequence[Arm], first: Round, left_s: float | None, **told: Any
    ) -> None:
        """Writes the whole plan in one transaction.

        It is the spec as it is run, its arms, the first round, and the columns `told`. It stands in
        the place of a plan that was made without a measurement and of which no trial has finished.
        """
        with self._writing({"spec": spec.to_json(), **told}) as connection:
            for table in (ARMS, ROUNDS, TRIALS):
                connection.execute(table.delete().where(table.c.sweep_id == self.sweep_id))
            add_arms(connection, self.sweep_id, arms, spec)
            add_round(connection, self.sweep_id, first, left_s)

    def add_round(
        self, spec: SweepSpec, following: Round, left_s: float | None, **told: Any
    ) -> None:
        """Writes a further round with its trials, its new arms, and the columns `told`."""
        columns = {"spec": spec.to_json(), **told}
        with self._writing(columns) as connection:
            add_arms(connection, self.sweep_id, following.arms, spec)
            add_round(connection, self.sweep_id, following, left_s)

    def write_labels(self, labels: Mapping[str, Sequence[int]]) -> None:
        """Writes the true classes of what is scored, by the name of the split, once a sweep."""
        of_it = LABELS.c.sweep_id == self.sweep_id
        with self._writing() as connection:
            known = set(connection.scalars(sa.select(LABELS.c.split).where(of_it)))
            for split, numbers in labels.items():
                if numbers and split not in known:
                    row = {"sweep_id": self.sweep_id, "split": split, "labels": packed(numbers)}
                    connection.execute(LABELS.insert().values(**row))
                    self._read_anew(connection, split)

    def write_verdict(
        self, verdict: Mapping[str, Any], points: Mapping[str, Point], trials: int, **told: Any
    ) -> None:
        """Writes what the sweep says, and how many trials it has now that this is known.

        It says which release judged. `told` are further columns.
        """
        stored = {key: point_json(point) for key, point in points.items()}
        said = {**verdict, "release": JUDGING}
        self.update(verdict=said, points=stored, trials=trials, **told)

    def write_result(self, position: int, result: TrialResult) -> None:
        """Writes what a finished trial gave."""
        raw = result.to_json()
        epochs, predictions = raw.pop("epochs"), raw.pop("predictions")
        found = {"result": raw, "epochs": epochs, "predictions": packed(predictions)}
        ended = {"status": "finished", "message": "", "finished": time.time()}
        self.write_trials({position: found | ended})

    def write_trials(self, values: Mapping[int, Mapping[str, Any]]) -> None:
        """Writes columns of trials by position, in one transaction."""
        with self._writing() as connection:
            for position, columns in values.items():
                where = (TRIALS.c.sweep_id == self.sweep_id) & (TRIALS.c.position == position)
                connection.execute(
                    TRIALS.update().where(where).values(changed=self._changed(), **columns)
                )

    def forget_unfinished(self) -> None:
        """Sets every trial that did not finish back to planned."""
        where = (TRIALS.c.sweep_id == self.sweep_id) & (TRIALS.c.status != "finished")
        fresh: dict[str, Any] = {"status": "planned", "epochs": [], "message": "", "result": None}
        with self._writing() as connection:
            connection.execute(
                TRIALS.update().where(where).values(changed=self._changed(), **fresh)
            )

    @contextmanager
    def _writing(self, columns: Mapping[str, Any] | None = None) -> Iterator[sa.Connection]:
        mine = (SWEEPS.c.sweep_id == self.sweep_id) & (SWEEPS.c.token == self.token)
        raised = SWEEPS.update().where(mine).values(changed=SWEEPS.c.changed + 1, **columns or {})
        with self._engine.begin() as connection:
            # The first statement of the transaction: it locks the row, or the file.
            if connection.execute(raised).rowcount != 1:
                raise TakenError(f"sweep {self.sweep_id} has another runner")
            yield connection

    def _read_anew(self, connection: sa.Connection, split: str) -> None:
        """Has readers look once more at trials whose predictions say something only now."""
        where = (TRIALS.c.sweep_id == self.sweep_id) & (TRIALS.c.split == split)
        scored = where & TRIALS.c.predictions.is_not(None)
        connection.execute(TRIALS.update().where(scored).values(changed=self._changed()))

    def _changed(self) -> Any:
        return changed_now(self.sweep_id)


def changed_now(sweep_id: str) -> Any:
    """Returns the sweep's counter of changes, as a subquery."""
    return sa.select(SWEEPS.c.changed).where(SWEEPS.c.sweep_id == sweep_id).scalar_subquery()


def add_arms(
    connection: sa.Connection, sweep_id: str, arms: Sequence[Arm], spec: SweepSpec
) -> None:
    """Writes arms behind those that are there; the policy of the sweep itself only once."""
    if not arms:
        return
    of_it = ARMS.c.sweep_id == sweep_id
    known = connection.scalar(sa.select(sa.func.count()).select_from(ARMS).where(of_it)) or 0
    own = spec.policy
    for place, arm in enumerate(arms, known):
        raw = arm.to_json()
        del raw["key"]
        if arm.policy == own:
            raw["policy"] = None
        row = {"sweep_id": sweep_id, "place": place, "key": arm.key, "arm": raw}
        connection.execute(ARMS.insert().values(**row))


def add_round(
    connection: sa.Connection, sweep_id: str, following: Round, left_s: float | None
) -> None:
    """Writes a round and its trials behind those that are there."""
    number = _next(connection, ROUNDS, ROUNDS.c.number, sweep_id)
    first = _next(connection, TRIALS, TRIALS.c.position, sweep_id)
    told = {"last": following.last, "seconds_left": left_s, "notes": list(following.notes)}
    connection.execute(ROUNDS.insert().values(sweep_id=sweep_id, number=number, **told))
    shared = {"sweep_id": sweep_id, "round": number, "status": "planned", "epochs": []}
    rows = [
        shared | {"position": first + i, "arm": trial.arm, "seed": trial.seed, "split": trial.split}
        for i, trial in enumerate(following.trials)
    ]
    if rows:
        changed = connection.scalar(sa.select(changed_now(sweep_id)))
        connection.execute(TRIALS.insert(), [row | {"changed": changed} for row in rows])


def _next(connection: sa.Connection, table: sa.Table, column: sa.Column[int], sweep_id: str) -> int:
    query = sa.select(sa.func.max(column)).where(table.c.sweep_id == sweep_id)
    highest = connection.scalar(query)
    return 0 if highest is None else int(highest) + 1


def take_over(connection: sa.Connection, sweep_id: str, taken: Taken) -> None:
    """Copies what the trials of another run found to the planned trials, and the true classes.

    They have the same arm, seed and split.
    """
    columns = ("status", "epochs", "result", "predictions", "message", "finished")
    for trial in taken.trials:
        mine = (
            (TRIALS.c.sweep_id == sweep_id)
            & (TRIALS.c.arm == trial.arm)
            & (TRIALS.c.seed == trial.seed)
            & (TRIALS.c.split == trial.split)
        )
        theirs = (TRIALS.c.sweep_id == taken.sweep_id) & (TRIALS.c.position == trial.position)
        found = connection.execute(TRIALS.select().where(theirs)).mappings().one()
        connection.execute(
            TRIALS.update().where(mine).values(**{name: found[name] for name in columns})
        )
    known = LABELS.select().where(LABELS.c.sweep_id == taken.sweep_id)
    for row in connection.execute(known).mappings().all():
        connection.execute(LABELS.insert().values(**{**row, "sweep_id": sweep_id}))
