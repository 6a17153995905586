"""A few trials of every built-in network, and what is remembered of each: shared by the script that
made the fixture and the test that reads it.
"""

import hashlib
import json

import numpy as np
import torch

from explorer import Policy, Step
from explorer.data.decoding import decode
from explorer.data.image_set import open_image_set
from explorer.training import device as devices
from explorer.training.batches import batches
from explorer.training.bench import WEIGHTS, number, prepare, seeded, subset_of
from explorer.training.loop import gradients
from explorer.training.spec import MODELS, TrialSpec
from explorer.training.trial import run_trial

POLICY = Policy(
    steps=(
        Step("flip", "HorizontalFlip"),
        Step(
            "affine",
            "Affine",
            {
                "scale": (0.9, 1.1),
                "translate_percent": (-0.1, 0.1),
                "rotate": (-20, 20),
                "shear": (-5, 5),
            },
            p=0.8,
        ),
        Step("light", "RandomBrightnessContrast", p=0.7),
        Step(
            "hole",
            "CoarseDropout",
            {"hole_height_range": (0.1, 0.3), "hole_width_range": (0.1, 0.3)},
            p=0.5,
        ),
    ),
    name="golden",
)
_EPOCHS = {"small-cnn": 4}


def _specs():
    digest = open_image_set("digits").digest
    for model in MODELS:
        for strength, seed in ((0.0, 0), (0.5, 1), (1.5, 0)):
            yield TrialSpec(
                kind="strength", strength=strength, seed=seed, sweep_seed=0, policy=json.loads(POLICY.dumps())["explorer"], model=model, shots=3,
                epochs=_EPOCHS.get(model, 1), image_size=32, device="cpu", dataset=digest,
            )  # fmt: skip


SPECS = tuple(_specs())


def decoded():
    return decode(open_image_set("digits"), 32)


def first_loss(spec):
    """Returns the loss of the first batch before any step."""
    device = devices.resolve(spec.device)
    devices.claim(device)
    pictures = decoded()
    subset = subset_of(spec, pictures)
    with seeded(number(spec, WEIGHTS), device):
        bench = prepare(spec, pictures, subset, device)
        bench.network.train()
        order = np.random.default_rng(bench.course.order_seed).permutation(len(bench.course.labels))
        return float(gradients(bench.network, bench.course, batches(order, bench.course.batch)[0]))


def told(spec, first):
    """Returns what is remembered of a trial."""
    result = run_trial(spec, decoded())
    return {
        "model": spec.model,
        "strength": spec.strength,
        "seed": spec.seed,
        "first_loss": first,
        "val_accuracy": result.val_accuracy,
        "train_accuracy": result.train_accuracy,
        "train_losses": [epoch.train_loss for epoch in result.epochs],
        "val_losses": [epoch.val_loss for epoch in result.epochs],
        "predictions": hashlib.sha256(json.dumps(list(result.predictions)).encode()).hexdigest(),
        "scored": len(result.predictions),
    }


def instruction_set():
    return f"{torch.backends.cpu.get_cpu_capability()}, torch {torch.__version__}"
