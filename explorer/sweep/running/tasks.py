"""From stored rows to what workers are given, and from what they gave to the final test."""

from collections.abc import Iterator, Mapping, Sequence

from explorer.sweep.engines import Task
from explorer.sweep.findings.final import FinalTest, Scored, final_test
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.storage.rows import Trial
from explorer.sweep.storage.store import Stored
from explorer.trial.spec import TrialSpec


def tasks_of(
    missing: Sequence[Trial], stored: Stored, spec: SweepSpec, digest: str, work_name: str
) -> Iterator[Task]:
    """Yields the trials as tasks, in the order planned."""
    own = spec.policy
    arms = {arm.key: arm.arm(own) for arm in stored.arms}
    for trial in missing:
        told = TrialSpec(
            arm=arms[trial.arm],
            seed=trial.seed,
            sweep_seed=spec.seed,
            dataset=digest,
            split=trial.split,
            measures=spec.measures,
            device=spec.device,
            precision=stored.sweep.precision,
            strength_rule=spec.strength_rule,
            versions=spec.versions,
        )
        yield Task(trial.position, told.to_json(), f"{work_name}:trial")


def tested(
    stored: Stored,
    keys: Sequence[str],
    predictions: Mapping[int, Sequence[int]],
    labels: Sequence[int],
    classes: Sequence[str],
) -> FinalTest | None:
    """Returns what the test split says of the arms with these keys.

    The first is the one that is compared with, the second the one that was chosen. `labels` are the
    true classes of the test split. None where no seed has both.
    """
    scored = [
        Scored(trial.arm, trial.seed, trial.result.scores["accuracy"], tuple(called))
        for trial in stored.trials
        if trial.split == "test" and trial.status == "finished" and trial.result is not None
        if len(called := predictions.get(trial.position, ())) == len(labels)
    ]
    seeds = [{trial.seed for trial in scored if trial.arm == key} for key in keys]
    if not keys or not set.intersection(*seeds):
        return None
    chosen = next(arm for arm in stored.arms if arm.key == keys[-1])
    return final_test(
        scored,
        labels,
        classes,
        arm=chosen.key,
        strength=chosen.strength,
        compared_with=keys[0],
    )
