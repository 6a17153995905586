"""Names of splits are never taken for classes, however people write them."""

import shutil
import zipfile

import pytest

from explorer.data import open_image_set
from explorer.data.split_names import means_split, only_splits
from explorer.errors import DataError
from tests.data.conftest import write_pictures

SPLITS = [
    ("training_set", "test_set"),
    ("seg_train", "seg_test", "seg_pred"),
    ("trainset", "testset"),
    ("train_images", "val-set"),
    ("fold_0", "fold_1", "fold_2"),
    ("fold1", "fold2"),
    ("TRAIN1", "TEST1"),
    ("testing_data", "validation_images", "training data"),
    ("devel", "holdout"),
    ("eval", "trn"),
    ("hold-out", "TRAINING"),
    ("TrainSet", "TestSet"),
    ("trainA", "trainB", "testA", "testB"),
    ("asl_alphabet_train", "asl_alphabet_test"),
    ("train2017", "val2017"),
    ("cv 1", "cv 2"),
]
CLASSES = [
    ("train", "car", "bus"),
    ("test positive", "test negative"),
    ("training shoe", "test tube"),
    ("contest", "protest"),
    ("trainer", "sneaker"),
    ("good", "test"),
    ("valley", "crest"),
    ("0", "1"),
    ("set1", "set2"),
]


def refusal(path):
    with pytest.raises(DataError) as error:
        open_image_set(path)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("names", SPLITS)
def test_names_of_splits_are_known_in_any_spelling(names):
    assert only_splits(names)


@pytest.mark.parametrize("names", CLASSES)
def test_classes_that_look_like_splits_stay_classes(names):
    assert not only_splits(names)


def test_a_name_that_says_more_than_its_split_is_not_one():
    assert [name for name in ("val-set", "holdout", "Dev", "dog_train", "annotations") if means_split(name)] == ["val-set", "holdout", "Dev"]


@pytest.mark.parametrize("names", [("training_set", "test_set"), ("fold_0", "fold_1"), ("TrainA", "TestA"), ("testing_data", "validation_images")])
@pytest.mark.parametrize("inner", ["", "cat", "again/cat"])
@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_a_folder_or_zip_of_splits_alone_is_refused_by_the_folders_names(tmp_path, names, inner, kind):
    for number, name in enumerate(names):
        write_pictures(tmp_path / "set" / name / inner, 12, first=100 * number)
    source = tmp_path / "set"
    if kind == "zip":
        source = shutil.make_archive(tmp_path / "packed", "zip", source)
        assert zipfile.is_zipfile(source)
    said = refusal(source)
    assert all(f"'{name}'" in said for name in names)
    assert "rename them to train, val and test" in said


def test_the_intel_set_with_its_doubled_folders_is_refused(tmp_path):
    for number, split in enumerate(("seg_train", "seg_test")):
        for place, label in enumerate(("buildings", "forest")):
            write_pictures(tmp_path / "intel" / split / split / label, 6, first=100 * number + 50 * place)
    write_pictures(tmp_path / "intel" / "seg_pred" / "seg_pred", 6, first=900)
    assert "'seg_pred', 'seg_test', 'seg_train' are named as splits" in refusal(tmp_path / "intel")


def test_splits_inside_split_folders_are_refused(tmp_path):
    for number, split in enumerate(("train", "test")):
        write_pictures(tmp_path / "set" / split / split / "cat", 6, first=100 * number)
    assert "move what they hold one folder up" in refusal(tmp_path / "set")


@pytest.mark.parametrize("other", ["val-set", "dev", "holdout", "test_images"])
def test_a_split_under_another_name_beside_train_is_not_passed_over(tmp_path, other):
    for number, split in enumerate(("train", other)):
        for place, label in enumerate(("cat", "dog")):
            write_pictures(tmp_path / "set" / split / label, 6, first=100 * number + 50 * place)
    assert f"'{other}', which names a split too: rename it to val or test" in refusal(tmp_path / "set")


def test_with_all_three_splits_there_others_are_left_out_with_a_note(split_folders):
    write_pictures(split_folders / "unlabelled", 3, first=900)
    assert open_image_set(split_folders).problems[0].message.startswith("3 pictures outside test, train, val")


def test_means_of_transport_are_classes(tmp_path):
    for number, label in enumerate(("Train_", "car", "bus")):
        write_pictures(tmp_path / "set" / label, 6, first=100 * number)
    assert open_image_set(tmp_path / "set").classes == ("Train_", "bus", "car")


@pytest.mark.parametrize(("labels", "refused"), [(("train", "test"), True), (("fold 1", "fold 2"), True), (("train", "bus"), False)])
def test_a_table_whose_labels_are_splits_is_refused_by_them(tmp_path, labels, refused):
    write_pictures(tmp_path / "set", 12)
    rows = "".join(f"{number:03d}.png,{labels[number % 2]}\n" for number in range(12))
    table = tmp_path / "set" / "labels.csv"
    table.write_text(f"path,label\n{rows}")
    if not refused:
        assert open_image_set(table).classes == tuple(sorted(labels))
        return
    for source in (table, tmp_path / "set"):
        said = refusal(source)
        assert all(f"'{label}'" in said for label in labels)
        assert "rename that column to split" in said
