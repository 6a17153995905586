"""What a runner does from its first moment to its last.

It waits for its turn, prepares and plans. Then it asks the schedule for a round, runs it and
judges, until the schedule has no more.

Over 300 lines, as a run is one story with one state: each step hands the next one what is stored.
"""

import importlib
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from types import ModuleType
from typing import Any

from explorer.errors import ExplorerError, SweepError
from explorer.sweep import engines
from explorer.sweep.engines.table import ENGINES
from explorer.sweep.listeners import Listener, TrialNews
from explorer.sweep.listeners.audience import Audience
from explorer.sweep.listeners.store import StoreListener
from explorer.sweep.planning.budget import Cost, plan
from explorer.sweep.planning.chain import no_test_note
from explorer.sweep.planning.cost import Measured, measured, remembered
from explorer.sweep.planning.schedule import END_S, Round, Schedule
from explorer.sweep.questions.asked import UnjudgedError
from explorer.sweep.questions.table import asked_by, processes, schedule_of, settled, total_trials
from explorer.sweep.running.environment import environment
from explorer.sweep.running.failures import Failures, first_failure, none_finished, one_line
from explorer.sweep.running.heart import Heart, end_group
from explorer.sweep.running.process import Runner
from explorer.sweep.running.tasks import tasks_of, tested
from explorer.sweep.running.work import Prepared
from explorer.sweep.storage.claim import Claim, TakenError
from explorer.sweep.storage.overview import called_in
from explorer.sweep.storage.rows import Sweep, Trial
from explorer.sweep.storage.store import Store, Stored
from explorer.trial.result import EpochResult, TrialResult
from explorer.trial.spec import PRECISIONS

TICK_S = 0.2
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
    """Runs the sweep to its end and writes how it ended.

    It runs on `engine` where the caller has warmed one. Raises TakenError where another runner has
    the sweep, and nothing for what goes wrong inside it.
    """
    claim = store.held(sweep_id, token)
    claim.name_runner(runner)
    status, message = "finished", ""
    audience = Audience(StoreListener(claim))
    try:
        with closing(_Conductor(store, claim, work_name, engine, audience)) as conductor:
            conductor.run()
    except _StoppedError:
        status = "stopped"
    except TakenError:
        raise
    except ExplorerError as error:
        status, message = "failed", str(error)
    except Exception as error:  # noqa: BLE001 - nobody watches this process: the row says it
        status, message = "failed", one_line(error)
    audience.on_end(status, message)


