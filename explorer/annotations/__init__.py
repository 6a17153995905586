"""Annotations: what is known of a picture beside its pixels, read from files. One file a format.

The values themselves, `Box`, `KeyPoint` and the mask, stand in `explorer.images`, since a picture
holds them. Imports images and errors only.
"""

from collections.abc import Mapping, Sequence

from explorer.annotations import coco
from explorer.errors import ImageError
from explorer.images import Image

__all__ = ["annotate"]


def annotate(
    images: Sequence[Image], data: bytes | Mapping[str, bytes]
) -> tuple[tuple[Image, ...], tuple[str, ...]]:
    """Returns the images with the annotations that `data` holds, and notes for the user.

    `data` is the bytes of one file, or a mapping from path to bytes. COCO files are read; all of
    their annotations stand in one file, so several are refused. Raises ImageError with the path of
    the offending value.
    """
    if isinstance(data, bytes):
        return coco.annotate(images, data)
    if len(data) != 1:
        raise ImageError(f"{len(data)} annotation files are given; a COCO file is one")
    return coco.annotate(images, next(iter(data.values())))
