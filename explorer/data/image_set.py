"""The data set as a value: classes, splits and images by digest, valid when constructed or not at
all.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from explorer.data.cache import cache_folder
from explorer.data.layout import MAX_CLASSES, SPLITS, Entry, Layout, SplitName, read_layout
from explorer.data.scan import Scanned, scan
from explorer.data.sources import Source, open_source
from explorer.data.splits import draw_splits
from explorer.errors import DataError, quoted, quoted_apart, quoted_path, reason
from explorer.images import Header, Image, read_header, read_image
from explorer.samples import builtin_names, builtin_path

MAX_BROKEN = 0.05
SQUARE_ENOUGH = 0.95  # the shorter side over the longer: what is lost beyond is said
_NEEDED: dict[SplitName, str] = {"train": "training", "val": "validation"}


@dataclass(frozen=True)
class Item:
    """One image: its path in the source, the number of its class, the SHA-256 of its file."""

    path: str
    label: int
    digest: str


@dataclass(frozen=True)
class Problem:
    """Something a user should know: an image that was skipped (`unreadable`), a `note` on what was
    left out or drawn, a `warning` for every result.
    """

    kind: Literal["unreadable", "note", "warning"]
    message: str


@dataclass(frozen=True, eq=False)
class ImageSet:
    """Labelled images in three splits; `labels` count in the order of `classes`, which is
    alphabetical.

    The items of a split stand in the order of label, digest and path. Raises DataError where
    training or validation could not work: one class, no validation images, a class that training or
    validation lacks, more than 5% unreadable.
    """

    name: str
    source: Source
    classes: tuple[str, ...]
    splits: Mapping[SplitName, tuple[Item, ...]]
    problems: tuple[Problem, ...] = ()

    def __post_init__(self) -> None:
        items = {
            name: tuple(
                sorted(
                    self.splits.get(name, ()), key=lambda item: (item.label, item.digest, item.path)
                )
            )
            for name in SPLITS
        }
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
        """The SHA-256 of classes, splits, labels and images, as hex; order, paths and name take no
        part.
        """
        digest = hashlib.sha256("\0".join(self.classes).encode())
        for name in SPLITS:
            digest.update(f"\n{name}".encode())
            for item in self.splits[name]:
                digest.update(f"\n{item.label} {item.digest}".encode())
        return digest.hexdigest()

    @cached_property
    def identity(self) -> str:
        """A digest of what `digest` leaves out too: name, place and paths.

        Two sets of one digest may differ in it; what names them is kept by it.
        """
        paths = "\n".join(item.path for name in SPLITS for item in self.splits[name])
        return hashlib.sha256(
            "\n".join((self.digest, self.name, repr(self.source), paths)).encode(
                "utf-8", "surrogateescape"
            )
        ).hexdigest()

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
        """Returns one image at full size; raises ImageError when it is broken, DataError when it is
        gone.
        """
        return read_image(self._bytes(item), item.path)

    def header(self, item: Item) -> Header:
        """Returns what one image says of itself, without decoding it; raises as `read` does."""
        return read_header(self._bytes(item), item.path)

    def _bytes(self, item: Item) -> bytes:
        try:
            with self.source.reader() as reader:
                return reader.read(item.path)
        except (OSError, KeyError) as error:
            raise DataError(
                f"{quoted_path(item.path)} cannot be read any more: {reason(error)}"
            ) from None

    def without(self, broken: Mapping[str, str]) -> "ImageSet":
        """Returns the set without the images whose digests are the keys of `broken`; the values say
        why, behind the name, and become problems.
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
        return type(self), (self.name, self.source, self.classes, dict(self.splits), self.problems)


