"""The baseline of `benchmarks/sweep.py`: a sweep with PyTorch and Albumentations alone.

It is what a careful user would write, with the libraries as they come.

    python benchmarks/plain_sweep.py FOLDER --strengths 0,0.5,1 --seeds 3 --shots 50 \\
        --epochs 20 --size 28

FOLDER holds train/<class>/ and val/<class>/ with pictures. Prints one JSON object: seconds, and the
validation accuracy of every trial.
"""

import argparse
import json
import os
import time
from pathlib import Path

os.environ.setdefault("NO_ALBUMENTATIONS_UPDATE", "1")

import albumentations as A
import cv2
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, get_worker_info

LEARNING_RATE, WEIGHT_DECAY, BATCH = 0.1, 5e-4, 64


def policy(strength: float) -> list[A.BasicTransform]:
    """Mirror, move, relight, and cut one hole: everything in proportion to the strength."""
    if strength == 0:
        return []
    light = min(0.2 * strength, 1.0)
    hole = (0.01, min(0.25 * strength, 1.0))
    return [
        A.HorizontalFlip(p=0.5 * min(strength, 1.0)),
        A.Affine(
            rotate=(-15 * strength, 15 * strength),
            translate_percent=(-0.1 * strength, 0.1 * strength),
            scale=(1 - 0.1 * strength, 1 + 0.1 * strength),
            shear=(-5 * strength, 5 * strength),
            p=1,
        ),
        A.RandomBrightnessContrast(brightness_limit=light, contrast_limit=light, p=0.8),
        A.CoarseDropout(
            num_holes_range=(1, 1), hole_height_range=hole, hole_width_range=hole, p=0.8
        ),
    ]


class Pictures(Dataset):
    def __init__(
        self,
        pictures: list[np.ndarray],
        labels: list[int],
        transforms: list[A.BasicTransform],
        mean: float,
        std: float,
    ) -> None:
        self.pictures, self.labels = pictures, labels
        self.pipeline = A.Compose(
            [*transforms, A.Normalize(mean=(mean,) * 3, std=(std,) * 3), A.ToTensorV2()]
        )

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        return self.pipeline(image=self.pictures[index])["image"], self.labels[index]


def seed_worker(_: int) -> None:
    """Gives each worker, in each epoch, draws of its own: by default all of them draw the same."""
    info = get_worker_info()
    info.dataset.pipeline.set_random_seed(info.seed % 2**32)


def network(classes: int) -> nn.Module:
    layers: list[nn.Module] = []
    inputs = 3
    for outputs in (16, 32, 64):
        for channels in (inputs, outputs):
            layers += [
                nn.Conv2d(channels, outputs, 3, padding=1, bias=False),
                nn.BatchNorm2d(outputs),
                nn.ReLU(),
            ]
        layers.append(nn.MaxPool2d(2))
        inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(inputs, classes))


def load(folder: Path, classes: list[str], size: int) -> tuple[list[np.ndarray], list[int]]:
    pictures, labels = [], []
    for label, name in enumerate(classes):
        for path in sorted((folder / name).iterdir()):
            picture = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
            pictures.append(cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA))
            labels.append(label)
    return pictures, labels


def few(
    pictures: list[np.ndarray], labels: list[int], shots: int, seed: int
) -> tuple[list[np.ndarray], list[int]]:
    generator = np.random.default_rng(seed)
    chosen = [
        i
        for label in sorted(set(labels))
        for i in generator.permutation([i for i, other in enumerate(labels) if other == label])[
            :shots
        ]
    ]
    return [pictures[i] for i in chosen], [labels[i] for i in chosen]


def trial(
    train: tuple[list[np.ndarray], list[int]],
    val: tuple[list[np.ndarray], list[int]],
    strength: float,
    seed: int,
    args: argparse.Namespace,
) -> float:
    torch.manual_seed(seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    pictures, labels = few(*train, args.shots, seed)
    mean, std = float(np.mean(pictures)) / 255, float(np.std(pictures)) / 255
    loaders = {"num_workers": args.workers, "worker_init_fn": seed_worker}
    train_loader = DataLoader(
        Pictures(pictures, labels, policy(strength), mean, std), BATCH, shuffle=True, **loaders
    )
    val_loader = DataLoader(Pictures(*val, [], mean, std), 256, **loaders)
    model = network(len(set(labels))).to(device)
    optimizer = torch.optim.SGD(
        model.parameters(), LEARNING_RATE, momentum=0.9, nesterov=True, weight_decay=WEIGHT_DECAY
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        LEARNING_RATE,
        epochs=args.epochs,
        steps_per_epoch=len(train_loader),
        pct_start=0.2,
    )
    for _ in range(args.epochs):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x.to(device)), y.to(device)).backward()
            optimizer.step()
            schedule.step()
    model.eval()
    with torch.inference_mode():
        correct = sum(int((model(x.to(device)).argmax(1).cpu() == y).sum()) for x, y in val_loader)
    return correct / len(val[1])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--strengths", default="0,0.25,0.5,0.75,1,1.25,1.5,1.75,2")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--shots", type=int, default=50)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--size", type=int, default=28)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    classes = sorted(path.name for path in (args.folder / "train").iterdir())
    train, val = (load(args.folder / split, classes, args.size) for split in ("train", "val"))
    started = time.perf_counter()
    trials = [
        {
            "strength": strength,
            "seed": seed,
            "val_accuracy": trial(train, val, strength, seed, args),
        }
        for strength in map(float, args.strengths.split(","))
        for seed in range(args.seeds)
    ]
    print(json.dumps({"seconds": time.perf_counter() - started, "trials": trials}))


if __name__ == "__main__":
    main()
