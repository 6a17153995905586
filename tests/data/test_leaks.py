import shutil
from dataclasses import replace

import cv2
import numpy as np
import pytest

from explorer.data.cache import cache_folder
from explorer.data.image_set import Item, open_image_set
from explorer.data.leak_report import Leak, LeakReport
from explorer.data.leaks import find_leaks
from explorer.images import encode, resize
from explorer.samples import sample_image
from tests.data.conftest import write_pictures


@pytest.mark.parametrize("name", ["digits", "fashion-mnist-small"])
def test_real_sets_of_small_pictures_raise_no_false_alarm(name):
    report = find_leaks(open_image_set(name))
    assert (report.identical_count, report.near_count, report.warnings()) == (0, 0, ())


def test_an_identical_file_in_two_splits_is_found(split_folders):
    shutil.copy(
        split_folders / "train" / "cat" / "000.png", split_folders / "test" / "cat" / "copy.png"
    )
    report = find_leaks(open_image_set(split_folders))
    (leak,) = report.identical
    assert (leak.split, leak.other_split, leak.item.path, leak.other.path) == (
        "train",
        "test",
        "train/cat/000.png",
        "test/cat/copy.png",
    )
    assert report.warnings() == (
        "1 identical pair stands in two splits (train and test), "
        "such as 'train/cat/000.png' and 'test/cat/copy.png'",
    )


def test_an_identical_file_under_two_labels_is_told(split_folders):
    shutil.copy(
        split_folders / "train" / "cat" / "000.png", split_folders / "val" / "dog" / "copy.png"
    )
    assert any(
        "has two labels, such as 'cat' and 'dog'" in warning
        for warning in find_leaks(open_image_set(split_folders)).warnings()
    )


def leak(name, other, similarity, digests="ab"):
    one, two = (
        Item(path, 0, digest * 64) for path, digest in zip((name, other), digests, strict=True)
    )
    return Leak("train", one, "val", two, similarity)


@pytest.mark.parametrize(
    ("similarities", "said"),
    [
        ((0.945,), "1 pair alike (correlation 0.945) stands in two splits (train and val)"),
        ((0.9998, 0.91), "2 pairs alike (correlation 0.910 or more) stand in two splits"),
        ((1.0, 0.9999), "2 pairs alike (correlation over 0.999) stand in two splits"),
    ],
)
def test_files_that_differ_are_said_to_be_alike_with_how_much(split_folders, similarities, said):
    near = tuple(leak("a.png", "b.png", similarity) for similarity in similarities)
    report = LeakReport(open_image_set(split_folders), (), 0, near, len(near), ())
    (short,) = report.in_short()
    assert short.startswith(said)
    assert report.warnings() == (f"{short}, such as 'a.png' and 'b.png'",)


def test_leaks_of_every_kind_are_one_line(split_folders):
    for split, label in (("test", "cat"), ("val", "dog")):
        shutil.copy(
            split_folders / "train" / "cat" / "000.png", split_folders / split / label / "copy.png"
        )
    found = find_leaks(open_image_set(split_folders))
    report = replace(found, near=(leak("a.png", "b.png", 0.945),), near_count=1)
    assert report.in_short() == (
        "3 identical pairs and 1 pair alike (correlation 0.945) stand in two splits (train and test"
        ", train and val, val and test); 2 identical pairs have two labels",
    )
    assert len(report.warnings()) == 1


def test_many_small_classes_are_one_line(split_folders):
    report = find_leaks(open_image_set(split_folders))
    few = replace(report, small_classes=(("cat", 1), ("dog", 0)))
    assert few.warnings() == ("2 classes have fewer than 2 training images, such as 'cat'",)


def test_the_same_file_twice_in_one_split_is_no_leak(split_folders):
    shutil.copy(
        split_folders / "train" / "cat" / "000.png", split_folders / "train" / "cat" / "copy.png"
    )
    assert not find_leaks(open_image_set(split_folders)).warnings()


def patches(name, count):
    rgb = sample_image(name).rgb
    places = np.random.default_rng(0).integers(
        0, (rgb.shape[0] - 96, rgb.shape[1] - 96), (count, 2)
    )
    return [rgb[y : y + 96, x : x + 96] for y, x in places]


CHANGES = {
    "re-encoded": lambda rgb: (encode(rgb, "jpeg", quality=70), "jpg"),
    "smaller": lambda rgb: (encode(resize(rgb, 64)), "png"),
    "brighter": lambda rgb: (encode(np.clip(rgb * 1.1 + 8, 0, 255).astype(np.uint8)), "png"),
    "blurred": lambda rgb: (encode(cv2.GaussianBlur(rgb, (5, 5), 0)), "png"),
    "other format": lambda rgb: (encode(rgb, "webp", quality=80), "webp"),
}