def open_image_set(
    source: str | Path,
    *,
    roots: tuple[Path, ...] | None = None,
    name: str | None = None,
    cache_dir: Path | None = None,
) -> ImageSet:
    """Returns the data set that `source` names: a built-in one, a folder, a zip, or a CSV file with
    the columns path,label[,split].

    `roots`, where given, are the only folders that paths may lie under; `name` is shown instead of
    the file's. A missing val or test is drawn from train by image digest, in the ratio 60/20/20,
    and noted. Files are digested and their headers read, pixels not; `decode` finds what is broken
    inside. Raises DataError with one line.
    """
    if not str(source).strip():
        raise DataError(f"{quoted(str(source))} names no data set")
    path, roots = (
        (builtin_path(str(source)), None)
        if str(source) in builtin_names()
        else (Path(source), roots)
    )
    try:
        opened = open_source(path, roots, name)
        layout = read_layout(
            opened, path.name if path.suffix.lower() == ".csv" and path.is_file() else None
        )
        scanned = scan(
            opened, [entry.path for entry in layout.entries], cache_dir or cache_folder()
        )
    except (OSError, ValueError) as error:
        raise DataError(f"{quoted_path(str(source))} cannot be read: {reason(error)}") from None
    problems = [Problem("note", note) for note in layout.notes] + [
        Problem("warning", warning) for warning in layout.warnings
    ]
    problems += [Problem("unreadable", result.trouble) for result in scanned if result.trouble]
    good = [
        (entry, result.digest)
        for entry, result in zip(layout.entries, scanned, strict=True)
        if not result.trouble
    ]
    _check_share(len(layout.entries) - len(good), len(layout.entries), opened.name, problems)
    splits, note = _splits(layout, good)
    classes = tuple(sorted({entry.label for entry in layout.entries}))
    number = {label: i for i, label in enumerate(classes)}
    items: dict[SplitName, list[Item]] = {split: [] for split in SPLITS}
    for (entry, digest), split in zip(good, splits, strict=True):
        items[split].append(Item(entry.path, number[entry.label], digest))
    problems += [Problem("note", note)] if note else []
    problems += (
        [Problem("warning", warning)] if (warning := cut_off(layout.entries, scanned)) else []
    )
    return ImageSet(
        opened.name,
        opened,
        classes,
        {split: tuple(found) for split, found in items.items()},
        tuple(problems),
    )


def cut_off(entries: Sequence[Entry], scanned: Sequence[Scanned]) -> str:
    """Returns what pictures lose when they are brought to a square, in words and numbers; "" where
    none loses more than a rounding.
    """
    kept = [
        (min(found.width, found.height) / max(found.width, found.height), entry, found)
        for entry, found in zip(entries, scanned, strict=True)
        if not found.trouble
    ]
    cut = [one for one in kept if one[0] < SQUARE_ENOUGH]
    if not cut:
        return ""
    share, entry, found = min(cut, key=lambda one: (one[0], one[1].path))
    average = sum(1 - one[0] for one in cut) / len(cut)
    return (
        f"{len(cut)} of {len(kept)} pictures are not square: each is cut to its middle square and loses {average:.0%} of its area on average; "
        f"{quoted_path(entry.path)} ({found.width} x {found.height} px) keeps {share:.0%}"
    )


def _splits(layout: Layout, good: list[tuple[Entry, str]]) -> tuple[list[SplitName], str]:
    """Returns the split of each image and a note when some were drawn.

    What a source names itself stays as it is.
    """
    missing = [name for name in SPLITS if name not in layout.promised and name != "train"]
    drawn = iter(
        draw_splits(
            [(entry.label, digest) for entry, digest in good if entry.split in (None, "train")],
            ["train", *missing],
        )
    )
    splits: list[SplitName] = [
        next(drawn) if entry.split in (None, "train") else entry.split for entry, _ in good
    ]
    if not missing or not layout.promised:
        return splits, ""
    return (
        splits,
        f"there is no {' or '.join(missing)} folder: {20 * len(missing) * 100 // (60 + 20 * len(missing))}% of train, by image digest, stand in",
    )


def _check_share(
    broken: int, total: int, name: str, problems: list[Problem] | tuple[Problem, ...]
) -> None:
    if broken > MAX_BROKEN * total:
        first = next(problem.message for problem in problems if problem.kind == "unreadable")
        raise DataError(
            f"{quoted(name)}: {broken} of {total} images cannot be used, more than {MAX_BROKEN:.0%}: {first}"
        )


def _check_broken(images: ImageSet) -> None:
    broken = sum(problem.kind == "unreadable" for problem in images.problems)
    _check_share(broken, broken + images.count, images.name, images.problems)


def _check_classes(images: ImageSet) -> None:
    name, classes = quoted(images.name), images.classes
    if len(classes) < 2:
        raise DataError(
            f"{name} has one class, {quoted(classes[0])}: at least two are wanted"
            if classes
            else f"{name} has no images"
        )
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
                counts = (
                    ", ".join(
                        f"{count} in {other}"
                        for other, count in images.counts()[label].items()
                        if count
                    )
                    or "none at all"
                )
                raise DataError(
                    f"{name}: the class {called[label]} has no {what} images ({counts})"
                )
