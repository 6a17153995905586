"""The leak report: images that are in two splits, and what else is wrong with a data set.

Nearly identical images are found by perceptual hash (imagehash) and confirmed by the correlation of
their pixels at 32 px.
"""

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path

import numpy as np
import numpy.typing as npt

from explorer.data.cache import cache_folder, read_json, write_json
from explorer.data.decoding import decode
from explorer.data.image_set import ImageSet, Item
from explorer.data.splits import SPLITS, SplitName
from explorer.errors import quoted_apart, quoted_path
from explorer.images import UInt8

SIZE_PX = 32  # what the 64-bit perceptual hash looks at
MAX_HAMMING = 8
MIN_CORRELATION = 0.9
MAX_LISTED = 500
FEW = 2
_VERSION = 2
_SAMPLE = 1000
_ROWS = 128
# Of _ROWS images: thousands of near-black frames would otherwise be compared pixel by pixel.
_MAX_CANDIDATES = 4000

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Leak:
    """Two images in two splits.

    `similarity` is the correlation of their pixels, 1 for the same file.
    """

    split: SplitName
    item: Item
    other_split: SplitName
    other: Item
    similarity: float


@dataclass(frozen=True)
class LeakReport:
    """What is wrong with a data set.

    The lists are cut at 500 pairs, the counts are not. `small_classes` have fewer than 2 training
    images.
    """

    image_set: ImageSet
    identical: tuple[Leak, ...]
    identical_count: int
    near: tuple[Leak, ...]
    near_count: int
    small_classes: tuple[tuple[str, int], ...]

    @property
    def unreadable(self) -> tuple[str, ...]:
        """One line for each image that was left out."""
        return tuple(
            problem.message for problem in self.image_set.problems if problem.kind == "unreadable"
        )

    @property
    def clean(self) -> bool:
        """Whether there is nothing to report.

        No image stands in two splits, all can be used, and every class has images to train on.
        """
        return not any((self.identical_count, self.near_count, self.unreadable, self.small_classes))

    def warnings(self) -> tuple[str, ...]:
        """Returns one line for each kind of thing that a user should look at."""
        return tuple(self._warnings())

    def _warnings(self) -> Iterator[str]:
        yield from (
            problem.message for problem in self.image_set.problems if problem.kind == "warning"
        )
        yield from _pairs_said(self.identical_count, self.identical, "identical")
        yield from _pairs_said(self.near_count, self.near, "nearly identical")
        called = quoted_apart(self.image_set.classes)
        torn = [leak for leak in self.identical if leak.item.label != leak.other.label]
        if torn:
            leak = torn[0]
            first, second = (
                called[self.image_set.classes[item.label]] for item in (leak.item, leak.other)
            )
            having = "pair has" if len(torn) == 1 else "pairs have"
            yield (
                f"{len(torn)} identical {having} two labels, "
                f"such as {first} and {second} for {quoted_path(leak.item.path)}"
            )
        if self.unreadable:
            count = len(self.unreadable)
            images, are = ("image", "is") if count == 1 else ("images", "are")
            yield (
                f"{count} {images} cannot be used and {are} left out, such as: {self.unreadable[0]}"
            )
        for label, count in self.small_classes:
            images = "image" if count == 1 else "images"
            yield f"the class {called[label]} has {count} training {images}"


def _pairs_said(count: int, leaks: Sequence[Leak], what: str) -> Iterator[str]:
    if not count:
        return
    pairs = "pair stands" if count == 1 else "pairs stand"
    between = ", ".join(sorted({f"{leak.split} and {leak.other_split}" for leak in leaks}))
    example = f"{quoted_path(leaks[0].item.path)} and {quoted_path(leaks[0].other.path)}"
    yield f"{count} {what} {pairs} in two splits ({between}), such as {example}"


def find_leaks(image_set: ImageSet, cache_dir: Path | None = None) -> LeakReport:
    """Returns the report; what it says of a data set is remembered in the cache folder.

    Raises DataError where `decode` does.
    """
    cache_dir = cache_dir or cache_folder()
    decoded = decode(image_set, SIZE_PX, cache_dir)
    image_set = image_set.without(decoded.broken)
    remembered = cache_dir / "leaks" / f"{image_set.digest[:32]}.json"
    known = read_json(remembered)
    if (
        not isinstance(known, dict)
        or known.get("version") != _VERSION
        or not known.keys() >= {"identical", "identical_count", "near", "near_count"}
    ):
        pixels = np.concatenate([decoded.split(name).images for name in SPLITS])
        identical, near = _identical_pairs(image_set), _near_pairs(image_set, pixels)
        known = {
            "version": _VERSION,
            "identical": identical[:MAX_LISTED],
            "identical_count": len(identical),
            "near": near[:MAX_LISTED],
            "near_count": len(near),
        }
        write_json(remembered, known)
    places = _places(image_set)
    lists = {
        key: tuple(_leak(places[a], places[b], similarity) for a, b, similarity in known[key])
        for key in ("identical", "near")
    }
    small = tuple(
        (label, counts["train"])
        for label, counts in image_set.counts().items()
        if counts["train"] < FEW
    )
    return LeakReport(
        image_set,
        lists["identical"],
        known["identical_count"],
        lists["near"],
        known["near_count"],
        small,
    )


