"""What a runner does from its first to its last moment: wait for its turn, prepare, run what is
missing, judge, confirm on the test split.
"""

import importlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from statistics import fmean
from types import ModuleType
from typing import Any

from explorer.errors import ExplorerError, SweepError
from explorer.names import shown
from explorer.sweep import engines
from explorer.sweep.environment import environment
from explorer.sweep.findings import rows
from explorer.sweep.heart import Heart
from explorer.sweep.measure import measured
from explorer.sweep.plan import (
    FEWEST_SEEDS,
    Cost,
    SweepSpec,
    curve_seeds,
    final_seeds,
    final_trials,
    no_test_note,
    plan,
    waves,
)
from explorer.sweep.process import Runner
from explorer.sweep.store import Store, Trial

TICK_S = 0.2
FLUSH_S = 0.3
# Where the first trials all fail, the rest would too: 3 tell.
HOPELESS = 3
# Judging, the classification report, the files that a command writes; measured on two cores.
END_S = 4.0
# A plan is cut to this share of the time left: trials take a little longer than the probe says, and
# epochs cannot be dropped any more once they run.
HEADROOM = 0.9


class _StoppedError(Exception):
    """A stop was asked for."""


def conduct(
    store: Store,
    sweep_id: str,
    token: str,
    runner: Runner,
    work_name: str,
    engine: engines.Engine | None = None,
) -> None:
    """Runs the sweep to its end and writes how it ended; on `engine` where the caller has warmed
    one. Never raises for what goes wrong inside the sweep.
    """
    if not store.name_runner(sweep_id, token, runner):
        raise SweepError(f"sweep {sweep_id} has another runner")
    ending: dict[str, Any]
    try:
        with closing(_Conductor(store, sweep_id, token, work_name, engine)) as conductor:
            conductor.run()
        ending = {"status": "finished", "message": ""}
    except _StoppedError:
        ending = {"status": "stopped", "message": ""}
    except ExplorerError as error:
        ending = {"status": "failed", "message": str(error)}
    except Exception as error:  # noqa: BLE001 - whatever it was, the row must say so: nobody watches this process
        ending = {"status": "failed", "message": one_line(error)}
    store.update(sweep_id, token, finished=time.time(), **ending)


def one_line(error: BaseException) -> str:
    """Returns the error's type and the first line of its text."""
    return shown(f"{type(error).__name__}: {str(error).strip() or 'no message'}".splitlines()[0])


