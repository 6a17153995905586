"""What a trial costs on this machine, and in which precision it is faster.

Measured on a few real steps, in about a second for the small network.
"""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import torch

from explorer.training import device as devices
from explorer.training.attempt import Attempt, prepare, seeded, subset_of
from explorer.training.optimiser import Optimiser
from explorer.training.train import gradients
from explorer.trial.order import batches
from explorer.trial.pictures import Chunk, pictures_of
from explorer.trial.result import Probe
from explorer.trial.seeds import WEIGHTS, seed_of
from explorer.trial.spec import PRECISIONS, Precision, TrialSpec
from explorer.trial.subset import Decoded, Subset

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
    """Returns the faster precision for `spec`, and the seconds that its trials take.

    They are those of this machine, as busy as it is now. Run it once for a sweep, and give its
    `precision` to every trial: two precisions do not give the same accuracies. Raises what
    `run_trial` raises.
    """
    device = devices.resolve(spec.device)
    devices.claim(device)
    subset = subset_of(spec, decoded)
    with seeded(seed_of(spec, WEIGHTS), device):
        began = time.perf_counter()
        attempt = prepare(spec, decoded, subset, device)
        setup_s = time.perf_counter() - began
        steps = {precision: _step(attempt, precision) for precision in PRECISIONS}
        busy, wall = _fastest(steps, device)
        precision: Precision = "bf16" if busy["fp32"] > _worth(device) * busy["bf16"] else "fp32"
        image_s = _scoring(attempt, precision, device)
    count = len(subset.labels)
    augment_s = _augmenting(spec, subset)
    batch_count = len(batches(np.arange(count), attempt.course.batch))
    return Probe(
        precision=precision,
        fixed_s=setup_s + (len(attempt.val.labels) + count) * image_s,
        epoch_s=batch_count * wall[precision] + count * augment_s + len(attempt.sample) * image_s,
    )


def _worth(device: torch.device) -> float:
    return WORTH_WITHOUT_AMX if device.type == "cpu" and not devices.has_amx() else WORTH


def _step(attempt: Attempt, precision: Precision) -> Callable[[], None]:
    asked = attempt.course
    chunk = Chunk(0, 0, batches(np.arange(len(asked.labels)), asked.batch)[0])
    drawn = asked.draw(chunk)  # drawing is measured by itself
    course = replace(asked, precision=precision, draw=lambda chunk: drawn)
    optimiser = Optimiser(attempt.network.groups())

    def step() -> None:
        attempt.network.train()
        gradients(attempt.network, course, chunk)
        optimiser.step(0.0)

    return step


def _fastest(
    steps: dict[Precision, Callable[[], None]], device: torch.device
) -> tuple[dict[Precision, float], dict[Precision, float]]:
    """Returns the least processor seconds and the median wall seconds of each kind of step.

    Kinds alternate, so that a busy moment hits all.
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


def _scoring(attempt: Attempt, precision: Precision, device: torch.device) -> float:
    pictures = Subset(attempt.val.images[:_SCORED], attempt.val.labels[:_SCORED])
    measured = replace(attempt, spec=replace(attempt.spec, precision=precision))
    took = []
    for _ in range(2):
        began = time.perf_counter()
        measured.score(pictures)
        devices.wait(device)
        took.append((time.perf_counter() - began) / len(pictures.labels))
    return min(took)


def _augmenting(spec: TrialSpec, subset: Subset) -> float:
    arm = replace(spec.arm, strength=max(1.0, spec.arm.strength))
    draw = pictures_of(arm)(arm, subset, 0)
    indices = np.arange(min(_AUGMENTED, len(subset.labels)))
    draw(Chunk(0, 0, indices[:2]))
    began = time.perf_counter()
    draw(Chunk(0, 1, indices))
    return (time.perf_counter() - began) / len(indices)
