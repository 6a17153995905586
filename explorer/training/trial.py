"""One trial as a pure function: `TrialSpec` and decoded pictures -> `TrialResult`.

It is the same in any process.
"""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import torch

from explorer import numbers
from explorer.errors import SweepError, quoted_apart
from explorer.frozen import Frozen
from explorer.policy.strength import RULE_VERSION
from explorer.training import device as devices
from explorer.training.attempt import Attempt, prepare, seeded, subset_of
from explorer.training.evaluate import confusion
from explorer.training.measures import Scored, accuracy, scorer_of
from explorer.training.train import train
from explorer.trial.result import ClassCount, EpochResult, TrialResult
from explorer.trial.seeds import WEIGHTS, seed_of
from explorer.trial.spec import TrialSpec, versions_of
from explorer.trial.subset import Decoded, Subset, all_of

_LEAST_BATCH = 2
OnEpoch = Callable[[EpochResult], None]


def run_trial(spec: TrialSpec, decoded: Decoded, on_epoch: OnEpoch | None = None) -> TrialResult:
    """Trains and scores one network; the numbers depend on `spec` and the pictures alone.

    `on_epoch` is told each epoch as it ends; when the batch has to be halved because the device's
    memory is full, the epochs start again from 1. Raises SweepError for a model or device that is
    not there, for pictures of another size, and for a spec whose numbers belong to another release;
    FloatingPointError for a run that diverged.
    """
    _check_release(spec)
    started = time.perf_counter()
    device = devices.resolve(spec.device)
    devices.claim(device)
    subset = subset_of(spec, decoded)
    messages = list(_shortages(spec, subset, decoded.classes))
    batch = None
    while True:
        with seeded(seed_of(spec, WEIGHTS), device):
            attempt = prepare(spec, decoded, subset, device, batch)
            try:
                result = _run(attempt, decoded, on_epoch)
                break
            except RuntimeError as error:
                if not _out_of_memory(error) or attempt.course.batch <= _LEAST_BATCH:
                    raise
        batch = max(_LEAST_BATCH, attempt.course.batch // 2)
        messages.append(f"out of memory on {device.type}: the batch was halved to {batch}")
        if device.type == "cuda":
            torch.cuda.empty_cache()
    return replace(
        result, seconds=time.perf_counter() - started, messages=(*messages, *result.messages)
    )


def _check_release(spec: TrialSpec) -> None:
    if spec.strength_rule != RULE_VERSION:
        raise SweepError(
            f"a trial of strength rule {spec.strength_rule} cannot be run: this release has rule "
            f"{RULE_VERSION}"
        )
    current = versions_of(spec.setting, spec.measures)
    if spec.made_with != current:
        raise SweepError(
            f"a trial of {', '.join(spec.made_with)} cannot be run: this release has "
            f"{', '.join(current)}"
        )


def _run(attempt: Attempt, decoded: Decoded, on_epoch: OnEpoch | None) -> TrialResult:
    sample = Subset(
        np.ascontiguousarray(attempt.val.images[attempt.sample]), attempt.val.labels[attempt.sample]
    )
    count = attempt.course.epochs
    epochs: list[EpochResult] = []
    training_s, began = 0.0, time.perf_counter()
    for epoch, loss in enumerate(train(attempt.network, attempt.course), 1):
        # The loss is a float: the device has done everything by now.
        training_s += time.perf_counter() - began
        scored = attempt.score(sample if epoch < count else attempt.val)
        _check_finite(epoch, loss, scored.loss)
        epochs.append(EpochResult(epoch, loss, scored.loss, accuracy.score(scored)))
        if on_epoch is not None:
            on_epoch(epochs[-1])
        began = time.perf_counter()
    if attempt.spec.split == "test":
        scored = attempt.score(all_of(decoded.split("test")))
    return _result(attempt, decoded.classes, tuple(epochs), scored, training_s)


def _check_finite(epoch: int, train_loss: float, val_loss: float) -> None:
    if not math.isfinite(train_loss + val_loss):
        raise FloatingPointError(
            f"the run diverged: after epoch {epoch} the loss is {numbers.loss(train_loss)} on"
            f" training and {numbers.loss(val_loss)} on validation images"
        )


def _result(
    attempt: Attempt,
    classes: tuple[str, ...],
    epochs: tuple[EpochResult, ...],
    scored: Scored,
    training_s: float,
) -> TrialResult:
    trained_on = len(attempt.subset.labels)
    counts = confusion(scored.labels, scored.predictions, len(classes))
    return TrialResult(
        scores=_scores(attempt.spec, scored),
        train_scores=_scores(attempt.spec, attempt.score(attempt.subset)),
        epochs=epochs,
        per_class=_per_class(classes, attempt.subset, counts),
        confusion=tuple(tuple(int(count) for count in row) for row in counts),
        predictions=tuple(int(label) for label in scored.predictions),
        epoch_images=len(attempt.sample),
        seconds=0.0,
        images_per_second=trained_on * len(epochs) / max(training_s, 1e-9),
        messages=attempt.network.messages,
    )


def _scores(spec: TrialSpec, scored: Scored) -> Frozen[float]:
    return Frozen({measure: scorer_of(measure)(scored) for measure in spec.measures})


def _per_class(
    classes: tuple[str, ...], subset: Subset, counts: npt.NDArray[np.int64]
) -> Frozen[ClassCount]:
    trained = np.bincount(subset.labels, minlength=len(classes))
    return Frozen(
        {
            name: ClassCount(int(trained[i]), int(counts[i].sum()), int(counts[i, i]))
            for i, name in enumerate(classes)
        }
    )


def _shortages(spec: TrialSpec, subset: Subset, classes: tuple[str, ...]) -> Iterator[str]:
    asked = spec.setting.shots
    counts = np.bincount(subset.labels, minlength=len(classes))
    called = quoted_apart(classes)
    for name, count in zip(classes, counts, strict=True):
        if count < asked:
            yield (
                f"class {called[name]} has {count} training images, fewer than the {asked} asked "
                "for"
            )


def _out_of_memory(error: RuntimeError) -> bool:
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)
