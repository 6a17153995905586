"""What a trial costs on this machine, and in which precision it is faster: measured on a few real
steps, in about a second for the small network.
"""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import torch

from explorer.training import device as devices
from explorer.training.augment import augmenter, policy_of
from explorer.training.batches import batches
from explorer.training.bench import (
    WEIGHTS,
    Bench,
    Decoded,
    Part,
    number,
    prepare,
    seeded,
    subset_of,
)
from explorer.training.evaluate import score
from explorer.training.loop import gradients
from explorer.training.optimiser import Optimiser
from explorer.training.spec import PRECISIONS, Precision, Probe, TrialSpec

# bf16 gives up digits, and gives other accuracies: it must be worth it, and so clearly that two
# probes on one machine agree. With AMX `small-cnn` is about twice as fast. With AVX-512 alone it is
# 1.1 to 1.7 times as fast, by batch and picture size, and one probe differs from the next by 0.15
# (AMD EPYC).
WORTH, WORTH_WITHOUT_AMX = 1.25, 1.75
_ROUNDS = 4
_ENOUGH_S = 1.0
_AUGMENTED = 32
_SCORED = 64


def probe(spec: TrialSpec, decoded: Decoded) -> Probe:
    """Returns the faster precision for `spec` and the seconds its trials take on this machine, as
    busy as it is now.

    Run it once for a sweep, and give its `precision` to every trial: two precisions do not give the
    same accuracies. Raises what `run_trial` raises.
    """
    device = devices.resolve(spec.device)
    devices.claim(device)
    subset = subset_of(spec, decoded)
    with seeded(number(spec, WEIGHTS), device):
        began = time.perf_counter()
        bench = prepare(spec, decoded, subset, device)
        setup_s = time.perf_counter() - began
        steps = {
            precision: _step(replace(bench, course=replace(bench.course, precision=precision)))
            for precision in PRECISIONS
        }
        busy, wall = _fastest(steps, device)
        precision: Precision = "bf16" if busy["fp32"] > _worth(device) * busy["bf16"] else "fp32"
        image_s = _scoring(bench, precision, device)
    count = len(subset.labels)
    augment_s = _augmenting(spec, subset)
    batch_count = len(batches(np.arange(count), bench.course.batch))
    return Probe(
        precision=precision,
        fixed_s=setup_s + (len(bench.val.labels) + count) * image_s,
        epoch_s=batch_count * wall[precision] + count * augment_s + len(bench.sample) * image_s,
    )


def _worth(device: torch.device) -> float:
    return WORTH_WITHOUT_AMX if device.type == "cpu" and not devices.has_amx() else WORTH


def _step(bench: Bench) -> Callable[[], None]:
    course = replace(bench.course, augment=lambda images, indices: images[indices])
    indices = batches(np.arange(len(course.labels)), course.batch)[0]
    optimiser = Optimiser(bench.network.groups())

    def step() -> None:
        bench.network.train()
        gradients(bench.network, course, indices)
        optimiser.step(0.0)

    return step


def _fastest(
    steps: dict[Precision, Callable[[], None]], device: torch.device
) -> tuple[dict[Precision, float], dict[Precision, float]]:
    """Returns the least processor seconds and the median wall seconds of each kind of step; kinds
    alternate, so that a busy moment hits all.
    """
    busy: dict[Precision, list[float]] = {precision: [] for precision in steps}
    wall: dict[Precision, list[float]] = {precision: [] for precision in steps}
    for turn in range(_ROUNDS + 1):
        for precision, step in steps.items():
            began, began_busy = time.perf_counter(), time.process_time()
            step()
            devices.wait(device)
            took = time.perf_counter() - began
            if turn or took > _ENOUGH_S:  # the first step of a kind also compiles its kernels
                wall[precision].append(took)
                busy[precision].append(
                    took if device.type == "cuda" else time.process_time() - began_busy
                )
        if all(sum(times) > _ENOUGH_S for times in wall.values()):
            break
    return {name: min(times) for name, times in busy.items()}, {
        name: float(np.median(times)) for name, times in wall.items()
    }


def _scoring(bench: Bench, precision: Precision, device: torch.device) -> float:
    images, labels = bench.val.images[:_SCORED], bench.val.labels[:_SCORED]
    took = []
    for _ in range(2):
        began = time.perf_counter()
        score(bench.network, bench.feed, images, labels, precision)
        devices.wait(device)
        took.append((time.perf_counter() - began) / len(labels))
    return min(took)


def _augmenting(spec: TrialSpec, subset: Part) -> float:
    augment = augmenter(policy_of(spec.policy), max(1.0, spec.strength), 0)
    indices = np.arange(min(_AUGMENTED, len(subset.labels)))
    augment(subset.images, indices[:2])
    began = time.perf_counter()
    augment(subset.images, indices)
    return (time.perf_counter() - began) / len(indices)
