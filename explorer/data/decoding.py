"""Decodes a data set once to its training size, and keeps it in the cache folder.

All workers share it as one memory-mapped array.
"""

import json
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from explorer import numbers
from explorer.data.cache import cache_folder, read_json, writing
from explorer.data.image_set import ImageSet, Item
from explorer.data.readers.source import Reader
from explorer.data.scan import in_parallel
from explorer.data.splits import SPLITS, SplitName
from explorer.data.squares import square
from explorer.errors import DataError, ImageError, quoted, quoted_path, reason
from explorer.images import UInt8, read_rgb
from explorer.sizes import MAX_SIZE_PX, MIN_SIZE_PX

_VERSION = 2
_ABANDONED_S = 24 * 3600
_KEYS = {"size", "classes", "counts", "broken"}


@dataclass(frozen=True)
class DecodedSplit:
    """One split: `images` (N, S, S, 3) uint8 and `labels` (N,) int64, the class numbers.

    The images are memory-mapped and read-only.
    """

    images: UInt8
    labels: npt.NDArray[np.int64]


@dataclass(frozen=True)
class DecodedSet:
    """A decoded data set in its folder.

    It pickles as path and name, so that a worker maps the same memory pages. `digest` is that of
    the ImageSet it was made from. The folder is found by content and so knows no name and no path;
    `name` is what the caller of `decode` calls the set.
    """

    folder: Path
    name: str = ""

    @cached_property
    def _index(self) -> dict[str, Any]:
        index = read_json(self.folder / "index.json")
        if not isinstance(index, dict) or index.get("version") != _VERSION:
            raise DataError(f"{quoted_path(str(self.folder))} holds no decoded data set")
        return index

    @cached_property
    def _arrays(self) -> tuple[UInt8, npt.NDArray[np.int64]]:
        images = np.load(self.folder / "images.npy", mmap_mode="r")
        return images, np.load(self.folder / "labels.npy")

    def __reduce__(self) -> tuple[type["DecodedSet"], tuple[Path, str]]:
        return type(self), (self.folder, self.name)

    @property
    def digest(self) -> str:
        """The digest of the data set."""
        return str(self._index["digest"])

    @property
    def size(self) -> int:
        """The side of the images in pixels."""
        return int(self._index["size"])

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes, by number."""
        return tuple(self._index["classes"])

    @property
    def broken(self) -> dict[str, str]:
        """Why images could not be decoded and are left out: words that follow a name, by digest."""
        return dict(self._index["broken"])

    def split(self, name: SplitName | str) -> DecodedSplit:
        """Returns a split, in the order of `ImageSet.without(broken).split(name)`."""
        if name not in SPLITS:
            raise DataError(f"{quoted(name)} is not one of {', '.join(SPLITS)}")
        counts = [self._index["counts"][split] for split in SPLITS]
        start = sum(counts[: SPLITS.index(name)])
        images, labels = self._arrays
        part = slice(start, start + counts[SPLITS.index(name)])
        return DecodedSplit(images[part], labels[part])


def decode(
    image_set: ImageSet,
    size: int,
    cache_dir: Path | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> DecodedSet:
    """Returns the data set at `size` x `size` px, from the cache where it was decoded before.

    The shorter side is brought to `size` and the middle is kept, as for ImageNet. Images that turn
    out broken are left out; past 5%, or when a class then lacks images, raises DataError.
    `on_progress` is told (done, total), from any thread.
    """
    if (
        isinstance(size, bool)
        or not isinstance(size, int)
        or not MIN_SIZE_PX <= size <= MAX_SIZE_PX
    ):
        raise DataError(
            f"{quoted(size)} is not an image size between {MIN_SIZE_PX} and {MAX_SIZE_PX} px"
        )
    parent = (cache_dir or cache_folder()) / "decoded"
    folder = parent / f"{image_set.digest[:32]}-{size}"
    if not _is_whole(folder, image_set.digest):
        with writing(parent):
            _make_room(parent, image_set.count * size * size * 3)
            _publish(
                folder, image_set.digest, lambda part: _write(image_set, size, part, on_progress)
            )
    decoded = DecodedSet(folder, image_set.name)
    image_set.without(decoded.broken)
    return decoded


def _is_whole(folder: Path, digest: str) -> bool:
    """Tells whether the folder holds the decoded data set of that digest, complete."""
    index = read_json(folder / "index.json")
    if (
        not isinstance(index, dict)
        or index.get("version") != _VERSION
        or index.get("digest") != digest
        or not index.keys() >= _KEYS
    ):
        return False
    count, size = sum(index["counts"].values()), index["size"]
    try:
        images, labels = (
            np.load(folder / "images.npy", mmap_mode="r"),
            np.load(folder / "labels.npy"),
        )
    except (OSError, ValueError, EOFError):
        return False
    return bool(
        images.shape[1:] == (size, size, 3) and len(images) >= count and labels.shape == (count,)
    )


def _publish(folder: Path, digest: str, write: Callable[[Path], None]) -> None:
    """Lets `write` fill a folder beside `folder`, and renames it.

    When two processes do so at the same time, the second finds the work done.
    """
    part = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", suffix=".part", dir=folder.parent))
    try:
        write(part)
        try:
            part.rename(folder)
        except OSError:
            if not _is_whole(folder, digest):
                shutil.rmtree(folder, ignore_errors=True)
                part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _make_room(parent: Path, wanted: int) -> None:
    parent.mkdir(parents=True, exist_ok=True)
    for left in parent.glob("*.part"):  # by a process that was killed
        if time.time() - left.stat().st_mtime > _ABANDONED_S:
            shutil.rmtree(left, ignore_errors=True)
    free = shutil.disk_usage(parent).free
    if wanted > free:
        raise DataError(
            f"the decoded data set takes {numbers.gigabytes(wanted)}, "
            f"and {quoted_path(str(parent))} has {numbers.gigabytes(free)} free"
        )


def _write(
    image_set: ImageSet, size: int, folder: Path, on_progress: Callable[[int, int], None] | None
) -> None:
    items = [item for name in SPLITS for item in image_set.split(name)]
    images = np.lib.format.open_memmap(
        folder / "images.npy", mode="w+", dtype=np.uint8, shape=(len(items), size, size, 3)
    )
    done = 0

    def one(reader: Reader, place: int) -> tuple[str, str] | None:
        nonlocal done
        done += 1
        if on_progress is not None and done % 64 == 0:
            on_progress(done, len(items))
        item = items[place]
        try:
            images[place] = square(read_rgb(reader.read(item.path), item.path, near=size), size)
        except ImageError as error:
            # Without the name: the same bytes may have another name tomorrow.
            return item.digest, str(error).removeprefix(f"{quoted_path(item.path)} ")
        except (OSError, KeyError) as error:
            return item.digest, f"cannot be read: {reason(error)}"
        return None

    broken = dict(filter(None, in_parallel(image_set.source, range(len(items)), one)))
    if broken:
        _drop(images, items, broken)
    kept = image_set.without(broken)
    np.save(
        folder / "labels.npy",
        np.array([item.label for name in SPLITS for item in kept.split(name)], dtype=np.int64),
    )
    index = {
        "version": _VERSION,
        "digest": image_set.digest,
        "size": size,
        "classes": image_set.classes,
        "counts": {name: len(kept.split(name)) for name in SPLITS},
        "broken": broken,
    }
    images.flush()
    (folder / "index.json").write_text(json.dumps(index), encoding="utf-8")


def _drop(images: np.memmap[Any, Any], items: list[Item], broken: dict[str, str]) -> None:
    """Moves the good images together; those behind them stay in the file, unread."""
    good = [place for place, item in enumerate(items) if item.digest not in broken]
    for target, place in enumerate(good):
        if target != place:
            images[target] = images[place]