class _Conductor:
    def __init__(
        self, store: Store, sweep_id: str, token: str, work_name: str, engine: engines.Engine | None
    ) -> None:
        self._store, self._sweep_id, self._token, self._work_name = (
            store,
            sweep_id,
            token,
            work_name,
        )
        self._spec = SweepSpec.from_json(store.sweep(sweep_id).spec)
        self._engine: engines.Engine = engine or engines.MAKERS[self._spec.engine](
            self._spec.processes
        )
        self._heart = Heart(store, sweep_id, token, self._engine.cancel)
        self._heart.start()
        self._begun = time.monotonic()
        self._took_s: list[float] = []

    def run(self) -> None:
        self._wait_for_turn()
        self._begun = time.monotonic()
        self._engine.warm(f"{self._work_name}:preload")
        work = importlib.import_module(self._work_name)
        # The leak check takes seconds on a large set; the trials need not wait for it.
        checking = threading.Thread(target=self._check_data, args=(work,), daemon=True)
        data = work.prepare(self._spec)
        self._write_data(data)
        self._store.forget_unfinished(self._sweep_id)
        if not self._store.trials(self._sweep_id):
            self._plan(data)
        checking.start()
        # Strength 0 is run again whatever the verdict: its trials keep the workers busy while the
        # verdict is found.
        self._run_missing(data, on_curve=lambda: self._judge(data))
        verdict = self._store.sweep(self._sweep_id).verdict or self._judge(data)
        if data.splits.get("test"):
            self._confirm(data, verdict["balance_point"])
        checking.join()

    def close(self) -> None:
        self._engine.cancel()
        self._heart.finish()

    def _check_stop(self) -> None:
        if self._heart.stopping.is_set():
            raise _StoppedError

    def _wait_for_turn(self) -> None:
        said = ""
        while waits_for := self._store.take_turn(self._sweep_id, self._token):
            if waits_for != said:
                self._store.update(
                    self._sweep_id, self._token, message=f"waiting for sweep {waits_for}"
                )
                said = waits_for
            if self._heart.stopping.wait(TICK_S):
                raise _StoppedError

    def _write_data(self, data: Any) -> None:
        known = self._store.sweep(self._sweep_id).dataset
        if known is not None and known.get("digest", data.digest) != data.digest:
            planned = self._spec.continues or self._sweep_id
            raise SweepError(
                f"the data set {data.name} has changed since sweep {planned} was planned"
            )
        self._store.update(self._sweep_id, self._token, dataset=data.to_json())
        self._check_stop()

    def _check_data(self, work: ModuleType) -> None:
        try:
            warnings = work.warnings(self._spec)
        except ExplorerError as error:
            warnings = [f"the data set could not be checked for leaks: {error}"]
        dataset = self._store.sweep(self._sweep_id).dataset or {}
        self._store.update(self._sweep_id, self._token, dataset={**dataset, "warnings": warnings})

    def _plan(self, data: Any) -> None:
        """Measures, cuts the plan to the time budget, and writes spec, environment, estimate and
        planned trials.
        """
        probe = measured(
            self._spec, data.digest, self._work_name, lambda tasks: self._events(tasks, data)
        )
        # What `auto` means and what the numbers came from are settled once: a resumed sweep goes on
        # with the same device and precision.
        self._spec = replace(self._spec, device=probe["device"])
        left_s = self._left_s()
        budget_s = None if left_s is None else left_s * HEADROOM
        planned = plan(
            self._spec, data.digest, Cost(probe["epoch_s"], probe["fixed_s"], END_S), budget_s
        )
        self._spec = planned.spec
        notes = (
            [
                f"to fit into {planned.spec.time_budget_s:.0f} s: dropped {' and '.join(planned.dropped)}"
            ]
            if planned.dropped
            else []
        )
        if not data.splits.get("test"):
            notes.append(no_test_note(data.name))
        trials = planned.trials + (
            final_trials(self._spec, data.digest, 0.0) if data.splits.get("test") else ()
        )
        self._store.add_trials(
            self._sweep_id,
            [replace(trial, precision=probe["precision"]).to_json() for trial in trials],
        )
        self._store.update(
            self._sweep_id,
            self._token,
            spec=self._spec.to_json(),
            environment=environment(probe["gpu"]),
            notes=notes,
            estimate_s=planned.estimate_s,
        )

    def _left_s(self) -> float | None:
        """The seconds left of the time budget, None where there is none."""
        return (
            None
            if self._spec.time_budget_s is None
            else self._spec.time_budget_s - (time.monotonic() - self._begun)
        )

    def _events(self, tasks: Iterable[engines.Task], data: Any) -> Iterable[engines.Event | None]:
        for event in self._engine.run(tasks, data.place, TICK_S):
            self._check_stop()
            yield event
        self._check_stop()

    def _tasks(self, missing: Sequence[Trial], curve: set[int]) -> Iterator[engines.Task]:
        """The trials as tasks, in order.

        Before a further seed begins, looks whether the time budget still holds it.
        """
        policy = self._spec.policy["explorer"]
        places = {seed: place for place, seed in enumerate(curve_seeds(self._spec))}
        begun, dropped = 0, set[int]()
        for trial in missing:
            if trial.kind == "strength":
                place = places[trial.spec["seed"]]
                if place > begun and self._too_late_for(place):
                    dropped |= self._drop_seeds(place, missing)
                    curve -= dropped
                begun = place
            if trial.position in dropped:
                continue
            yield engines.Task(
                trial.position, {**trial.spec, "policy": policy}, f"{self._work_name}:trial"
            )

    def _too_late_for(self, begun: int) -> bool:
        left_s = self._left_s()
        return (
            left_s is not None
            and FEWEST_SEEDS <= begun < self._spec.seeds
            and bool(self._took_s)
            and waves(self._spec, 1) * fmean(self._took_s) + END_S > left_s
        )

    def _drop_seeds(self, kept: int, missing: Sequence[Trial]) -> set[int]:
        """Takes all seeds but the first `kept` out of the sweep, says so, and returns the positions
        of their trials.
        """
        note = f"to keep to {self._spec.time_budget_s:.0f} s: dropped {self._spec.seeds - kept} more of {self._spec.seeds} seeds while running"
        self._spec = replace(self._spec, seeds=kept)
        fresh = sorted(trial.spec["seed"] for trial in missing if trial.kind == "final")[
            : final_seeds(self._spec)
        ]
        staying = {"strength": set(curve_seeds(self._spec)), "final": set(fresh)}
        positions = {
            trial.position for trial in missing if trial.spec["seed"] not in staying[trial.kind]
        }
        self._store.drop_trials(self._sweep_id, positions)
        self._store.update(
            self._sweep_id,
            self._token,
            spec=self._spec.to_json(),
            notes=[*self._store.sweep(self._sweep_id).notes, note],
        )
        return positions

    def _run_missing(self, data: Any, on_curve: Callable[[], object] = lambda: None) -> None:
        """Runs the trials that have neither a result nor failed; every result is in the store
        before the next event is looked at.

        Calls `on_curve` once, when all trials over the strengths have ended.
        """
        trials = self._store.trials(self._sweep_id)
        missing = [trial for trial in trials if trial.status not in ("finished", "failed")]
        curve = {trial.position for trial in missing if trial.kind == "strength"}
        under_way = bool(curve)
        log = _Log(lambda values: self._store.write_trials(self._sweep_id, self._token, values))
        failures = _Failures(len(missing), sum(trial.status == "finished" for trial in trials))
        for event in self._events(self._tasks(missing, curve), data):
            match event:
                case engines.Done(key, result):
                    curve.discard(key)
                    log.drop(key)
                    self._store.write_result(self._sweep_id, self._token, key, result)
                    self._took_s.append(result["seconds"])
                    failures.done += 1
                case engines.Failed(key, message, _):
                    curve.discard(key)
                    failures.add(event)
                    log.put(key, status="failed", message=message)
                case engines.Began(key):
                    log.put(key, status="running", epochs=[])
                case engines.Lost(key, message):
                    log.put(key, status="planned", message=message, epochs=[])
                case engines.Epoch(key, epoch):
                    log.epoch(key, epoch)
            log.flush(now=under_way and not curve)
            if under_way and not curve:
                under_way = False
                on_curve()
        log.flush(now=True)

    def _judge(self, data: Any) -> Mapping[str, Any]:
        trials = self._store.trials(self._sweep_id)
        strengths = {
            trial.spec["strength"]
            for trial in trials
            if trial.kind == "strength" and trial.status == "finished"
        }
        if 0.0 not in strengths or len(strengths) < 2:
            raise SweepError(
                f"no trial {'above' if 0.0 in strengths else 'at'} strength 0 finished: {self._first_failure()}"
            )
        spec = self._spec.to_json()
        verdict = rows.verdict_json(rows.judged(trials, spec, data.name), spec)
        self._store.update(self._sweep_id, self._token, verdict=verdict)
        return verdict

    def _first_failure(self) -> str:
        return next(
            (
                trial.message
                for trial in self._store.trials(self._sweep_id)
                if trial.status == "failed"
            ),
            "none was run",
        )

    def _confirm(self, data: Any, winner: float) -> None:
        threading.Thread(
            target=importlib.import_module, args=("sklearn.metrics",), daemon=True
        ).start()  # a second, while the trials run
        trials = self._store.trials(self._sweep_id)
        if not any(trial.kind == "final" and trial.spec["strength"] == winner for trial in trials):
            specs = [
                {**trial.spec, "strength": winner}
                for trial in trials
                if trial.kind == "final" and trial.spec["strength"] == 0
            ]
            self._store.add_trials(
                self._sweep_id, specs, first=max(trial.position for trial in trials) + 1
            )
        self._run_missing(data)
        finals = [
            trial
            for trial in self._store.trials(self._sweep_id)
            if trial.kind == "final" and trial.status == "finished"
        ]
        seeds = [
            {trial.spec["seed"] for trial in finals if trial.spec["strength"] == strength}
            for strength in (0.0, winner)
        ]
        if not set.intersection(*seeds):
            notes = [
                *self._store.sweep(self._sweep_id).notes,
                f"there is no final test: {self._first_failure()}",
            ]
            self._store.update(self._sweep_id, self._token, notes=notes)
            return
        predictions = self._store.predictions(self._sweep_id)
        report = rows.confirmed(finals, predictions, data.test_labels, data.classes, winner)
        self._store.update(self._sweep_id, self._token, final_test=report.to_json())