class _Conductor:
    def __init__(
        self,
        store: Store,
        claim: Claim,
        work_name: str,
        engine: engines.Engine | None,
        audience: Listener,
    ) -> None:
        self._store, self._claim, self._work_name = store, claim, work_name
        # First: the module of a test may bring a question of its own.
        self._work = importlib.import_module(work_name)
        sweep = store.sweep(claim.sweep_id)
        self._spec = settled(sweep.spec.checked())
        self._asked = asked_by(self._spec)
        self._engine = engine or ENGINES[self._spec.engine].make(processes(self._spec))
        self._heart = Heart(claim, self._engine.cancel)
        self._heart.start()
        self._begun = time.monotonic()
        self._data: Prepared
        self._audience = audience
        self._unjudged = ""

    def close(self) -> None:
        self._engine.cancel()
        self._heart.finish()

    def run(self) -> None:
        self._wait_for_turn()
        self._begun = time.monotonic()
        self._engine.warm(f"{self._work_name}:preload")
        # The leak check takes seconds on a large set; the trials need not wait for it.
        checking = threading.Thread(target=self._check_data, args=(self._work,), daemon=True)
        self._data = self._work.prepare(self._spec)
        self._write_data()
        self._claim.forget_unfinished()
        if not self._planned(self._look()):
            self._plan()
        self._audience.on_plan(self._look(), has_test=self._has_test)
        checking.start()
        self._go_through_rounds()
        if self._unjudged:
            self._say_why_unjudged()
        self._confirm()
        checking.join()

    def _go_through_rounds(self) -> None:
        while True:
            stored = self._look()
            if missing := [trial for trial in stored.trials if not trial.ended]:
                self._run(missing, stored)
                continue
            left_s = self._left_s()
            following = self._schedule(stored.sweep).next(_outcomes(stored), left_s)
            if following is None and (stored.sweep.verdict is not None or self._unjudged):
                return
            if following is None:
                self._judge()
                continue
            self._audience.on_round(following, left_s)
            if following.seeds is not None:
                self._spec = replace(self._spec, seeds=following.seeds)

    def _wait_for_turn(self) -> None:
        said = ""
        while waits_for := self._store.take_turn(self._claim.sweep_id, self._claim.token):
            if waits_for != said:
                ahead = called_in(self._store, waits_for)
                self._claim.update(message=f"it waits until the run of {ahead} has ended")
                said = waits_for
            if self._heart.stopping.wait(TICK_S):
                raise _StoppedError

    def _write_data(self) -> None:
        facts = self._data.facts
        known = self._store.sweep(self._claim.sweep_id).dataset
        if known is not None and known.digest and known.digest != facts.digest:
            planned = self._spec.continues or self._claim.sweep_id
            raise SweepError(
                f"the data set {facts.name} has changed since sweep {planned} was planned"
            )
        self._claim.update(dataset=facts.to_json())
        self._claim.write_labels(self._data.labels)
        self._check_stop()

    def _check_data(self, work: ModuleType) -> None:
        try:
            warnings = work.warnings(self._spec)
        except ExplorerError as error:
            warnings = [f"the data set could not be checked for leaks: {error}"]
        facts = replace(self._data.facts, warnings=tuple(warnings))
        try:
            self._claim.update(dataset=facts.to_json())
        except TakenError:
            end_group()

    def _plan(self) -> None:
        """Measures, cuts the plan to the time budget, and writes all of it at once."""
        notes: list[str] = []
        probe = self._probed(notes)
        left_s = self._left_s()
        estimate_s = None
        if probe is not None:
            # What `auto` means and what the numbers came from are settled once: a resumed sweep
            # goes on with the same device and precision.
            asked = replace(self._spec, device=probe.device)
            budget_s = None if left_s is None else left_s * HEADROOM
            planned = plan(asked, Cost(probe.epoch_s, probe.fixed_s, END_S), budget_s)
            self._spec, estimate_s = planned.spec, planned.estimate_s
            notes += planned.notes
        if not self._has_test:
            notes.append(no_test_note(self._data.facts.name))
        first = self._schedule(self._store.sweep(self._claim.sweep_id)).next((), left_s)
        arms = self._asked.arms(self._spec)
        self._claim.plan(
            self._spec,
            arms,
            first or Round(()),
            left_s,
            precision=PRECISIONS[0] if probe is None else probe.precision,
            environment=environment(None if probe is None else probe.gpu),
            notes=notes,
            estimate_s=estimate_s,
            trials=total_trials(self._spec, self._has_test),
        )

    def _probed(self, notes: list[str]) -> Measured | None:
        """Returns what a trial costs, and None where that cannot be told.

        A measurement that fails ends nothing: the trials show what fails, and in how many of them.
        It goes to the `notes` where a time budget rests on it.
        """
        spec, digest = self._spec, self._data.digest
        try:
            return measured(spec, digest, self._work_name, self._events)
        except SweepError as error:
            known = remembered(spec, digest)
            if spec.time_budget_s is not None and known is None:
                left_out = "so nothing was left out to keep to the time budget"
                notes.append(f"how long a trial takes could not be measured, {left_out}: {error}")
            return known

    def _planned(self, stored: Stored) -> bool:
        """Whether the plan stands.

        One that was made without a measurement is made anew, unless a trial has finished.
        """
        finished = any(trial.status == "finished" for trial in stored.trials)
        return bool(stored.trials) and (finished or stored.sweep.estimate_s is not None)

    def _schedule(self, sweep: Sweep) -> Schedule:
        return schedule_of(self._spec, has_test=self._has_test, verdict=sweep.verdict)

    def _run(self, missing: Sequence[Trial], stored: Stored) -> None:
        """Runs trials to their end.

        Every result is in the store before the next event is looked at. Judges as soon as the
        trials on the validation split have ended, where no more will come.
        """
        curve = {trial.position for trial in missing if trial.split == "val"}
        judging = bool(curve) and self._store.rounds(self._claim.sweep_id)[-1].last
        finished = sum(trial.status == "finished" for trial in stored.trials)
        failures = Failures(missing, finished)
        tasks = tasks_of(missing, stored, self._spec, self._data.digest, self._work_name)
        for event in self._events(tasks):
            self._hear(event, failures)
            if isinstance(event, engines.Done | engines.Failed):
                curve.discard(event.key)
            self._audience.on_tick(now=judging and not curve)
            if judging and not curve:
                judging = False
                self._judge()
        self._audience.on_tick(now=True)

    def _hear(self, event: engines.Event | None, failures: Failures) -> None:
        match event:
            case engines.Done(key, result):
                self._audience.on_trial(TrialNews(key, "finished", TrialResult.from_json(result)))
                failures.done += 1
            case engines.Failed(key, message):
                self._audience.on_trial(TrialNews(key, "failed", message=message))
                failures.add(event)
            case engines.Began(key):
                self._audience.on_trial(TrialNews(key, "running"))
            case engines.Lost(key, message):
                self._audience.on_trial(TrialNews(key, "planned", message=message))
            case engines.Epoch(key, epoch):
                self._audience.on_epoch(key, EpochResult(**epoch))

    def _events(self, tasks: Iterable[engines.Task]) -> Iterator[engines.Event | None]:
        for event in self._engine.run(tasks, self._data.place, TICK_S):
            self._check_stop()
            yield event
        self._check_stop()

    def _judge(self) -> None:
        # A sweep that goes on may have a verdict already: what was right is read all the same.
        stored = self._store.look(self._claim.sweep_id, answers=True)
        data, outcomes = self._data.facts.name, _outcomes(stored)
        curve = [outcome for outcome in outcomes if outcome.split == "val"]
        try:
            judged = self._asked.judge(self._spec, data, stored.arms, curve)
        except UnjudgedError as error:
            self._unjudged = f"{error}: {first_failure(stored.trials, 'val')}"
            return
        confirmed = self._asked.confirmed(self._spec, judged.verdict) if self._has_test else ()
        self._audience.on_verdict(judged, confirmed)
        if confirmed:  # this takes a second, while the trials on the test split run
            threading.Thread(
                target=importlib.import_module, args=("sklearn.metrics",), daemon=True
            ).start()

    def _say_why_unjudged(self) -> None:
        stored = self._look()
        self._claim.update(trials=len(stored.trials))  # no final test follows
        if why := none_finished(stored.trials):
            raise SweepError(why)
        note = f"{self._unjudged}; so nothing is compared, and there is no verdict"
        self._claim.update(notes=[note, *stored.sweep.notes])

    def _confirm(self) -> None:
        """Writes the final test, or why there is none."""
        stored = self._look()
        if not self._has_test or stored.sweep.verdict is None:
            return
        verdict = self._asked.read_verdict(stored.sweep.verdict)
        keys = self._asked.confirmed(self._spec, verdict)
        predictions = self._store.predictions(self._claim.sweep_id)
        labels, classes = self._data.labels["test"], self._data.facts.classes
        found = tested(stored, keys, predictions, labels, classes)
        if found is not None:
            self._claim.update(final_test=found.to_json())
        elif keys:
            note = f"there is no final test: {first_failure(stored.trials, 'test')}"
            self._claim.update(notes=[*stored.sweep.notes, note])

    @property
    def _has_test(self) -> bool:
        return bool(self._data.facts.test)

    def _look(self) -> Stored:
        return self._store.look(self._claim.sweep_id)

    def _left_s(self) -> float | None:
        """The seconds left of the time budget, None where there is none."""
        budget_s = self._spec.time_budget_s
        return None if budget_s is None else budget_s - (time.monotonic() - self._begun)

    def _check_stop(self) -> None:
        if self._heart.stopping.is_set():
            raise _StoppedError


def _outcomes(stored: Stored) -> list[Any]:
    return [trial.outcome for trial in stored.trials]
