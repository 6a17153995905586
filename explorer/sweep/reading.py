"""Stored rows -> the result that pages, commands, report and charts read.

Displaying a sweep never checks its values by today's limits.
"""

from collections.abc import Iterator, Mapping, Sequence

from explorer.errors import ExplorerError
from explorer.frozen import Frozen
from explorer.names import encodable, shown
from explorer.policy.model import Policy
from explorer.sweep.findings.build import ArmRow, TrialRow, complete
from explorer.sweep.findings.cautions import version_caution
from explorer.sweep.findings.course import Course
from explorer.sweep.findings.evidence import check_judged, evidenced
from explorer.sweep.findings.release import JUDGING, judging_release, marked_short
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.values import Point
from explorer.sweep.planning.spec import current_versions
from explorer.sweep.questions.asked import Advice, Asked, Compared
from explorer.sweep.questions.table import answering, asked_by
from explorer.sweep.storage.rows import Sweep, Trial
from explorer.sweep.storage.store import Stored
from explorer.trial.setting import Setting


def result_of(stored: Stored) -> SweepResult:
    """Returns a stored sweep and what it found so far."""
    sweep = stored.sweep
    asked = asked_by(sweep.spec)
    shown_arms = _shown(stored, asked)
    settings = _settings(sweep, shown_arms)
    arms = [_arm_row(arm, shown_arms, asked, settings) for arm in shown_arms]
    rows = [_trial_row(trial) for trial in stored.trials]
    points = _so_far(stored, asked) if sweep.points is None else sweep.points
    head = _head(sweep, asked, settings, shown_arms)
    return complete(head, arms, rows, points, sweep.trials)


def recommended(result: SweepResult) -> Policy:
    """Returns the policy that the verdict of a sweep recommends, with the evidence for it.

    Raises SweepError where there is no verdict, and PolicyError where this release refuses the
    policy.
    """
    check_judged(result)
    return evidenced(answering(result.question).recommended(result), result)


def advice_of(result: SweepResult) -> Advice | None:
    """Returns what a page offers to do with the verdict of a sweep; None without a verdict."""
    return None if result.verdict is None else answering(result.question).advice(result.verdict)


def in_short(result: SweepResult) -> str:
    """Returns the verdict of a sweep in a few words, as lists of sweeps have it; "" without one."""
    advice = advice_of(result)
    return "" if advice is None else marked_short(advice.short, result.judged_by)


def _head(
    sweep: Sweep, asked: Asked, settings: Sequence[Setting], arms: Sequence[Compared]
) -> SweepResult:
    spec = sweep.spec
    course = Course(
        data=shown(sweep.data_name),
        options=spec.options,
        seeds=spec.seeds,
        seed=spec.seed,
        engine=spec.engine,
        workers=spec.workers,
        device=spec.device,
        time_budget_s=spec.time_budget_s,
        strength_rule=spec.strength_rule,
        versions=spec.made_with,
        looks=spec.looks,
        continues=spec.continues,
        measures=spec.measures,
        reading=Frozen(spec.reading.told),
    )
    return SweepResult(
        sweep_id=sweep.sweep_id,
        status=sweep.status,
        course=course,
        settings=tuple(settings),
        policy_file=spec.policy_file,
        dataset=sweep.dataset,
        environment=sweep.environment,
        verdict=None if sweep.verdict is None else asked.read_verdict(sweep.verdict),
        final_test=sweep.final_test,
        notes=(
            *version_caution(spec.versions, current_versions(spec)),
            *sweep.notes,
            *_tested_before(sweep, asked, arms),
        ),
        message=sweep.message,
        created=sweep.created,
        seconds=_seconds(sweep),
        question=spec.question,
        name=sweep.name,
        note=sweep.note,
        judged_by=JUDGING if sweep.verdict is None else judging_release(sweep.verdict),
    )


def _tested_before(sweep: Sweep, asked: Asked, arms: Sequence[Compared]) -> Iterator[str]:
    """Yields that the final test is of an arm that only an earlier verdict recommended."""
    final, verdict = sweep.final_test, sweep.verdict
    if final is None or verdict is None or not verdict.get("earlier"):
        return
    chosen = asked.confirmed(sweep.spec, asked.read_verdict(verdict))[-1:]
    names = {arm.key: arm.name for arm in arms}
    if chosen and chosen != (final.arm,):
        yield (
            f"the final test is of {names.get(final.arm, final.arm)}, which an earlier verdict"
            f" chose; {names.get(chosen[0], chosen[0])} has had none"
        )


def _shown(stored: Stored, asked: Asked) -> Sequence[Compared]:
    """The arms as stored, or, before a sweep was planned, those that it will have."""
    if stored.arms:
        return stored.arms
    try:
        return asked.arms(stored.sweep.spec)
    except ExplorerError:  # a policy that this release refuses
        return ()


def _settings(sweep: Sweep, arms: Sequence[Compared]) -> list[Setting]:
    """Every setting of the sweep once, that of the spec first; spelled as it can be written."""
    found = dict.fromkeys((sweep.spec.setting, *(arm.setting for arm in arms)))
    return [_written(setting) for setting in found]


def _written(setting: Setting) -> Setting:
    return Setting.stored({**setting.to_json(), "model": encodable(str(setting.model))})


def _arm_row(
    arm: Compared, arms: Sequence[Compared], asked: Asked, settings: Sequence[Setting]
) -> ArmRow:
    return ArmRow(
        key=arm.key,
        kind=arm.kind,
        name=arm.name,
        strength=arm.strength,
        compared_with=asked.compared_with(arm, arms),
        setting=settings.index(_written(arm.setting)),
        step=arm.step,
    )


def _trial_row(trial: Trial) -> TrialRow:
    return TrialRow(
        arm=trial.arm,
        seed=trial.seed,
        split=trial.split,
        status=trial.status,
        epochs=trial.epochs,
        result=trial.result,
        message=trial.message,
    )


def _so_far(stored: Stored, asked: Asked) -> Mapping[str, Point]:
    outcomes = [trial.outcome for trial in stored.trials if trial.split == "val"]
    return asked.points(stored.sweep.spec, stored.arms, outcomes)


def _seconds(sweep: Sweep) -> float | None:
    if sweep.started is None or sweep.finished is None:
        return None
    return round(sweep.finished - sweep.started, 3)
