import shutil

import pytest

from explorer.data.image_set import open_image_set
from explorer.images import encode
from tests.data.conftest import picture, write_pictures
from tests.data.sources import refusal, sizes


def test_split_folders_are_kept_as_they_are(split_folders):
    image_set = open_image_set(split_folders)
    assert image_set.name == "pets"
    assert image_set.classes == ("cat", "dog")
    assert sizes(image_set) == {"train": 12, "val": 6, "test": 4}
    assert all(
        item.path.startswith(f"{name}/")
        for name, items in image_set.splits.items()
        for item in items
    )
    assert not image_set.problems


def test_a_class_called_train_is_a_class(tmp_path):
    for number, label in enumerate(("car", "test", "train")):
        write_pictures(tmp_path / "set" / label, 5, first=100 * number)
    assert open_image_set(tmp_path / "set").classes == ("car", "test", "train")


def test_many_pictures_outside_class_folders_are_refused_and_a_few_left_out(class_folders):
    (class_folders / "loose.png").write_bytes(encode(picture(1)))
    image_set = open_image_set(class_folders)
    assert image_set.count == 30
    said = "1 picture in no folder was left out: nothing tells the class"
    assert [problem.message for problem in image_set.problems] == [said]
    assert [(left.count, left.what) for left in image_set.left_out] == [(1, said)]
    (class_folders / "more.png").write_bytes(encode(picture(2)))
    assert "2 pictures in no class folder, such as 'loose.png'" in refusal(class_folders)


def test_two_folders_for_one_split_are_refused(split_folders):
    shutil.copytree(split_folders / "val", split_folders / "valid")
    assert "more than one folder for val: val and valid" in refusal(split_folders)


def test_class_folders_without_pictures_are_noted(class_folders, split_folders_of_owls):
    (class_folders / "owl").mkdir()
    (class_folders / "elk").mkdir()
    (class_folders / "elk" / "notes.txt").write_text("none yet")
    for source, said in (
        (class_folders, "the folders 'elk', 'owl' hold no picture: they are no classes"),
        (split_folders_of_owls, "the folder 'owl' holds no picture: it is no class"),
    ):
        image_set = open_image_set(source)
        assert image_set.classes == ("cat", "dog")
        assert said in [problem.message for problem in image_set.problems]


@pytest.fixture
def split_folders_of_owls(tmp_path):
    root = tmp_path / "birds"
    for number, split in enumerate(("train", "val", "test")):
        write_pictures(root / split / "cat", 2, first=100 * number)
        write_pictures(root / split / "dog", 2, first=100 * number + 50)
        (root / split / "owl").mkdir()
    return root
