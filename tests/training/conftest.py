from dataclasses import dataclass, field

import numpy as np
import pytest

from explorer import Policy, Step
from explorer.trial.arm import strength_arm
from explorer.trial.setting import Setting
from explorer.trial.spec import TrialSpec

FLIPS_AND_TURNS = Policy(
    (Step("a", "HorizontalFlip", p=0.5), Step("b", "Rotate", {"limit": (-30, 30)}, p=1.0)),
    name="flips and turns",
)
OWN = "tests.training.own_networks"


@dataclass
class MemorySplit:
    images: np.ndarray
    labels: np.ndarray


@dataclass
class MemorySet:
    """A data set in memory with the interface of a decoded one.

    Bars of another direction and colour for each class, in noise.
    """

    classes: tuple[str, ...] = ("rows", "columns", "dots")
    size: int = 16
    splits: dict[str, MemorySplit] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for seed, (name, count) in enumerate({"train": 30, "val": 60, "test": 45}.items()):
            labels = np.arange(count) % len(self.classes)
            images = np.random.default_rng(seed).integers(
                0, 90, (count, self.size, self.size, 3), dtype=np.uint8
            )
            for image, label in zip(images, labels, strict=True):
                image[:: 4 if label == 0 else 16, :: 4 if label == 1 else 16, label % 3] = 255
            self.splits[name] = MemorySplit(images, labels)

    def split(self, name: str) -> MemorySplit:
        return self.splits[name]


@pytest.fixture(scope="session")
def bars() -> MemorySet:
    return MemorySet()


def trial(policy=FLIPS_AND_TURNS, strength=1.0, seed=0, model="small-cnn", **setting):
    """Returns a trial of a few small pictures on the processor."""
    chosen = Setting(model, **({"shots": 8, "epochs": 3, "image_size": 16} | setting))
    return TrialSpec(strength_arm(policy, strength, chosen), seed, 0, "bars", device="cpu")


@pytest.fixture
def spec() -> TrialSpec:
    return trial()
