"""Finds images that are in two splits, and what else is wrong with a data set.

Images that are alike are found by perceptual hash (imagehash) and confirmed by the correlation of
their pixels at 32 px.
"""

import itertools
import math
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations, product
from pathlib import Path

import numpy as np
import numpy.typing as npt

from explorer.data.cache import cache_folder, read_json, write_json
from explorer.data.decoding import decode
from explorer.data.image_set import ImageSet, Item
from explorer.data.leak_report import FEW, Leak, LeakReport
from explorer.data.splits import SPLITS, SplitName
from explorer.images import UInt8

SIZE_PX = 32  # what the 64-bit perceptual hash looks at
MAX_HAMMING = 8
MIN_CORRELATION = 0.9
MAX_LISTED = 500
_VERSION = 3
_SAMPLE = 1000
_ROWS = 128
# Of _ROWS images: thousands of near-black frames would otherwise be compared pixel by pixel.
_MAX_CANDIDATES = 4000

Floats = npt.NDArray[np.float32]


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
        or not known.keys()
        >= {"identical", "identical_count", "near", "near_count", "torn", "torn_count"}
    ):
        pixels = np.concatenate([decoded.split(name).images for name in SPLITS])
        identical, near = _identical_pairs(image_set), _near_pairs(image_set, pixels)
        torn = _torn_pairs(image_set)
        known = {
            "version": _VERSION,
            "identical": identical[:MAX_LISTED],
            "identical_count": len(identical),
            "near": near[:MAX_LISTED],
            "near_count": len(near),
            "torn": torn[:MAX_LISTED],
            "torn_count": len(torn),
        }
        write_json(remembered, known)
    places = _places(image_set)
    lists = {
        key: tuple(_leak(places[a], places[b], similarity) for a, b, similarity in known[key])
        for key in ("identical", "near", "torn")
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
        lists["torn"],
        known["torn_count"],
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


def _torn_pairs(image_set: ImageSet) -> list[tuple[int, int, float]]:
    """Returns (place, place, 1.0) of the images of one digest that one split has in two classes.

    Of each class the first one is named.
    """
    found: dict[tuple[str, SplitName], dict[int, int]] = defaultdict(dict)
    for place, (name, item) in enumerate(_places(image_set)):
        found[item.digest, name].setdefault(item.label, place)
    return [(a, b, 1.0) for classes in found.values() for a, b in combinations(classes.values(), 2)]


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
    """Returns the correlation from which on two images count as alike.

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
