"""One trial as a pure function: `TrialSpec` and decoded pictures -> `TrialResult`, the same in any
process.
"""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import torch

from explorer.errors import SweepError, quoted_apart
from explorer.policy.strength import RULE_VERSION
from explorer.training import device as devices
from explorer.training.bench import (
    WEIGHTS,
    Bench,
    Decoded,
    Part,
    number,
    part,
    prepare,
    seeded,
    subset_of,
)
from explorer.training.evaluate import Scores, confusion
from explorer.training.loop import fit
from explorer.training.spec import ClassCount, EpochResult, TrialResult, TrialSpec

_LEAST_BATCH = 2


def run_trial(
    spec: TrialSpec, decoded: Decoded, on_epoch: Callable[[EpochResult], None] | None = None
) -> TrialResult:
    """Trains and scores one network; the numbers depend on `spec` and the pictures alone.

    `on_epoch` is told each epoch as it ends; when the batch has to be halved because the device's
    memory is full, the epochs start again from 1. Raises SweepError for a model or device that is
    not there, for pictures of another size and for another strength rule; FloatingPointError for a
    run that diverged.
    """
    if spec.strength_rule != RULE_VERSION:
        raise SweepError(
            f"a trial of strength rule {spec.strength_rule} cannot be run: this release has rule {RULE_VERSION}"
        )
    started = time.perf_counter()
    device = devices.resolve(spec.device)
    devices.claim(device)
    subset = subset_of(spec, decoded)
    messages = list(_shortages(spec, subset, decoded.classes))
    batch = None
    while True:
        with seeded(number(spec, WEIGHTS), device):
            bench = prepare(spec, decoded, subset, device, batch)
            try:
                result = _run(bench, decoded, on_epoch)
                break
            except RuntimeError as error:
                if not _out_of_memory(error) or bench.course.batch <= _LEAST_BATCH:
                    raise
        batch = max(_LEAST_BATCH, bench.course.batch // 2)
        messages.append(f"out of memory on {device.type}: the batch was halved to {batch}")
        if device.type == "cuda":
            torch.cuda.empty_cache()
    return replace(
        result, seconds=time.perf_counter() - started, messages=(*messages, *result.messages)
    )


def _run(
    bench: Bench, decoded: Decoded, on_epoch: Callable[[EpochResult], None] | None
) -> TrialResult:
    sample = Part(
        np.ascontiguousarray(bench.val.images[bench.sample]), bench.val.labels[bench.sample]
    )
    epochs: list[EpochResult] = []
    training_s, began = 0.0, time.perf_counter()
    for count, loss in enumerate(
        fit(bench.network, bench.course), 1
    ):  # the loss is a float: the device has done everything by now
        training_s += time.perf_counter() - began
        scores = bench.score(sample if count < bench.spec.epochs else bench.val)
        if not math.isfinite(loss + scores.loss):
            raise FloatingPointError(
                f"the run diverged: after epoch {count} the loss is {loss:g} on training and {scores.loss:g} on validation images"
            )
        epochs.append(EpochResult(count, loss, scores.loss, scores.accuracy))
        if on_epoch is not None:
            on_epoch(epochs[-1])
        began = time.perf_counter()
    scored = bench.val
    if bench.spec.eval_split == "test":
        scored = part(decoded.split("test"))
        scores = bench.score(scored)
    return _report(bench, decoded.classes, tuple(epochs), scored, scores, training_s)


def _report(
    bench: Bench,
    classes: tuple[str, ...],
    epochs: tuple[EpochResult, ...],
    scored: Part,
    scores: Scores,
    training_s: float,
) -> TrialResult:
    counts = confusion(scored.labels, scores.predictions, len(classes))
    trained = np.bincount(bench.train.labels, minlength=len(classes))
    return TrialResult(
        spec=bench.spec,
        val_accuracy=scores.accuracy,
        train_accuracy=bench.score(bench.train).accuracy,
        epochs=epochs,
        per_class={
            name: ClassCount(int(trained[i]), int(counts[i].sum()), int(counts[i, i]))
            for i, name in enumerate(classes)
        },
        confusion=tuple(tuple(int(count) for count in row) for row in counts),
        predictions=tuple(int(label) for label in scores.predictions),
        epoch_images=len(bench.sample),
        seconds=0.0,
        images_per_second=len(bench.train.labels) * len(epochs) / max(training_s, 1e-9),
        messages=bench.network.messages,
    )


def _shortages(spec: TrialSpec, subset: Part, classes: tuple[str, ...]) -> Iterator[str]:
    counts = np.bincount(subset.labels, minlength=len(classes))
    called = quoted_apart(classes)
    for name, count in zip(classes, counts, strict=True):
        if count < spec.shots:
            yield f"class {called[name]} has {count} training images, fewer than the {spec.shots} asked for"


def _out_of_memory(error: RuntimeError) -> bool:
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)
