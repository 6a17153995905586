"""What single columns of the store hold: points of a curve, predictions and true classes."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from explorer.errors import quoted
from explorer.sweep.findings.values import Estimate, Point


def point_json(point: Point) -> dict[str, Any]:
    """Returns a point as it is stored."""
    named = {"accuracy": point.accuracy, "train_accuracy": point.train_accuracy, "gain": point.gain}
    estimates = {name: found and found.to_json() for name, found in named.items()}
    return {"seeds": point.seeds, **estimates, "smoothed": point.smoothed}


def points_of(raw: Mapping[str, Any]) -> Iterator[tuple[str, Point]]:
    """Yields the points that `point_json` gave, with their keys; raises ValueError for others."""
    for key, point in raw.items():
        named = {
            name: Estimate.from_json(point[name]) for name in ("accuracy", "train_accuracy", "gain")
        }
        accuracy = named.pop("accuracy")
        if accuracy is None:
            raise ValueError(f"{quoted(key)} has no accuracy")
        for found in (accuracy, *named.values()):
            if found is not None and not isinstance(found.mean, int | float):
                raise ValueError(f"{quoted(found.mean)} is not a mean")
        yield key, Point(point["seeds"], accuracy, **named, smoothed=point.get("smoothed"))


def packed(numbers: Sequence[int]) -> bytes:
    """Returns predictions or labels as they are stored."""
    return zlib.compress(json.dumps(list(numbers)).encode())


def unpacked(blob: bytes) -> tuple[int, ...]:
    """Returns the numbers that `packed` was given."""
    return tuple(json.loads(zlib.decompress(blob)))
