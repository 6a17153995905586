"""A result made from known numbers, for the tests of charts, report and pages.

It is made by the builders that production uses.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from html import unescape

import numpy as np

from explorer import Policy, Step
from explorer.frozen import Frozen, frozen
from explorer.policy.files import document
from explorer.sweep.findings.build import ArmRow, TrialRow, complete
from explorer.sweep.findings.course import Course
from explorer.sweep.findings.dataset import DataFacts
from explorer.sweep.findings.final import FinalTest, Scored, final_test
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.sentence import holds_for
from explorer.sweep.findings.values import Estimate, Outcome
from explorer.sweep.findings.verdict import judge
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.asked import Asked
from explorer.sweep.questions.table import asked_by, settled
from explorer.sweep.storage.rows import Trial
from explorer.trial.arm import STRENGTH, Arm, strength_key
from explorer.trial.result import ClassCount, EpochResult, TrialResult
from explorer.trial.setting import Setting

STRENGTHS = (0.0, 0.5, 1.0, 1.5, 2.0)
CURVE = {0.0: 0.80, 0.5: 0.85, 1.0: 0.84, 1.5: 0.78, 2.0: 0.60}
CLASSES = ("cat", "dog", "<script>alert(1)</script>")
SETTING = Setting("small-cnn", 10, 2, 32)
SCORED = 1000  # validation images of each class
WHY = "MemoryError: no room for a batch"
ENVIRONMENT = {
    "python": "3.11",
    "torch": "2.13.0",
    "albumentations": "2.0.8",
    "opencv": "5.0.0",
    "numpy": "2.4.6",
    "cpu": "a cpu",
    "gpu": None,
}
# What the final test calls the 20 test images of each class, at strength 0.5 and at 0.
TESTED = ((18, 1, 1), (2, 16, 2), (0, 3, 17))
# What Results offers of a run over strengths, in order.
VIEWS = (
    "Curve",
    "Learning curves",
    "Classes",
    "Confusion matrix",
    "Classification report",
    "Policy",
    "Trials",
)


def make_result(
    *,
    seeds: int = 3,
    status: str = "finished",
    name: str = "flips <b>and</b> turns",
    classes: tuple[str, ...] = CLASSES,
    strengths: tuple[float, ...] = STRENGTHS,
    failed: Collection[tuple[float, int]] = (),
    left: Collection[tuple[float, int]] = (),
) -> SweepResult:
    """A finished sweep over five strengths whose best strength is 0.5 by construction.

    Of its trials, each a strength and a seed, some may have `failed`, and some be `left` to run:
    these have an epoch behind them, and a sweep that ended early has no verdict.
    """
    trials = [
        _ended(trial(s, seed, classes), (s, seed) in failed, (s, seed) in left)
        for s in strengths
        for seed in range(seeds)
    ]
    values = {strength_key(s): s for s in strengths}
    judged = judge(outcomes(trials), values, holds_for("pets", SETTING))
    policy = Policy(steps=(Step("a", "Rotate", {"limit": (-30, 30)}),), name=name)
    head = SweepResult(
        sweep_id="0123456789abcdef",
        status=status,
        course=Course(
            "pets",
            Frozen({"strengths": strengths}),
            seeds,
            workers=2,
            device="cpu",
            strength_rule=2,
        ),
        settings=(SETTING,),
        policy_file=frozen(document.write(policy, 1.0)),
        dataset=DataFacts(
            "pets", "d" * 64, classes, 30, 60, 60, ("2 images of train are in val too",)
        ),
        environment=frozen(ENVIRONMENT),
        verdict=judged.verdict,
        final_test=final_of(classes),
    )
    if status != "finished":
        head = replace(head, verdict=None, final_test=None)
    return complete(head, [arm_row(s) for s in strengths], trials, judged.points)


def _ended(row: TrialRow, failed: bool, left: bool) -> TrialRow:
    if failed:
        return replace(row, status="failed", result=None, message=WHY, epochs=row.epochs[:1])
    return replace(row, status="running", result=None, epochs=row.epochs[:1]) if left else row


def with_measure(result: SweepResult, name: str = "worst-class") -> SweepResult:
    """The result of a sweep that was scored by a further measure too: half the accuracy."""
    arms = tuple(
        replace(
            arm,
            metrics=Frozen({name: _halved(arm.accuracy)} if arm.accuracy else {}),
            trials=tuple(
                replace(trial, scores=Frozen({name: trial.accuracy / 2})) for trial in arm.trials
            ),
        )
        for arm in result.arms
    )
    course = replace(result.course, measures=("accuracy", name))
    return replace(result, arms=arms, course=course)


def _halved(estimate: Estimate) -> Estimate:
    low, high = estimate.ci95 or (0.0, 0.0)
    return Estimate(estimate.mean / 2, (low / 2, high / 2))


def arm_row(strength: float) -> ArmRow:
    return ArmRow(
        strength_key(strength), STRENGTH, f"strength {strength:g}", strength, strength_key(0.0)
    )


def trial(strength: float, seed: int, classes: tuple[str, ...] = CLASSES) -> TrialRow:
    """Returns one finished trial.

    The seeds differ by a point, the rest by a tenth of one. The first class gains, the second
    stays, the third loses.
    """
    known = float(np.interp(strength, list(CURVE), list(CURVE.values())))
    accuracy = known + 0.01 * seed + 0.001 * ((7 * seed + int(4 * strength)) % 3)
    epochs = tuple(EpochResult(e, 2.0 / e, 2.2 / e, accuracy - 0.1 * (2 - e)) for e in range(1, 3))
    right = [
        round(SCORED * (0.8 + (0.1 - 0.1 * min(i, 2)) * strength)) for i in range(len(classes))
    ]
    result = TrialResult(
        scores=Frozen({"accuracy": accuracy}),
        train_scores=Frozen({"accuracy": min(1.0, accuracy + 0.1)}),
        epochs=(),
        per_class=Frozen(
            {
                name: ClassCount(10, SCORED, correct)
                for name, correct in zip(classes, right, strict=True)
            }
        ),
        confusion=tuple(
            tuple(
                right[i] if i == j else (SCORED - right[i]) * (j == (i + 1) % len(classes))
                for j in range(len(classes))
            )
            for i in range(len(classes))
        ),
        predictions=(),
        epoch_images=60,
        seconds=1.2,
        images_per_second=100.0,
    )
    return TrialRow(strength_key(strength), seed, "val", "finished", epochs, result)


def with_class_gains(result, gain):
    """The result with other gains of its classes: `gain(place of the class, strength)`."""
    return replace(
        result,
        arms=tuple(
            replace(
                arm,
                per_class_gain=Frozen(
                    {name: gain(i, arm.strength) for i, name in enumerate(result.classes)}
                ),
            )
            for arm in result.arms
        ),
    )


def read_aloud(page):
    """The words of an HTML page, without its marks: spaces and new lines are one."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def with_arm(result, place, **changes):
    """The result with one arm changed."""
    arms = list(result.arms)
    arms[place] = replace(arms[place], **changes)
    return replace(result, arms=tuple(arms))


