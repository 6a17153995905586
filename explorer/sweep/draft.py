"""From what a user asks to a SweepSpec: fills in what was left open, and refuses what the data set
cannot give, before anything starts.
"""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from explorer.errors import SweepError, quoted, quoted_apart
from explorer.policy.effect import why_flat
from explorer.policy.model import Policy
from explorer.sweep.plan import AROUND_S, STRENGTHS, SweepSpec
from explorer.trial.models import model_of, usual_model

if TYPE_CHECKING:
    from explorer.data.image_set import ImageSet
    from explorer.images import Header

SHOTS = 50
# Pretrained networks learn a new head in a few passes. A network from scratch wants some 5,000
# pictures to have gone through it: with fewer passes, strong augmentation looks worse than it is
# (digits, 10 a class, strength 2: 86% after 12 epochs, 93% after 30).
PRETRAINED_EPOCHS = 8
SCRATCH_PICTURES, FEWEST_EPOCHS, MOST_EPOCHS = 5000, 10, 30
# Under this side a shift of a tenth or a hole is a fraction of a pixel: such pictures are enlarged.
TINY_PX, ENLARGED_PX, LARGEST_PX = 20, 32, 96
_LOOKED_AT = 9
# A process holds half a gigabyte of GPU memory before its first picture; four keep one GPU busy.
WORKERS_PER_GPU = 4
_GPUS = Path("/proc/driver/nvidia/gpus")


def draft(
    policy: Policy,
    image_set: "ImageSet",
    source: str,
    *,
    model: str | None = None,
    shots: int | None = None,
    epochs: int | None = None,
    image_size: int | None = None,
    strengths: Sequence[float] = STRENGTHS,
    seeds: int = 5,
    seed: int = 0,
    device: str = "auto",
    engine: str = "local",
    workers: int | None = None,
    time_budget_s: float | None = None,
) -> SweepSpec:
    """Returns the spec of a sweep of `policy` on `image_set`, which `source` (a name or a path)
    names. None means: choose.

    Raises SweepError for what the policy, the data set or the machine cannot give.
    """
    if reason := why_flat(policy):
        raise SweepError(
            f"the policy {quoted(policy.name)} {reason}: every strength would be the same"
        )
    if time_budget_s is not None and time_budget_s <= AROUND_S:
        raise SweepError(
            f"a time budget of {time_budget_s:g} s is too short: a run takes about {AROUND_S:g} s beside its trials"
        )
    size = default_image_size(image_set) if image_size is None else image_size
    chosen = usual_model(size) if model is None else model_of(model).name
    asked_shots = _shots(image_set, shots)
    return SweepSpec(
        data=source_reference(source),
        policy=json.loads(policy.dumps()),
        model=chosen,
        shots=asked_shots,
        epochs=default_epochs(chosen, asked_shots * len(image_set.classes))
        if epochs is None
        else epochs,
        image_size=size,
        strengths=tuple(strengths),
        seeds=seeds,
        seed=seed,
        device=device,
        engine=engine,
        workers=default_workers(device) if workers is None else workers,
        time_budget_s=time_budget_s,
    )


def filled_in(spec: SweepSpec, image_set: "ImageSet", **asked: object) -> Iterator[str]:
    """Yields, in words, what `spec` says without having been asked: settings left open (None in
    `asked`), and whatever was changed.
    """
    available, smallest = available_shots(image_set)
    all_it_has = (
        f" (all that the class {quoted_apart(image_set.classes)[smallest]} has to train on)"
        if spec.shots == available < SHOTS
        else ""
    )
    words = {
        "model": f"model {spec.model}",
        "image_size": f"image size {spec.image_size} px",
        "shots": f"{spec.shots} image{'' if spec.shots == 1 else 's'} a class{all_it_has}",
        "epochs": f"{spec.epochs} epochs",
        "workers": f"{spec.workers} worker{'' if spec.workers == 1 else 's'}",
    }
    if chosen := [text for name, text in words.items() if asked.get(name) is None]:
        yield f"chosen, since not told: {', '.join(chosen)}"
    strengths = asked.get("strengths")
    if isinstance(strengths, str) and 0.0 not in map(float, strengths.split(",")):
        yield "strength 0 was added: every gain is a difference to it"
    if spec.processes < spec.workers and asked.get("workers") is not None:
        yield f"{spec.processes} of {spec.workers} workers are started: there are never more trials to run at once"
    yield from (problem.message for problem in image_set.problems if problem.kind == "warning")


def source_reference(source: str) -> str:
    """Returns a built-in name as it is and a path made absolute: the runner may work in another
    folder.
    """
    from explorer.samples import builtin_names

    return source if source in builtin_names() else str(Path(source).resolve())


def available_shots(image_set: "ImageSet") -> tuple[int, str]:
    """Returns how many training images the smallest class has, and its name."""
    counts = [0] * len(image_set.classes)
    for item in image_set.split("train"):
        counts[item.label] += 1
    fewest = min(range(len(counts)), key=counts.__getitem__)
    return counts[fewest], image_set.classes[fewest]


def default_image_size(image_set: "ImageSet") -> int:
    """Returns the side in pixels to train at: the typical shorter side of the training images, at
    most 96; tiny ones are enlarged to 32.
    """
    side = int(median(min(header.width, header.height) for header in _some_headers(image_set)))
    return ENLARGED_PX if side < TINY_PX else min(side, LARGEST_PX)


def _some_headers(image_set: "ImageSet") -> "list[Header]":
    items = image_set.split("train")
    looked_at = items[:: max(1, len(items) // _LOOKED_AT)][:_LOOKED_AT]
    return list(
        map(image_set.header, looked_at)
    )  # what is broken behind its header is for decoding to skip and report


def default_epochs(model: str, images: int) -> int:
    """Returns how many epochs a model is trained on `images` pictures unless told otherwise."""
    if model.startswith(("efficientnet", "timm:")):
        return PRETRAINED_EPOCHS
    return max(FEWEST_EPOCHS, min(MOST_EPOCHS, round(SCRATCH_PICTURES / max(1, images))))


def default_workers(device: str) -> int:
    """Returns how many workers a sweep has unless told otherwise: one a core, and at most four a
    GPU where trials run on one.
    """
    gpus = 0 if device == "cpu" or not _GPUS.is_dir() else len(list(_GPUS.iterdir()))
    return min(cores(), WORKERS_PER_GPU * gpus) if gpus else cores()


def cores() -> int:
    """Returns the number of processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _shots(image_set: "ImageSet", asked: int | None) -> int:
    available, name = available_shots(image_set)
    if asked is None:
        return min(SHOTS, available)
    if asked > available:
        raise SweepError(
            f"{asked} images a class are more than the {available} that the class {quoted_apart(image_set.classes)[name]} has to train on"
        )
    return asked
