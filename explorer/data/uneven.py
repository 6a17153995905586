"""Classes of very different sizes: those too small to be used, and what is said of others."""

from collections import Counter
from collections.abc import Iterable, Mapping

from explorer import numbers
from explorer.data.entries import LeftOut
from explorer.errors import quoted_apart

UNEVEN = 5  # times as many images as another class: from here on it is said
_LEAST_CLASSES = 2


def lone_classes(labels: Iterable[str]) -> Mapping[str, LeftOut]:
    """Returns the classes of one image, which cannot be trained on and validated, to be left out.

    `labels` are those of all images. There are none where fewer than two classes would stay: then
    the set is refused for what it lacks.
    """
    counts = Counter(labels)
    lone = sorted(label for label, count in counts.items() if count == 1)
    if len(counts) - len(lone) < _LEAST_CLASSES:
        return {}
    called = quoted_apart(counts)
    why = "has one image, and one cannot be both trained on and validated: it was left out"
    return {label: LeftOut(1, f"the class {called[label]} {why}") for label in lone}


def uneven_note(labels: Iterable[str]) -> str:
    """Returns in words that a class has many times the images of another; "" where none has."""
    counts = Counter(labels)
    if len(counts) < _LEAST_CLASSES:
        return ""
    most, least = (
        max(sorted(counts), key=counts.__getitem__),
        min(sorted(counts), key=counts.__getitem__),
    )
    times = counts[most] // counts[least]
    if times < UNEVEN:
        return ""
    called = quoted_apart(counts)
    return (
        f"the classes are unbalanced: {called[most]} has {numbers.count(counts[most], 'image')}, "
        f"{numbers.whole(times)} times as many as {called[least]} with "
        f"{numbers.whole(counts[least])}; accuracy speaks mostly of the large ones, and the "
        "measure balanced-accuracy counts each class alike"
    )
