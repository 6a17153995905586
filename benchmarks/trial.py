"""Where the time of a trial goes, in processor seconds of one thread: `python benchmarks/trial.py`.

The policy and data of benchmarks/sweep.py at strength 1. Processor seconds, and the best of three,
because wall seconds tell more about the neighbours than about the program.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from sweep import SHOTS, SIZE, reference_policy

from explorer.data.decoding import decode
from explorer.data.image_set import open_image_set
from explorer.training.attempt import Attempt, prepare, subset_of
from explorer.training.device import claim, resolve
from explorer.training.optimiser import Optimiser
from explorer.training.train import train
from explorer.training.trial import run_trial
from explorer.trial.arm import strength_arm
from explorer.trial.pictures import Chunk, Drawn
from explorer.trial.setting import Setting
from explorer.trial.spec import PRECISIONS, TrialSpec
from explorer.trial.subset import Decoded, Subset

EPOCHS = 10
# The pictures of a trial bring Albumentations.
TRIAL = "explorer.training.trial, explorer.trial.pictures.plain"
IMPORTS = ("torch", "explorer.policy.albumentations.drawing", TRIAL, "explorer.sweep.storage.store")


def busy(work: Callable[[], object]) -> float:
    """Returns the least processor seconds of three calls."""
    times = []
    for _ in range(3):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def import_s(module: str) -> float:
    """Returns the processor seconds of a fresh interpreter that imports `module` alone."""
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times)


def fresh(spec: TrialSpec, decoded: Decoded) -> Attempt:
    return prepare(spec, decoded, subset_of(spec, decoded), resolve("cpu"))


def train_unaugmented(attempt: Attempt) -> None:
    images = attempt.subset.images
    course = replace(attempt.course, draw=lambda chunk: Drawn(images[chunk.indices]))
    for _ in train(attempt.network, course):
        pass


def orthogonal_steps(attempt: Attempt) -> None:
    optimiser = Optimiser(attempt.network.groups())
    for _ in range(EPOCHS * -(-len(attempt.subset.labels) // attempt.course.batch)):
        for parameter in attempt.network.module.parameters():
            parameter.grad = parameter.detach()
        optimiser.step(0.0)


def main() -> None:
    claim(resolve("cpu"))
    for module in IMPORTS:
        row(f"import {module}", import_s(module))
    with tempfile.TemporaryDirectory() as cache:
        image_set = open_image_set("fashion-mnist-small")

        def opened() -> Decoded:
            return decode(image_set, SIZE, Path(cache))

        row("open and decode 4,000 images, first time", timed(opened))
        row("open the decoded set again", busy(opened))
        arm = strength_arm(reference_policy(), 1.0, Setting("small-cnn", SHOTS, EPOCHS, SIZE))
        spec = TrialSpec(arm, 0, 0, image_set.digest, device="cpu")
        for precision in PRECISIONS:
            parts(replace(spec, precision=precision), opened())


def row(name: str, seconds: float) -> None:
    print(f"{name:63} {seconds:6.2f} s")


def timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def parts(spec: TrialSpec, decoded: Decoded) -> None:
    attempt = fresh(spec, decoded)
    val, sample, subset = attempt.val, attempt.sample, attempt.subset
    everything = Chunk(0, 0, np.arange(len(subset.labels)))
    looked_at = Subset(val.images[sample], val.labels[sample])
    few, last = EPOCHS - 1, f"{len(val.labels)} + {len(subset.labels)}"
    print(f"one trial, {spec.precision}, {EPOCHS} epochs of {len(subset.labels)} pictures")
    rows = {
        "set-up": busy(lambda: fresh(spec, decoded)),
        "augmentation": EPOCHS * busy(lambda: attempt.course.draw(everything)),
        "forward, backward and steps": busy(lambda: train_unaugmented(fresh(spec, decoded))),
        "  of that, steps": busy(lambda: orthogonal_steps(fresh(spec, decoded))),
        f"scores after {few} epochs, {len(sample)} pictures each": few
        * busy(lambda: attempt.score(looked_at)),
        f"scores at the end, {last} pictures": busy(
            lambda: (attempt.score(val), attempt.score(subset))
        ),
        "all of it, run_trial": busy(lambda: run_trial(spec, decoded)),
    }
    for name, seconds in rows.items():
        row(f"  {name}", seconds)


if __name__ == "__main__":
    main()
