"""A hundred sweeps that nobody ran, made by the builders that production uses.

Failed trials, unequal seeds, one seed, odd strengths, losses, few pictures and ablations are among
them. Every trial names each picture, so that accuracies, classes and confusion agree.
"""

from dataclasses import replace

import numpy as np

from explorer import Policy, Step
from explorer.frozen import Frozen, frozen
from explorer.policy.files import document
from explorer.sweep.findings.build import ArmRow, TrialRow, complete
from explorer.sweep.findings.course import Course
from explorer.sweep.findings.dataset import DataFacts
from explorer.sweep.findings.final import Scored, confusion, final_test
from explorer.sweep.findings.result import SweepResult
from explorer.sweep.findings.sentence import holds_for
from explorer.sweep.findings.verdict import judge
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.table import asked_by, settled
from explorer.trial.arm import STRENGTH, strength_key
from explorer.trial.result import ClassCount, EpochResult, TrialResult
from explorer.trial.setting import Setting
from tests.results import ENVIRONMENT, NOISE, SHIFT, TURN, outcomes, rows_of

MADE = 100
CLASSES = ("cat", "dog", "owl")
SETTING = Setting("small-cnn", 10, 2, 32)
# Strengths that a rounding to a few digits would change, and some that it would not.
STRENGTHS = (
    (0.0, 0.5, 1.0, 1.5, 2.0),
    (0.0, 0.125, 1.625),
    (0.0, 0.1, 0.2, 0.1 + 0.2, 1 / 3, 1.95),
    (0.0, 2.0),
    (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0),
)
SHAPES = (
    lambda s: 0.0,  # flat
    lambda s: 0.04 * s * (2 - s),  # a hump
    lambda s: -0.05 * s,  # a fall
    lambda s: -0.3 * (s > 1.4),  # a cliff
    lambda s: 0.004 * s,  # hardly a rise
)
IMAGES = (20, 67, 400)  # of each class
SEEDS = (3, 2, 1, 5)
ABLATION_EACH = 7  # one in so many is over the steps of a policy


def made_up(number: int) -> SweepResult:
    """The sweep with that number, from 0 on; the same every time."""
    return _ablation(number) if number % ABLATION_EACH == 0 else _strengths(number)


def _strengths(number: int) -> SweepResult:
    rng = np.random.default_rng(number)
    strengths = STRENGTHS[number % len(STRENGTHS)]
    shape = SHAPES[number // 5 % len(SHAPES)]
    seeds, images = SEEDS[number % len(SEEDS)], IMAGES[number % len(IMAGES)]
    effects = {strength_key(s): shape(s) + 0.005 * rng.normal() * (s > 0) for s in strengths}
    scorer = _Scorer(rng, images)
    trials = [scorer.trial(key, seed, effects[key]) for key in effects for seed in range(seeds)]
    if number % 3 == 0 and seeds > 1:
        trials = _with_failures(rng, trials)
    arms = {strength_key(s): s for s in strengths}
    judged = judge(outcomes(trials), arms, holds_for("pets", SETTING), looks=1 + number % 2)
    course = Course(
        "pets", Frozen({"strengths": strengths}), seeds, workers=2, device="cpu", strength_rule=2
    )
    policy = Policy(steps=(Step("a", "Rotate", {"limit": (-30, 30)}),), name="turns")
    head = _head(number, course, document.write(policy, 1.0), images)
    balance = judged.verdict.balance_point
    final = final_test(
        [scorer.scored(key, 90 + i, effects[key]) for key in arms for i in range(seeds)],
        scorer.labels,
        CLASSES,
        arm=strength_key(balance),
        strength=balance,
        compared_with=strength_key(0.0),
    )
    rows = [
        ArmRow(key, STRENGTH, f"strength {s:.10g}", s, strength_key(0.0)) for key, s in arms.items()
    ]
    head = replace(head, verdict=judged.verdict, final_test=final)
    return complete(head, rows, trials, judged.points)


def _with_failures(rng, trials):
    """Some of the trials have failed; one without augmentation never has."""
    return [
        replace(row, status="failed", result=None, message="out of memory")
        if row.seed and rng.random() < 0.2
        else row
        for row in trials
    ]


def _ablation(number: int) -> SweepResult:
    rng = np.random.default_rng(number)
    seeds, images = SEEDS[number % len(SEEDS)], IMAGES[number % len(IMAGES)]
    policy = Policy(steps=(SHIFT, TURN, NOISE), name="steps")
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
    effects = {"shift": 0.05, "turn": -0.08 * (number % 2), "noise": 0.004}
    scorer = _Scorer(rng, images)
    trials = [
        scorer.trial(
            arm.key,
            seed,
            0.0 if arm.kind == "none" else sum(effects[step.id] for step in arm.policy.steps),
        )
        for arm in arms
        for seed in range(seeds)
    ]
    judged = question.judge(spec, "pets", arms, outcomes(trials))
    course = Course(
        "pets", spec.options, seeds, workers=2, device="cpu", strength_rule=spec.strength_rule
    )
    head = replace(
        _head(number, course, spec.policy_file, images),
        verdict=judged.verdict,
        question="ablation",
    )
    return complete(head, rows_of(question, arms), trials, judged.points)


def _head(number, course, policy_file, images):
    count = images * len(CLASSES)
    return SweepResult(
        sweep_id=f"{number:016x}",
        status="finished",
        course=course,
        settings=(SETTING,),
        policy_file=frozen(policy_file),
        dataset=DataFacts("pets", "d" * 64, CLASSES, 30, count, count, ()),
        environment=frozen(ENVIRONMENT),
    )


class _Scorer:
    """Scores trials picture by picture: some pictures are hard, and some seeds are lucky."""

    def __init__(self, rng, images):
        self._rng = rng
        self.labels = [label for label in range(len(CLASSES)) for _ in range(images)]
        self._easy = rng.uniform(0.55, 1.0, len(self.labels))
        self._luck = {}

    def _named(self, seed, effect):
        luck = self._luck.setdefault(seed, 0.02 * self._rng.normal())
        right = self._rng.random(len(self.labels)) < self._easy + luck + effect
        return tuple(
            label if ok else (label + 1) % len(CLASSES)
            for label, ok in zip(self.labels, right, strict=True)
        )

    def _accuracy(self, named):
        return sum(a == b for a, b in zip(named, self.labels, strict=True)) / len(self.labels)

    def scored(self, key, seed, effect):
        named = self._named(seed, effect)
        return Scored(key, seed, self._accuracy(named), named)

    def trial(self, key, seed, effect):
        named = self._named(seed, effect)
        accuracy, table = self._accuracy(named), confusion(self.labels, [named], len(CLASSES))
        epochs = tuple(EpochResult(e, 2.0 / e, 2.2 / e, accuracy) for e in (1, 2))
        result = TrialResult(
            scores=Frozen({"accuracy": accuracy}),
            train_scores=Frozen({"accuracy": min(1.0, accuracy + 0.1)}),
            epochs=(),
            per_class=Frozen(
                {
                    name: ClassCount(10, sum(row), row[i])
                    for i, (name, row) in enumerate(zip(CLASSES, table, strict=True))
                }
            ),
            confusion=table,
            predictions=named,
            epoch_images=60,
            seconds=1.25,
            images_per_second=99.5,
        )
        return TrialRow(key, seed, "val", "finished", epochs, result)
