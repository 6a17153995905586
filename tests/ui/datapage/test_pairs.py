"""Pictures of a data set beside what the policy makes of them."""

import zipfile

import numpy as np
import pytest

from explorer import Policy, Step
from explorer.data.image_set import open_image_set
from explorer.errors import DataError
from explorer.images import encode, read_rgb
from explorer.ui import datasets
from explorer.ui.datapage import pairs

FLIP = Policy((Step("flip", "HorizontalFlip", p=1.0),))


@pytest.fixture
def image_set(tmp_path):
    """Ten pictures of two classes, dark on the left and light on the right; one cannot be read."""
    half = np.zeros((16, 16, 3), np.uint8)
    half[:, 8:] = 255
    for number in range(10):
        for label in ("cat", "dog"):
            folder = tmp_path / "train" / label
            folder.mkdir(parents=True, exist_ok=True)
            half[0, 0] = number
            (folder / f"{number}.png").write_bytes(encode(half))
            other = tmp_path / "val" / label
            other.mkdir(parents=True, exist_ok=True)
            half[0, 0] = 100 + number
            (other / f"{number}.png").write_bytes(encode(half))
    return open_image_set(str(tmp_path))


def made(policy, image_set, items):
    return pairs.drawn(policy, image_set, items).result(60)


def halves(pair):
    rgb = read_rgb(pair, "a pair").astype(int).mean(axis=2)
    width = (rgb.shape[1] - 4) // 2
    return rgb[:, :width], rgb[:, -width:]


def test_the_picture_stands_on_the_left_and_the_augmented_one_on_the_right(image_set):
    items = datasets.examples(image_set, 8, [0])[0]
    found = made(FLIP, image_set, items)
    assert len(found) == 8
    for pair in found:
        before, after = halves(pair)
        assert before[:, :32].mean() < 20 < 235 < before[:, -32:].mean()
        assert after[:, :32].mean() > 235 > 20 > after[:, -32:].mean()


def test_the_strength_of_the_policy_counts(image_set):
    (item,) = datasets.examples(image_set, 1, [0])[0]
    (pair,) = made(Policy(FLIP.steps, strength=0.0), image_set, [item])
    before, after = halves(pair)
    assert np.abs(before - after).max() < 3


def test_more_pictures_than_a_sheet_holds_are_drawn_and_keep_their_order(image_set, monkeypatch):
    monkeypatch.setattr(pairs, "_A_SHEET", 3)
    policy = Policy(FLIP.steps, name="sheets", seed=5)
    items = [item for each in datasets.examples(image_set, 5, [0, 1]).values() for item in each]
    assert len(made(policy, image_set, items)) == 10


def test_a_picture_that_cannot_be_read_is_left_out(tmp_path, image_set):
    items = datasets.examples(image_set, 3, [0])[0]
    (tmp_path / items[1].path).write_bytes(b"no picture")
    found = made(Policy(FLIP.steps, seed=7), image_set, items)
    assert [pair is None for pair in found] == [False, True, False]


def test_where_the_zip_is_gone_the_error_is_told(tmp_path, image_set):
    packed = tmp_path / "set.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted((tmp_path / "train").rglob("*.png")) + sorted(
            (tmp_path / "val").rglob("*.png")
        ):
            archive.write(path, path.relative_to(tmp_path))
    zipped = open_image_set(str(packed))
    items = datasets.examples(zipped, 2, [0])[0]
    packed.unlink()
    with pytest.raises(DataError, match="cannot be read any more"):
        made(Policy(FLIP.steps, seed=9), zipped, items)
