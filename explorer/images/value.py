"""The picture as a value: pixels, mask, boxes and key points, frozen and checked."""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from explorer.errors import ImageError, quoted

UInt8 = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Box:
    """A labelled rectangle, in pixels from the top left corner; the maxima are exclusive.

    `origin` is the position of the box in the list of the picture that was read. A box keeps it
    when it is moved or copied: a border that reflects makes copies of boxes.
    """

    x_min: float
    y_min: float
    x_max: float
    y_max: float
    label: str = ""
    origin: int | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        corners = (self.x_min, self.y_min, self.x_max, self.y_max)
        ordered = self.x_min < self.x_max and self.y_min < self.y_max
        if not ordered or not all(map(math.isfinite, corners)):
            raise ImageError(
                f"{corners} is not a box: "
                "x_min < x_max and y_min < y_max are wanted, and finite numbers"
            )


@dataclass(frozen=True)
class KeyPoint:
    """A labelled point, in pixels from the top left corner; `origin` as for a box."""

    x: float
    y: float
    label: str = ""
    origin: int | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not (math.isfinite(self.x) and math.isfinite(self.y)):
            raise ImageError(f"({self.x}, {self.y}) is not a key point: finite numbers are wanted")


Mark = TypeVar("Mark", Box, KeyPoint)


@dataclass(frozen=True, eq=False)
class Image:
    """A picture and its annotations.

    `rgb` is (H, W, 3) uint8, contiguous. `mask` is (H, W) uint8 of label ids, 0 for the background,
    or None. Both are read-only; an array that the caller can still write to is copied. Two images
    are equal when name, pixels and annotations are.
    """

    name: str
    rgb: UInt8
    mask: UInt8 | None = None
    boxes: tuple[Box, ...] = ()
    keypoints: tuple[KeyPoint, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "rgb", _frozen(self.rgb, "rgb", 3))
        if 0 in self.rgb.shape or self.rgb.shape[2] != 3:
            raise ImageError(
                f"{quoted(self.name)} has the shape {self.rgb.shape}, not (height, width, 3)"
            )
        if self.mask is not None:
            object.__setattr__(self, "mask", _frozen(self.mask, "mask", 2))
            if self.mask.shape != self.rgb.shape[:2]:
                raise ImageError(
                    f"the mask of {quoted(self.name)} has the shape {self.mask.shape}, "
                    f"the picture {self.rgb.shape[:2]}"
                )
        object.__setattr__(self, "boxes", _numbered(self.boxes))
        object.__setattr__(self, "keypoints", _numbered(self.keypoints))

    @property
    def height(self) -> int:
        """The height in pixels."""
        return int(self.rgb.shape[0])

    @property
    def width(self) -> int:
        """The width in pixels."""
        return int(self.rgb.shape[1])

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of pixels and annotations, as hex; the name takes no part."""
        described = (self.rgb.shape, self.mask is not None, self.boxes, self.keypoints)
        digest = hashlib.sha256(repr(described).encode())
        digest.update(self.rgb.data)
        if self.mask is not None:
            digest.update(self.mask.data)
        return digest.hexdigest()

    def lost(self, later: "Image") -> tuple[int, int]:
        """Returns how many boxes and how many key points of this picture are missing in `later`.

        `later` is a picture that was made from this one.
        """
        pairs = (self.boxes, later.boxes), (self.keypoints, later.keypoints)
        boxes, points = (
            len({mark.origin for mark in before} - {mark.origin for mark in after})
            for before, after in pairs
        )
        return boxes, points

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Image) and self.name == other.name and self.digest == other.digest

    def __hash__(self) -> int:
        return hash((self.name, self.digest))

    def __reduce__(self) -> tuple[type["Image"], tuple[Any, ...]]:
        return type(self), (self.name, self.rgb, self.mask, self.boxes, self.keypoints)


def _numbered(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(
        replace(mark, origin=i) if mark.origin is None else mark for i, mark in enumerate(marks)
    )


def _frozen(array: UInt8, what: str, dimensions: int) -> UInt8:
    if not isinstance(array, np.ndarray) or array.dtype != np.uint8 or array.ndim != dimensions:
        found = (
            f"{array.dtype} with {array.ndim} dimensions"
            if isinstance(array, np.ndarray)
            else type(array).__name__
        )
        raise ImageError(f"{what} is {found}, not a uint8 array with {dimensions}")
    if array.flags.writeable or not array.flags.c_contiguous:
        array = np.array(array, order="C")
        array.flags.writeable = False
    return array