@pytest.fixture
def photographs(tmp_path):
    """Patches of photographs, each in one split only."""
    root = tmp_path / "photos"
    for name in ("astronaut", "hubble", "rocket"):
        for number, rgb in enumerate(patches(name, 16)):
            folder = (
                root / ("train", "val", "test")[min(number // 8, 2) if number < 12 else 2] / name
            )
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{number}.png").write_bytes(encode(rgb))
    return root


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_copy_of_a_photograph_in_another_split_is_found(photographs, change):
    before = {
        (leak.item.path, leak.other.path) for leak in find_leaks(open_image_set(photographs)).near
    }
    data, suffix = CHANGES[change](patches("astronaut", 1)[0])
    (photographs / "val" / "astronaut" / f"copy.{suffix}").write_bytes(data)
    report = find_leaks(open_image_set(photographs))
    found = {(leak.item.path, leak.other.path): leak.similarity for leak in report.near}
    assert found.keys() - before == {("train/astronaut/0.png", f"val/astronaut/copy.{suffix}")}
    assert found["train/astronaut/0.png", f"val/astronaut/copy.{suffix}"] > 0.9
    assert report.identical_count == 0


def test_an_identical_file_under_another_label_hides_no_changed_copy(photographs):
    shutil.copy(
        photographs / "train" / "rocket" / "0.png", photographs / "test" / "hubble" / "torn.png"
    )
    (photographs / "val" / "astronaut" / "copy.jpg").write_bytes(
        encode(patches("astronaut", 1)[0], "jpeg", quality=70)
    )
    report = find_leaks(open_image_set(photographs))
    assert report.identical_count == 1
    assert ("train/astronaut/0.png", "val/astronaut/copy.jpg") in {
        (leak.item.path, leak.other.path) for leak in report.near
    }


def test_flat_pictures_are_not_alike(tmp_path):
    for number, split in enumerate(("train", "val", "test")):
        write_pictures(tmp_path / "set" / split / "a", 4, first=10 * number)
        (tmp_path / "set" / split / "b").mkdir()
        for shade in range(4):
            (tmp_path / "set" / split / "b" / f"{shade}.png").write_bytes(
                encode(np.full((16, 16, 3), 10 + 60 * shade + number, np.uint8))
            )
    assert find_leaks(open_image_set(tmp_path / "set")).near_count == 0


def test_many_copies_are_counted_and_the_list_is_cut(tmp_path):
    for number, split in enumerate(("train", "val", "test")):
        write_pictures(tmp_path / "set" / split / "a", 4, first=10 * number)
        (tmp_path / "set" / split / "b").mkdir()
        data = (tmp_path / "set" / "train" / "a" / "000.png").read_bytes()
        for copy in range(25):
            (tmp_path / "set" / split / "b" / f"{copy}.png").write_bytes(data)
    report = find_leaks(open_image_set(tmp_path / "set"))
    assert report.identical_count == 26 * 25 + 26 * 25 + 25 * 25
    assert len(report.identical) == 500


def test_small_classes_and_broken_pictures_are_warned_of(split_folders):
    for number in range(1, 6):
        (split_folders / "train" / "cat" / f"{number:03d}.png").unlink()
    write_pictures(split_folders / "train" / "dog", 30, first=600)
    (split_folders / "train" / "dog" / "bad.png").write_bytes(b"no picture")
    warnings = find_leaks(open_image_set(split_folders)).warnings()
    assert warnings[0].startswith(
        "1 image cannot be used and is left out, such as: 'train/dog/bad.png'"
    )
    assert warnings[1] == "the class 'cat' has 1 training image"


def test_the_report_is_remembered(split_folders, monkeypatch):
    shutil.copy(
        split_folders / "train" / "cat" / "000.png", split_folders / "test" / "cat" / "copy.png"
    )
    first = find_leaks(open_image_set(split_folders))
    monkeypatch.setattr("explorer.data.leaks._near_pairs", None)
    assert find_leaks(open_image_set(split_folders)).identical == first.identical


@pytest.mark.parametrize("folder", ["scans", "leaks"])
def test_a_remembered_file_that_lost_its_content_counts_as_absent(split_folders, folder):
    found = find_leaks(open_image_set(split_folders))
    (remembered,) = (cache_folder() / folder).iterdir()
    remembered.write_text('{"version": 1}')
    again = find_leaks(open_image_set(split_folders))
    assert (again.image_set.digest, again.warnings()) == (found.image_set.digest, found.warnings())
