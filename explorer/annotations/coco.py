"""COCO annotations: the masks, boxes and key points of pictures, matched by file name.

Reads instances and keypoints files (https://cocodataset.org/#format-data): `bbox`, `segmentation`
as polygons or uncompressed RLE, `keypoints`. Everything in the file is doubted; a refusal names the
path of the value.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from explorer.annotations.json_values import (
    fields_of,
    listed,
    numbers_of,
    parse,
    text_of,
    whole_number,
)
from explorer.errors import ImageError, quoted
from explorer.images import Box, Image, KeyPoint, fill_polygon

MAX_PER_IMAGE = 1000
ROUNDING_PX = 1.0  # tools that round corners overshoot the picture by up to a pixel


@dataclass(frozen=True)
class _Category:
    id: int
    name: str
    keypoints: tuple[str, ...]


@dataclass
class _Collected:
    """What the annotations say of one picture, gathered in the order of the file."""

    image: Image
    count: int = 0
    mask: npt.NDArray[np.uint8] | None = None
    boxes: list[Box] = field(default_factory=list)
    keypoints: list[KeyPoint] = field(default_factory=list)

    def finished(self) -> Image:
        if not self.count:
            return self.image
        boxes, keypoints = tuple(self.boxes), tuple(self.keypoints)
        return replace(self.image, mask=self.mask, boxes=boxes, keypoints=keypoints)


def annotate(images: Sequence[Image], data: bytes) -> tuple[tuple[Image, ...], tuple[str, ...]]:
    """Returns the images with their annotations in `data`, a COCO file, and notes for the user.

    Annotations are found by the pictures' file names.

    Masks hold category ids, later annotations over earlier ones; boxes and key points carry the
    names of the file as labels. An image that the file says nothing about is returned as it is,
    with a note. Raises ImageError with the path of the offending value.
    """
    document = _parse(data)
    categories = {category.id: category for category in _categories(document)}
    entries = _entries(document, {_base(image.name) for image in images})
    notes: list[str] = []
    collected: dict[str, _Collected] = {}
    for image in images:
        if _base(image.name) in collected:
            raise ImageError(
                f"two of the loaded pictures are called {quoted(image.name)}: "
                "annotations are matched by file name"
            )
        _check_same_size(image, entries.by_name.get(_base(image.name)))
        collected[_base(image.name)] = _Collected(image)
    for i, raw in enumerate(listed(document, "annotations", "")):
        path = f"annotations[{i}]"
        annotation = fields_of(raw, path)
        name = entries.name_of(annotation.get("image_id"), f"{path}.image_id")
        if name in collected:
            _collect(collected[name], annotation, categories, path, notes)
    notes += [
        f"{quoted(image.name)} has no annotations in the file"
        for image in images
        if not collected[_base(image.name)].count
    ]
    if strangers := len(entries.by_name.keys() - collected.keys()):
        notes.append(
            f"{strangers} of the {len(entries.by_name)} pictures "
            "that the file describes are not loaded"
        )
    return tuple(collected[_base(image.name)].finished() for image in images), tuple(notes)


def _parse(data: bytes) -> Mapping[str, Any]:
    document = parse(data)
    if not isinstance(document, dict) or "annotations" not in document or "images" not in document:
        raise ImageError(
            "the annotation file is not in COCO format: "
            "an object with 'images' and 'annotations' is wanted"
        )
    return document


def _categories(document: Mapping[str, Any]) -> Iterable[_Category]:
    seen: set[int] = set()
    for i, raw in enumerate(listed(document, "categories", "") if "categories" in document else []):
        path = f"categories[{i}]"
        entry = fields_of(raw, path)
        number = whole_number(entry.get("id"), f"{path}.id")
        if number in seen:
            raise ImageError(f"{path}.id: {number} is the id of another category too")
        seen.add(number)
        names = listed(entry, "keypoints", path) if "keypoints" in entry else []
        yield _Category(
            number,
            text_of(entry.get("name"), f"{path}.name"),
            tuple(text_of(name, f"{path}.keypoints[{k}]") for k, name in enumerate(names)),
        )


@dataclass(frozen=True)
class _Entries:
    """The file's list of pictures, by base name and by id."""

    by_name: Mapping[str, tuple[str, Mapping[str, Any]]]
    names: Mapping[int | str, str]

    def name_of(self, number: object, path: str) -> str:
        if (
            not isinstance(number, int | str)
            or isinstance(number, bool)
            or number not in self.names
        ):
            raise ImageError(f"{path}: {quoted(number)} is not the id of a picture in the file")
        return self.names[number]


