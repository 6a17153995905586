"""Stands in for explorer.sweep.running.work, with trials of a few milliseconds.

Their accuracies are a known function of strength and seed. Switches stand behind the name of the
data set (`fake;sleep=0.1`), and go to the workers as the place of the data.
"""

import os
import time
from pathlib import Path

from explorer.errors import DataError, SweepError
from explorer.sweep.findings.dataset import DataFacts
from explorer.sweep.running.work import Prepared

CLASSES = ("cat", "dog")
LABELS = (0, 1) * 10


def prepare(spec):
    switches = _switches(spec.data)
    time.sleep(float(switches.get("prepare", 0)))
    if "unread" in switches and not _mended(switches):
        raise DataError(switches["unread"])
    counts = {"train": 40, "val": 20, "test": int(switches.get("test", 20))}
    # Switches of another trial are another data set to whoever remembers what a trial costs.
    digest = f"digest {switches.get('probe', '')} {switches.get('unprobed', '')}"
    facts = DataFacts("fake", digest, CLASSES, **counts)
    return Prepared(facts, {"val": LABELS, "test": LABELS}, spec.data)


def warnings(spec):
    return ["a cat stands in train and val"]


def preload():
    pass


def probe(spec, data, report):
    switches = _switches(data)
    if "unprobed" in switches and not _mended(switches):
        raise SweepError(switches["unprobed"])
    time.sleep(float(switches.get("probing", 0)))
    epoch_s = float(switches.get("probe", 0.01))
    return {"precision": "fp32", "fixed_s": 0.0, "epoch_s": epoch_s, "device": "cpu", "gpu": None}


def accuracy(strength, seed):
    return round(0.7 + 0.2 * strength - 0.15 * strength**2 + 0.01 * (seed % 3), 6)


def trial(spec, data, report):
    switches = _switches(data)
    strength, seed, split = spec["arm"]["strength"], spec["seed"], spec["split"]
    if "log" in switches:
        with Path(switches["log"]).open("a") as log:
            log.write(f"{os.getpid()} {split} {spec['arm']['key']} {seed}\n")
    if switches.get("die") == f"{strength},{seed}" and _first_time(switches["once"]):
        os.kill(os.getpid(), 9)
    if switches.get("always") == f"{strength},{seed}":
        os.kill(os.getpid(), 9)
    if switches.get("raise_at") in (split, f"{strength}") and not _mended(switches):
        raise ValueError("no such layer")
    if switches.get("raise_in") == f"{seed}":
        raise ValueError("no such image")
    if _calls(switches) <= int(switches.get("raise_first", 0)):
        raise ValueError("no room yet")
    if "raise" in switches and not _mended(switches):
        raise ValueError(switches["raise"])
    epochs = []
    for epoch in range(1, spec["arm"]["setting"]["epochs"] + 1):
        time.sleep(float(switches.get("sleep", 0.01)))
        epochs.append(
            {"epoch": epoch, "train_loss": 1 / epoch, "val_loss": 1 / epoch, "val_accuracy": 0.5}
        )
        report(epochs[-1])
    return result(accuracy(strength, seed), epochs, float(switches.get("took", 0.1)))


def result(value, epochs=(), seconds=0.1):
    """What a trial of that accuracy gives, as JSON."""
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
    return {
        "scores": {"accuracy": value},
        "train_scores": {"accuracy": 0.95},
        "epochs": list(epochs),
        "per_class": per_class,
        "confusion": confusion,
        "predictions": predictions,
        "epoch_images": 20,
        "seconds": seconds,
        "images_per_second": 100.0,
        "messages": [],
    }


def _mended(switches):
    return "mended" in switches and Path(switches["mended"]).exists()


def _calls(switches):
    """How many trials were begun so far, where they are logged."""
    return len(Path(switches["log"]).read_text().splitlines()) if "log" in switches else 1


def _first_time(marker):
    path = Path(marker)
    if path.exists():
        return False
    path.touch()
    return True


def _switches(data):
    return dict(part.split("=", 1) for part in data.split(";")[1:])
