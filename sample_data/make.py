"""Makes the photographs and the small data sets in this folder from their sources.

See README.md for sources and licences.

    pip install scikit-image scikit-learn pillow
    apt-get install dataset-fashion-mnist
    python sample_data/make.py

The same sources give the same pixels, names and order on every run. annotations.json is drawn by
hand, and not made here.
"""

import gzip
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import skimage.data
import sklearn.datasets
from PIL import Image

HERE = Path(__file__).parent
PHOTOGRAPHS = Path(skimage.data.__file__).parent
FASHION_MNIST = Path("/usr/share/datasets/fashion-mnist")
FASHION_CLASSES = (
    "T-shirt",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
PER_CLASS = {"train": 200, "val": 100, "test": 100}
LONGEST_SIDE_PX = 1024
ZIP_DATE = (2025, 1, 1, 0, 0, 0)


def make_photograph(source: str, target: str) -> None:
    picture = Image.open(PHOTOGRAPHS / source)
    picture.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX), Image.Resampling.LANCZOS)
    picture.info.clear()
    if target.endswith(".png"):
        picture.convert("L").save(HERE / target, optimize=True)
    else:
        picture.convert("RGB").save(HERE / target, quality=93, subsampling=0, optimize=True)


def write_zip(target: str, members: Iterable[tuple[str, np.ndarray]]) -> None:
    """PNG is compressed already: stored members read several times faster."""
    with zipfile.ZipFile(HERE / target, "w", zipfile.ZIP_STORED) as archive:
        for path, gray in sorted(members, key=lambda member: member[0]):
            buffer = io.BytesIO()
            Image.fromarray(gray).save(buffer, "PNG", optimize=True)
            info = zipfile.ZipInfo(path, ZIP_DATE)
            info.external_attr = 0o644 << 16
            archive.writestr(info, buffer.getvalue())


def read_idx(name: str) -> np.ndarray:
    """Reads an IDX file of unsigned bytes.

    It holds two zero bytes, the type, the number of dimensions, the dimensions, and the data.
    """
    data = gzip.decompress((FASHION_MNIST / name).read_bytes())
    dimensions = data[3]
    shape = np.frombuffer(data, ">u4", dimensions, offset=4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def fashion_members() -> Iterator[tuple[str, np.ndarray]]:
    """The first 200 training pictures of each class are train, the next 100 val.

    The first 100 test pictures are test.
    """
    places = {"train": ("train", 0), "val": ("train", PER_CLASS["train"]), "test": ("t10k", 0)}
    for split, (source, start) in places.items():
        images, labels = (
            read_idx(f"{source}-images-idx3-ubyte.gz"),
            read_idx(f"{source}-labels-idx1-ubyte.gz"),
        )
        for label, name in enumerate(FASHION_CLASSES):
            for index in np.flatnonzero(labels == label)[start : start + PER_CLASS[split]]:
                yield f"{split}/{name}/{index:05d}.png", images[index]


def digit_members() -> Iterator[tuple[str, np.ndarray]]:
    """The values 0 to 16 of scikit-learn become 0 to 255; the pictures stay 8 x 8."""
    digits = sklearn.datasets.load_digits()
    for index, (values, label) in enumerate(zip(digits.images, digits.target, strict=True)):
        yield f"{label}/{index:04d}.png", np.rint(values * 255 / 16).astype(np.uint8)


def main() -> None:
    for name in (
        "astronaut.png",
        "chelsea.png",
        "coffee.png",
        "rocket.jpg",
        "retina.jpg",
        "hubble_deep_field.jpg",
    ):
        make_photograph(name, f"{Path(name).stem}.jpg")
    for name in ("brick.png", "camera.png", "page.png"):
        make_photograph(name, name)
    write_zip("fashion-mnist-small.zip", fashion_members())
    write_zip("digits.zip", digit_members())


if __name__ == "__main__":
    main()