def _entries(document: Mapping[str, Any], wanted: set[str]) -> _Entries:
    by_name: dict[str, tuple[str, Mapping[str, Any]]] = {}
    names: dict[int | str, str] = {}
    for i, raw in enumerate(listed(document, "images", "")):
        path = f"images[{i}]"
        entry = fields_of(raw, path)
        name = _base(text_of(entry.get("file_name"), f"{path}.file_name"))
        number = entry.get("id")
        if not isinstance(number, int | str) or isinstance(number, bool):
            raise ImageError(f"{path}.id: {quoted(number)} is not an id")
        if number in names:
            raise ImageError(f"{path}.id: {quoted(number)} is the id of another picture too")
        if name in by_name and name in wanted:
            raise ImageError(f"{path}.file_name: {quoted(name)} is described twice")
        names[number] = name
        by_name[name] = (path, entry)
    return _Entries(by_name, names)


def _base(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _named_size(image: Image) -> str:
    return f"{quoted(image.name)}, which is {image.width} x {image.height} px"


def _check_same_size(image: Image, described: tuple[str, Mapping[str, Any]] | None) -> None:
    if described is None:
        return
    path, entry = described
    for side, size in (("width", image.width), ("height", image.height)):
        if side in entry and whole_number(entry[side], f"{path}.{side}") != size:
            raise ImageError(
                f"{path}.{side}: {entry[side]}, "
                f"but {quoted(image.name)} is {image.width} x {image.height} px"
            )


def _collect(
    target: _Collected,
    annotation: Mapping[str, Any],
    categories: Mapping[int, _Category],
    path: str,
    notes: list[str],
) -> None:
    target.count += 1
    if target.count > MAX_PER_IMAGE:
        raise ImageError(
            f"{path}: {quoted(target.image.name)} has more than {MAX_PER_IMAGE} annotations"
        )
    number = whole_number(annotation.get("category_id"), f"{path}.category_id")
    category = categories.get(number, _Category(number, str(number), ()))
    if categories and number not in categories:
        raise ImageError(f"{path}.category_id: {number} is not the id of a category in the file")
    if annotation.get("bbox") not in (None, []):
        target.boxes.append(
            _box(annotation["bbox"], category.name, target.image, f"{path}.bbox", notes)
        )
    if annotation.get("segmentation") not in (None, [], {}):
        _paint(target, annotation["segmentation"], number, f"{path}.segmentation")
    if annotation.get("keypoints") not in (None, []):
        target.keypoints += _keypoints(
            annotation["keypoints"], category, target.image, f"{path}.keypoints"
        )


def _box(value: object, label: str, image: Image, path: str, notes: list[str]) -> Box:
    x, y, width, height = numbers_of(value, path, 4)
    if width <= 0 or height <= 0:
        raise ImageError(f"{path}: {quoted(value)} has no area ([x, y, width, height] is wanted)")
    corners = (x, y, x + width, y + height)
    clipped = (
        max(x, 0.0),
        max(y, 0.0),
        min(corners[2], float(image.width)),
        min(corners[3], float(image.height)),
    )
    overshoot = max(abs(a - b) for a, b in zip(corners, clipped, strict=True))
    if overshoot > ROUNDING_PX or clipped[0] >= clipped[2] or clipped[1] >= clipped[3]:
        raise ImageError(f"{path}: {quoted(value)} reaches outside {_named_size(image)}")
    if overshoot > 1e-6:
        notes.append(f"{path}: cut at the border of {quoted(image.name)} by {overshoot:.2g} px")
    return Box(*clipped, label)


def _paint(target: _Collected, value: object, number: int, path: str) -> None:
    if not 1 <= number <= 255:
        raise ImageError(f"{path}: a mask holds category ids from 1 to 255, not {number}")
    if target.mask is None:
        target.mask = np.zeros((target.image.height, target.image.width), np.uint8)
    if isinstance(value, Mapping):
        _paint_runs(target.mask, value, number, path)
        return
    if not isinstance(value, list):
        raise ImageError(f"{path}: {quoted(value)} is neither a list of polygons nor an RLE object")
    for i, polygon in enumerate(value):
        numbers = numbers_of(polygon, f"{path}[{i}]", None)
        if len(numbers) < 6 or len(numbers) % 2:
            raise ImageError(
                f"{path}[{i}]: {len(numbers)} numbers do not make a polygon "
                "(x and y of at least 3 points are wanted)"
            )
        points = np.array(numbers).reshape(-1, 2)
        outside = np.maximum(
            -points.min(axis=0), points.max(axis=0) - (target.image.width, target.image.height)
        ).max()
        if outside > ROUNDING_PX:
            raise ImageError(f"{path}[{i}]: reaches outside {_named_size(target.image)}")
        fill_polygon(target.mask, points, number)


def _paint_runs(
    mask: npt.NDArray[np.uint8], value: Mapping[str, Any], number: int, path: str
) -> None:
    """Paints the odd runs of an uncompressed RLE, which runs down the columns."""
    size = [whole_number(n, f"{path}.size[{i}]") for i, n in enumerate(listed(value, "size", path))]
    if tuple(size) != mask.shape:
        raise ImageError(
            f"{path}.size: {size} is not the [height, width] of the picture, {list(mask.shape)}"
        )
    if isinstance(value.get("counts"), str):
        raise ImageError(
            f"{path}.counts: compressed RLE is not read; polygons or a list of counts are wanted"
        )
    counts = [
        whole_number(n, f"{path}.counts[{i}]") for i, n in enumerate(listed(value, "counts", path))
    ]
    if any(n < 0 for n in counts) or sum(counts) != mask.size:
        raise ImageError(
            f"{path}.counts: they do not add up to the {mask.size} pixels of the picture"
        )
    ends = np.cumsum(counts)
    columns = np.ascontiguousarray(mask.T).reshape(-1)
    for start, end in zip(ends[0::2], ends[1::2], strict=False):
        columns[start:end] = number
    mask[:] = columns.reshape(mask.T.shape).T


def _keypoints(value: object, category: _Category, image: Image, path: str) -> list[KeyPoint]:
    numbers = numbers_of(value, path, None)
    wanted = 3 * len(category.keypoints)
    if len(numbers) % 3 or (wanted and len(numbers) != wanted):
        raise ImageError(
            f"{path}: {len(numbers)} numbers are not x, y and visibility "
            f"of {len(category.keypoints) or 'each'} key points"
        )
    points = []
    for k, (x, y, visibility) in enumerate(
        zip(numbers[0::3], numbers[1::3], numbers[2::3], strict=True)
    ):
        if visibility not in (0, 1, 2):
            raise ImageError(f"{path}[{3 * k + 2}]: {visibility:g} is not a visibility (0, 1 or 2)")
        if visibility == 0:  # "not labelled"
            continue
        if not (0 <= x <= image.width and 0 <= y <= image.height):
            raise ImageError(f"{path}[{3 * k}]: ({x:g}, {y:g}) lies outside {_named_size(image)}")
        points.append(
            KeyPoint(x, y, category.keypoints[k] if category.keypoints else f"{category.name} {k}")
        )
    return points
