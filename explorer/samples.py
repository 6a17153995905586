"""The photographs and small data sets that come with the project.

They are found in a checkout and in an installed package.
"""

from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from explorer.annotations import annotate
from explorer.errors import DataError, ImageError, quoted
from explorer.images import Image, load_image

Kind = Literal["face", "animal", "object", "scene", "texture", "text", "medical", "sky"]

_INSTALLED = Path(__file__).parent / "sample_data"
_CHECKOUT = Path(__file__).parent.parent / "sample_data"
_ANNOTATIONS = "annotations.json"
_TRANSFORM_NAMES = "transforms.txt"
TRANSFORM_PX, TRANSFORM_COLUMNS = 72, 10  # of a transform's square on the sheet of the search
_BUILTINS = ("fashion-mnist-small", "digits")


class Sample(NamedTuple):
    """One sample photograph: `name` to ask for it, `title` to show, `kind` to choose by."""

    name: str
    title: str
    kind: Kind


_FILES: dict[Sample, str] = {
    Sample("astronaut", "Astronaut Eileen Collins", "face"): "astronaut.jpg",
    Sample("chelsea", "Chelsea the cat", "animal"): "chelsea.jpg",
    Sample("coffee", "Coffee cup", "object"): "coffee.jpg",
    Sample("rocket", "Rocket before its launch", "object"): "rocket.jpg",
    Sample("camera", "Man with a camera", "scene"): "camera.png",
    Sample("brick", "Brick wall", "texture"): "brick.png",
    Sample("page", "Printed page", "text"): "page.png",
    Sample("retina", "Retina of a left eye", "medical"): "retina.jpg",
    Sample("hubble", "Galaxies in the Hubble deep field", "sky"): "hubble_deep_field.jpg",
}


def sample_names() -> list[Sample]:
    """Returns the sample photographs, in the order in which a gallery shows them."""
    return list(_FILES)


def transform_names() -> tuple[str, ...]:
    """Returns the transforms that have a square on the sheet of the search, in its order."""
    return tuple((_folder() / _TRANSFORM_NAMES).read_text(encoding="ascii").split())


@cache
def sample_image(name: str) -> Image:
    """Returns a sample photograph with its mask, boxes and key points.

    Raises ImageError for an unknown name.
    """
    for sample, file in _FILES.items():
        if sample.name == name:
            photograph = load_image(_folder() / file)
            annotations = (_folder() / _ANNOTATIONS).read_bytes()
            (image,), _ = annotate([photograph], annotations)
            return image
    known = ", ".join(sample.name for sample in _FILES)
    raise ImageError(f"{quoted(name)} is not a sample photograph; there are {known}")


def builtin_names() -> tuple[str, ...]:
    """Returns the names of the built-in data sets."""
    return _BUILTINS


def builtin_path(name: str) -> Path:
    """Returns the zip file of a built-in data set, or raises DataError for an unknown name."""
    if name not in _BUILTINS:
        raise DataError(
            f"{quoted(name)} is not a built-in data set; there are {' and '.join(_BUILTINS)}"
        )
    return _folder() / f"{name}.zip"


def example_path() -> Path:
    """Returns the sweep.json of the example: a policy that was measured on a built-in data set."""
    return _folder() / "example.json"


def _folder() -> Path:
    return _INSTALLED if (_INSTALLED / _ANNOTATIONS).is_file() else _CHECKOUT
