"""The data set as a value: classes, splits and images by digest.

It is valid when it is constructed, or not constructed at all.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from statistics import median
from types import MappingProxyType
from typing import Literal

from explorer import numbers
from explorer.data.cache import cache_folder
from explorer.data.entries import Entry, HowRead, Layout, LeftOut, labels_of
from explorer.data.kinds import open_source
from explorer.data.readers.source import Reader, Source
from explorer.data.reading import AS_FOUND, Reading
from explorer.data.scan import scan
from explorer.data.splits import SPLITS, SplitName, draw_splits, drawn_from_train
from explorer.data.squares import cut_off
from explorer.data.uneven import lone_classes, uneven_note
from explorer.errors import DataError, quoted, quoted_apart, quoted_path, reason
from explorer.images import Image, read_header, read_image
from explorer.samples import builtin_names, builtin_path

MAX_BROKEN = 0.05
MAX_CLASSES = 1000
_LOOKED_AT = 9  # what is broken behind its header is for decoding to skip and report
_NEEDED: dict[SplitName, str] = {"train": "training", "val": "validation"}


@dataclass(frozen=True)
class Item:
    """One image: its path in the source, the number of its class, the SHA-256 of its file."""

    path: str
    label: int
    digest: str


@dataclass(frozen=True)
class Problem:
    """Something a user should know.

    An image that was skipped (`unreadable`), a `note` on what was left out or drawn, or a `warning`
    for every result.
    """

    kind: Literal["unreadable", "note", "warning"]
    message: str


@dataclass(frozen=True, eq=False)
class ImageSet:
    """Labelled images in three splits.

    `label` counts in the order of `classes`, which is alphabetical. The items of a split stand in
    the order of label, digest and path. Raises DataError where training or validation could not
    work: one class, no validation images, a class that training or validation lacks, more than 5%
    unreadable.
    """

    name: str
    source: Source
    classes: tuple[str, ...]
    splits: Mapping[SplitName, tuple[Item, ...]]
    problems: tuple[Problem, ...] = ()
    read_as: HowRead = HowRead()  # noqa: RUF009 - immutable
    left_out: tuple[LeftOut, ...] = ()

    def __post_init__(self) -> None:
        items = {name: tuple(sorted(self.splits.get(name, ()), key=_order)) for name in SPLITS}
        object.__setattr__(self, "splits", MappingProxyType(items))
        _check_broken(self)
        _check_classes(self)

    def split(self, name: SplitName) -> tuple[Item, ...]:
        """Returns the items of the split `train`, `val` or `test` (which may be empty)."""
        return self.splits[name]

    @property
    def count(self) -> int:
        """The number of images in all splits."""
        return sum(map(len, self.splits.values()))

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of classes, splits, labels and images, as hex, without paths and name."""
        digest = hashlib.sha256("\0".join(self.classes).encode())
        for name in SPLITS:
            digest.update(f"\n{name}".encode())
            for item in self.splits[name]:
                digest.update(f"\n{item.label} {item.digest}".encode())
        return digest.hexdigest()

    @cached_property
    def identity(self) -> str:
        """A digest of name, place and paths too.

        Two sets of one digest may differ in it. It is the key for whatever shows their names.
        """
        paths = "\n".join(item.path for name in SPLITS for item in self.splits[name])
        told = "\n".join((self.digest, self.name, repr(self.source), paths))
        return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()

    def counts(self) -> dict[str, dict[SplitName, int]]:
        """Returns the number of images for each class and split."""
        counts: dict[str, dict[SplitName, int]] = {
            label: dict.fromkeys(SPLITS, 0) for label in self.classes
        }
        for name in SPLITS:
            for item in self.splits[name]:
                counts[self.classes[item.label]][name] += 1
        return counts

    def read(self, item: Item) -> Image:
        """Returns one image at full size.

        Raises ImageError when it is broken, DataError when it is gone.
        """
        with self.source.reader() as reader:
            data = _read(reader, item)
        return read_image(data, item.path)

    @cached_property
    def typical_side_px(self) -> int:
        """The typical shorter side of the training images, by the headers of a few of them.

        Read once: forms ask for it whenever they are drawn. Raises as `read` does.
        """
        items = self.split("train")
        looked_at = items[:: max(1, len(items) // _LOOKED_AT)][:_LOOKED_AT]
        with self.source.reader() as reader:
            headers = [read_header(_read(reader, item), item.path) for item in looked_at]
        return int(median(min(header.width, header.height) for header in headers))

    def without(self, broken: Mapping[str, str]) -> "ImageSet":
        """Returns the set without the images whose digests are the keys of `broken`.

        The values say why, in words that follow a name; they become problems.
        """
        if not broken:
            return self
        splits = {
            name: tuple(item for item in items if item.digest not in broken)
            for name, items in self.splits.items()
        }
        problems = (
            Problem("unreadable", f"{quoted_path(item.path)} {broken[item.digest]}")
            for items in self.splits.values()
            for item in items
            if item.digest in broken
        )
        return replace(self, splits=splits, problems=(*self.problems, *problems))

    def __reduce__(self) -> tuple[object, ...]:
        told = (self.name, self.source, self.classes, dict(self.splits), self.problems)
        return type(self), (*told, self.read_as, self.left_out)


def _read(reader: Reader, item: Item) -> bytes:
    try:
        return reader.read(item.path)
    except (OSError, KeyError) as error:
        raise DataError(
            f"{quoted_path(item.path)} cannot be read any more: {reason(error)}"
        ) from None


def _order(item: Item) -> tuple[int, str, str]:
    return item.label, item.digest, item.path


def open_image_set(
    source: str | Path,
    *,
    roots: tuple[Path, ...] | None = None,
    name: str | None = None,
    cache_dir: Path | None = None,
    reading: Reading = AS_FOUND,
) -> ImageSet:
    """Returns the data set that `source` names: built in, a folder, a zip, a tar or a table.

    The columns of a table are found by their names and by what stands in them. `reading` is what
    was told of how it is read. `roots`, where given, are the only folders that paths may lie
    under; `name` is shown instead of the file's. A missing val or test is drawn from train by
    image digest, in the ratio 60/20/20, and noted. Of each file the digest is computed and the
    header read, but no pixels; `decode` finds what is broken inside. Raises DataError with one
    line.
    """
    told = str(source)
    if not told.strip():
        raise DataError(f"{quoted(told)} names no data set")
    path = Path(source)
    if told in builtin_names():
        path, roots = builtin_path(told), None
    try:
        opened, layout = open_source(path, roots, name, reading)
        paths = [entry.path for entry in layout.entries]
        scanned = scan(opened, paths, cache_dir or cache_folder())
    except (OSError, ValueError) as error:
        raise DataError(f"{quoted_path(told)} cannot be read: {reason(error)}") from None
    found = list(zip(layout.entries, scanned, strict=True))
    good = [(entry, result.digest) for entry, result in found if not result.trouble]
    lone = lone_classes(entry.label for entry, _ in good)
    good = [(entry, digest) for entry, digest in good if entry.label not in lone]
    left_out = (*layout.left_out, *lone.values())
    problems = [
        *(Problem("note", left.what) for left in left_out if not left.quiet),
        *(Problem("note", note) for note in layout.notes),
        *(Problem("warning", warning) for warning in layout.warnings),
        *(Problem("unreadable", result.trouble) for result in scanned if result.trouble),
    ]
    broken = sum(bool(result.trouble) for result in scanned)
    _check_share(broken, len(found), opened.name, problems)
    splits, note = _splits(layout, good)
    problems += [Problem("note", note)] if note else []
    lost = cut_off(layout.entries, scanned)
    problems += [Problem("warning", lost)] if lost else []
    uneven = uneven_note(entry.label for entry, _ in good)
    problems += [Problem("note", uneven)] if uneven else []
    classes = tuple(label for label in labels_of(layout.entries) if label not in lone)
    items = _items(good, splits, classes)
    found_out = (tuple(problems), layout.read_as, left_out)
    return ImageSet(opened.name, opened, classes, items, *found_out)


def _items(
    good: Sequence[tuple[Entry, str]], splits: Sequence[SplitName], classes: Sequence[str]
) -> dict[SplitName, tuple[Item, ...]]:
    number = {label: i for i, label in enumerate(classes)}
    items: dict[SplitName, list[Item]] = {split: [] for split in SPLITS}
    for (entry, digest), split in zip(good, splits, strict=True):
        items[split].append(Item(entry.path, number[entry.label], digest))
    return {split: tuple(found) for split, found in items.items()}


def _splits(layout: Layout, good: Sequence[tuple[Entry, str]]) -> tuple[list[SplitName], str]:
    """Returns the split of each image, and a note when some were drawn.

    What a source names itself stays as it is.
    """
    missing = [name for name in SPLITS if name not in layout.promised and name != "train"]
    free = [(entry.label, digest) for entry, digest in good if entry.split in (None, "train")]
    drawn = iter(draw_splits(free, ["train", *missing]))
    splits: list[SplitName] = [
        next(drawn) if entry.split in (None, "train") else entry.split for entry, _ in good
    ]
    if not missing or not layout.promised:
        return splits, ""
    share = drawn_from_train(missing)
    what = "split" if layout.read_as.form == "table" else "folder"
    note = f"there is no {' or '.join(missing)} {what}: {share} of train stand in, always the same"
    return splits, note


def _check_share(broken: int, total: int, name: str, problems: Sequence[Problem]) -> None:
    if broken > MAX_BROKEN * total:
        first = next(problem.message for problem in problems if problem.kind == "unreadable")
        raise DataError(
            f"{quoted(name)}: {broken} of {total} images cannot be used, "
            f"more than {numbers.share(MAX_BROKEN)}: {first}"
        )


def _check_broken(images: ImageSet) -> None:
    broken = sum(problem.kind == "unreadable" for problem in images.problems)
    _check_share(broken, broken + images.count, images.name, images.problems)


def _check_classes(images: ImageSet) -> None:
    name, classes = quoted(images.name), images.classes
    if not classes:
        raise DataError(f"{name} has no images")
    if len(classes) < 2:
        raise DataError(f"{name} has one class, {quoted(classes[0])}: at least two are wanted")
    if len(classes) > MAX_CLASSES:
        raise DataError(f"{name} has {len(classes)} classes, more than {MAX_CLASSES}")
    present = {split: {item.label for item in images.splits[split]} for split in SPLITS}
    if not present["train"]:
        raise DataError(f"{name} has no training images")
    if not present["val"]:
        raise DataError(f"{name} has no validation images: 'val' is empty")
    called = quoted_apart(classes)
    for number, label in enumerate(classes):
        for split, what in _NEEDED.items():
            if number not in present[split]:
                counts = _counted(images.counts()[label])
                raise DataError(
                    f"{name}: the class {called[label]} has no {what} images ({counts})"
                )


def _counted(counts: Mapping[SplitName, int]) -> str:
    told = ", ".join(f"{count} in {split}" for split, count in counts.items() if count)
    return told or "none at all"