def _places(image_set: ImageSet) -> list[tuple[SplitName, Item]]:
    """Returns every item with its split, in the order of the decoded arrays."""
    return [(name, item) for name in SPLITS for item in image_set.split(name)]


def _leak(one: tuple[SplitName, Item], other: tuple[SplitName, Item], similarity: float) -> Leak:
    return Leak(one[0], one[1], other[0], other[1], similarity)


def _identical_pairs(image_set: ImageSet) -> list[tuple[int, int, float]]:
    """Returns (place, place, 1.0) of every two images of one digest in two splits.

    Places count through train, val and test.
    """
    found: dict[str, dict[SplitName, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, (name, item) in enumerate(_places(image_set)):
        found[item.digest][name].append(place)
    return [
        (a, b, 1.0)
        for splits in found.values()
        for one, other in combinations(splits.values(), 2)
        for a, b in product(one, other)
    ]


def _near_pairs(image_set: ImageSet, pixels: UInt8) -> list[tuple[int, int, float]]:
    """Returns (place, place, correlation), the most alike first."""
    items = [item for _, item in _places(image_set)]
    hashes, least = _hashes(pixels), _least_correlation(pixels, items)
    starts = [0, *itertools.accumulate(len(image_set.split(name)) for name in SPLITS)]
    pairs: list[tuple[int, int, float]] = []
    for split in range(len(SPLITS) - 1):
        end = starts[split + 1]
        for start in range(starts[split], end, _ROWS):
            distances = np.bitwise_count(
                hashes[start : min(start + _ROWS, end), None] ^ hashes[None, end:]
            )
            a, b = (indices[:_MAX_CANDIDATES] for indices in np.nonzero(distances <= MAX_HAMMING))
            a, b = a + start, b + end
            alike = np.einsum("nd,nd->n", _shapes(pixels[a]), _shapes(pixels[b]))
            pairs += [
                (int(i), int(j), round(float(r), 4))
                for i, j, r in zip(a, b, alike, strict=True)
                if r >= least and items[i].digest != items[j].digest
            ]
    return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))


def _hashes(pixels: UInt8) -> npt.NDArray[np.uint64]:
    import imagehash  # brings scipy, which the rest of the data layer does without
    from PIL import Image

    bits = np.array([imagehash.phash(Image.fromarray(rgb)).hash.reshape(-1) for rgb in pixels])
    return np.packbits(bits, axis=1).view(np.uint64).reshape(-1)


def _shapes(pixels: UInt8) -> Floats:
    """Returns the images as unit vectors around their mean, so that products are correlations.

    A flat image becomes all zero and is like nothing.
    """
    vectors = pixels.reshape(len(pixels), math.prod(pixels.shape[1:])).astype(np.float32)
    vectors -= vectors.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    shapes: Floats = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 1)
    return shapes


def _least_correlation(pixels: UInt8, items: Sequence[Item]) -> float:
    """Returns the correlation from which on two images count as nearly identical.

    Small gray pictures of few shapes are alike without being copies, photographs are not: what two
    images of different classes reach among a thousand says how alike strangers are, and three
    quarters of the way from there to 1 is asked for. On fashion-mnist-small (28 px) that is 0.995,
    on digits (8 px) 0.991, on colour photographs of 32 px 0.964; none of the three then shows a
    pair, and a JPEG copy at quality 75 reaches 0.996 or more.
    """
    # One of each file: a copy under another label is no stranger, and would ask for a likeness that
    # nothing reaches.
    labels = np.array([item.label for item in items])
    distinct = np.array(list({item.digest: place for place, item in enumerate(items)}.values()))
    chosen = np.random.default_rng(0).permutation(distinct)[:_SAMPLE]
    shapes = _shapes(pixels[chosen])
    between = shapes @ shapes.T
    strangers = between[labels[chosen][:, None] != labels[chosen][None]]
    if not strangers.size:
        return MIN_CORRELATION
    return max(MIN_CORRELATION, 1 - (1 - float(strangers.max())) / 4)
