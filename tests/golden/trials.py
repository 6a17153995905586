"""A few trials of every built-in network, and what is remembered of each.

Shared by the script that made the fixture and the test that reads it.
"""

import hashlib
import json

import numpy as np
import torch

from explorer import Policy, Step
from explorer.data.decoding import decode
from explorer.data.image_set import open_image_set
from explorer.training import device as devices
from explorer.training.attempt import prepare, seeded, subset_of
from explorer.training.train import gradients
from explorer.training.trial import run_trial
from explorer.trial.arm import strength_arm
from explorer.trial.models import MODELS
from explorer.trial.order import batches
from explorer.trial.pictures import Chunk
from explorer.trial.seeds import WEIGHTS, seed_of
from explorer.trial.setting import Setting
from explorer.trial.spec import TrialSpec

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
        setting = Setting(model, shots=3, epochs=_EPOCHS.get(model, 1), image_size=32)
        for strength, seed in ((0.0, 0), (0.5, 1), (1.5, 0)):
            arm = strength_arm(POLICY, strength, setting)
            yield TrialSpec(arm, seed, sweep_seed=0, dataset=digest, device="cpu")


SPECS = tuple(_specs())


def decoded():
    return decode(open_image_set("digits"), 32)


def first_loss(spec):
    """Returns the loss of the first batch before any step."""
    device = devices.resolve(spec.device)
    devices.claim(device)
    pictures = decoded()
    subset = subset_of(spec, pictures)
    with seeded(seed_of(spec, WEIGHTS), device):
        attempt = prepare(spec, pictures, subset, device)
        attempt.network.train()
        course = attempt.course
        order = np.random.default_rng(course.order_seed).permutation(len(course.labels))
        first = Chunk(0, 0, batches(order, course.batch)[0])
        return float(gradients(attempt.network, course, first))


def told(spec, first):
    """Returns what is remembered of a trial."""
    result = run_trial(spec, decoded())
    return {
        "model": spec.setting.model,
        "strength": spec.arm.strength,
        "seed": spec.seed,
        "first_loss": first,
        "val_accuracy": result.scores["accuracy"],
        "train_accuracy": result.train_scores["accuracy"],
        "train_losses": [epoch.train_loss for epoch in result.epochs],
        "val_losses": [epoch.val_loss for epoch in result.epochs],
        "predictions": hashlib.sha256(json.dumps(list(result.predictions)).encode()).hexdigest(),
        "scored": len(result.predictions),
    }


def instruction_set():
    return f"{torch.backends.cpu.get_cpu_capability()}, torch {torch.__version__}"