def outcomes(trials: list[TrialRow]) -> list[Outcome]:
    """What questions see of trials: as of those that the store holds."""
    return [
        Trial(0, 0, row.arm, row.seed, "val", row.status, row.epochs, row.result).outcome
        for row in trials
    ]


def final_of(classes: tuple[str, ...]) -> FinalTest:
    """The final test of strength 0.5 on two fresh seeds."""
    rows = TESTED if len(classes) == len(TESTED) else _diagonal(len(classes))
    labels = [i for i, row in enumerate(rows) for _ in range(sum(row))]
    called = tuple(j for row in rows for j, count in enumerate(row) for _ in range(count))
    none, best = strength_key(0.0), strength_key(0.5)
    trials = [
        Scored(key, seed, accuracy + 0.01 * (seed - 3.5), called)
        for key, accuracy in ((none, 0.80), (best, 0.84))
        for seed in (3, 4)
    ]
    return final_test(trials, labels, classes, arm=best, strength=0.5, compared_with=none)


def _diagonal(count: int) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(20 * (i == j) for j in range(count)) for i in range(count))


SHIFT = Step("shift", "Affine", {"translate_percent": {"x": (-0.1, 0.1), "y": (-0.1, 0.1)}})
TURN = Step("turn", "Rotate", {"limit": (-180, 180)})
NOISE = Step("noise", "GaussNoise")


def ablation_result(
    *,
    seeds: int = 3,
    turn: float = -0.05,
    steps: tuple[Step, ...] = (SHIFT, TURN, NOISE),
    failed: Collection[tuple[str, int]] = (),
) -> SweepResult:
    """A finished sweep over the steps of a policy.

    A shift adds 5 points, a turn adds `turn`, and of a noise nothing is told. Some trials, each the
    key of an arm and a seed, may have `failed`.
    """
    effects = {"shift": 0.05, "turn": turn, "noise": 0.004}
    policy = Policy(steps=steps, name="steps <b>and</b> more")
    spec = settled(
        SweepSpec(
            "pets",
            frozen(document.write(policy, 1.0)),
            SETTING,
            question="ablation",
            seeds=seeds,
            device="cpu",
            workers=2,
        )
    )
    question = asked_by(spec)
    arms = question.arms(spec)
    trials = [
        _ended(
            _of_arm(arm, seed, 0.8 + sum(effects[step.id] for step in arm.policy.steps), place),
            (arm.key, seed) in failed,
            False,
        )
        for place, arm in enumerate(arms)
        for seed in range(seeds)
    ]
    judged = question.judge(spec, "pets", arms, outcomes(trials))
    head = SweepResult(
        sweep_id="fedcba9876543210",
        status="finished",
        course=Course(
            "pets", spec.options, seeds, workers=2, device="cpu", strength_rule=spec.strength_rule
        ),
        settings=(SETTING,),
        policy_file=spec.policy_file,
        dataset=DataFacts("pets", "d" * 64, CLASSES, 30, 60, 60, ()),
        environment=frozen(ENVIRONMENT),
        verdict=judged.verdict,
        question="ablation",
    )
    return complete(head, rows_of(question, arms), trials, judged.points)


def rows_of(question: Asked, arms: Sequence[Arm]) -> list[ArmRow]:
    """The arms of a question as they are stored, all under one setting."""
    return [
        ArmRow(
            arm.key,
            arm.kind,
            arm.name,
            arm.strength,
            question.compared_with(arm, arms),
            step=arm.step,
        )
        for arm in arms
    ]


def _of_arm(arm: Arm, seed: int, known: float, place: int) -> TrialRow:
    if arm.kind == "none":
        known = 0.8
    accuracy = known + 0.01 * seed + 0.002 * ((7 * seed + 5 * place) % 3)
    row = trial(0.0, seed)
    assert row.result is not None
    result = replace(row.result, scores=Frozen({"accuracy": accuracy}))
    return replace(row, arm=arm.key, result=result)
