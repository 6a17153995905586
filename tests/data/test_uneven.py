"""One picture too few, many too many, and one picture in two classes: read, and said."""

import shutil

from explorer.data.image_set import open_image_set
from explorer.data.leaks import find_leaks
from tests.data.conftest import write_pictures
from tests.data.sources import refusal


def notes(image_set):
    return [found.message for found in image_set.problems if found.kind == "note"]


def test_a_class_of_one_image_is_left_out_and_said(class_folders):
    write_pictures(class_folders / "owl", 1, first=500)
    image_set = open_image_set(class_folders)
    assert image_set.classes == ("cat", "dog")
    assert image_set.count == 30
    (said,) = notes(image_set)
    assert said.startswith("the class 'owl' has one image")
    assert [left.count for left in image_set.left_out] == [1]


def test_a_class_of_one_image_beside_only_one_other_is_refused(tmp_path):
    write_pictures(tmp_path / "set" / "cat", 6)
    write_pictures(tmp_path / "set" / "owl", 1, first=500)
    assert "'owl' has no validation images" in refusal(tmp_path / "set")


def test_unbalanced_classes_are_said_in_words(tmp_path):
    write_pictures(tmp_path / "set" / "cat", 40)
    write_pictures(tmp_path / "set" / "dog", 5, first=100)
    (said,) = notes(open_image_set(tmp_path / "set"))
    assert "unbalanced: 'cat' has 40 images, 8 times as many as 'dog' with 5" in said
    write_pictures(tmp_path / "set" / "dog", 20, first=100)
    assert not notes(open_image_set(tmp_path / "set"))


def test_a_picture_in_two_classes_of_a_split_is_listed_with_both(split_folders):
    for number in range(2):
        shutil.copy(
            split_folders / "train" / "cat" / f"{number:03d}.png",
            split_folders / "train" / "dog" / f"copy{number}.png",
        )
    report = find_leaks(open_image_set(split_folders))
    assert report.torn_count == 2
    assert not report.clean
    assert not report.identical
    (said,) = report.warnings()
    assert said.startswith("2 pictures stand in two classes, such as 'train/cat/00")
    assert said.endswith("in 'cat' and 'dog'")
    assert report.in_short() == ("2 pictures stand in two classes",)
    assert {leak.split for leak in report.pairs} == {leak.other_split for leak in report.pairs}
