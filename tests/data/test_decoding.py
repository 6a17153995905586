import json
import os
import pickle
import shutil
import time

import numpy as np
import pytest

from explorer.data.decoding import DecodedSet, decode
from explorer.data.image_set import open_image_set
from explorer.errors import DataError
from explorer.images import encode, resize
from explorer.samples import builtin_path
from tests.data.conftest import picture


def broken_inside(folder, name):
    """A picture whose header is right and whose pixels are not."""
    data = encode(np.random.default_rng(5).integers(0, 256, (64, 64, 3), dtype=np.uint8))
    (folder / name).write_bytes(data[: len(data) // 2])


def test_arrays_hold_the_pictures_in_the_order_of_the_items(split_folders):
    image_set = open_image_set(split_folders)
    decoded = decode(image_set, 16)
    assert decoded.classes == ("cat", "dog")
    assert (decoded.digest, decoded.size, decoded.name) == (image_set.digest, 16, "pets")
    for name, items in image_set.splits.items():
        split = decoded.split(name)
        assert split.labels.tolist() == [item.label for item in items]
        for pixels, item in zip(split.images, items, strict=True):
            assert np.array_equal(pixels, image_set.read(item).rgb)


def test_pictures_are_brought_to_size_by_area(class_folders):
    image_set = open_image_set(class_folders)
    first = image_set.read(image_set.split("train")[0]).rgb
    assert np.array_equal(decode(image_set, 8).split("train").images[0], resize(first, 8))


def test_arrays_are_mapped_and_read_only(class_folders):
    images = decode(open_image_set(class_folders), 16).split("val").images
    assert isinstance(images, np.memmap)
    assert not images.flags.writeable


def test_a_decoded_set_pickles_as_its_path_alone(class_folders):
    decoded = decode(open_image_set(class_folders), 64)
    sent = pickle.dumps(decoded)
    assert len(sent) < 1000
    copy = pickle.loads(sent)
    assert np.array_equal(copy.split("train").images, decoded.split("train").images)


def test_what_was_decoded_is_not_decoded_again(class_folders, tmp_path, monkeypatch):
    image_set = open_image_set(class_folders)
    first = decode(image_set, 16, tmp_path / "cache")
    monkeypatch.setattr("explorer.data.decoding.read_rgb", None)
    again = decode(image_set, 16, tmp_path / "cache")
    assert np.array_equal(again.split("train").images, first.split("train").images)
    with pytest.raises(TypeError):
        decode(image_set, 17, tmp_path / "cache")


def test_a_damaged_cache_is_made_anew(class_folders, tmp_path):
    image_set = open_image_set(class_folders)
    folder = decode(image_set, 16, tmp_path).folder
    (folder / "index.json").write_text("{")
    assert decode(image_set, 16, tmp_path).split("train").images.shape == (18, 16, 16, 3)
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_picture_broken_inside_is_left_out_and_told(class_folders):
    broken_inside(class_folders / "cat", "bad.png")
    image_set = open_image_set(class_folders)
    assert image_set.count == 31
    decoded = decode(image_set, 16)
    kept = image_set.without(decoded.broken)
    assert kept.count == 30
    assert "'cat/bad.png' is a damaged PNG file" in kept.problems[0].message
    for name, items in kept.splits.items():
        split = decoded.split(name)
        assert split.labels.tolist() == [item.label for item in items]
        assert all(
            np.array_equal(pixels, kept.read(item).rgb)
            for pixels, item in zip(split.images, items, strict=True)
        )


def test_too_many_pictures_broken_inside_are_refused_and_leave_nothing_behind(
    class_folders, tmp_path
):
    for number in range(3):
        (class_folders / "cat" / f"bad{number}.png").write_bytes(
            encode(np.random.default_rng(number).integers(0, 256, (64, 64, 3), dtype=np.uint8))[
                :-3000
            ]
        )
    with pytest.raises(
        DataError,
        match=r"'pets': 3 of 33 images cannot be used, more than 5%: "
        r"'cat/bad\d\.png' is a damaged PNG file",
    ):
        decode(open_image_set(class_folders), 16, tmp_path / "cache")
    assert not list((tmp_path / "cache" / "decoded").iterdir())


def test_a_picture_that_vanished_after_opening_is_left_out(class_folders):
    image_set = open_image_set(class_folders)
    item = image_set.split("train")[0]
    (class_folders / item.path).unlink()
    assert "cannot be read" in decode(image_set, 16).broken[item.digest]


def test_a_zip_that_vanished_after_opening_is_named(tmp_path):
    path = tmp_path / "mine.zip"
    shutil.copy(builtin_path("digits"), path)
    image_set = open_image_set(path)
    path.unlink()
    with pytest.raises(DataError, match="'mine' cannot be read any more"):
        decode(image_set, 8)


@pytest.mark.parametrize("size", [0, 7, 513, 16.0, True, "32"])
def test_an_impossible_size_is_refused(class_folders, size):
    with pytest.raises(DataError, match="is not an image size between 8 and 512 px"):
        decode(open_image_set(class_folders), size)


def test_a_full_disk_is_told_before_anything_is_written(class_folders, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 10, 0))
    with pytest.raises(DataError, match=r"0 GB free"):
        decode(open_image_set(class_folders), 16, tmp_path / "cache")


def test_a_cache_folder_that_cannot_be_written_to_is_named(class_folders, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(
        DataError, match=r"the cache folder .*file/decoded' cannot be written to: Not a directory"
    ):
        decode(open_image_set(class_folders), 16, tmp_path / "file")


def test_what_a_killed_process_left_is_cleared_away(class_folders, tmp_path):
    for name, age_s in (("old.part", 100_000), ("new.part", 10)):
        (tmp_path / "decoded" / name).mkdir(parents=True)
        os.utime(tmp_path / "decoded" / name, (time.time() - age_s,) * 2)
    folder = decode(open_image_set(class_folders), 16, tmp_path).folder
    assert {path.name for path in folder.parent.iterdir()} == {"new.part", folder.name}


def test_a_folder_that_is_no_decoded_set_is_refused(tmp_path):
    with pytest.raises(DataError, match="holds no decoded data set"):
        DecodedSet(tmp_path).split("train")


def test_an_unknown_split_is_refused(class_folders):
    with pytest.raises(DataError, match="'dev' is not one of train, val, test"):
        decode(open_image_set(class_folders), 16).split("dev")


def test_progress_is_told(tmp_path):
    for label in ("a", "b"):
        (tmp_path / "set" / label).mkdir(parents=True)
        for number in range(50):
            (tmp_path / "set" / label / f"{number}.png").write_bytes(
                encode(picture(number + 50 * (label == "b")))
            )
    told = []
    decode(
        open_image_set(tmp_path / "set"),
        16,
        on_progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(64, 100)]


@pytest.mark.parametrize("name", ["images.npy", "labels.npy", "index.json"])
@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
        lambda path: path.unlink(),
    ],
)
def test_a_damaged_cache_is_decoded_anew(class_folders, name, damage):
    image_set = open_image_set(class_folders)
    decoded = decode(image_set, 16)
    before = decoded.split("train").images.copy()
    damage(decoded.folder / name)
    again = decode(image_set, 16)
    assert np.array_equal(again.split("train").images, before)
    assert len(again.split("val").labels) == len(image_set.split("val"))


def test_an_index_that_lost_a_key_is_decoded_anew(class_folders):
    image_set = open_image_set(class_folders)
    index = decode(image_set, 16).folder / "index.json"
    kept = json.loads(index.read_text())
    index.write_text(json.dumps({key: value for key, value in kept.items() if key != "broken"}))
    assert decode(image_set, 16).broken == {}
    assert json.loads(index.read_text()) == kept