class _Failures:
    """Counts failed trials, and gives up where the rest would fail too. Raises SweepError."""

    def __init__(self, trials: int, done: int) -> None:
        self._few = min(HOPELESS, trials)
        self._failed, self.done = 0, done

    def add(self, event: engines.Failed) -> None:
        self._failed += 1
        if event.user_error:
            raise SweepError(event.message)
        if not self.done and self._failed >= self._few:
            raise SweepError(
                f"the first {self._failed} trials failed: {event.message}"
                if self._failed > 1
                else f"the trial failed: {event.message}"
            )


class _Log:
    """Collects what changes often (beginnings, epochs) and writes it a few times a second, in one
    transaction.
    """

    def __init__(self, write: Callable[[Mapping[int, Mapping[str, Any]]], object]) -> None:
        self._write = write
        self._pending: dict[int, dict[str, Any]] = {}
        self._epochs: dict[int, list[Mapping[str, Any]]] = {}
        self._written = 0.0

    def put(self, key: int, **columns: Any) -> None:
        self._pending.setdefault(key, {}).update(columns)
        if columns.get("epochs") == []:
            self._epochs[key] = []

    def epoch(self, key: int, epoch: Mapping[str, Any]) -> None:
        # An epoch may come through the pipe after its trial's result came: then nobody listens.
        if key in self._epochs:
            # A trial that runs out of memory halves its batch and begins again at epoch 1.
            self._epochs[key] = [*self._epochs[key][: epoch["epoch"] - 1], epoch]
            self.put(key, epochs=self._epochs[key])

    def drop(self, key: int) -> None:
        self._pending.pop(key, None)
        self._epochs.pop(key, None)

    def flush(self, now: bool = False) -> None:
        if self._pending and (now or time.monotonic() - self._written >= FLUSH_S):
            self._write(self._pending)
            self._pending = {}
            self._written = time.monotonic()
