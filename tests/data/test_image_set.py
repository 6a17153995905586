import shutil

import pytest

from explorer.data.image_set import ImageSet, open_image_set
from explorer.errors import DataError
from explorer.images import encode
from tests.data.conftest import picture, write_pictures
from tests.data.sources import refusal, sizes, zipped


def test_the_built_in_sets_hold_what_their_names_promise():
    fashion = open_image_set("fashion-mnist-small")
    assert sizes(fashion) == {"train": 2000, "val": 1000, "test": 1000}
    assert all(
        counts == {"train": 200, "val": 100, "test": 100} for counts in fashion.counts().values()
    )
    digits = open_image_set("digits")
    assert digits.classes == tuple("0123456789")
    assert digits.count == 1797
    assert sizes(digits) == {"train": 1079, "val": 359, "test": 359}
    assert digits.problems == fashion.problems == ()


def test_class_folders_are_split_60_20_20_within_each_class(class_folders):
    image_set = open_image_set(class_folders)
    assert image_set.counts() == {
        "cat": {"train": 12, "val": 4, "test": 4},
        "dog": {"train": 6, "val": 2, "test": 2},
    }


def test_order_and_paths_take_no_part_in_split_and_digest(class_folders, tmp_path):
    renamed = tmp_path / "renamed"
    for label in ("cat", "dog"):
        (renamed / label / "deep").mkdir(parents=True)
        for number, path in enumerate(sorted((class_folders / label).iterdir(), reverse=True)):
            shutil.copy(path, renamed / label / "deep" / f"{number}.png")
    one, other = open_image_set(class_folders), open_image_set(renamed)
    assert one.digest == other.digest
    for name in one.splits:
        assert [item.digest for item in one.split(name)] == [
            item.digest for item in other.split(name)
        ]


def test_one_picture_more_moves_few_others(class_folders):
    before = {
        item.digest: name
        for name, items in open_image_set(class_folders).splits.items()
        for item in items
    }
    (class_folders / "cat" / "new.png").write_bytes(encode(picture(999)))
    after = {
        item.digest: name
        for name, items in open_image_set(class_folders).splits.items()
        for item in items
    }
    assert sum(after[digest] != name for digest, name in before.items()) <= 2


@pytest.mark.parametrize(
    ("dropped", "wanted"),
    [("test", {"train": 8, "val": 6, "test": 4}), ("val", {"train": 8, "val": 4, "test": 4})],
)
def test_a_missing_split_is_drawn_from_train_and_noted(split_folders, dropped, wanted):
    shutil.rmtree(split_folders / dropped)
    image_set = open_image_set(split_folders)
    assert sizes(image_set) == wanted
    (note,) = image_set.problems
    assert note.kind == "note"
    assert f"there is no {dropped} folder: 25% of train" in note.message


def test_train_alone_is_split_like_class_folders(class_folders, tmp_path):
    (tmp_path / "only").mkdir()
    shutil.move(class_folders, tmp_path / "only" / "train")
    assert sizes(open_image_set(tmp_path / "only")) == {"train": 18, "val": 6, "test": 6}


def test_one_class_is_refused(tmp_path):
    write_pictures(tmp_path / "set" / "cat", 10)
    assert refusal(tmp_path / "set") == "'set' has one class, 'cat': at least two are wanted"


def test_no_validation_images_are_refused(split_folders):
    shutil.rmtree(split_folders / "val")
    (split_folders / "val" / "cat").mkdir(parents=True)
    assert refusal(split_folders) == "'pets' has no validation images: 'val' is empty"
    assert "no validation images" in refusal(
        zipped(split_folders, split_folders.parent / "pets.zip")
    )


def test_a_class_missing_in_val_is_refused(split_folders):
    shutil.rmtree(split_folders / "val" / "dog")
    assert (
        refusal(split_folders)
        == "'pets': the class 'dog' has no validation images (6 in train, 2 in test)"
    )


def test_a_class_missing_in_train_is_refused(split_folders):
    shutil.rmtree(split_folders / "train" / "dog")
    assert "the class 'dog' has no training images (3 in val, 2 in test)" in refusal(split_folders)


def test_a_few_broken_images_are_skipped_and_reported(class_folders):
    (class_folders / "cat" / "bad.png").write_text("no picture")
    image_set = open_image_set(class_folders)
    assert image_set.count == 30
    (problem,) = image_set.problems
    assert problem.kind == "unreadable"
    assert "'cat/bad.png'" in problem.message
    (class_folders / "cat" / "worse.png").write_text("no picture")
    assert "2 of 32 images cannot be used, more than 5%" in refusal(class_folders)


def test_items_are_read_at_full_size(class_folders):
    image_set = open_image_set(class_folders)
    item = image_set.split("train")[0]
    assert image_set.read(item).rgb.shape == (16, 16, 3)
    (class_folders / item.path).unlink()
    with pytest.raises(DataError, match="cannot be read any more"):
        image_set.read(item)


def test_the_typical_side_is_read_from_the_files_once(class_folders):
    image_set = open_image_set(class_folders)
    assert image_set.typical_side_px == 16
    for item in image_set.split("train"):
        (class_folders / item.path).unlink()
    assert image_set.typical_side_px == 16
    again = image_set.without({"0": "is gone"})
    with pytest.raises(DataError, match="cannot be read any more"):
        _ = again.typical_side_px


def test_an_image_set_is_valid_or_not_at_all(class_folders):
    image_set = open_image_set(class_folders)
    with pytest.raises(DataError, match="no training images"):
        ImageSet(
            image_set.name, image_set.source, image_set.classes, {"val": image_set.split("val")}
        )
