from dataclasses import dataclass, field

import numpy as np
import pytest

from explorer.training.spec import TrialSpec

FLIP = {
    "schema_version": 1,
    "name": "flips and turns",
    "strength": 1.0,
    "seed": 0,
    "steps": [
        {"id": "a", "transform": "HorizontalFlip", "enabled": True, "p": 0.5, "params": {}},
        {
            "id": "b",
            "transform": "Rotate",
            "enabled": True,
            "p": 1.0,
            "params": {"limit": [-30, 30]},
        },
    ],
    "tail": [],
}


@dataclass
class MemorySplit:
    images: np.ndarray
    labels: np.ndarray


@dataclass
class MemorySet:
    """A data set in memory with the interface of a decoded one: bars of another direction and
    colour for each class, in noise.
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


@pytest.fixture
def spec() -> TrialSpec:
    return TrialSpec(
        "strength", 1.0, 0, 0, FLIP, "small-cnn", shots=8, epochs=3, image_size=16, device="cpu"
    )
