"""Data sets: a folder, zip, CSV file or built-in name becomes an `ImageSet`.

At the training size, this becomes a `DecodedSet`.

Imports neither torch nor OpenCV; pictures are read through `explorer.images`.
"""

from explorer.data.decoding import DecodedSet, DecodedSplit, decode
from explorer.data.image_set import ImageSet, Item, Problem, open_image_set
from explorer.data.leak_report import Leak, LeakReport
from explorer.data.leaks import find_leaks
from explorer.data.shots import shots
from explorer.data.splits import SPLITS, SplitName

__all__ = [
    "SPLITS",
    "DecodedSet",
    "DecodedSplit",
    "ImageSet",
    "Item",
    "Leak",
    "LeakReport",
    "Problem",
    "SplitName",
    "decode",
    "find_leaks",
    "open_image_set",
    "shots",
]
