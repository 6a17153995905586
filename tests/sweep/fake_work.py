"""Stands in for explorer.sweep.work: trials of a few milliseconds whose accuracies are a known
function of strength and seed.
"""

import os
import time
from pathlib import Path

from explorer.errors import SweepError
from explorer.sweep.work import Prepared

CLASSES = ("cat", "dog")
LABELS = (0, 1) * 10


def prepare(spec):
    time.sleep(_setting(spec.data, "prepare", 0.0))
    return Prepared(
        "fake",
        "digest",
        CLASSES,
        {"train": 40, "val": 20, "test": int(_setting(spec.data, "test", 20))},
        LABELS,
        None,
    )


def warnings(spec):
    return ["a cat stands in train and val"]


def preload():
    pass


def probe(spec, data, report):
    switches = dict(part.split("=", 1) for part in spec["model"].split(";")[1:])
    if "unprobed" in switches:
        raise SweepError(switches["unprobed"])
    time.sleep(float(switches.get("probing", 0)))
    return {
        "precision": "fp32",
        "fixed_s": 0.0,
        "epoch_s": _setting(spec["model"], "probe", 0.01),
        "device": "cpu",
        "gpu": None,
    }


def accuracy(strength, seed):
    return round(0.7 + 0.2 * strength - 0.15 * strength**2 + 0.01 * (seed % 3), 6)


def trial(spec, data, report):
    switches = dict(part.split("=", 1) for part in spec["model"].split(";")[1:])
    if "log" in switches:
        with Path(switches["log"]).open("a") as log:
            log.write(f"{os.getpid()} {spec['kind']} {spec['strength']} {spec['seed']}\n")
    if switches.get("die") == f"{spec['strength']},{spec['seed']}" and _first_time(
        switches["once"]
    ):
        os.kill(os.getpid(), 9)
    if switches.get("always") == f"{spec['strength']},{spec['seed']}":
        os.kill(os.getpid(), 9)
    if switches.get("raise_at") in (spec["kind"], f"{spec['strength']}"):
        raise ValueError("no such layer")
    if "raise" in switches:
        raise ValueError(switches["raise"])
    epochs = []
    for epoch in range(1, spec["epochs"] + 1):
        time.sleep(float(switches.get("sleep", 0.01)))
        epochs.append(
            {"epoch": epoch, "train_loss": 1 / epoch, "val_loss": 1 / epoch, "val_accuracy": 0.5}
        )
        report(epochs[-1])
    value = accuracy(spec["strength"], spec["seed"])
    right = round(value * len(LABELS))
    predictions = [label if i < right else 1 - label for i, label in enumerate(LABELS)]
    per_class = {
        name: {
            "train": 5,
            "scored": 10,
            "correct": sum(p == t == c for p, t in zip(predictions, LABELS, strict=True)),
        }
        for c, name in enumerate(CLASSES)
    }
    confusion = [
        [sum(t == i and p == j for p, t in zip(predictions, LABELS, strict=True)) for j in range(2)]
        for i in range(2)
    ]
    seconds = float(switches.get("took", 0.1))
    return {
        "spec": spec, "val_accuracy": value, "train_accuracy": 0.95, "epochs": epochs, "per_class": per_class, "confusion": confusion,
        "predictions": predictions, "epoch_images": 20, "seconds": seconds, "images_per_second": 100.0, "messages": [], "status": "finished",
    }  # fmt: skip


def _first_time(marker):
    path = Path(marker)
    if path.exists():
        return False
    path.touch()
    return True


def _setting(text, name, default):
    return float(dict(part.split("=") for part in text.split(";")[1:]).get(name, default))
