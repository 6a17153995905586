"""A sweep document made from known numbers, for the tests of charts, report and pages."""

import json

from explorer import Policy, Step
from explorer.sweep.outcomes import Outcome, Setting
from explorer.sweep.verdict import judge

STRENGTHS = (0.0, 0.5, 1.0, 1.5, 2.0)
CURVE = {0.0: 0.80, 0.5: 0.85, 1.0: 0.84, 1.5: 0.78, 2.0: 0.60}
CLASSES = ("cat", "dog", "<script>alert(1)</script>")


def make_document(
    *, seeds: int = 3, status: str = "finished", name: str = "flips <b>and</b> turns"
) -> dict:
    """A finished sweep over five strengths whose best strength is 0.5 by construction."""
    trials = {s: [trial(s, seed) for seed in range(seeds)] for s in STRENGTHS}
    outcomes = [
        Outcome(s, t["seed"], t["val_accuracy"], t["train_accuracy"])
        for s, many in trials.items()
        for t in many
    ]
    verdict = judge(outcomes, Setting("pets", "small-cnn", 32, 10))
    points = {point.strength: point for point in verdict.curve}
    policy = Policy(steps=(Step("a", "Rotate", {"limit": (-30, 30)}),), name=name)
    return {
        "schema_version": 1,
        "sweep_id": "0123456789abcdef",
        "status": status,
        "config": {"data": "pets", "model": "small-cnn", "shots": 10, "epochs": 2, "image_size": 32, "strengths": list(STRENGTHS), "seeds": seeds, "seed": 0,
                   "engine": "local", "workers": 2, "device": "cpu"},
        "environment": {"python": "3.11", "torch": "2.13.0", "albumentations": "2.0.8", "opencv": "5.0.0", "numpy": "2.4.6", "cpu": "a cpu", "gpu": None},
        "dataset": {"name": "pets", "digest": "d" * 64, "classes": list(CLASSES), "train": 30, "val": 60, "test": 60,
                    "warnings": ["2 images of train are in val too"]},
        "policy": json.loads(policy.dumps()),
        "arms": [
            {
                "name": f"strength {s:g}", "kind": "strength", "strength": s,
                "val_accuracy": estimate(points[s].val_accuracy), "train_accuracy": estimate(points[s].train_accuracy), "gain": estimate(points[s].gain),
                "per_class_gain": {c: (0.1 - 0.1 * i) * s for i, c in enumerate(CLASSES)}, "trials": trials[s],
            }
            for s in STRENGTHS
        ],
        "verdict": {"best": verdict.best, "balance_point": verdict.balance_point, "plateau": list(verdict.plateau), "overdone_from": verdict.overdone_from,
                    "helps": verdict.helps, "sentence": verdict.sentence},
        "final_test": {
            "strength": 0.5, "accuracy": 0.84, "baseline_accuracy": 0.80, "gain": {"mean": 0.04, "ci95": [0.01, 0.07]},
            "report": {**{c: scores() for c in CLASSES}, "accuracy": 0.84, "macro avg": scores(), "weighted avg": scores()},
            "confusion": [[18, 1, 1], [2, 16, 2], [0, 3, 17]],
        },
    }  # fmt: skip


def trial(strength: float, seed: int) -> dict:
    """One finished trial; the seeds differ by a point, the rest by a tenth of one."""
    accuracy = CURVE[strength] + 0.01 * seed + 0.001 * ((7 * seed + int(4 * strength)) % 3)
    epochs = [
        {
            "epoch": e,
            "train_loss": 2.0 / e,
            "val_loss": 2.2 / e,
            "val_accuracy": accuracy - 0.1 * (2 - e),
        }
        for e in (1, 2)
    ]
    return {
        "seed": seed,
        "status": "finished",
        "val_accuracy": accuracy,
        "train_accuracy": min(1.0, accuracy + 0.1),
        "seconds": 1.2,
        "epochs": epochs,
    }


def estimate(value) -> dict:
    return {"mean": value.mean, "ci95": None if value.ci95 is None else list(value.ci95)}


def scores() -> dict:
    return {"precision": 0.84, "recall": 0.85, "f1-score": 0.845, "support": 20.0}
