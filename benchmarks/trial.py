"""Where the time of a trial goes, in processor seconds of one thread: `python benchmarks/trial.py`,
the policy and data of benchmarks/sweep.py at strength 1.

Processor seconds, and the best of three, because wall seconds tell more about the neighbours than
about the program.
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
from explorer.policy.files.document import write
from explorer.training.bench import Bench, Decoded, prepare, subset_of
from explorer.training.device import claim, resolve
from explorer.training.loop import fit
from explorer.training.optimiser import Optimiser
from explorer.training.spec import PRECISIONS, TrialSpec
from explorer.training.trial import run_trial

EPOCHS = 10
IMPORTS = ("torch", "explorer.policy.albumentations.drawing", "explorer.training.trial", "explorer.sweep.store")


def busy(work: Callable[[], object]) -> float:
    """Returns the least processor seconds of three calls."""
    times = []
    for _ in range(3):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def import_s(module: str) -> float:
    """Returns the processor seconds of a fresh interpreter that imports `module` and nothing else."""
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times)


def fresh(spec: TrialSpec, decoded: Decoded) -> Bench:
    return prepare(spec, decoded, subset_of(spec, decoded), resolve("cpu"))


def train(bench: Bench, plain: bool) -> None:
    course = (
        replace(bench.course, augment=lambda images, indices: images[indices])
        if plain
        else bench.course
    )
    for _ in fit(bench.network, course):
        pass


def orthogonal_steps(bench: Bench) -> None:
    optimiser = Optimiser(bench.network.groups())
    for _ in range(EPOCHS * -(-len(bench.train.labels) // bench.course.batch)):
        for parameter in bench.network.module.parameters():
            parameter.grad = parameter.detach()
        optimiser.step(0.0)


def main() -> None:
    claim(resolve("cpu"))
    for module in IMPORTS:
        print(f"import {module:46} {import_s(module):6.2f} s")
    with tempfile.TemporaryDirectory() as cache:
        image_set = open_image_set("fashion-mnist-small")
        print(
            f"{'open and decode 4,000 images, first time':53} {timed(lambda: decode(image_set, SIZE, Path(cache))):6.2f} s"
        )
        decoded = decode(image_set, SIZE, Path(cache))
        print(
            f"{'open the decoded set again':53} {busy(lambda: decode(image_set, SIZE, Path(cache))):6.2f} s"
        )
        spec = TrialSpec(
            "strength",
            1.0,
            0,
            0,
            write(reference_policy(), 1.0)["explorer"],
            "small-cnn",
            SHOTS,
            EPOCHS,
            SIZE,
            device="cpu",
        )
        for precision in PRECISIONS:
            parts(replace(spec, precision=precision), decoded)


def timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def parts(spec: TrialSpec, decoded: Decoded) -> None:
    bench = fresh(spec, decoded)
    everything = np.arange(len(bench.train.labels))
    sample = replace(
        bench.val, images=bench.val.images[bench.sample], labels=bench.val.labels[bench.sample]
    )
    print(f"one trial, {spec.precision}, {EPOCHS} epochs of {len(everything)} pictures")
    rows = {
        "set-up": busy(lambda: fresh(spec, decoded)),
        "augmentation": EPOCHS * busy(lambda: bench.course.augment(bench.train.images, everything)),
        "forward, backward and steps": busy(lambda: train(fresh(spec, decoded), plain=True)),
        "  of that, steps": busy(lambda: orthogonal_steps(fresh(spec, decoded))),
        f"scores after {EPOCHS - 1} epochs, {len(bench.sample)} pictures each": (EPOCHS - 1)
        * busy(lambda: bench.score(sample)),
        f"scores at the end, {len(bench.val.labels)} + {len(everything)} pictures": busy(
            lambda: (bench.score(bench.val), bench.score(bench.train))
        ),
        "all of it, run_trial": busy(lambda: run_trial(spec, decoded)),
    }
    for name, seconds in rows.items():
        print(f"  {name:51} {seconds:6.2f} s")


if __name__ == "__main__":
    main()
