import numpy as np
import pytest

from explorer.images import encode


def picture(seed, side=16):
    """A picture like no other: coarse coloured noise."""
    coarse = np.random.default_rng(seed).integers(0, 256, (4, 4, 3), dtype=np.uint8)
    return np.kron(coarse, np.ones((side // 4, side // 4, 1), np.uint8))


def write_pictures(folder, count, first=0, side=16):
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + count):
        (folder / f"{number:03d}.png").write_bytes(encode(picture(number, side)))


def write_splits(root):
    """Writes train, val and test of 6, 3 and 2 pictures for each of two classes; returns root."""
    for number, (split, count) in enumerate({"train": 6, "val": 3, "test": 2}.items()):
        write_pictures(root / split / "cat", count, first=100 * number)
        write_pictures(root / split / "dog", count, first=100 * number + 50)
    return root


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("AUG_EXPLORER_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture
def class_folders(tmp_path):
    """Two classes of 20 and 10 pictures, no splits."""
    root = tmp_path / "pets"
    write_pictures(root / "cat", 20)
    write_pictures(root / "dog", 10, first=100)
    return root


@pytest.fixture
def split_folders(tmp_path):
    return write_splits(tmp_path / "pets")
